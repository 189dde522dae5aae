import type { HoldState } from '@jindian/shared/contract/selling/holds';
import { baseOf, type Credit } from '@jindian/shared/events/parts';
import { dayMs } from '@jindian/shared/time';
import type { TransferInput } from '../../money/ledger/rules.ts';
import type { Entry, Ledger } from '../../money/ledger/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { Fraud } from '../holds/fraud.ts';
import type { Holds } from '../holds/service.ts';
import type { Promised } from '../pool/promised.ts';
import { createEarnings, type EarningFact } from './earnings.ts';
import type {
  CommissionSettle,
  OrderCompleted,
  OrderPaid,
  OrderRefunded,
  RefundedLate,
  RefundSucceeded,
} from './event-schemas.ts';
import { byCategory, byPayee } from './frozen.ts';
import {
  captured,
  commissionOf,
  commissionReduced,
  commissionTransferId,
  completed,
  completedTransferId,
  fundingReversed,
  holdRefused,
  passedThrough,
  reductionKind,
  refunded,
  refundReason,
} from './transfers.ts';

/** Thrown when too many work on the same accounts: the event is delivered again, and nothing is done twice. */
class BooksBusyError extends Error {
  override name = 'BooksBusyError';
}

/** A commission changes its state at most twice, so reading it three times always finds it at rest. */
const maxLooks = 4;

/**
 * Brings the books to where an event says they must be. Every step is a transaction with an id made from its cause,
 * so each of these may run again, late, after a crash half way, or before the events that came first: whatever the
 * order of arrival, the balances end up the same.
 */
export function createCommission(deps: {
  table: JindianTable;
  clock: Clock;
  ledger: Ledger;
  /** How many members the seller ever bound (attribution counts them). */
  customersOf(sellerId: string): Promise<number>;
  holds: Pick<Holds, 'decisionOf' | 'stateOf'>;
  fraud: Pick<Fraud, 'suspicions'>;
  /** Notes whom the books are about to owe something: whoever settles finds them by it. */
  ensurePayees(payeeIds: readonly string[]): Promise<void>;
  promised: Pick<Promised, 'promisedWrite' | 'lessWrite'>;
}) {
  const { table, clock, ledger, customersOf, holds, fraud, ensurePayees, promised } = deps;
  const earnings = createEarnings({ table, ledger, customersOf });

  async function post(transfer: TransferInput | null, beside: readonly Write[] = []): Promise<void> {
    if (transfer && (await ledger.post(transfer, beside)) === 'busy') throw new BooksBusyError(transfer.id);
  }

  /** Of everybody whom these rows pay; `sign`: what a refund takes back is negative. */
  function earningsOf(
    { sellerId, returnWindowDays }: Credit,
    rows: Credit['byLine'],
    transfer: Pick<TransferInput, 'id' | 'atMs'>,
    order: { orderId: string; orderNumber: string },
    sign: 1 | -1 = 1,
  ): EarningFact[] {
    // No -0, which is not 0 to whoever compares.
    const signed = (fen: number) => (sign === 1 ? fen : 0 - fen);
    return [...byPayee(sellerId, rows)]
      .map(([payeeId, of]) => ({
        sellerId: payeeId,
        atMs: transfer.atMs,
        transferId: transfer.id,
        orderId: order.orderId,
        orderNumber: order.orderNumber,
        amountFen: signed(of.reduce((sum, { amountFen }) => sum + amountFen, 0)),
        baseFen: signed(baseOf(of)),
        rules: byCategory(of).map((rule) => ({
          ...rule,
          baseFen: signed(rule.baseFen),
          amountFen: signed(rule.amountFen),
        })),
        returnWindowDays,
      }))
      .filter(({ amountFen }) => amountFen !== 0);
  }

  type SetAside = { transfer: TransferInput; earned: EarningFact[] };

  /** What the order will have earned its payees; null where nobody is credited. */
  function commissionFor(
    order: { orderId: string; orderNumber: string; atMs: number },
    attribution: Credit | null,
  ): SetAside | null {
    const transfer = attribution && commissionOf(order.orderId, attribution, order.atMs);
    return attribution && transfer
      ? { transfer, earned: earningsOf(attribution, attribution.byLine, transfer, order) }
      : null;
  }

  /**
   * What is posted at once and the commission that is set aside, with what each payee earns, in one transaction; the
   * earnings alone if a refund came first.
   */
  async function enter(commission: SetAside | null, posted: readonly TransferInput[]): Promise<void> {
    const entries: Entry[] = posted.map((transfer) => ({ transfer, to: 'posted' }));
    if (commission) {
      const { transfer, earned } = commission;
      await ensurePayees(earned.map(({ sellerId }) => sellerId));
      entries.push({ transfer, to: 'pending', beside: earned.map(earnings.earningWrite) });
    }
    const outcomes = await ledger.enterTogether(entries);
    if (outcomes.includes('busy')) throw new BooksBusyError(entries[0]?.transfer.id ?? '');
    if (!commission || outcomes.at(-1) === 'applied') return;
    const { transfer, earned } = commission;
    const there = await ledger.find(transfer.id);
    if (!there) throw new Error(`${transfer.id} is gone`);
    for (const earning of earned) {
      const wanted = { ...earning, atMs: there.atMs };
      if (await earnings.find(wanted)) continue;
      if ((await earnings.ensure(wanted)) === 'busy') throw new BooksBusyError(transfer.id);
    }
  }

  /** What the shopper paid, and the commission set aside for it: two transfers of one cause, and so one transaction. */
  async function paid(order: OrderPaid): Promise<void> {
    const money = captured(order);
    await enter(commissionFor(order, order.attribution), money ? [money] : []);
  }

  const dueOf = (orderId: string, { returnWindowDays }: Credit, completedAtMs: number) => ({
    orderId,
    dueAtMs: completedAtMs + returnWindowDays * dayMs,
  });

  async function completedOrder(order: OrderCompleted): Promise<void> {
    const { orderId, attribution, commissionFen, atMs } = order;
    const isPromised = attribution !== null && commissionFen > 0;
    await post(
      completed(order),
      isPromised ? [promised.promisedWrite(dueOf(orderId, attribution, atMs), commissionFen)] : [],
    );
  }

  /** The time to bring goods back is over: what refunds have left of the commission is the seller's. */
  async function settle(orderId: string, due: CommissionSettle): Promise<void> {
    if (!due.attribution) return;
    const decided = await decidedOf(orderId, due.attribution, due);
    if (decided === 'waiting') return;
    if (decided === 'refused') return refuse(orderId, due.attribution, due.paidAtMs);
    const id = commissionTransferId(orderId);
    let outcome = await ledger.settlePending(id, clock.nowMs());
    if (outcome === 'absent') {
      const order = { orderId, orderNumber: due.orderNumber, atMs: due.paidAtMs };
      await enter(commissionFor(order, due.attribution), []);
      outcome = await ledger.settlePending(id, clock.nowMs());
    }
    if (outcome === 'busy') throw new BooksBusyError(id);
    await bringReductionsAlong(orderId);
  }

  /** Whether it is held, and what was decided; null: there is nothing to look at. What is paid already is not held any more. */
  async function decidedOf(
    orderId: string,
    credit: Credit,
    due: CommissionSettle,
  ): Promise<HoldState | null> {
    const { sellerId, locationId, commissionFen: amountFen, holds: frozen = [], byLine } = credit;
    if (amountFen === 0) return null;
    const decided = await holds.decisionOf(orderId);
    if (decided !== null) return decided;
    const there = await ledger.find(commissionTransferId(orderId));
    if (there && (there.state !== 'pending' || there.queuedAtMs !== undefined)) return null;
    const people = byLine.flatMap(({ part, payeeId }) =>
      part === 'second_level' && payeeId ? [payeeId] : [],
    );
    const found = await fraud.suspicions([sellerId, ...new Set(people)], due.sold);
    const reasons = [...new Set([...frozen, ...found.reasons])];
    if (reasons.length === 0) return null;
    const { orderNumber } = due;
    const { evidence, people: own } = found;
    return holds.stateOf({ orderId, orderNumber, sellerId, locationId, own, amountFen, reasons, evidence });
  }

  /** Nothing of it is paid, then or later. What the order brought into the pool stays there. */
  async function refuse(orderId: string, attribution: Credit, atMs: number): Promise<void> {
    const transfer = commissionOf(orderId, attribution, atMs);
    if (!transfer) return;
    await withdrawCommission(transfer, clock.nowMs(), holdRefused);
    await bringReductionsAlong(orderId);
  }

  /** A refund arrived: the money, what the pool was given for it, and its payees' shares. */
  async function refundArrived(refund: RefundSucceeded): Promise<void> {
    await post(refunded(refund));
    if (refund.wasCompleted) await post(fundingReversed(refund));
    const reduction = commissionReduced(refund);
    if (!refund.attribution || !reduction) return;
    const { orderId, attribution, commission } = refund;
    const taken = earningsOf(attribution, commission.byLine, reduction, refund, -1);
    await ensurePayees(taken.map(({ sellerId }) => sellerId));
    // Told of before the order was: then the promise is told of whole, and a forecast is by so much too careful.
    const handedOver = refund.wasCompleted ? await ledger.find(completedTransferId(orderId)) : null;
    const less = handedOver
      ? [promised.lessWrite(dueOf(orderId, attribution, handedOver.atMs), commission.amountFen)]
      : [];
    const outcome = await ledger.pend(reduction, [...taken.map(earnings.earningWrite), ...less]);
    if (outcome === 'busy') throw new BooksBusyError(reduction.id);
    await bringReductionsAlong(orderId);
  }

  /**
   * What refunds took back goes the way of the commission itself: pending with it, posted or voided with it. Whoever
   * changes either looks at both afterwards, so that of two at once the later one sees the other.
   */
  async function bringReductionsAlong(orderId: string): Promise<void> {
    const commission = await ledger.find(commissionTransferId(orderId));
    if (!commission) return;
    // Waiting to be paid by the pool it is decided, and nothing but the money is missing.
    const isSettled = commission.state === 'posted' || commission.queuedAtMs !== undefined;
    if (commission.state === 'pending' && !isSettled) return;
    for (const { transferId, kind, state } of await ledger.postingsOfOrder(orderId)) {
      if (kind !== reductionKind || state !== 'pending') continue;
      const outcome =
        commission.state !== 'voided' && isSettled
          ? await ledger.settlePending(transferId, clock.nowMs())
          : await ledger.voidPending(transferId, refundReason, clock.nowMs());
      if (outcome === 'busy') throw new BooksBusyError(transferId);
    }
  }

  /** The whole of an order that never was completed is back: nothing was earned. */
  async function refundedOrder({ orderId, attribution, atMs }: OrderRefunded): Promise<void> {
    const transfer = attribution && commissionOf(orderId, attribution, atMs);
    if (!transfer) return;
    await withdrawCommission(transfer, atMs);
    await bringReductionsAlong(orderId);
  }

  /** Voids what is pending, and voids in advance what has not been heard of yet. */
  async function withdrawCommission(
    transfer: TransferInput,
    atMs: number,
    reason = refundReason,
  ): Promise<void> {
    for (let look = 1; look <= maxLooks; look += 1) {
      const there = await ledger.find(transfer.id);
      if (there?.state === 'voided') return;
      if (there?.state === 'posted')
        throw new Error(`${transfer.id} was settled, and its order never completed`);
      const outcome = there
        ? await ledger.voidPending(transfer.id, reason, atMs)
        : await ledger.voidInAdvance(transfer);
      if (outcome === 'applied') return;
    }
    throw new BooksBusyError(transfer.id);
  }

  async function refundedLate(refund: RefundedLate): Promise<void> {
    for (const transfer of passedThrough(refund)) await post(transfer);
  }

  return {
    paid,
    completed: completedOrder,
    settle,
    refundArrived,
    refunded: refundedOrder,
    refundedLate,
    earnings: earnings.earnings,
    earningsBetween: earnings.between,
    balanceOf: earnings.balanceOf,
  };
}
export type Commission = ReturnType<typeof createCommission>;
