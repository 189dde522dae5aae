import { wholeReach } from '@jindian/shared/access';
import { expect, test } from 'vitest';
import { createDayBoards } from './day-board.ts';
import { boardOfDays, maxDays, periodOf } from './order-days.ts';

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
