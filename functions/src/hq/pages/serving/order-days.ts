import type { Reach } from '@jindian/shared/access';
import type { Page } from '@jindian/shared/contract/common';
import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { brandDay, dayAfter } from '@jindian/shared/time';
import { decodeTime } from 'ulid';
import type { DayBoard, DayBoards } from './day-board.ts';
import { figuresOf } from './stages.ts';

/** Days are partitions of their own, and each of them is read. */
export const maxDays = 31;
/** So many orders of several days are looked through; beyond it says so. */
const maxLookedAt = 5_000;
/** Orders of a download are read in pages; each costs a query of every part of the day's lists. */
const csvPage = 500;

type DayOrders = (
  day: string,
  limit: number,
  cursor: string | undefined,
  reach: Reach,
) => Promise<Page<HqOrderSummary>>;

export type Period = {
  /** Newest first. */
  days: readonly string[];
  /** More days were asked for than are read. */
  isCut: boolean;
};

/** One day, or those from one to another; never days to come. */
export function periodOf(
  { from, to }: { from: string; to: string },
  day: string | null,
  today: string,
): Period {
  if (from === '' && to === '') return { days: [day ?? today], isCut: false };
  const [one, other] = [from || to, to || today];
  const last = [one > other ? one : other, today].sort()[0] as string;
  const first = one > other ? other : one;
  const days: string[] = [];
  for (let each = last; each >= first && days.length < maxDays; each = dayAfter(each, -1)) days.push(each);
  if (days.length === 0) return { days: [today], isCut: false };
  return { days, isCut: (days.at(-1) as string) > first };
}

/** The newest of all the days, with the figures of what was looked at. */
export async function boardOfDays(boardOf: DayBoards, { days }: Period, reach: Reach): Promise<DayBoard> {
  if (days.length === 1) return boardOf(days[0] as string, reach);
  const orders: HqOrderSummary[] = [];
  let complete = true;
  for (const day of days) {
    if (orders.length >= maxLookedAt) return { orders, figures: figuresOf(orders), complete: false };
    const board = await boardOf(day, reach);
    orders.push(...board.orders);
    complete &&= board.complete;
  }
  return { orders, figures: figuresOf(orders), complete };
}

/** A page over the days, newest first. An order's id says its day, so that it says where to go on. */
export async function ordersOfDays(
  dayOrders: DayOrders,
  { days }: Period,
  limit: number,
  before: string | undefined,
  reach: Reach,
): Promise<Page<HqOrderSummary>> {
  const items: HqOrderSummary[] = [];
  const from = before === undefined ? null : brandDay(decodeTime(before));
  let cursor = before;
  for (const day of days) {
    if (from !== null && day > from) continue;
    if (items.length >= limit) return { items, nextCursor: items.at(-1)?.id ?? null };
    const page = await dayOrders(day, limit - items.length, day === from ? cursor : undefined, reach);
    items.push(...page.items);
    if (page.nextCursor !== null) return { items, nextCursor: page.nextCursor };
    cursor = undefined;
  }
  return { items, nextCursor: null };
}

/** All orders of the days, in pages. */
export async function* pagesOfDays(
  dayOrders: DayOrders,
  { days }: Period,
  reach: Reach,
): AsyncGenerator<readonly HqOrderSummary[]> {
  for (const day of days) {
    for (let cursor: string | undefined; ; ) {
      const { items, nextCursor } = await dayOrders(day, csvPage, cursor, reach);
      yield items;
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
  }
}
