import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { describe, expect, test } from 'vitest';
import { createDayBoards, maxBoardOrders } from './day-board.ts';

const order = {
  state: 'paid',
  fulfilmentState: 'to_pack',
  method: 'pickup',
  totalFen: 100,
} as HqOrderSummary;

/** A day with so many orders, in pages of what is asked for. */
function dayOf(count: number) {
  let reads = 0;
  const dayOrders = async (_day: string | undefined, limit: number, cursor: string | undefined) => {
    reads += 1;
    const start = Number(cursor ?? 0);
    const end = Math.min(count, start + limit);
    return {
      items: Array.from({ length: end - start }, () => order),
      nextCursor: end < count ? String(end) : null,
    };
  };
  return { dayOrders, reads: () => reads };
}

describe('the picture of a day', () => {
  test('holds every order of a day of common size', async () => {
    const boardOf = createDayBoards({ queries: dayOf(120), clock: { nowMs: () => 0 } });
    const board = await boardOf('2026-11-21');
    expect([board.orders.length, board.figures.paidFen, board.complete]).toEqual([120, 12_000, true]);
  });

  test('stops at its bound and says so', async () => {
    const boardOf = createDayBoards({ queries: dayOf(5_000), clock: { nowMs: () => 0 } });
    const board = await boardOf('2026-11-21');
    expect([board.orders.length, board.complete]).toEqual([maxBoardOrders, false]);
  });

  test('is read once for many screens, and anew after some seconds', async () => {
    let nowMs = 0;
    const day = dayOf(10);
    const boardOf = createDayBoards({ queries: day, clock: { nowMs: () => nowMs } });
    await Promise.all([boardOf('2026-11-21'), boardOf('2026-11-21')]);
    expect(day.reads()).toBe(1);
    nowMs = 5_000;
    await boardOf('2026-11-21');
    expect(day.reads()).toBe(2);
  });

  test('that could not be read is not held', async () => {
    let broken = true;
    const day = dayOf(3);
    const boardOf = createDayBoards({
      queries: {
        dayOrders: (...asked) => (broken ? Promise.reject(new Error('no table')) : day.dayOrders(...asked)),
      },
      clock: { nowMs: () => 0 },
    });
    await expect(boardOf('2026-11-21')).rejects.toThrow('no table');
    broken = false;
    expect((await boardOf('2026-11-21')).orders).toHaveLength(3);
  });
});
