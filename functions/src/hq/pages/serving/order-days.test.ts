import { wholeReach } from '@jindian/shared/access';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { expect, test } from 'vitest';
import { allFitting, maxSorted } from '../../ui/whole-list.ts';
import { createDayBoards } from './day-board.ts';
import { boardOfDays, maxDays, pagesOfDays, periodOf } from './order-days.ts';

const today = '2026-11-29';

function start() {
  let nowMs = Date.parse(`${today}T12:00:00+08:00`);
  const read: string[] = [];
  const boardOf = createDayBoards({
    queries: {
      async daySlice(day: string) {
        read.push(day);
        return { items: [], nextCursor: null };
      },
      shardsOf: async () => undefined,
    },
    places: async () => () => undefined,
    clock: { nowMs: () => nowMs },
  });
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return { boardOf, read, advance };
}

test('a page of many days that refreshes itself reads the days that are over once in a while, and today each time', async () => {
  const { boardOf, read, advance } = start();
  const period = periodOf({ from: '2026-10-01', to: today }, null, today);
  expect(period.days).toHaveLength(maxDays);
  for (let refresh = 0; refresh < 6; refresh += 1) {
    await boardOfDays(boardOf, period, wholeReach);
    advance(10_000);
  }
  expect(read.filter((day) => day === today)).toHaveLength(6);
  expect(read.filter((day) => day !== today)).toHaveLength(maxDays - 1);
  advance(180_000);
  await boardOfDays(boardOf, period, wholeReach);
  expect(read.filter((day) => day !== today)).toHaveLength(2 * (maxDays - 1));
});

test('however many days somebody looks at, the day that all others look at stays at hand', async () => {
  const { boardOf, read } = start();
  await boardOf(today, wholeReach);
  for (const month of ['07', '08', '09', '10'])
    await boardOfDays(
      boardOf,
      periodOf({ from: `2026-${month}-01`, to: `2026-${month}-30` }, null, today),
      wholeReach,
    );
  await boardOf(today, wholeReach);
  expect(read.filter((day) => day === today)).toHaveLength(1);
});

test('a download reads big pages, and one that has to be sorted ends where it cannot be held', async () => {
  let reads = 0;
  const perDay = 4_000;
  const dayOrders = async (_day: string, limit: number, cursor: string | undefined) => {
    reads += 1;
    const start = Number(cursor ?? 0);
    const end = Math.min(perDay, start + limit);
    const items = Array.from({ length: end - start }, (_, n) => ({ totalFen: start + n }) as HqOrderSummary);
    return { items, nextCursor: end < perDay ? String(end) : null };
  };
  const of = (from: string) => pagesOfDays(dayOrders, periodOf({ from, to: today }, null, today), wholeReach);
  expect(await allFitting(of('2026-11-25'), () => true)).toHaveLength(maxSorted);
  expect(reads).toBeLessThanOrEqual(maxSorted / 500);
  reads = 0;
  expect(await allFitting(of('2026-11-01'), () => true)).toBeNull();
  // The rest of the month is not read in vain.
  expect(reads).toBeLessThanOrEqual(maxSorted / 500 + 1);
  const dear = await allFitting(of('2026-11-01'), ({ totalFen }) => totalFen === 3_999);
  expect(dear).toHaveLength(29);
});
