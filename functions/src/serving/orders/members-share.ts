import { dayMs } from '@jindian/shared/time';
import type { OrderFacts } from '../../selling/membership/facts.ts';
import { type FrozenPoints, freezePoints, keptPoints } from '../../selling/membership/points/earning.ts';
import type { Bought } from '../../selling/segments/facts/rows.ts';
import type { OrderContext } from './context.ts';
import { isPractice } from './practice.ts';
import type { PricedLine } from './pricing.ts';
import { refundedByLine } from './refund-books.ts';
import type { OrderRecord } from './store.ts';

/** What the lines of an order earn, by the policy and the member's tier as they are now. Practice earns nothing. */
export function createEarningPoints({ membership, catalog }: Pick<OrderContext, 'membership' | 'catalog'>) {
  return async function earnedBy(memberId: string, isPracticeOrder: boolean) {
    const earning = isPracticeOrder ? null : await membership.earningOf(memberId);
    if (!earning) return () => null;
    const goods = await catalog.current();
    return (lines: readonly PricedLine[]): FrozenPoints | null =>
      freezePoints(
        earning.policy,
        earning.tier,
        lines.map(({ id, categoryId, netFen }) => ({
          id,
          categoryPath: goods.categoryPath(categoryId),
          netFen,
        })),
      );
  };
}

/** What an order says now of what it brings its member; null: nothing, it is practice. */
export function memberFactsOf(record: OrderRecord, nowMs: number): OrderFacts | null {
  const { head, detail } = record;
  if (isPractice(head.orderId)) return null;
  const reachedMs = (wanted: string) => head.history.find(({ state }) => state === wanted)?.atMs;
  const completedAtMs = reachedMs('completed');
  const keptAtMs = completedAtMs === undefined ? null : completedAtMs + detail.returnWindowDays * dayMs;
  const isPaid = reachedMs('paid') !== undefined;
  const refunded = refundedByLine(record);
  const { points, lines } = detail;
  return {
    memberId: head.memberId,
    phase: !isPaid ? 'none' : keptAtMs !== null && keptAtMs <= nowMs ? 'kept' : 'promised',
    keptAtMs,
    spendFen: lines.reduce((sum, { id, netFen }) => sum + Math.max(0, netFen - (refunded.get(id) ?? 0)), 0),
    points: points ? { frozen: points, kept: keptPoints(points, refunded) } : null,
  };
}

/** What segments count of an order: what is left of it; null: it was never paid, or is practice. */
export function boughtOf(
  record: OrderRecord,
  categoryPath: (categoryId: string) => readonly string[],
): Bought | null {
  const { head, detail, money } = record;
  const paidAtMs = head.history.find(({ state }) => state === 'paid')?.atMs;
  if (isPractice(head.orderId) || paidAtMs === undefined) return null;
  const refunded = refundedByLine(record);
  const left = detail.lines.filter(({ id, netFen }) => netFen === 0 || netFen > (refunded.get(id) ?? 0));
  // Goods for nothing go back with the rest.
  const isAllBack = head.state === 'refunded' || left.length === 0;
  return {
    memberId: head.memberId,
    atMs: paidAtMs,
    amountFen: isAllBack
      ? 0
      : left.reduce((sum, { id, netFen }) => sum + netFen - (refunded.get(id) ?? 0), 0),
    units: isAllBack ? 0 : left.reduce((sum, { quantity }) => sum + quantity, 0),
    locationId: head.storefrontId,
    categoryIds: [...new Set(left.flatMap(({ categoryId }) => categoryPath(categoryId)))].sort(),
    revision: money.revision,
  };
}

/** What it earns, as its member reads it. */
export function pointsView(record: Pick<OrderRecord, 'detail' | 'refunds'>): { points?: number } {
  const { points } = record.detail;
  const kept = points ? keptPoints(points, refundedByLine(record)) : 0;
  return kept > 0 ? { points: kept } : {};
}
