import { dayMs } from '@jindian/shared/time';
import {
  type FrozenPoints,
  freezePoints,
  keptPoints,
  type PointsFacts,
} from '../../selling/membership/points/earning.ts';
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

/** What an order says of its member's points now; null: it earns none. */
export function pointsFactsOf(record: OrderRecord, nowMs: number): PointsFacts | null {
  const { head, detail } = record;
  if (!detail.points || isPractice(head.orderId)) return null;
  const reachedMs = (wanted: string) => head.history.find(({ state }) => state === wanted)?.atMs;
  const completedAtMs = reachedMs('completed');
  const keptAtMs = completedAtMs === undefined ? null : completedAtMs + detail.returnWindowDays * dayMs;
  const isPaid = reachedMs('paid') !== undefined;
  return {
    memberId: head.memberId,
    frozen: detail.points,
    kept: keptPoints(detail.points, refundedByLine(record)),
    phase: !isPaid ? 'none' : keptAtMs !== null && keptAtMs <= nowMs ? 'kept' : 'promised',
    keptAtMs,
  };
}
