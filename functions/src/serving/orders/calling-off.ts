import type { OrderView } from '@jindian/shared/contract/serving/order';
import { frozenMoney, refundState } from '../../money/payments/documents.ts';
import { allThatIsLeft, type WantedBack } from '../../money/payments/refund-plan.ts';
import { runCommand } from '../../platform/command.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import { type Actor, type Cause, changedMeanwhile, createChanges } from './changes.ts';
import { completionWrites, ledgerData } from './completion.ts';
import type { OrderContext } from './context.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { nextSequence, partEvent } from './history.ts';
import { isCancellable, type PartCancelling, wantedParts, withPart } from './part-cancelling.ts';
import type { Paying } from './paying.ts';
import { piecesOf, refundedParts, wantedOfPart } from './pieces.ts';
import { promotionsBack } from './promoting.ts';
import type { AskedRefund, RefundWrites } from './refund-writes.ts';
import type { OrderRecord } from './store.ts';
import { checkoutIdOf } from './together.ts';
import type { OrderViews } from './views.ts';

/** Orders, and parts of orders, that are not to be served any more: what is held is released, what was paid goes back. */
export function createCallingOff(
  context: OrderContext,
  deps: { paying: Paying; parts: PartCancelling; refundWrites: RefundWrites; views: OrderViews },
) {
  const { table, clock, store, outbox } = context;
  const { paying, parts, refundWrites, views } = deps;
  const changes = createChanges(store);

  /** What calls a paid order off: everything that has not gone back yet does so. */
  async function callOffWrites(
    record: OrderRecord,
    cause: Cause,
    asked: AskedRefund = { cause: 'called_off' },
  ): Promise<Result<Write[]>> {
    const gone = wantedParts(record).find((part) => !isCancellable(part));
    if (gone) return fail('transition_refused', { state: gone.state });
    const { head, money, detail } = record;
    const left = allThatIsLeft(frozenMoney(money, piecesOf(detail)), money.returned);
    const requested = await refundWrites.request(record, left, asked, cause);
    if (!requested.ok) return requested;
    const { writes, events } = requested.value;
    const allBack = head.refundedFen === head.totalFen;
    const change = changes.order(head, allBack ? 'refund' : 'call_off', cause);
    // What was ordered together was one use, and the rest of it goes on.
    const taken = checkoutIdOf(detail) === null ? await promotionsBack(context, record) : [];
    const at = { sequence: nextSequence(head), atMs: cause.atMs };
    const about: DomainEvent[] = [{ type: 'order.refunding', data: { orderId: head.orderId, ...at } }];
    if (allBack) about.push({ type: 'order.refunded', data: { ...ledgerData(record), ...at } });
    return ok([
      change,
      ...taken,
      ...(await parts.cancelAll(record, cause)),
      ...writes,
      outbox.announce(...about, ...events),
    ]);
  }

  /**
   * Calls a paid order off before anything is handed over or dispatched. What meets another change of the order, such
   * as a refund that is asked for or arrives, looks again at what is there then.
   */
  function callOffPaid(record: OrderRecord, by: Actor): Promise<Result<OrderRecord>> {
    return runCommand<OrderRecord>(
      { table },
      {
        command: null,
        attempt: async (tries) => {
          const now = tries === 1 ? record : await store.read(record.head.orderId);
          if (!now) return fail('not_found');
          if (now.head.state !== 'paid') return ok(now);
          const writes = await callOffWrites(now, { atMs: clock.nowMs(), by });
          return writes.ok ? { writes: writes.value, value: now, refused: changedMeanwhile } : writes;
        },
      },
    );
  }

  /**
   * What gives one part of a paid order up while the rest goes on: its goods are released and refunded. Of an order
   * whose other parts have all arrived it is the end; the last part that is wanted takes the whole order with it.
   */
  async function cancelPartWrites(
    record: OrderRecord,
    fulfilment: FulfilmentRecord,
    asked: AskedRefund,
    cause: Cause,
  ): Promise<Result<Write[]>> {
    const { head } = record;
    if (head.state !== 'paid') return fail('transition_refused', { state: head.state });
    if (!isCancellable(fulfilment)) return fail('transition_refused', { state: fulfilment.state });
    if (wantedParts(record).length === 1) return callOffWrites(record, cause, asked);
    return partWrites(record, fulfilment, wantedOfPart(record, fulfilment), asked, cause);
  }

  /** One part less, with what goes back for it; what completes the order where all others have arrived. */
  async function partWrites(
    record: OrderRecord,
    fulfilment: FulfilmentRecord,
    wanted: readonly WantedBack[],
    asked: AskedRefund,
    cause: Cause,
  ): Promise<Result<Write[]>> {
    const { head } = record;
    const requested = await refundWrites.request(record, wanted, asked, cause);
    if (!requested.ok) return requested;
    const writes = [...(await parts.cancelOne(fulfilment, cause)), ...requested.value.writes];
    const events: DomainEvent[] = [
      { type: 'fulfilment.cancelled', data: partEvent(fulfilment, cause) },
      ...requested.value.events,
    ];
    const partCount = head.partCount - 1;
    if (head.fulfilledCount < partCount) writes.push(changes.countParts(head, { partCount }));
    else {
      const after = withPart(record, { ...fulfilment, state: 'cancelled' });
      const done = completionWrites(changes, after, cause, { partCount }, false);
      writes.push(...done.writes);
      events.push(...done.events);
    }
    return ok([...writes, outbox.announce(...events)]);
  }

  /**
   * Ends a part of which every unit was refunded: nobody has to serve it any more. If it was the last open part, its
   * order ends too. The delivery fee is refunded with it if nothing ever left; if something did, HQ decides.
   */
  async function endRefundedWrites(
    record: OrderRecord,
    part: FulfilmentRecord,
    cause: Cause,
  ): Promise<Result<Write[]>> {
    const { money, detail, fulfilments } = record;
    const asked = { cause: 'called_off' } as const;
    const left = allThatIsLeft(frozenMoney(money, piecesOf(detail)), money.returned);
    const neverLeft = fulfilments.every(({ history }) =>
      history.every(({ state }) => state !== 'dispatched'),
    );
    return wantedParts(record).length === 1 && (neverLeft || left.length === 0)
      ? callOffWrites(record, cause, asked)
      : partWrites(record, part, [], asked, cause);
  }

  /** Whatever was refunded, by whom and when: what waits of it for nothing comes to its end. */
  async function endRefunded(orderId: string): Promise<void> {
    for (let more = true; more; ) {
      const ended = await runCommand<boolean>(
        { table },
        {
          command: null,
          async attempt() {
            const record = await store.read(orderId);
            const [part] = record?.head.state === 'paid' ? refundedParts(record) : [];
            if (!record || !part) return ok(false);
            const writes = await endRefundedWrites(record, part, { atMs: clock.nowMs(), by: 'system' });
            return writes.ok ? { writes: writes.value, value: true, refused: changedMeanwhile } : writes;
          },
        },
      );
      if (!ended.ok) throw new Error(`what was refunded of ${orderId} is not ended: ${ended.code}`);
      more = ended.value;
    }
  }

  async function cancel(record: OrderRecord, by: Actor): Promise<Result<OrderView>> {
    const { state } = record.head;
    // It is called off already, and its money does not arrive by calling it off once more.
    const stuck = record.refunds.some((refund) => refundState(refund) === 'failed');
    if (by === 'hq' && state === 'refunding' && stuck) return fail('refund_needs_decision');
    if (state === 'cancelled' || state === 'refunding' || state === 'refunded') {
      // Called off together with others: whoever did it may have died before it came to all of them.
      const others =
        checkoutIdOf(record.detail) === null ? ok(record) : await paying.callOffUnpaid(record, by);
      return others.ok ? ok(await views.order(record)) : others;
    }
    if (state === 'completed') return fail('transition_refused', { state });
    const done = await (state === 'paid' ? callOffPaid(record, by) : paying.callOffUnpaid(record, by));
    if (!done.ok) return done;
    const now = done.value;
    // Paid while it was being called off.
    if (now.head.state === 'paid') return fail('order_already_paid');
    // Handed over at that very moment.
    if (now.head.state === 'completed') return fail('transition_refused', { state: 'completed' });
    return ok(await views.order(now));
  }

  return { callOffPaid, cancelPartWrites, endRefunded, cancel };
}
export type CallingOff = ReturnType<typeof createCallingOff>;
