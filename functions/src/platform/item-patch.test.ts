import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ItemPatch } from './item-patch.ts';
import { openTable, type TestTable } from './testing/table.ts';
import { patchWrite, transact } from './transact.ts';

let bench: TestTable;
beforeEach(async () => {
  bench = await openTable();
});
afterEach(() => bench.close());

const patch = (of: Omit<ItemPatch, 'tableName' | 'key'>): ItemPatch => ({
  tableName: bench.name,
  key: { pk: 'JAR#1', sk: 'JAR' },
  ...of,
});
const write = (label: string, of: Omit<ItemPatch, 'tableName' | 'key'>) => patchWrite(label, patch(of));
const run = (...writes: ReturnType<typeof write>[]) => transact(bench.table, writes);

async function stored() {
  const { Item } = (await bench.engine.call('GetItem', {
    TableName: bench.name,
    Key: { pk: { S: 'JAR#1' }, sk: { S: 'JAR' } },
  })) as { Item?: Record<string, unknown> };
  return Item;
}

describe('parts of one item', () => {
  beforeEach(async () => {
    await run(
      write('lid', { isNew: true, set: { lid: 'on', gone: undefined } }),
      write('jam', { set: { jam: 3 } }),
    );
  });

  test('that change together are one write', async () => {
    expect(await stored()).toEqual({
      pk: { S: 'JAR#1' },
      sk: { S: 'JAR' },
      lid: { S: 'on' },
      jam: { N: '3' },
    });
    bench.engine.meter.reset();
    const outcome = await run(
      write('lid', { set: { lid: 'off' }, equal: { lid: 'on' } }),
      write('jam', { set: { jam: undefined }, equal: { jam: 3, spoon: undefined } }),
    );
    expect(outcome).toEqual({ kind: 'done' });
    expect(await stored()).toEqual({ pk: { S: 'JAR#1' }, sk: { S: 'JAR' }, lid: { S: 'off' } });
    expect(bench.engine.meter.snapshot().writeUnits).toBe(2);
  });

  test.each([
    ['lid', { lid: 'off' }, { jam: 3 }, ['lid']],
    ['jam', { lid: 'on' }, { jam: 4 }, ['jam']],
    ['both', { lid: 'off' }, { jam: 4 }, ['lid', 'jam']],
  ])('say which of them was refused: %s', async (_, lid, jam, labels) => {
    const outcome = await run(
      write('lid', { set: { lid: 'away' }, equal: lid }),
      write('jam', { set: { jam: 9 }, equal: jam }),
    );
    expect(outcome.kind === 'refused' && outcome.failed.map(({ label }) => label)).toEqual(labels);
    expect(await stored()).toMatchObject({ lid: { S: 'on' }, jam: { N: '3' } });
  });

  test('are not made twice, and not changed where there is no such item', async () => {
    expect((await run(write('lid', { isNew: true, set: { lid: 'new' } }))).kind).toBe('refused');
    const elsewhere = patchWrite('lid', {
      ...patch({ set: { lid: 'off' } }),
      key: { pk: 'JAR#2', sk: 'JAR' },
    });
    expect((await transact(bench.table, [elsewhere])).kind).toBe('refused');
  });

  test('cannot be two things at once', async () => {
    await expect(run(write('a', { set: { lid: 1 } }), write('b', { set: { lid: 2 } }))).rejects.toThrow(
      'lid',
    );
  });
});
