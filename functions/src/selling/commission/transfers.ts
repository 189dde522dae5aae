/**
 * What an order's events mean in the books. Pure: the same event makes the same transfers, with the same ids.
 *
 *     paid       wechat-clearing → sales-deferred   the total            order.captured:<orderId>
 *                fund-pool ⇢ commission:<seller>    commission, pending  commission:<orderId>
 *     completed  sales-deferred → sales             the total            order.completed:<orderId>
 *                sales → fund-pool                  commission           fund-pool.funded:<orderId>
 *     settled    the pending commission is posted
 *     refunded   sales-deferred or sales → wechat-clearing               order.refunded:<orderId>
 *                commission voided, or reversed      where posted        commission.reversed:<orderId>
 *                fund-pool → sales                   where completed     fund-pool.funding-reversed:<orderId>
 *
 * Written "debit → credit". The fund pool lives on the margin of referred orders: what an order brings into it is what
 * its commission takes out, so a completed or a refunded order leaves the pool as it found it.
 */
import type { Leg, TransferInput } from '../../money/ledger/rules.ts';
import { commissionAccount, reversalOf } from '../../money/ledger/rules.ts';
import type { OrderCompleted, OrderPaid, OrderRefunded, TenderRefundedLate } from './event-schemas.ts';
import type { FrozenAttribution } from './rules.ts';

export function commissionTransferId(orderId: string): string {
  return `commission:${orderId}`;
}

export function completedTransferId(orderId: string): string {
  return `order.completed:${orderId}`;
}

export function reversalTransferId(orderId: string): string {
  return `commission.reversed:${orderId}`;
}

/** A transfer of one leg about an order; null when there is nothing to move, since a posting is never of 0 fen. */
function about(
  orderId: string,
  kind: string,
  atMs: number,
  leg: Leg,
  reason: string | null = null,
  part?: string,
): TransferInput | null {
  if (leg.amountFen === 0) return null;
  const id = part === undefined ? `${kind}:${orderId}` : `${kind}:${orderId}:${part}`;
  return { id, kind, orderId, reason, atMs, legs: [leg] };
}

export function captured({ orderId, totalFen, atMs }: Pick<OrderPaid, 'orderId' | 'totalFen' | 'atMs'>) {
  return about(orderId, 'order.captured', atMs, {
    debit: 'wechat-clearing',
    credit: 'sales-deferred',
    amountFen: totalFen,
  });
}

export function commissionOf(orderId: string, attribution: FrozenAttribution, atMs: number) {
  return about(orderId, 'commission', atMs, {
    debit: 'fund-pool',
    credit: commissionAccount(attribution.sellerId),
    amountFen: attribution.commissionFen,
  });
}

export function completed({
  orderId,
  totalFen,
  atMs,
}: Pick<OrderCompleted, 'orderId' | 'totalFen' | 'atMs'>) {
  return about(orderId, 'order.completed', atMs, {
    debit: 'sales-deferred',
    credit: 'sales',
    amountFen: totalFen,
  });
}

export function funded(orderId: string, attribution: FrozenAttribution, atMs: number) {
  return about(orderId, 'fund-pool.funded', atMs, {
    debit: 'sales',
    credit: 'fund-pool',
    amountFen: attribution.commissionFen,
  });
}

export const refundReason = 'order refunded';

export function refunded({ orderId, totalFen, atMs, wasCompleted }: Omit<OrderRefunded, 'attribution'>) {
  return about(
    orderId,
    'order.refunded',
    atMs,
    { debit: wasCompleted ? 'sales' : 'sales-deferred', credit: 'wechat-clearing', amountFen: totalFen },
    refundReason,
  );
}

function reversed(transfer: TransferInput | null, kind: string, atMs: number): TransferInput | null {
  if (!transfer) return null;
  return reversalOf(transfer, { id: `${kind}:${transfer.orderId}`, kind, reason: refundReason, atMs });
}

export function fundingReversed(orderId: string, attribution: FrozenAttribution, atMs: number) {
  return reversed(funded(orderId, attribution, atMs), 'fund-pool.funding-reversed', atMs);
}

export function commissionReversed(orderId: string, attribution: FrozenAttribution, atMs: number) {
  return reversed(commissionOf(orderId, attribution, atMs), 'commission.reversed', atMs);
}

/** Money that came after the order was called off went back: in and out, so that the books show that it was here. */
export function passedThrough({ orderId, amountFen, atMs, tenderId }: TenderRefundedLate): TransferInput[] {
  const reason = 'paid after the order was called off';
  const came: Leg = { debit: 'wechat-clearing', credit: 'sales-deferred', amountFen };
  const went: Leg = { debit: 'sales-deferred', credit: 'wechat-clearing', amountFen };
  const transfers = [
    about(orderId, 'tender.late', atMs, came, reason, tenderId),
    about(orderId, 'tender.late-refunded', atMs, went, reason, tenderId),
  ];
  return transfers.filter((transfer) => transfer !== null);
}
