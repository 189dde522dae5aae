import { branchGrant, reachOf, wholeReach } from '@jindian/shared/access';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { describe, expect, test } from 'vitest';
import { createDayBoards, maxBoardOrders } from './day-board.ts';

const places = async () => () => undefined;
const order = {
  storefront: { locationId: 'B00001' },
  servingLocationIds: ['B00002'],
  state: 'paid',
  fulfilmentState: 'to_pack',
  method: 'pickup',
  totalFen: 100,
  refundedFen: 0,
} as HqOrderSummary;

/** A day with so many orders, in pages of what is asked for. */
function dayOf(count: number) {
  let reads = 0;
  const daySlice = async (_day: string, limit: number, cursor: string | undefined) => {
    reads += 1;
    const start = Number(cursor ?? 0);
    const end = Math.min(count, start + limit);
    return {
      items: Array.from({ length: end - start }, () => order),
      nextCursor: end < count ? String(end) : null,
    };
  };
  return { daySlice, shardsOf: async () => undefined, reads: () => reads };
}

describe('the picture of a day', () => {
  test('holds every order of a day of common size', async () => {
    const boardOf = createDayBoards({ queries: dayOf(120), places, clock: { nowMs: () => 0 } });
    const board = await boardOf('2026-11-21', wholeReach);
    expect([board.orders.length, board.figures.paidFen, board.complete]).toEqual([120, 12_000, true]);
  });

  test('stops at its bound and says so', async () => {
    const boardOf = createDayBoards({ queries: dayOf(5_000), places, clock: { nowMs: () => 0 } });
    const board = await boardOf('2026-11-21', wholeReach);
    expect([board.orders.length, board.complete]).toEqual([maxBoardOrders, false]);
  });

  test('is read once for many screens, and anew after some seconds', async () => {
    let nowMs = 0;
    const day = dayOf(10);
    const boardOf = createDayBoards({ queries: day, places, clock: { nowMs: () => nowMs } });
    await Promise.all([boardOf('2026-11-21', wholeReach), boardOf('2026-11-21', wholeReach)]);
    expect(day.reads()).toBe(1);
    nowMs = 5_000;
    await boardOf('2026-11-21', wholeReach);
    expect(day.reads()).toBe(2);
  });

  test('holds for who looks after some places what was placed or is served there', async () => {
    const boardOf = createDayBoards({ queries: dayOf(7), places, clock: { nowMs: () => 0 } });
    const seenAt = async (locationId: string) => {
      const caller = {
        kind: 'member',
        memberId: 'M1',
        roles: [branchGrant('supervisor', locationId)],
      } as const;
      return (await boardOf('2026-11-21', reachOf(caller, 'orders.read'))).figures.orders;
    };
    expect(await Promise.all(['B00001', 'B00002', 'B00003'].map(seenAt))).toEqual([7, 7, 0]);
  });

  test('finds those of a place among thousands that are not, in a few looks', async () => {
    const theirs = {
      ...order,
      storefront: { ...order.storefront, locationId: 'B00009' },
      servingLocationIds: [],
    } as HqOrderSummary;
    let looks = 0;
    const daySlice = async (_day: string, limit: number, cursor: string | undefined) => {
      looks += 1;
      const start = Number(cursor ?? 0);
      const items = Array.from({ length: limit }, (_, n) => (start + n === 3_456 ? order : theirs));
      return { items, nextCursor: String(start + limit) };
    };
    const boardOf = createDayBoards({
      queries: { daySlice, shardsOf: async () => [3] },
      places,
      clock: { nowMs: () => 0 },
    });
    const caller = { kind: 'member', memberId: 'M1', roles: [branchGrant('supervisor', 'B00001')] } as const;
    const board = await boardOf('2026-11-21', reachOf(caller, 'orders.read'));
    expect([board.orders.length, board.complete, looks]).toEqual([1, false, 5]);
  });

  test('that could not be read is not held', async () => {
    let broken = true;
    const day = dayOf(3);
    const boardOf = createDayBoards({
      queries: {
        ...day,
        daySlice: (of, limit, cursor) =>
          broken ? Promise.reject(new Error('no table')) : day.daySlice(of, limit, cursor),
      },
      places,
      clock: { nowMs: () => 0 },
    });
    await expect(boardOf('2026-11-21', wholeReach)).rejects.toThrow('no table');
    broken = false;
    expect((await boardOf('2026-11-21', wholeReach)).orders).toHaveLength(3);
  });
});
