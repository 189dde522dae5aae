import type { SplitShare } from '../../goods/ownership/rules.ts';
import { type CommissionBack, isBack, type RefundRecord } from '../../money/payments/documents.ts';
import { ownFen } from '../../selling/commission/caps/cut.ts';
import { commissionBack, keptCommission } from '../../selling/commission/kept.ts';
import { splitBack } from './deals.ts';
import type { OrderRecord } from './store.ts';

/** What it takes back of what was posted by the terms of contracts when the order was completed. */
export function splitOfRefund(record: OrderRecord, refund: RefundRecord): SplitShare[] {
  const others = { refunds: record.refunds.filter(({ refundId }) => refundId !== refund.refundId) };
  return splitBack(record, refundedByLine(others), refundedByLine(record, refund));
}

type Read = Pick<OrderRecord, 'detail' | 'refunds'>;

/** A refund of the order's goods or fee that has arrived; late money never was the order's. */
function counts({ cause, finishedAtMs, backs }: RefundRecord): boolean {
  return cause !== 'late_money' && finishedAtMs !== undefined && backs.some(isBack);
}

/** How much of each line has arrived back; the delivery fee earns nobody anything. */
export function refundedByLine(
  { refunds }: Pick<Read, 'refunds'>,
  alsoThis: RefundRecord | null = null,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const refund of refunds) {
    if (!counts(refund) && refund.refundId !== alsoThis?.refundId) continue;
    for (const { id, amountFen } of refund.pieces) sums.set(id, (sums.get(id) ?? 0) + amountFen);
  }
  return sums;
}

/** What the refund takes from its seller of what was counted for their caps: all that was left, where the order ends. */
export function ownOfRefund(record: Read, refund: RefundRecord, ends: boolean): number {
  const { attribution } = record.detail;
  if (!attribution) return 0;
  if (!ends) return ownFen(commissionOfRefund(record, refund));
  const others = { refunds: record.refunds.filter(({ refundId }) => refundId !== refund.refundId) };
  return ownFen(keptCommission(attribution, refundedByLine(others)));
}

/** The commission that goes with a refund which arrives now, after all that arrived before it. */
export function commissionOfRefund(record: Read, refund: RefundRecord): CommissionBack {
  const { attribution } = record.detail;
  if (!attribution) return { amountFen: 0, byLine: [] };
  const others = {
    ...record,
    refunds: record.refunds.filter(({ refundId }) => refundId !== refund.refundId),
  };
  return commissionBack(attribution, refundedByLine(others), refundedByLine(record, refund));
}
