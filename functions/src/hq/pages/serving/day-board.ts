import type { Reach } from '@jindian/shared/access';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { brandDay, minuteMs } from '@jindian/shared/time';
import type { Clock } from '../../../platform/clock.ts';
import type { OrderQueries } from '../../../serving/orders/queries.ts';
import { seesSummary } from '../../../serving/orders/reach.ts';
import type { OrderViews } from '../../../serving/orders/views.ts';
import { type DayFigures, figuresOf } from './stages.ts';

/** Figures and map look at this many of a day's orders, the newest; the list itself pages through all. */
export const maxBoardOrders = 1_000;
/** A list of the day is many parts, and each look costs a query of every part: so many orders at once. */
const sliceLimit = 1_000;
/** Lists of provinces hold others' orders too: whoever looks after a city finds his among so many of the newest. */
const mostLookedAt = 5_000;
const freshMs = 5_000;
/** Of a day that is over little changes, and a page may show a month of them. */
const pastFreshMs = 3 * minuteMs;
/** Days, each for the brand or for the lists that somebody's places are in. */
const maxHeld = 32;
/** Days that are over, apart from the others: two months of them for somebody. */
const maxPastHeld = 64;

export type DayBoard = {
  orders: HqOrderSummary[];
  figures: DayFigures;
  /** False when the day has more orders than were looked at. */
  complete: boolean;
};

/**
 * A day's orders as one picture, for figures and map. Held for some seconds, so that many screens that refresh
 * themselves cost one reading; who looks after some places has figures of those, and only their lists are read.
 */
export function createDayBoards(deps: {
  queries: Pick<OrderQueries, 'daySlice' | 'shardsOf'>;
  places: OrderViews['places'];
  clock: Clock;
}) {
  const { queries, places, clock } = deps;
  type Held = Map<string, { atMs: number; board: Promise<DayBoard> }>;
  const now: Held = new Map();
  const past: Held = new Map();

  async function read(day: string, shards: readonly number[] | undefined): Promise<DayBoard> {
    const orders: HqOrderSummary[] = [];
    const most = shards ? mostLookedAt : maxBoardOrders;
    let cursor: string | undefined;
    for (;;) {
      const page = await queries.daySlice(day, sliceLimit, cursor, shards);
      orders.push(...page.items);
      const complete = page.nextCursor === null;
      if (complete || orders.length >= most) return { orders, figures: figuresOf(orders), complete };
      cursor = page.nextCursor ?? undefined;
    }
  }

  async function boardWithin(day: string, reach: Reach): Promise<DayBoard> {
    const board = await boardOf(day, await queries.shardsOf(reach));
    if (reach.whole) return board;
    const placeOf = await places();
    const seen = board.orders.filter((order) => seesSummary(reach, placeOf, order));
    const orders = seen.slice(0, maxBoardOrders);
    return {
      orders,
      figures: figuresOf(orders),
      complete: board.complete && orders.length === seen.length,
    };
  }

  function boardOf(day: string, shards: readonly number[] | undefined): Promise<DayBoard> {
    const nowMs = clock.nowMs();
    const isPast = day < brandDay(nowMs);
    const held = isPast ? past : now;
    const name = `${day} ${shards ?? 'all'}`;
    const there = held.get(name);
    if (there && nowMs - there.atMs < (isPast ? pastFreshMs : freshMs)) return there.board;
    const board = read(day, shards);
    held.delete(name);
    held.set(name, { atMs: nowMs, board });
    // A reading that failed must not be answered again.
    board.catch(() => held.delete(name));
    if (held.size > (isPast ? maxPastHeld : maxHeld)) {
      const oldest = held.keys().next();
      if (!oldest.done) held.delete(oldest.value);
    }
    return board;
  }

  return boardWithin;
}
export type DayBoards = ReturnType<typeof createDayBoards>;
