import type { OrderView, WechatPayment } from '@jindian/shared/contract/serving/order';
import { type OrderMoney, orderIdOfNumber, withShares } from '../../money/payments/documents.ts';
import type { PaidFact, PaymentFact } from '../../money/payments/facts.ts';
import { paymentMachine, tenderMachine } from '../../money/payments/machines.ts';
import { runCommand } from '../../platform/command.ts';
import { stopped } from '../../platform/outgoing.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { nextState } from '../../platform/state-machine.ts';
import { type Write, whenDone } from '../../platform/transact.ts';
import { practicePayment } from './apart-from-practice.ts';
import { createArrivals } from './arrivals.ts';
import { type Asking, createAsking } from './asking.ts';
import { type Actor, type Cause, createChanges, stepped } from './changes.ts';
import { soldByChannel } from './channel-sales.ts';
import { type Collecting, type PayFrom, payerBy } from './collecting.ts';
import { ledgerData } from './completion.ts';
import type { OrderContext } from './context.ts';
import { nextSequence } from './history.ts';
import { orderMachine } from './machines.ts';
import type { PartCancelling } from './part-cancelling.ts';
import { piecesOf } from './pieces.ts';
import { isPractice } from './practice.ts';
import { promotionsBack } from './promoting.ts';
import type { OrderRecord } from './store.ts';
import { dueKinds, timingOf } from './timing.ts';
import { checkoutIdOf, createTogether, lastAttempt } from './together.ts';
import type { OrderViews } from './views.ts';

/** Money that comes in: it is asked for, heard of, or no longer wanted. */
export function createPaying(
  context: OrderContext,
  deps: { collecting: Collecting; parts: PartCancelling; views: OrderViews },
) {
  const { table, clock, store, outbox, payments, shoppers } = context;
  const { collecting, parts, views } = deps;
  const changes = createChanges(store);
  const asking = createAsking(context, changes);
  const arrivals = createArrivals(context);
  const together = createTogether(context);

  /**
   * Money has come by one payment. In time: its tender is captured, and with the last tender the branches get to
   * work. Come after the order was called off, or by a second payment of one tender: it is `late` and sent back by
   * itself. Told twice, in any order, by notification or query: one effect.
   */
  async function recordPaid(fact: PaidFact): Promise<Result<OrderRecord | null>> {
    const orderId = orderIdOfNumber(fact.number);
    if (!orderId) return ok(null);
    return runCommand<OrderRecord | null>(
      { table },
      {
        command: null,
        async attempt() {
          const record = await store.read(orderId);
          const payment = record?.money.payments.find(({ number }) => number === fact.number);
          if (!record || !payment) return ok(null);
          if (nextState(paymentMachine, payment.state, 'arrive_late') === null) return ok(record);
          const owed = { amountFen: payment.amountFen, merchantId: payment.merchant };
          if (fact.amountFen !== owed.amountFen || fact.merchantId !== owed.merchantId) {
            await payments.reportUnlike(fact, owed);
            return ok(record);
          }
          const tender = record.money.tenders.find(({ tenderId }) => tenderId === payment.tenderId);
          const inTime =
            nextState(orderMachine, record.head.state, 'pay') !== null &&
            payment.state === 'created' &&
            tender?.state === 'created';
          const by: Actor = isPractice(orderId) ? 'system' : 'wechat_pay';
          const cause = { atMs: clock.nowMs(), by };
          return {
            writes: inTime ? await captureWrites(record, fact, cause) : lateWrites(record, fact, cause),
            value: record,
            refused: { '*': 'again' },
          };
        },
      },
    );
  }

  function withPayment(money: OrderMoney, fact: PaidFact, event: 'capture' | 'arrive_late') {
    return money.payments.map((payment) =>
      payment.number === fact.number
        ? {
            ...payment,
            state: stepped(paymentMachine, payment.state, event),
            transactionId: fact.transactionId,
            ...(fact.fromBrowser ? { fromBrowser: fact.fromBrowser } : {}),
          }
        : payment,
    );
  }

  async function captureWrites(record: OrderRecord, fact: PaidFact, cause: Cause): Promise<Write[]> {
    const { money, head, detail } = record;
    const list = withPayment(money, fact, 'capture');
    const paidTender = list.find(({ number }) => number === fact.number)?.tenderId;
    const tenders = money.tenders.map((tender) =>
      tender.tenderId === paidTender
        ? { ...tender, state: stepped(tenderMachine, tender.state, 'capture') }
        : tender,
    );
    if (tenders.some(({ state }) => state !== 'captured'))
      return [store.payments.changeMoney(money, { payments: list, tenders })];
    const capped = detail.attribution && (await context.sellerCaps.counted(detail.attribution, cause.atMs));
    const agreed = { ...detail, attribution: capped?.frozen ?? null };
    const asks: Asking[] = [];
    for (const fulfilment of record.fulfilments)
      asks.push(await asking.ask(fulfilment, cause, await arrivals.anew(fulfilment, cause.atMs)));
    return [
      changes.order(head, 'pay', cause),
      ...asks.map(({ change }) => change),
      ...(capped?.writes ?? []),
      ...soldByChannel(context.channels, record, cause.atMs),
      // Written once more only where a cap cut it.
      ...(agreed.attribution === detail.attribution
        ? []
        : [whenDone(store.putDetail(head, agreed), () => Object.assign(detail, agreed))]),
      store.payments.changeMoney(money, { payments: list, tenders: withShares(tenders, piecesOf(detail)) }),
      outbox.announce(
        {
          type: 'order.paid',
          data: {
            ...ledgerData({ head, detail: agreed }),
            sequence: nextSequence(head),
            tenders: tenders.map(({ kind, amountFen }) => ({ kind, amountFen })),
            atMs: cause.atMs,
          },
        },
        ...asks.flatMap(({ events }) => events),
      ),
    ];
  }

  function lateWrites({ money, head }: OrderRecord, fact: PaidFact, cause: Cause): Write[] {
    return [
      store.payments.changeMoney(money, { payments: withPayment(money, fact, 'arrive_late') }),
      outbox.announce({
        type: 'payment.late',
        data: { orderId: head.orderId, number: fact.number, amountFen: fact.amountFen, atMs: cause.atMs },
      }),
    ];
  }

  function isToBePaid({ head: { state } }: OrderRecord): Result<null> {
    if (state === 'paid' || state === 'completed') return fail('order_already_paid');
    return state === 'awaiting_payment' ? ok(null) : fail('transition_refused', { state });
  }

  async function startPayment(record: OrderRecord, from: PayFrom): Promise<Result<WechatPayment>> {
    const wanted = isToBePaid(record);
    if (!wanted.ok) return wanted;
    const practised = practicePayment(record, clock.nowMs());
    if (practised) {
      const paid = await recordPaid(practised);
      return paid.ok ? fail('order_already_paid') : paid;
    }
    const payer = payerBy(from, from.by === 'jsapi' ? await shoppers.openid(from.memberId) : null);
    if (!payer.ok) return payer;
    const payment = await collecting.askPayment(record, payer.value);
    if (payment) return ok(payment);
    // Perhaps it was paid or called off since it was read.
    const now = await reread(record.head.orderId);
    const still = now.ok ? isToBePaid(now.value) : now;
    return still.ok ? fail('payment_unavailable') : still;
  }

  /** Asks the gateway instead of waiting for its notification. */
  async function sync(record: OrderRecord): Promise<Result<OrderView>> {
    const checkoutId = checkoutIdOf(record.detail);
    if (checkoutId !== null) {
      if (record.money.payments.at(-1)?.state !== 'created') return ok(await views.order(record));
      const heard = await hearTogether(checkoutId, await together.siblings(record));
      if (!heard.ok) return heard;
      const now = await reread(record.head.orderId);
      return now.ok ? ok(await views.order(now.value)) : now;
    }
    let now = record;
    for (const { number, merchant, state } of record.money.payments) {
      if (state !== 'created') continue;
      const fact = await payments.lookUp(number, merchant);
      if (!fact.ok) return fact;
      if (fact.value.kind !== 'paid') continue;
      const paid = await recordPaid(fact.value);
      if (!paid.ok) return paid;
      now = paid.value ?? now;
    }
    return ok(await views.order(now));
  }

  /** Records what the gateway says of all payments of a checkout, and tells it. */
  async function hearTogether(
    checkoutId: string,
    records: readonly OrderRecord[],
    nth = lastAttempt(records),
  ): Promise<Result<PaymentFact[]>> {
    const facts = await together.lookUp(checkoutId, records, nth);
    if (!facts.ok) return facts;
    for (const fact of facts.value) {
      if (fact.kind !== 'paid') continue;
      const recorded = await recordPaid(fact);
      if (!recorded.ok) return recorded;
    }
    return facts;
  }

  /**
   * Calls an unpaid order off. Its payments are closed first and the stock released after, so that nobody can pay for
   * goods that went back on sale. Each step can be repeated; a crash in between is picked up by the hold timer.
   */
  async function callOffUnpaid(record: OrderRecord, by: Actor): Promise<Result<OrderRecord>> {
    const cause = { atMs: clock.nowMs(), by };
    const checkoutId = checkoutIdOf(record.detail);
    if (checkoutId !== null) return callOffCheckout(checkoutId, record, cause);
    const { orderId } = record.head;
    if (record.head.state === 'awaiting_payment') {
      const closing = await close([record], cause);
      if (!closing.ok) return closing;
      if (closing.value === 'changed') return reread(orderId);
    }
    for (const { number, merchant, state } of record.money.payments) {
      if (state !== 'created') continue;
      const closed = await payments.close(number, merchant);
      if (!closed.ok) return closed;
      if (closed.value === 'closed') continue;
      const fact = await payments.lookUp(number, merchant);
      if (!fact.ok) return fact;
      if (fact.value.kind === 'unpaid') return fail('payment_unavailable');
      // Paid, and not what was owed: that lies at HQ, pays for nothing, and this number takes no other money.
      if (fact.value.kind === 'foreign') continue;
      const paid = await recordPaid(fact.value);
      if (!paid.ok) return paid;
      const unlike = paid.value?.money.payments.some(
        (one) => one.number === number && one.state === 'created',
      );
      if (!unlike) return ok(paid.value ?? record);
    }
    return cancelClosed(record, cause);
  }

  /**
   * The same for orders that are paid at once: one shopper's answer is all of theirs. No order releases anything
   * before the payment of all is closed, which leaves nobody in doubt; then each is cancelled by itself, and whoever
   * comes next goes on where this ended.
   */
  async function callOffCheckout(
    checkoutId: string,
    record: OrderRecord,
    cause: Cause,
  ): Promise<Result<OrderRecord>> {
    const records = await together.siblings(record);
    const waiting = records.filter(({ head }) => head.state === 'awaiting_payment');
    if (waiting.length > 0) {
      const closing = await close(waiting, cause);
      if (!closing.ok) return closing;
      if (closing.value === 'changed') return afterAnother(record, cause);
    }
    if (!records.some(({ head }) => head.state === 'closing')) return ok(record);
    const closed = await together.close(checkoutId, records);
    if (!closed.ok) return closed;
    if (closed.value === 'already_paid') {
      const heard = await hearTogether(checkoutId, records);
      if (!heard.ok) return heard;
      if (heard.value.some(({ kind }) => kind === 'unpaid')) return fail('payment_unavailable');
      // What is closing now was paid with money that is not what was owed: that lies at HQ, and no other can come.
      return cancelUnpaidOf(await together.reread(records), record, cause);
    }
    return cancelUnpaidOf(records, record, cause);
  }

  /** Nobody is to pay any more: all of them are closing, or, where one changed meanwhile, none is by this. */
  function close(
    records: readonly OrderRecord[],
    cause: Cause,
  ): Promise<Result<'closing' | 'changed', 'busy'>> {
    return runCommand<'closing' | 'changed', 'busy'>(
      { table },
      {
        command: null,
        attempt: () => ({
          writes: records.map(({ head }) => changes.order(head, 'close', cause)),
          value: 'closing',
          refused: { order: ok('changed') },
        }),
      },
    );
  }

  async function cancelUnpaidOf(
    records: readonly OrderRecord[],
    record: OrderRecord,
    cause: Cause,
  ): Promise<Result<OrderRecord>> {
    const closing = records.filter(({ head }) => head.state === 'closing');
    for (const one of closing) {
      const done = await cancelClosed(one, cause);
      if (!done.ok) return done;
      if (done.value.head.state === 'closing') return fail('busy');
    }
    return reread(record.head.orderId);
  }

  /** Of two that call a checkout off at once, or of a notification and them, the other was first. */
  async function afterAnother(record: OrderRecord, cause: Cause): Promise<Result<OrderRecord>> {
    const now = await reread(record.head.orderId);
    if (!now.ok) return now;
    const records = await together.siblings(now.value);
    const open = records.some(({ head }) => head.state === 'awaiting_payment' || head.state === 'closing');
    return open && cause.by === 'system' ? fail('busy') : now;
  }

  /** Nobody can pay any more: what was held is released. */
  async function cancelClosed(record: OrderRecord, cause: Cause): Promise<Result<OrderRecord>> {
    const { orderId, payByMs } = record.head;
    const { lateCheckMs } = timingOf(await context.settings.serving.current());
    const lateCheck = { kind: dueKinds.lateCheck, atMs: Math.max(cause.atMs, payByMs) + lateCheckMs };
    return runCommand<OrderRecord>(
      { table },
      {
        command: null,
        attempt: async () => ({
          writes: [
            changes.order(record.head, 'cancel', cause, {}, lateCheck),
            ...(await promotionsBack(context, record)),
            ...(await parts.cancelAll(record, cause)),
            store.payments.changeMoney(record.money, {
              payments: record.money.payments.map((payment) =>
                payment.state === 'created' ? { ...payment, state: 'closed' } : payment,
              ),
              tenders: record.money.tenders.map((tender) => ({
                ...tender,
                state: stepped(tenderMachine, tender.state, 'close'),
              })),
            }),
            outbox.announce({
              type: 'order.cancelled',
              data: { orderId, sequence: nextSequence(record.head), atMs: cause.atMs },
            }),
          ],
          value: record,
          refused: { '*': () => reread(orderId) },
        }),
      },
    );
  }

  /** Somebody else was first: what is so now. */
  async function reread(orderId: string): Promise<Result<OrderRecord>> {
    const record = await store.read(orderId);
    return record ? ok(record) : fail('not_found');
  }

  /**
   * Called off some time ago: did money come all the same, and its notifications were lost? A payment under way can
   * win against the close, and a prepay order that was being asked for while the order was closed can be paid.
   */
  async function checkLate(orderId: string): Promise<void> {
    const record = await store.read(orderId);
    const checkoutId = record && checkoutIdOf(record.detail);
    if (record && checkoutId) {
      const records = await together.siblings(record);
      for (const [index, { state }] of record.money.payments.entries()) {
        if (state !== 'closed') continue;
        const heard = await hearTogether(checkoutId, records, index + 1);
        if (!heard.ok) throw stopped(`late payment of ${orderId}`, heard.code);
      }
      return;
    }
    for (const { number, merchant, state } of record?.money.payments ?? []) {
      if (state !== 'closed') continue;
      const fact = await payments.lookUp(number, merchant);
      if (!fact.ok) throw stopped(`late payment of ${orderId}`, fact.code);
      if (fact.value.kind !== 'paid') continue;
      const recorded = await recordPaid(fact.value);
      if (!recorded.ok) throw stopped(`late payment of ${orderId}`, recorded.code);
    }
  }

  return { factOf: together.factOf, recordPaid, startPayment, sync, callOffUnpaid, reread, checkLate };
}
export type Paying = ReturnType<typeof createPaying>;
