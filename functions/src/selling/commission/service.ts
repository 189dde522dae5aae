import type { TransferInput } from '../../money/ledger/rules.ts';
import type { Ledger } from '../../money/ledger/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { JindianTable } from '../../platform/table.ts';
import { createEarnings, type EarningFact } from './earnings.ts';
import type {
  CommissionSettle,
  OrderCompleted,
  OrderPaid,
  OrderRefunded,
  TenderRefundedLate,
} from './event-schemas.ts';
import type { FrozenAttribution } from './rules.ts';
import {
  captured,
  commissionOf,
  commissionReversed,
  commissionTransferId,
  completed,
  funded,
  fundingReversed,
  passedThrough,
  refunded,
  refundReason,
} from './transfers.ts';

/** Thrown when too many work on the same accounts: the event is delivered again, and nothing is done twice. */
export class BooksBusyError extends Error {
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
}) {
  const { table, clock, ledger, customersOf } = deps;
  const earnings = createEarnings({ table, ledger, customersOf });

  async function post(transfer: TransferInput | null): Promise<void> {
    if (transfer && (await ledger.post(transfer)) === 'busy') throw new BooksBusyError(transfer.id);
  }

  function earningOf(
    attribution: FrozenAttribution,
    transfer: Pick<TransferInput, 'id' | 'atMs'>,
    order: { orderId: string; orderNumber: string },
  ): EarningFact {
    const { sellerId, baseFen, commissionFen, byCategory } = attribution;
    return {
      sellerId,
      atMs: transfer.atMs,
      transferId: transfer.id,
      orderId: order.orderId,
      orderNumber: order.orderNumber,
      amountFen: commissionFen,
      baseFen,
      rules: byCategory,
    };
  }

  /** The pending commission and the seller's earning, in one transaction; the earning alone if a refund came first. */
  async function ensureCommission(
    order: { orderId: string; orderNumber: string; atMs: number },
    attribution: FrozenAttribution | null,
  ): Promise<void> {
    const transfer = attribution && commissionOf(order.orderId, attribution, order.atMs);
    if (!attribution || !transfer) return;
    const beside = earnings.earningWrite(earningOf(attribution, transfer, order));
    const outcome = await ledger.pend(transfer, [beside]);
    if (outcome === 'busy') throw new BooksBusyError(transfer.id);
    if (outcome === 'applied') return;
    const there = await ledger.find(transfer.id);
    if (!there) throw new Error(`${transfer.id} is gone`);
    const earning = earningOf(attribution, there, order);
    if (await earnings.find(earning)) return;
    if ((await earnings.ensure(earning)) === 'busy') throw new BooksBusyError(transfer.id);
  }

  async function paid(order: OrderPaid): Promise<void> {
    await post(captured(order));
    await ensureCommission(order, order.attribution);
  }

  /** Handed over: what was deferred is now sold, and the pool gets from the margin what the commission will take. */
  async function completedOrder(order: OrderCompleted): Promise<void> {
    await post(completed(order));
    if (order.attribution) await post(funded(order.orderId, order.attribution, order.atMs));
  }

  /** The time to bring goods back is over: the commission is the seller's, unless the order was refunded. */
  async function settle(orderId: string, due: CommissionSettle): Promise<void> {
    if (!due.attribution) return;
    const id = commissionTransferId(orderId);
    let outcome = await ledger.settlePending(id, clock.nowMs());
    if (outcome === 'absent') {
      await ensureCommission({ orderId, orderNumber: due.orderNumber, atMs: due.paidAtMs }, due.attribution);
      outcome = await ledger.settlePending(id, clock.nowMs());
    }
    if (outcome === 'busy') throw new BooksBusyError(id);
  }

  async function refundedOrder(order: OrderRefunded): Promise<void> {
    await post(refunded(order));
    const { orderId, attribution, atMs } = order;
    if (!attribution) return;
    await withdrawCommission(orderId, attribution, atMs);
    if (order.wasCompleted) await post(fundingReversed(orderId, attribution, atMs));
  }

  /** Voids what is pending, reverses what was posted, and voids in advance what has not been heard of yet. */
  async function withdrawCommission(
    orderId: string,
    attribution: FrozenAttribution,
    atMs: number,
  ): Promise<void> {
    const transfer = commissionOf(orderId, attribution, atMs);
    if (!transfer) return;
    for (let look = 1; look <= maxLooks; look += 1) {
      const there = await ledger.find(transfer.id);
      if (there?.state === 'voided') return;
      if (there?.state === 'posted') return clawBack(orderId, attribution, there.atMs, atMs);
      const outcome = there
        ? await ledger.voidPending(transfer.id, refundReason, atMs)
        : await ledger.voidInAdvance(transfer);
      if (outcome === 'applied') return;
    }
    throw new BooksBusyError(transfer.id);
  }

  async function clawBack(
    orderId: string,
    attribution: FrozenAttribution,
    earnedAtMs: number,
    atMs: number,
  ): Promise<void> {
    const reversal = commissionReversed(orderId, attribution, atMs);
    if (!reversal) return;
    const earned = await earnings.find({
      sellerId: attribution.sellerId,
      atMs: earnedAtMs,
      transferId: commissionTransferId(orderId),
    });
    if (!earned) throw new Error(`no earning stands beside ${commissionTransferId(orderId)}`);
    const negative: EarningFact = {
      ...earned,
      atMs,
      transferId: reversal.id,
      amountFen: 0 - earned.amountFen,
      baseFen: 0 - earned.baseFen,
      rules: earned.rules.map((rule) => ({
        ...rule,
        baseFen: 0 - rule.baseFen,
        amountFen: 0 - rule.amountFen,
      })),
    };
    const outcome = await ledger.post(reversal, [earnings.earningWrite(negative)]);
    if (outcome === 'busy') throw new BooksBusyError(reversal.id);
  }

  async function refundedLate(tender: TenderRefundedLate): Promise<void> {
    for (const transfer of passedThrough(tender)) await post(transfer);
  }

  return {
    paid,
    completed: completedOrder,
    settle,
    refunded: refundedOrder,
    refundedLate,
    earnings: earnings.earnings,
  };
}
export type Commission = ReturnType<typeof createCommission>;
