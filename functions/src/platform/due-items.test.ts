import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { item } from 'dynamodb-toolbox/schema/item';
import { string } from 'dynamodb-toolbox/schema/string';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDueItems, type DueItems, dueAttributes, type FoundDue, type Waiting } from './due-items.ts';
import { Entity } from './entity.ts';
import { openTable, startMs, type TestTable } from './testing/table.ts';
import { transact, type Write, write } from './transact.ts';

let bench: TestTable;
let due: DueItems;

beforeEach(async () => {
  bench = await openTable();
  due = createDueItems({ table: bench.table });
});
afterEach(() => bench.close());

async function plan(ref: string, dueAtMs: number, kind = 'order.unpaid'): Promise<void> {
  await transact(bench.table, [due.plan(kind, ref, dueAtMs, { of: ref })]);
}

/** Everything due by now, as the timers look for it. */
async function allDue(nowMs: number, pageSize = 100): Promise<FoundDue[]> {
  const all: FoundDue[] = [];
  for (const shard of due.shards) {
    let from: Record<string, unknown> | undefined;
    do {
      const { found, next } = await due.dueOf(shard, nowMs, pageSize, from);
      all.push(...found);
      from = next;
    } while (from);
  }
  return all;
}

describe('what was planned', () => {
  test('is found from its millisecond on, with its kind and data', async () => {
    await plan('O1#a', startMs + minuteMs);
    expect(await allDue(startMs + minuteMs - 1)).toEqual([]);
    expect(await allDue(startMs + minuteMs)).toMatchObject([
      { kind: 'order.unpaid', ref: 'O1#a', dueAtMs: startMs + minuteMs, nth: 0, data: { of: 'O1#a' } },
    ]);
  });

  test('is found earliest first, page by page, each once, also after a silence of weeks', async () => {
    for (let i = 0; i < 40; i += 1)
      await plan(`O${i}`, startMs + ((i * 7) % 40) * 12 * hourMs, `kind.${i % 3}`);
    const found = await allDue(startMs + 21 * dayMs, 5);
    expect(new Set(found.map(({ ref }) => ref)).size).toBe(40);
    expect(found).toHaveLength(40);
    for (const shard of due.shards) {
      const times = (await due.dueOf(shard, startMs + 21 * dayMs, 100)).found.map(({ dueAtMs }) => dueAtMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  test('two things about one order at one time are two; the same again replaces the first', async () => {
    await plan('O1', startMs, 'order.unpaid');
    await plan('O1', startMs, 'order.refund_check');
    await plan('O1', startMs + hourMs, 'order.refund_check');
    expect((await allDue(startMs)).map(({ kind }) => kind)).toEqual(['order.unpaid']);
    expect((await allDue(startMs + hourMs)).map(({ kind }) => kind).sort()).toEqual([
      'order.refund_check',
      'order.unpaid',
    ]);
  });

  test('is dropped by the change after which it is not due, and taken off once somebody has it', async () => {
    await plan('O1', startMs);
    await plan('O2', startMs);
    await transact(bench.table, [due.drop('order.unpaid', 'O1')]);
    const [one] = await allDue(startMs);
    expect(one?.ref).toBe('O2');
    await due.takeOff(one as FoundDue);
    await due.takeOff(one as FoundDue);
    expect(await allDue(startMs)).toEqual([]);
  });

  test('and planned again before the first is taken off stays', async () => {
    await plan('O1', startMs);
    const [first] = await allDue(startMs);
    await plan('O1', startMs + minuteMs);
    await due.takeOff(first as FoundDue);
    expect((await allDue(startMs + minuteMs)).map(({ ref }) => ref)).toEqual(['O1']);
  });
});

describe('an item that waits', () => {
  const entity = () =>
    new Entity({
      name: 'Waiter',
      table: bench.table,
      timestamps: false,
      schema: item({ id: string().key(), part: string().key(), state: string(), ...dueAttributes() }),
      computeKey: ({ id, part }: { id: string; part: string }) => ({
        pk: `WAITER#${id}`,
        sk: `PART#${part}`,
      }),
    });
  const key = { id: 'W1', part: 'P1' };
  const put = (waiting: Waiting | null): Write =>
    write(
      'put',
      entity()
        .build(PutTransaction)
        .item({ ...key, state: 'a', ...due.waits('W1', waiting) }),
    );
  const change = (waiting: Waiting | null): Write =>
    write(
      'change',
      entity()
        .build(UpdateTransaction)
        .item({ ...key, state: 'b', ...due.waitsNow('W1', waiting) }),
    );
  const later = { kind: 'offer_ends', atMs: startMs + minuteMs, nth: 2 };

  test('is found by the ids in its keys, and by which of its waits it is', async () => {
    await transact(bench.table, [put(later)]);
    expect(await allDue(startMs)).toEqual([]);
    expect(await allDue(startMs + minuteMs)).toMatchObject([{ kind: 'offer_ends', ref: 'W1/P1', nth: 2 }]);
  });

  test('waits for one thing: a change moves it, or removes it', async () => {
    await transact(bench.table, [put({ kind: 'unpaid', atMs: startMs })]);
    await transact(bench.table, [change(later)]);
    expect(await allDue(startMs + hourMs)).toMatchObject([{ kind: 'offer_ends' }]);
    await transact(bench.table, [change(null)]);
    expect(await allDue(startMs + hourMs)).toEqual([]);
    // Nothing to remove.
    await transact(bench.table, [change(null)]);
  });

  test('is taken off without a change of what it is, and not when it waits for something else by then', async () => {
    await transact(bench.table, [put({ kind: 'unpaid', atMs: startMs })]);
    const [first] = await allDue(startMs);
    await transact(bench.table, [change(later)]);
    await due.takeOff(first as FoundDue);
    const [second] = await allDue(later.atMs);
    expect(second).toMatchObject({ kind: 'offer_ends' });
    await due.takeOff(second as FoundDue);
    expect(await allDue(later.atMs)).toEqual([]);
  });

  test('costs one write unit of the index when it begins to wait, and one when it ends', async () => {
    const indexUnits = async (writes: Write[]) => {
      bench.engine.meter.reset();
      await transact(bench.table, writes);
      const { resources } = bench.engine.meter.snapshot();
      return Object.entries(resources)
        .filter(([name]) => name.includes('/'))
        .reduce((sum, [, { writeUnits }]) => sum + writeUnits, 0);
    };
    const began = await indexUnits([put(later)]);
    const moved = await indexUnits([change({ ...later, atMs: later.atMs + 1 })]);
    const ended = await indexUnits([change(null)]);
    const untouched = await indexUnits([change(null)]);
    expect({ began, moved, ended, untouched }).toEqual({ began: 1, moved: 2, ended: 1, untouched: 0 });
  });
});

test('what of a kind is due soon is found, however much of other kinds is due before it', async () => {
  const nowMs = bench.clock.nowMs();
  await Promise.all(
    Array.from({ length: 60 }, (_, n) => plan(`O${n}`, nowMs + minuteMs + n, 'payment.ends')),
  );
  await plan('offer', nowMs + 2 * minuteMs, 'offer.ends');
  await plan('later', nowMs + 20 * minuteMs, 'offer.ends');
  const found = await due.upcoming('offer.ends', nowMs, nowMs + 5 * minuteMs, 3);
  expect(found.map(({ ref }) => ref)).toEqual(['offer']);
});
