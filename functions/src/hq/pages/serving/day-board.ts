import { type Reach, wholeReach } from '@jindian/shared/access';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import type { Clock } from '../../../platform/clock.ts';
import type { OrderQueries } from '../../../serving/orders/queries.ts';
import { seesSummary } from '../../../serving/orders/reach.ts';
import type { OrderViews } from '../../../serving/orders/views.ts';
import { type DayFigures, figuresOf } from './stages.ts';

/** Figures and map look at this many of a day's orders, the newest; the list itself pages through all. */
export const maxBoardOrders = 1_000;
const pageLimit = 50;
const freshMs = 5_000;
const maxHeldDays = 8;

export type DayBoard = {
  orders: HqOrderSummary[];
  figures: DayFigures;
  /** False when the day has more orders than were looked at. */
  complete: boolean;
};

/**
 * A day's orders as one picture, for figures and map. Held for some seconds, so that many screens that refresh
 * themselves cost one reading; who looks after some places has figures of those.
 */
export function createDayBoards(deps: {
  queries: Pick<OrderQueries, 'dayOrders'>;
  places: OrderViews['places'];
  clock: Clock;
}) {
  const { queries, places, clock } = deps;
  const held = new Map<string, { atMs: number; board: Promise<DayBoard> }>();

  async function read(day: string): Promise<DayBoard> {
    const orders: HqOrderSummary[] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await queries.dayOrders(day, pageLimit, cursor, wholeReach);
      orders.push(...page.items);
      if (page.nextCursor === null) return { orders, figures: figuresOf(orders), complete: true };
      if (orders.length >= maxBoardOrders) return { orders, figures: figuresOf(orders), complete: false };
      cursor = page.nextCursor;
    }
  }

  async function boardWithin(day: string, reach: Reach): Promise<DayBoard> {
    const board = await boardOf(day);
    if (reach.whole) return board;
    const placeOf = await places();
    const orders = board.orders.filter((order) => seesSummary(reach, placeOf, order));
    return { orders, figures: figuresOf(orders), complete: board.complete };
  }

  function boardOf(day: string): Promise<DayBoard> {
    const nowMs = clock.nowMs();
    const there = held.get(day);
    if (there && nowMs - there.atMs < freshMs) return there.board;
    const board = read(day);
    held.delete(day);
    held.set(day, { atMs: nowMs, board });
    // A reading that failed must not be answered again.
    board.catch(() => held.delete(day));
    if (held.size > maxHeldDays) {
      const oldest = held.keys().next();
      if (!oldest.done) held.delete(oldest.value);
    }
    return board;
  }

  return boardWithin;
}
export type DayBoards = ReturnType<typeof createDayBoards>;
