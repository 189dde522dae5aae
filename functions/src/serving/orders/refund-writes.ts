import type { RefundCause, RefundGround } from '@jindian/shared/contract/money/payments';
import {
  frozenMoney,
  moneyNumber,
  type PaymentRecord,
  type RefundBack,
  type RefundRecord,
} from '../../money/payments/documents.ts';
import { tenderKindTable } from '../../money/payments/kinds.ts';
import { refundMachine } from '../../money/payments/machines.ts';
import { planRefund, type RefundPlan, tallied, type WantedBack } from '../../money/payments/refund-plan.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import type { Cause } from './changes.ts';
import type { OrderContext } from './context.ts';
import { maxParts, piecesOf, withHandedOver } from './pieces.ts';
import type { OrderRecord } from './store.ts';
import { dueKinds, timingOf } from './timing.ts';

export type AskedRefund = {
  cause: RefundCause;
  reason?: string | undefined;
  ground?: RefundGround | undefined;
  byMemberId?: string | undefined;
};

/** `refund` is null where nothing was left to give back. */
export type RefundRequest = { refund: RefundRecord | null; writes: Write[]; events: DomainEvent[] };

/** Not for what is given up: of goods that may have left, and not of what has to go back whatever happens. */
const byHand: readonly RefundCause[] = ['by_hq', 'returned'];

const nothing: RefundRequest = { refund: null, writes: [], events: [] };

export function createRefundWrites(context: Pick<OrderContext, 'store' | 'ids' | 'dueItems' | 'settings'>) {
  const { store, ids, dueItems, settings } = context;

  /** Of what the order's money can still give back of it; nothing is written. */
  function plan({ money, detail }: OrderRecord, wanted: readonly WantedBack[]) {
    return planRefund(frozenMoney(money, piecesOf(detail)), money.returned, wanted);
  }

  /**
   * Writes a refund down: what it gives back is counted as gone from this moment, on condition of the revision that
   * was read, so that two at once never give back more than was paid. Whoever asks the gateway does so afterwards.
   */
  async function request(
    record: OrderRecord,
    wanted: readonly WantedBack[],
    asked: AskedRefund,
    cause: Cause,
  ): Promise<Result<RefundRequest, 'refund_exceeds' | 'refund_limit'>> {
    // Nothing is left because another refund holds it: on condition that it still does, or its money would stay here.
    if (wanted.length === 0)
      return ok({ ...nothing, writes: [store.payments.changeMoney(record.money, {})] });
    const planned = plan(record, wanted);
    if (!planned.ok) return planned;
    const { byTender } = planned.value;
    const sources = record.money.payments.filter(({ state }) => state === 'captured');
    const amounts = new Map(
      sources.flatMap((payment) => {
        const amountFen = byTender[payment.tenderId] ?? 0;
        return amountFen > 0 ? [[payment.number, amountFen] as const] : [];
      }),
    );
    const pieces = byHand.includes(asked.cause)
      ? withHandedOver(record, planned.value.pieces)
      : planned.value.pieces;
    return writeDown(record, amounts, { ...planned.value, pieces }, asked, cause);
  }

  /** All of a payment that the order could not use. */
  function requestLate(
    record: OrderRecord,
    payment: PaymentRecord,
    cause: Cause,
  ): Promise<Result<RefundRequest, 'refund_limit'>> {
    const { number, amountFen } = payment;
    return writeDown(
      record,
      new Map([[number, amountFen]]),
      { pieces: [], byTender: {}, amountFen },
      { cause: 'late_money' },
      cause,
    );
  }

  async function writeDown(
    record: OrderRecord,
    amounts: ReadonlyMap<string, number>,
    planned: RefundPlan,
    asked: AskedRefund,
    { atMs, by }: Cause,
  ): Promise<Result<RefundRequest, 'refund_limit'>> {
    const { refundCheckMs } = timingOf(await settings.serving.current());
    const { money, head } = record;
    const kindOf = new Map(money.tenders.map(({ tenderId, kind }) => [tenderId, kind]));
    let { refundCount } = money;
    const backs: RefundBack[] = [];
    const payments: PaymentRecord[] = [];
    for (const payment of money.payments) {
      const amountFen = amounts.get(payment.number);
      const kind = kindOf.get(payment.tenderId);
      if (amountFen === undefined || kind === undefined) {
        payments.push(payment);
        continue;
      }
      const { maxRefunds, refundGapMs } = tenderKindTable[kind];
      // Every part can be given up once, and the last one calls the order off: what has to go back always can.
      const limit = byHand.includes(asked.cause) ? maxRefunds - maxParts : maxRefunds;
      if (payment.refundCount >= limit) return fail('refund_limit');
      const askAtMs = Math.max(
        atMs,
        payment.lastRefundAtMs === undefined ? 0 : payment.lastRefundAtMs + refundGapMs,
      );
      refundCount += 1;
      payments.push({ ...payment, refundCount: payment.refundCount + 1, lastRefundAtMs: askAtMs });
      backs.push({
        number: moneyNumber(head.orderId, 'R', refundCount),
        tenderId: payment.tenderId,
        kind,
        paymentNumber: payment.number,
        amountFen,
        state: refundMachine.initial,
        askAtMs,
      });
    }
    const returned = tallied(money.returned, planned.pieces, 1);
    // Units that cost nothing are counted as given back, and no money is sent.
    if (backs.length === 0)
      return ok({ ...nothing, writes: [store.payments.changeMoney(money, { returned })] });
    const lookAtMs = nextLookMs(backs, atMs, refundCheckMs);
    const refund: RefundRecord = {
      orderId: head.orderId,
      refundId: ids.next(),
      revision: 1,
      atMs,
      cause: asked.cause,
      reason: asked.reason ?? null,
      ...(asked.ground ? { ground: asked.ground } : {}),
      ...(asked.byMemberId ? { byMemberId: asked.byMemberId } : {}),
      amountFen: planned.amountFen,
      pieces: planned.pieces,
      backs,
      lookAtMs,
      history: [{ atMs, state: refundMachine.initial, by }],
    };
    const { orderId, refundId } = refund;
    return ok({
      refund,
      writes: [
        store.payments.changeMoney(money, { payments, refundCount, returned }),
        { ...store.payments.putRefund(refund), done: () => record.refunds.push(refund) },
        dueItems.plan(dueKinds.refundCheck, refundId, lookAtMs, { orderId }),
      ],
      events: [
        { type: 'refund.requested', data: { orderId, refundId, sequence: refund.history.length, atMs } },
      ],
    });
  }

  return { plan, request, requestLate };
}
export type RefundWrites = ReturnType<typeof createRefundWrites>;

/** When a refund has to be looked at: as soon as one that had to wait may be asked for, or after a while. */
export function nextLookMs(backs: readonly RefundBack[], nowMs: number, afterMs: number): number {
  const waiting = backs.flatMap(({ state, askAtMs }) =>
    state === 'requested' && askAtMs > nowMs ? [askAtMs] : [],
  );
  return Math.min(nowMs + afterMs, ...waiting);
}
