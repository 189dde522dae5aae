import type { FaultKind } from '@jindian/embedded-dynamodb';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Entity } from './entity.ts';
import { openTable, type TestTable } from './testing/table.ts';
import { failureOf, transact, type Write, write } from './transact.ts';

let bench: TestTable;
let counters: ReturnType<typeof createCounters>;

function createCounters(table: TestTable['table']) {
  const entity = new Entity({
    name: 'Counter',
    table,
    timestamps: false,
    schema: item({ id: string().key(), count: number() }),
    computeKey: ({ id }: { id: string }) => ({ pk: `COUNTER#${id}`, sk: 'COUNTER' }),
  });
  return {
    create: (id: string, label = `create ${id}`): Write =>
      write(
        label,
        entity
          .build(PutTransaction)
          .item({ id, count: 0 })
          .options({ condition: { attr: 'id', exists: false } }),
      ),
    add: (id: string, by = 1): Write =>
      write(`add ${id}`, entity.build(UpdateTransaction).item({ id, count: $add(by) })),
    takeOne: (id: string): Write =>
      write(
        `take ${id}`,
        entity
          .build(UpdateTransaction)
          .item({ id, count: $add(-1) })
          .options({
            condition: { attr: 'count', gte: 1 },
            returnValuesOnConditionFalse: 'ALL_OLD',
          }),
      ),
    async of(id: string): Promise<number | null> {
      const { Item } = await entity.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
      return Item?.count ?? null;
    },
  };
}

beforeEach(async () => {
  bench = await openTable();
  counters = createCounters(bench.table);
});
afterEach(() => bench.close());

/** The first calls meet these faults, one after the other; the ones after them none. */
function faultsInTurn(...kinds: FaultKind[]): { tokens: string[] } {
  const tokens: string[] = [];
  bench.engine.faults.set((operation, { input }) => {
    if (operation !== 'TransactWriteItems') return 'none';
    tokens.push(String(input.ClientRequestToken));
    return kinds.shift() ?? 'none';
  });
  return { tokens };
}

describe('all or nothing', () => {
  test('a failed condition is told by the label of its write, and nothing is written', async () => {
    expect(await transact(bench.table, [counters.create('a')])).toEqual({ kind: 'done' });
    const outcome = await transact(bench.table, [
      counters.create('b'),
      counters.create('a', 'the second a'),
      counters.add('c'),
    ]);
    expect(outcome).toEqual({ kind: 'refused', failed: [{ label: 'the second a' }] });
    expect(failureOf(outcome, 'the second a')).toBeDefined();
    expect(failureOf(outcome, 'create b')).toBeUndefined();
    expect([await counters.of('b'), await counters.of('c')]).toEqual([null, null]);
  });

  test('every failed condition is told, with the item where it was asked for', async () => {
    await transact(bench.table, [counters.create('a'), counters.create('b')]);
    const outcome = await transact(bench.table, [counters.takeOne('a'), counters.create('b')]);
    expect(outcome).toMatchObject({
      kind: 'refused',
      failed: [{ label: 'take a', current: { id: 'a', count: 0 } }, { label: 'create b' }],
    });
  });

  test('none and more than a hundred writes are a bug of the caller', async () => {
    await expect(transact(bench.table, [])).rejects.toThrow('0 writes');
    const many = Array.from({ length: 101 }, (_, i) => counters.add(`n${i}`));
    await expect(transact(bench.table, many)).rejects.toThrow('101 writes');
    expect(await transact(bench.table, many.slice(1))).toEqual({ kind: 'done' });
  });

  test('two writes on one item are a bug of the caller', async () => {
    await expect(transact(bench.table, [counters.add('a'), counters.add('a')])).rejects.toThrow('one item');
  });
});

describe('trouble', () => {
  test.each<FaultKind>(['conflict', 'throttle', 'throughput', 'fail-before'])(
    '%s is tried again until it is done',
    async (fault) => {
      faultsInTurn(fault, fault, fault);
      expect(await transact(bench.table, [counters.add('a')])).toEqual({ kind: 'done' });
      expect(await counters.of('a')).toBe(1);
    },
  );

  test('a failed condition is not tried again', async () => {
    await transact(bench.table, [counters.create('a')]);
    const { tokens } = faultsInTurn();
    expect((await transact(bench.table, [counters.create('a')])).kind).toBe('refused');
    expect(tokens).toHaveLength(1);
  });

  test('done, though the answer was a failure: the same token goes again, and it is done once', async () => {
    const { tokens } = faultsInTurn('fail-after', 'fail-after', 'conflict');
    expect(await transact(bench.table, [counters.add('a')])).toEqual({ kind: 'done' });
    expect(tokens).toHaveLength(4);
    expect(new Set(tokens).size).toBe(1);
    expect(await counters.of('a')).toBe(1);
  });

  test('done, though the answer was a failure: a condition that its own first attempt broke does not refuse it', async () => {
    faultsInTurn('fail-after');
    expect(await transact(bench.table, [counters.create('a')])).toEqual({ kind: 'done' });
  });

  test('conflicts without end are answered busy after six attempts, and nothing is written', async () => {
    const { tokens } = faultsInTurn(...Array<FaultKind>(100).fill('conflict'));
    expect(await transact(bench.table, [counters.add('a')])).toEqual({ kind: 'busy' });
    expect(tokens).toHaveLength(6);
    bench.engine.faults.set();
    expect(await counters.of('a')).toBeNull();
  });

  test('a cut line is no answer: it goes again with the same token, and is done once', async () => {
    const { tokens } = faultsInTurn('lost-after', 'lost-before');
    expect(await transact(bench.table, [counters.add('a')])).toEqual({ kind: 'done' });
    expect(tokens).toHaveLength(3);
    expect(await counters.of('a')).toBe(1);
  });

  test('what nobody expects is thrown', async () => {
    const missing = { label: 'elsewhere', item: structuredClone(counters.add('a').item) };
    (missing.item as { Update: { TableName: string } }).Update.TableName = 'no-such-table';
    await expect(transact(bench.table, [missing])).rejects.toThrow();
  });

  test('two transactions never share a token', async () => {
    const { tokens } = faultsInTurn();
    for (let i = 0; i < 5; i += 1) await transact(bench.table, [counters.add('a')]);
    expect(new Set(tokens).size).toBe(5);
    expect(await counters.of('a')).toBe(5);
  });

  test('many at once on one item, where collisions are conflicts: each is done once or told to be busy', async () => {
    await transact(bench.table, [counters.create('hot')]);
    bench.engine.faults.setConflictMode('reject');
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () => transact(bench.table, [counters.add('hot')])),
    );
    const done = outcomes.filter(({ kind }) => kind === 'done').length;
    expect(outcomes.every(({ kind }) => kind === 'done' || kind === 'busy')).toBe(true);
    expect(done).toBeGreaterThan(0);
    expect(await counters.of('hot')).toBe(done);
  });
});
