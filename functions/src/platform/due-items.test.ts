import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDueItems, type DueItem, type DueItems } from './due-items.ts';
import { openTable, startMs, type TestTable } from './testing/table.ts';
import { transact } from './transact.ts';

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

/** Everything due by now on these days, as the timers look for it. */
async function allDue(sinceMs: number, nowMs: number): Promise<DueItem[]> {
  const found: DueItem[] = [];
  for (const day of due.daysBetween(sinceMs, nowMs)) {
    for (const shard of due.shards) found.push(...(await due.dueOf(day, shard, nowMs, 100)));
  }
  return found;
}

describe('what is due', () => {
  test('is found from its millisecond on, with its kind and data', async () => {
    await plan('O1', startMs + minuteMs);
    expect(await allDue(startMs, startMs + minuteMs - 1)).toEqual([]);
    expect(await allDue(startMs, startMs + minuteMs)).toMatchObject([
      { kind: 'order.unpaid', ref: 'O1', dueAtMs: startMs + minuteMs, data: { of: 'O1' } },
    ]);
  });

  test('is found earliest first, and no more of it than asked for', async () => {
    for (const minute of [7, 3, 5, 1]) await plan('O1', startMs + minute * minuteMs);
    const shards = await Promise.all(
      due.shards.map((shard) => due.dueOf('2026-05-20', shard, startMs + hourMs, 3)),
    );
    const [found] = shards.filter(({ length }) => length > 0);
    expect(found?.map(({ dueAtMs }) => (dueAtMs - startMs) / minuteMs)).toEqual([1, 3, 5]);
  });

  test('two things about one order at one time are two', async () => {
    await plan('O1', startMs, 'order.unpaid');
    await plan('O1', startMs, 'order.refund_check');
    expect((await allDue(startMs, startMs)).map(({ kind }) => kind).sort()).toEqual([
      'order.refund_check',
      'order.unpaid',
    ]);
  });

  test('done is gone, done twice as well', async () => {
    await plan('O1', startMs);
    const [one] = await allDue(startMs, startMs);
    await due.done([one as DueItem]);
    await due.done([one as DueItem]);
    expect(await allDue(startMs, startMs)).toEqual([]);
  });

  test('is found after a silence of weeks, whatever day it was due', async () => {
    const days = [0, 1, 6, 13, 20];
    for (const day of days) await plan(`O${day}`, startMs + day * dayMs + 5 * hourMs);
    const found = await allDue(startMs, startMs + 21 * dayMs);
    expect(found.map(({ ref }) => ref).sort()).toEqual(days.map((day) => `O${day}`).sort());
  });
});

describe('the days to look at', () => {
  test('hold every moment since the last look, each day once, in order', () => {
    fc.assert(
      fc.property(fc.nat(60 * dayMs), fc.nat(60 * dayMs), fc.nat(60 * dayMs), (from, long, then) => {
        const sinceMs = startMs + from;
        const nowMs = sinceMs + long;
        const days = due.daysBetween(sinceMs, nowMs);
        expect([...new Set(days)].sort()).toEqual(days);
        const momentMs = sinceMs + (then % (long + 1));
        expect(days).toContain(new Date(momentMs).toISOString().slice(0, 10));
      }),
    );
  });
});

test('what is due is found page by page, each once, also where several are due at one time', async () => {
  for (let i = 0; i < 23; i += 1) await plan('O1', startMs + (i % 3), `kind.${i}`);
  const shard = (await allDue(startMs, startMs + 10))[0]?.shard as number;
  const seen: string[] = [];
  let last: DueItem | undefined;
  do {
    const found = await due.dueOf('2026-05-20', shard, startMs + 10, 5, last);
    seen.push(...found.map(({ kind }) => kind));
    last = found.length < 5 ? undefined : found.at(-1);
  } while (last);
  expect(new Set(seen).size).toBe(23);
  expect(seen).toHaveLength(23);
});

test('many are done at once', async () => {
  for (let i = 0; i < 60; i += 1) await plan(`O${i}`, startMs);
  await due.done(await allDue(startMs, startMs));
  expect(await allDue(startMs, startMs)).toEqual([]);
});
