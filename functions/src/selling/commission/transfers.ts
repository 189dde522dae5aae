/**
 * What an order's events mean in the books. Pure: the same event makes the same transfers, with the same ids.
 *
 *     paid       <tender's account> → sales-deferred   the total            order.captured:<orderId>
 *                fund-pool ⇢ commission:<payee> …      commission, pending  commission:<orderId>
 *     completed  sales-deferred → sales → fund-pool    what is left of both order.completed:<orderId>
 *     settled    the pending commission, and what refunds took back of it, are posted
 *     refund     sales-deferred or sales → <tender's account, or paid-by-hand>               order.refunded:<orderId>:<refundId>
 *                commission:<payee> … ⇢ fund-pool      its share            commission.reduced:<orderId>:<refundId>
 *                fund-pool → sales                     where completed      fund-pool.funding-reversed:…:<refundId>
 *     refused    held when it was to be settled: it is voided, and what it brought into the pool stays there
 *     refunded   an order that never was completed: its commission and what was taken back of it are voided
 *
 * Written "debit → credit"; `⇢` is pending until the commission is settled. The fund pool lives on the margin of
 * referred orders: what an order brings into it is what its commission takes out, so an order leaves the pool as it
 * found it.
 *
 * One transfer has a leg for each payee: the seller, and whoever else the order pays.
 *
 * Of an order that a dealer sells (`soldByOwnerId`) the money is with his merchant and never in these books; only its
 * commission is, funded by him: `owner:<dealer>` stands where `sales` does.
 */

import type { TenderKind } from '@jindian/shared/contract/money/payments';
import type { Credit } from '@jindian/shared/events/parts';
import type { FenLeg, TransferInput } from '../../money/ledger/rules.ts';
import { commissionAccount, ownerAccount } from '../../money/ledger/rules.ts';
import { bookedAt } from '../../money/payments/kinds.ts';
import type { OrderCompleted, OrderPaid, RefundedLate, RefundSucceeded } from './event-schemas.ts';
import { byPayee } from './frozen.ts';

export const reductionKind = 'commission.reduced';

export function commissionTransferId(orderId: string): string {
  return `commission:${orderId}`;
}

export function completedTransferId(orderId: string): string {
  return `order.completed:${orderId}`;
}

/** A transfer about an order; null when there is nothing to move, since a posting is never of 0 fen. */
function about(
  orderId: string,
  kind: string,
  atMs: number,
  legs: FenLeg | readonly FenLeg[],
  reason: string | null = null,
  part?: string,
): TransferInput<FenLeg> | null {
  const moving = [legs].flat().filter(({ amountFen }) => amountFen > 0);
  if (moving.length === 0) return null;
  const id = part === undefined ? `${kind}:${orderId}` : `${kind}:${orderId}:${part}`;
  return { id, kind, orderId, reason, atMs, legs: moving };
}

export function captured({
  orderId,
  soldByOwnerId,
  tenders,
  atMs,
}: Pick<OrderPaid, 'orderId' | 'soldByOwnerId' | 'tenders' | 'atMs'>) {
  if (soldByOwnerId !== undefined) return null;
  return about(
    orderId,
    'order.captured',
    atMs,
    tenders.map(({ kind, amountFen }) => ({
      debit: bookedAt(kind),
      credit: 'sales-deferred',
      amountFen,
    })),
  );
}

export function commissionOf(orderId: string, attribution: Credit, atMs: number) {
  const legs = [...paidTo(attribution, attribution.byLine)].map(
    ([payeeId, amountFen]): FenLeg => ({
      debit: 'fund-pool',
      credit: commissionAccount(payeeId),
      amountFen,
    }),
  );
  return about(orderId, 'commission', atMs, legs);
}

/** What rows pay to whom, the seller first: in the same order for the same rows, whatever theirs is. */
function paidTo({ sellerId }: Pick<Credit, 'sellerId'>, rows: Credit['byLine']): Map<string, number> {
  return new Map(
    [...byPayee(sellerId, rows)].map(([payeeId, of]) => [
      payeeId,
      of.reduce((sum, { amountFen }) => sum + amountFen, 0),
    ]),
  );
}

/** Out of whose margin commission is paid: the seller's, who owes HQ for it where he is a dealer. */
function marginOf(soldByOwnerId: string | undefined) {
  return soldByOwnerId === undefined ? ('sales' as const) : ownerAccount(soldByOwnerId);
}

/** Handed over: what was deferred is sold, and the pool gets from the margin what the commission will take. */
export function completed({
  orderId,
  soldByOwnerId,
  totalFen,
  commissionFen,
  atMs,
}: Pick<OrderCompleted, 'orderId' | 'soldByOwnerId' | 'totalFen' | 'commissionFen' | 'atMs'>) {
  const sold: FenLeg = { debit: 'sales-deferred', credit: 'sales', amountFen: totalFen };
  const funded: FenLeg = { debit: marginOf(soldByOwnerId), credit: 'fund-pool', amountFen: commissionFen };
  return about(orderId, 'order.completed', atMs, soldByOwnerId === undefined ? [sold, funded] : funded);
}

export const refundReason = 'order refunded';
export const holdRefused = 'held, and refused';

export function refunded({ orderId, soldByOwnerId, refundId, tenders, atMs, wasCompleted }: RefundSucceeded) {
  if (soldByOwnerId !== undefined) return null;
  return about(
    orderId,
    'order.refunded',
    atMs,
    tenders.map((tender) => ({
      debit: wasCompleted ? 'sales' : 'sales-deferred',
      credit: outOf(tender),
      amountFen: tender.amountFen,
    })),
    refundReason,
    refundId,
  );
}

export function fundingReversed({ orderId, soldByOwnerId, refundId, commission, atMs }: RefundSucceeded) {
  return about(
    orderId,
    'fund-pool.funding-reversed',
    atMs,
    { debit: 'fund-pool', credit: marginOf(soldByOwnerId), amountFen: commission.amountFen },
    refundReason,
    refundId,
  );
}

export function commissionReduced({ orderId, refundId, attribution, commission, atMs }: RefundSucceeded) {
  if (!attribution) return null;
  const legs = [...paidTo(attribution, commission.byLine)].map(
    ([payeeId, amountFen]): FenLeg => ({
      debit: commissionAccount(payeeId),
      credit: 'fund-pool',
      amountFen,
    }),
  );
  return about(orderId, reductionKind, atMs, legs, refundReason, refundId);
}

/** Where a refund's money leaves from. */
function outOf({ kind, byHand }: { kind: TenderKind; byHand: boolean }) {
  return byHand ? ('paid-by-hand' as const) : bookedAt(kind);
}

/** Money that the order could not use came and went: both, so that the books show that it was here. */
export function passedThrough({
  orderId,
  soldByOwnerId,
  refundId,
  kind,
  byHand,
  amountFen,
  atMs,
}: RefundedLate): TransferInput<FenLeg>[] {
  if (soldByOwnerId !== undefined) return [];
  const reason = 'paid after the order was called off';
  const account = bookedAt(kind);
  const came: FenLeg = { debit: account, credit: 'sales-deferred', amountFen };
  const went: FenLeg = { debit: 'sales-deferred', credit: outOf({ kind, byHand }), amountFen };
  const transfers = [
    about(orderId, 'payment.late', atMs, came, reason, refundId),
    about(orderId, 'payment.late-refunded', atMs, went, reason, refundId),
  ];
  return transfers.filter((transfer) => transfer !== null);
}
