import { type CommissionBack, isBack, type RefundRecord } from '../../money/payments/documents.ts';
import { commissionBack } from '../../selling/commission/kept.ts';
import type { OrderRecord } from './store.ts';

type Read = Pick<OrderRecord, 'detail' | 'refunds'>;

/** A refund of the order's goods or fee that has arrived; late money never was the order's. */
function counts({ cause, finishedAtMs, backs }: RefundRecord): boolean {
  return cause !== 'late_money' && finishedAtMs !== undefined && backs.some(isBack);
}

/** How much of the goods of each category has arrived back. */
export function refundedByCategory(
  { detail, refunds }: Read,
  alsoThis: RefundRecord | null = null,
): Map<string, number> {
  const categoryOf = new Map(detail.lines.map(({ id, categoryId }) => [id, categoryId]));
  const sums = new Map<string, number>();
  for (const refund of refunds) {
    if (!counts(refund) && refund.refundId !== alsoThis?.refundId) continue;
    for (const { id, amountFen } of refund.pieces) {
      const category = categoryOf.get(id);
      if (category !== undefined) sums.set(category, (sums.get(category) ?? 0) + amountFen);
    }
  }
  return sums;
}

/** The commission that goes with a refund which arrives now, after all that arrived before it. */
export function commissionOfRefund(record: Read, refund: RefundRecord): CommissionBack {
  const { attribution } = record.detail;
  if (!attribution) return { amountFen: 0, byCategory: [] };
  const others = {
    ...record,
    refunds: record.refunds.filter(({ refundId }) => refundId !== refund.refundId),
  };
  return commissionBack(attribution, refundedByCategory(others), refundedByCategory(record, refund));
}
