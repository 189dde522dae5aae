import type { FaultKind } from '@jindian/embedded-dynamodb';
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
    // Alone, it needs no transaction.
    expect(bench.engine.meter.snapshot().writeUnits).toBe(1);
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

describe('a change of one item alone, without a token', () => {
  const begin = () => run(write('lid', { isNew: true, set: { lid: 'on' } }));
  const open = () => run(write('lid', { set: { lid: 'off', by: 'me' }, equal: { lid: 'on' } }));
  /** The first calls meet these faults. */
  function faultsInTurn(kinds: FaultKind[]) {
    let calls = 0;
    bench.engine.faults.set((operation) => {
      if (operation !== 'UpdateItem') return 'none';
      calls += 1;
      return kinds.shift() ?? 'none';
    });
    return { calls: () => calls };
  }

  test.each<FaultKind>(['conflict', 'throttle', 'throughput', 'fail-before', 'lost-before'])(
    '%s is tried again until it is done',
    async (fault) => {
      await begin();
      const { calls } = faultsInTurn([fault]);
      expect(await open()).toEqual({ kind: 'done' });
      expect(calls()).toBe(2);
      expect(await stored()).toMatchObject({ lid: { S: 'off' }, by: { S: 'me' } });
    },
  );

  test.each<FaultKind>(['fail-after', 'lost-after'])(
    '%s: done, though there was no answer',
    async (fault) => {
      await begin();
      faultsInTurn([fault]);
      expect(await open()).toEqual({ kind: 'done' });
      expect(await stored()).toMatchObject({ lid: { S: 'off' } });
    },
  );

  test('done by somebody else just so is a refusal, like any other change', async () => {
    await begin();
    await open();
    expect(await open()).toMatchObject({ kind: 'refused', failed: [{ label: 'lid' }] });
  });

  test('no answer, and changed by somebody else before: refused', async () => {
    await begin();
    bench.engine.faults.set((operation) => {
      if (operation !== 'UpdateItem') return 'none';
      bench.engine.faults.set();
      void run(write('lid', { set: { lid: 'off', by: 'another' }, equal: { lid: 'on' } }));
      return 'fail-before';
    });
    expect((await open()).kind).toBe('refused');
    expect(await stored()).toMatchObject({ by: { S: 'another' } });
  });

  test('conflicts without end are answered busy', async () => {
    await begin();
    faultsInTurn(Array<FaultKind>(100).fill('conflict'));
    expect(await open()).toEqual({ kind: 'busy' });
  });
});
