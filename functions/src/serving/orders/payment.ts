import type { OrderView, WechatPayParams } from '@jindian/shared/contract/serving/order';
import type { PaidFact, RefundFact } from '../../money/payments/service.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { nextState } from '../../platform/state-machine.ts';
import { transact, type Write } from '../../platform/transact.ts';
import type { NotificationInput } from '../../wechat/index.ts';
import { type Asking, createAsking } from './asking.ts';
import { createBooking } from './booking.ts';
import { type Actor, type Cause, createChanges, soleTender } from './changes.ts';
import type { OrderContext } from './context.ts';
import { createLoad } from './load.ts';
import { fulfilmentMachine, orderMachine } from './machines.ts';
import type { createPlacement } from './place.ts';
import type { OrderRecord } from './store.ts';
import { dueKinds, lateCheckMs, refundCheckMs } from './timing.ts';
import { leastFar, type OrderViews } from './views.ts';

/** The merchant's order number is the tender's id: the order's id and which tender of it. */
export function orderIdOfTender(tenderId: string): string | null {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}T1$/.test(tenderId) ? tenderId.slice(0, 26) : null;
}

const maxRereads = 5;

export function createPaymentCommands(
  context: OrderContext,
  placement: ReturnType<typeof createPlacement>,
  views: OrderViews,
) {
  const { table, clock, store, outbox, dueItems, inventory, payments, logger } = context;
  const changes = createChanges(store);
  const booking = createBooking(context.slots);
  const asking = createAsking(context, changes);
  const load = createLoad(context);

  /**
   * Money has come for an order. Paid in time: the branch gets to work. Come after the order was called off: the
   * tender is `late` and the money is sent back by itself. Told twice, in any order, by notification or query:
   * one effect.
   */
  async function recordPaid(fact: PaidFact): Promise<Result<OrderRecord | null>> {
    const orderId = orderIdOfTender(fact.tenderId);
    if (!orderId) return ok(null);
    for (let attempt = 1; attempt <= maxRereads; attempt += 1) {
      const record = await store.read(orderId);
      if (!record) return ok(null);
      const tender = soleTender(record);
      if (tender.state !== 'created' && tender.state !== 'closed') return ok(record);
      const owed = { amountFen: tender.amountFen, merchantId: payments.ownMerchantId };
      if (fact.amountFen !== owed.amountFen || fact.merchantId !== owed.merchantId) {
        await payments.reportUnlike(fact, owed);
        return ok(record);
      }
      const cause = { atMs: clock.nowMs(), by: 'wechat_pay' as Actor };
      const facts = { transactionId: fact.transactionId };
      const inTime = nextState(orderMachine, record.head.state, 'pay') !== null;
      const asks = inTime ? await askAll(record, cause) : [];
      const writes = inTime
        ? [
            changes.order(record.head, 'pay', cause),
            ...asks.flatMap(({ writes }) => writes),
            changes.tender(tender, 'capture', facts),
            outbox.announce(
              { type: 'order.paid', data: { ...ledgerData(record), atMs: cause.atMs } },
              ...asks.flatMap(({ events }) => events),
            ),
          ]
        : [
            changes.tender(tender, 'arrive_late', facts),
            outbox.announce({
              type: 'tender.late',
              data: { orderId, amountFen: tender.amountFen, atMs: cause.atMs },
            }),
          ];
      const outcome = await transact(table, writes);
      if (outcome.kind === 'done') return ok(record);
      if (outcome.kind === 'busy') return fail('busy');
    }
    return fail('busy');
  }

  /** Whoever is to serve a part is told, or asked, as sourcing decided when the order was placed. */
  async function askAll(record: OrderRecord, cause: Cause): Promise<Asking[]> {
    const asks: Asking[] = [];
    for (const fulfilment of record.fulfilments) asks.push(await asking.ask(fulfilment, cause));
    return asks;
  }

  /** No part is to be served any more: what each holds, its slot and its share of the day's load are given back. */
  async function cancelParts(record: OrderRecord, cause: Cause): Promise<Write[]> {
    const unloads = await Promise.all(record.fulfilments.map((part) => load.takenAway(part)));
    const parts = record.fulfilments.flatMap((fulfilment) => [
      ...inventory.orderWrites('release', fulfilment.locationId, fulfilment.orderId, fulfilment.allocations),
      ...booking.releaseWrites(fulfilment),
      changes.fulfilment(fulfilment, 'cancel', cause, { offerUntilMs: undefined }),
    ]);
    return [...parts, ...unloads.flat()];
  }

  async function handleNotification(input: NotificationInput): Promise<Result<null>> {
    const read = await payments.readNotification(input);
    if (!read.ok) return read;
    for (const fact of read.value) {
      const done = fact.kind === 'paid' ? await takePaid(fact) : await takeRefund(fact);
      if (!done.ok) return done;
    }
    return ok(null);
  }

  /** Money for an order that we do not have is nobody's yet: it lies at HQ. */
  async function takePaid(fact: PaidFact): Promise<Result<null>> {
    const done = await recordPaid(fact);
    if (!done.ok) return done;
    if (done.value === null) await payments.reportUnknown(fact);
    return ok(null);
  }

  async function takeRefund(fact: RefundFact): Promise<Result<null>> {
    if (fact.status !== 'SUCCESS') {
      logger.error({ refundNo: fact.refundNo, status: fact.status }, 'refund needs an operator');
      return ok(null);
    }
    return recordRefunded(fact.tenderId);
  }

  async function startPayment(record: OrderRecord): Promise<Result<WechatPayParams>> {
    if (record.head.state === 'paid' || record.head.state === 'completed') return fail('order_already_paid');
    if (record.head.state !== 'awaiting_payment')
      return fail('transition_refused', { state: record.head.state });
    const payment = await placement.askPayment(record, record.head.memberId);
    return payment ? ok(payment) : fail('payment_unavailable');
  }

  /** Asks WeChat Pay instead of waiting for its notification. */
  async function sync(record: OrderRecord): Promise<Result<OrderView>> {
    const tender = soleTender(record);
    if (tender.state !== 'created') return ok(await views.order(record));
    const fact = await payments.lookUp(tender.tenderId);
    if (!fact.ok) return fact;
    if (fact.value.kind === 'unpaid') return ok(await views.order(record));
    const paid = await recordPaid(fact.value);
    return paid.ok ? ok(await views.order(paid.value ?? record)) : paid;
  }

  /**
   * Calls an unpaid order off. The payment is closed first and the stock released after, so that nobody can pay for
   * goods that went back on sale. Each step can be repeated; a crash in between is picked up by the hold timer.
   */
  async function callOffUnpaid(record: OrderRecord, by: Actor): Promise<Result<OrderRecord>> {
    const cause = { atMs: clock.nowMs(), by };
    if (record.head.state === 'awaiting_payment') {
      const outcome = await transact(table, [changes.order(record.head, 'close', cause)]);
      if (outcome.kind === 'busy') return fail('busy');
      if (outcome.kind === 'refused') return reread(record.head.orderId);
    }
    const tender = soleTender(record);
    const closed = await payments.close(tender.tenderId);
    if (!closed.ok) return closed;
    if (closed.value === 'already_paid') {
      const fact = await payments.lookUp(tender.tenderId);
      if (!fact.ok) return fact;
      if (fact.value.kind !== 'paid') return fail('payment_unavailable');
      const paid = await recordPaid(fact.value);
      return paid.ok ? ok(paid.value ?? record) : paid;
    }
    const outcome = await transact(table, [
      changes.order(record.head, 'cancel', cause),
      ...(await cancelParts(record, cause)),
      changes.tender(tender, 'close'),
      outbox.announce({ type: 'order.cancelled', data: { orderId: record.head.orderId, atMs: cause.atMs } }),
      dueItems.plan(
        dueKinds.lateCheck,
        record.head.orderId,
        Math.max(cause.atMs, record.head.payByMs) + lateCheckMs,
      ),
    ]);
    if (outcome.kind === 'busy') return fail('busy');
    return outcome.kind === 'done' ? ok(record) : reread(record.head.orderId);
  }

  /** Somebody else was first: what is so now. */
  async function reread(orderId: string): Promise<Result<OrderRecord>> {
    const record = await store.read(orderId);
    return record ? ok(record) : fail('not_found');
  }

  /** Calls a paid order off before it is handed over or dispatched: stock goes back on sale, the money goes back. */
  async function callOffPaid(record: OrderRecord, by: Actor): Promise<Result<OrderRecord>> {
    const gone = record.fulfilments.find(
      ({ state }) => nextState(fulfilmentMachine, state, 'cancel') === null,
    );
    if (gone) return fail('transition_refused', { state: gone.state });
    const cause = { atMs: clock.nowMs(), by };
    const tender = soleTender(record);
    const { orderId } = record.head;
    const outcome = await transact(table, [
      changes.order(record.head, 'call_off', cause),
      ...(await cancelParts(record, cause)),
      changes.tender(tender, 'send_back', { refundNo: `${tender.tenderId}R1` }),
      outbox.announce({ type: 'order.refunding', data: { orderId, atMs: cause.atMs } }),
      dueItems.plan(dueKinds.refundCheck, orderId, cause.atMs + refundCheckMs),
    ]);
    if (outcome.kind === 'busy') return fail('busy');
    return outcome.kind === 'done' ? ok(record) : reread(orderId);
  }

  async function cancel(record: OrderRecord, by: Actor): Promise<Result<OrderView>> {
    const { state } = record.head;
    if (state === 'cancelled' || state === 'refunding' || state === 'refunded')
      return ok(await views.order(record));
    if (state === 'completed') return fail('transition_refused', { state });
    const done = await (state === 'paid' ? callOffPaid(record, by) : callOffUnpaid(record, by));
    if (!done.ok) return done;
    const now = done.value;
    if (now.head.state === 'paid') {
      // Paid while it was being called off, or dispatched a moment before.
      return state === 'paid'
        ? fail('transition_refused', { state: leastFar(now.fulfilments.map((part) => part.state)) })
        : fail('order_already_paid');
    }
    return ok(await views.order(now));
  }

  /**
   * Called off some time ago: did money come all the same, and its notifications were lost? A payment under way can
   * win against the close, and a prepay order that was being asked for while the order was closed can be paid.
   */
  async function checkLate(orderId: string): Promise<void> {
    const record = await store.read(orderId);
    if (!record || soleTender(record).state !== 'closed') return;
    const fact = await payments.lookUp(record.head.tenderId);
    if (!fact.ok) throw new Error(`late payment of ${orderId}: ${fact.code}`);
    if (fact.value.kind === 'unpaid') return;
    const recorded = await recordPaid(fact.value);
    if (!recorded.ok) throw new Error(`late payment of ${orderId}: ${recorded.code}`);
  }

  /** Money that came too late starts its way back. */
  async function sendLateMoneyBack(orderId: string): Promise<void> {
    const record = await store.read(orderId);
    if (!record) return;
    const tender = soleTender(record);
    if (tender.state === 'late') {
      const outcome = await transact(table, [
        changes.tender(tender, 'send_back', { refundNo: `${tender.tenderId}R1` }),
        dueItems.plan(dueKinds.refundCheck, orderId, clock.nowMs() + refundCheckMs),
      ]);
      if (outcome.kind === 'busy') throw new Error('busy');
    }
    await pushRefund(orderId);
  }

  /** Asks WeChat Pay for the refund, as often as need be: the refund number makes it one. */
  async function pushRefund(orderId: string): Promise<void> {
    const record = await store.read(orderId);
    const tender = record && soleTender(record);
    if (!record || !tender || tender.state !== 'refunding' || !tender.refundNo) return;
    const reason =
      record.head.state === 'cancelled' ? '订单已关闭，款项原路退回' : '订单已取消，款项原路退回';
    const asked = await payments.sendBack({
      tenderId: tender.tenderId,
      refundNo: tender.refundNo,
      amountFen: tender.amountFen,
      totalFen: tender.amountFen,
      reason,
    });
    if (!asked.ok) throw new Error(`refund of ${orderId}: ${asked.code}`);
    if (asked.value === 'SUCCESS') await mustRecordRefunded(tender.tenderId);
    else if (asked.value !== 'PROCESSING')
      logger.error({ orderId, status: asked.value }, 'refund needs an operator');
  }

  async function recordRefunded(tenderId: string): Promise<Result<null>> {
    const orderId = orderIdOfTender(tenderId);
    const record = orderId ? await store.read(orderId) : null;
    const tender = record && soleTender(record);
    if (!record || !tender || tender.state !== 'refunding') return ok(null);
    const cause = { atMs: clock.nowMs(), by: 'wechat_pay' as Actor };
    const late = record.head.state !== 'refunding';
    const outcome = await transact(table, [
      ...(late ? [] : [changes.order(record.head, 'refund', cause)]),
      changes.tender(tender, 'refund'),
      outbox.announce(
        late
          ? {
              type: 'tender.refunded_late',
              data: { orderId: record.head.orderId, amountFen: tender.amountFen, atMs: cause.atMs },
            }
          : {
              type: 'order.refunded',
              data: { ...ledgerData(record), atMs: cause.atMs, wasCompleted: false },
            },
      ),
    ]);
    return outcome.kind === 'busy' ? fail('busy') : ok(null);
  }

  /** Behind the outbox and the clock nobody reads an answer: what is not recorded has to come again. */
  async function mustRecordRefunded(tenderId: string): Promise<void> {
    const recorded = await recordRefunded(tenderId);
    if (!recorded.ok) throw new Error(`refund of ${tenderId}: ${recorded.code}`);
  }

  /** The refund was asked for some time ago: what became of it? Until it is done, it is looked at again and again. */
  async function checkRefund(orderId: string): Promise<void> {
    const record = await store.read(orderId);
    const tender = record && soleTender(record);
    if (!record || !tender?.refundNo || tender.state !== 'refunding') return;
    const status = await payments.refundStatus(tender.refundNo);
    if (!status.ok) throw new Error(`refund of ${orderId}: ${status.code}`);
    if (status.value === 'SUCCESS') return mustRecordRefunded(tender.tenderId);
    const unheardOf = status.value === 'not_found';
    if (unheardOf) await pushRefund(orderId);
    const nextAtMs = clock.nowMs() + (unheardOf ? refundCheckMs : 6 * refundCheckMs);
    const planned = await transact(table, [dueItems.plan(dueKinds.refundCheck, orderId, nextAtMs)]);
    if (planned.kind !== 'done') throw new Error(`refund of ${orderId}: the next look is not planned`);
  }

  return {
    recordPaid,
    handleNotification,
    startPayment,
    sync,
    cancel,
    callOffUnpaid,
    callOffPaid,
    checkLate,
    sendLateMoneyBack,
    pushRefund,
    checkRefund,
  };
}
export type PaymentCommands = ReturnType<typeof createPaymentCommands>;

/** What the books need to know of an order; the attribution is the one frozen at placement. */
export function ledgerData(record: OrderRecord): Record<string, unknown> {
  const { head, detail } = record;
  return {
    orderId: head.orderId,
    orderNumber: head.number,
    totalFen: head.totalFen,
    attribution: detail.attribution,
  };
}
