import type { DeliveryOutcome } from '@jindian/shared/contract/serving/order';
import { orderDeltas, type StockAllocation } from '../../goods/inventory/rules.ts';
import { orderIdOfNumber } from '../../money/payments/documents.ts';
import { runCommand } from '../../platform/command.ts';
import type { Due, DueHandler } from '../../platform/due-items.ts';
import { type CommandClaim, markOf } from '../../platform/idempotency.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { nextState } from '../../platform/state-machine.ts';
import { transact, type Write } from '../../platform/transact.ts';
import type { ShippingPush, WechatMiniProgram } from '../../wechat/index.ts';
import { type Actor, type Cause, createChanges, type FulfilmentEvent } from './changes.ts';
import type { OrderContext } from './context.ts';
import { leftAtPrice } from './deals.ts';
import { type Found, type FulfilmentCommands, owedFor } from './fulfil.ts';
import type { FailedDelivery, FulfilmentRecord } from './fulfilment-items.ts';
import { partEvent, wasMadeBy } from './history.ts';
import { sumAllocations } from './leaving.ts';
import { fulfilmentMachine } from './machines.ts';
import { withPart } from './part-cancelling.ts';
import { withoutBroughtBack } from './pieces.ts';
import { type OrderRecord, partThatWaits } from './store.ts';
import { dueKinds, timingOf } from './timing.ts';
import { wechatReceiptOf } from './wechat-receipt.ts';

type Who = { by: Actor; memberId: string; command: CommandClaim };
type Condition = NonNullable<DeliveryOutcome['condition']>;

/** The shopper told WeChat so, or WeChat took it to be so. */
const receivedAtWechat: readonly string[] = ['received', 'awaiting_settlement', 'settled'];

/**
 * Deliveries on their way: how each comes to an end. Received, by whoever says so or because nobody says anything;
 * or not, and then its goods come back, are put aside or are gone, and it is tried again or refunded.
 */
export function createDeliveries(
  context: OrderContext,
  deps: { fulfilment: FulfilmentCommands; wechat: Pick<WechatMiniProgram, 'shippingState'> },
) {
  const { table, clock, store, outbox, dueItems, inventory, logger, settings } = context;
  const { fulfilment: commands, wechat } = deps;
  const changes = createChanges(store);

  /** Who acts on a delivery, and by which command. */
  function causeOf({ by, command }: Who): Cause {
    return { atMs: clock.nowMs(), by, mark: markOf(command), memberId: command.scope };
  }

  /** One step of it, tried on what is there when somebody else was quicker. A repeat finds it done, however late. */
  function act(
    found: Found,
    event: FulfilmentEvent,
    cause: Cause,
    writesOf: (now: Found) => Promise<Write[]>,
  ): Promise<Result<Found>> {
    return runCommand<Found>(
      { table },
      {
        command: null,
        async attempt(tries) {
          const now = tries === 1 ? found : await commands.readAgain(found);
          const { state, method } = now.fulfilment;
          if (wasMadeBy(now.fulfilment, cause.mark)) return ok(now);
          if (state === 'disputed' && cause.by === 'staff') return fail('delivery_disputed');
          if (tries > 1 && state === fulfilmentMachine.transitions[event].to) return ok(now);
          if (method !== 'delivery' || nextState(fulfilmentMachine, state, event) === null)
            return fail('transition_refused', { state });
          return { writes: await writesOf(now), value: now, refused: { '*': 'again' } };
        },
      },
    );
  }

  /** What it writes when it could not be delivered; for a courier together with his task. */
  async function failWrites(
    { fulfilment }: Found,
    { reason, note }: { reason: FailedDelivery['reason']; note?: string },
    cause: Cause,
    byMemberId: string,
  ): Promise<Write[]> {
    const { failedDeliveryMs } = timingOf(await settings.serving.current());
    const waiting = { kind: dueKinds.goodsStillOut, atMs: cause.atMs + failedDeliveryMs };
    const failure: FailedDelivery = { reason, atMs: cause.atMs, ...(note ? { note } : {}), byMemberId };
    return [
      changes.fulfilment(fulfilment, 'fail_delivery', cause, { failure }, waiting),
      outbox.announce({
        type: 'fulfilment.delivery_failed',
        data: { ...partEvent(fulfilment, cause), reason },
      }),
    ];
  }

  /** On its way again, with the goods that are still out. */
  async function againWrites({ fulfilment }: Found, cause: Cause): Promise<Write[]> {
    return [
      changes.fulfilment(fulfilment, 'try_again', cause),
      await commands.noNewsWrite(fulfilment, cause.atMs),
      outbox.announce({ type: 'fulfilment.dispatched', data: partEvent(fulfilment, cause) }),
    ];
  }

  /**
   * The goods of a delivery that failed. Fit to be sold: on the shelf again, and held for it. Put aside: in quarantine.
   * Either way they are their owner's again, and he is not owed for them. Gone: nothing comes back. Without goods it
   * lies with HQ, who finds others or refunds it.
   */
  function backWrites(found: Found, condition: Condition, cause: Cause, byMemberId: string): Write[] {
    const { record, fulfilment } = found;
    const { orderId, locationId, failure } = fulfilment;
    const goods = { condition, locationId, atMs: cause.atMs, byMemberId };
    const told: DomainEvent[] = [
      { type: 'fulfilment.goods_back', data: { ...partEvent(fulfilment, cause), condition } },
      ...(condition === 'written_off' ? [] : titleBack(found, cause)),
    ];
    const isSellable = condition === 'sellable';
    const allocations = isSellable ? ofWholeLevels(fulfilment.allocations) : [];
    const changed = changes.fulfilment(fulfilment, isSellable ? 'take_back' : 'lose_goods', cause, {
      ...(failure ? { failure: { ...failure, goods } } : {}),
      allocations,
      dealt: undefined,
      ...(isSellable ? {} : { offerUntilMs: undefined }),
    });
    const returned = withoutBroughtBack(withPart(record, changed.after));
    // Always: on condition that nobody refunds units of it at this moment as handed over.
    const writes: Write[] = [changed, store.payments.changeMoney(record.money, { returned })];
    if (!isSellable) {
      const aside = condition === 'quarantine' ? asideWrites(fulfilment) : [];
      const toHq: DomainEvent = { type: 'fulfilment.with_hq', data: partEvent(fulfilment, cause) };
      return [...writes, ...aside, outbox.announce(...told, toHq)];
    }
    const origin = { type: 'order', id: orderId, by: byMemberId } as const;
    return [
      ...writes,
      ...inventory.combinedWrites(locationId, [
        { kind: 'return', cause: origin, lines: orderDeltas('return', allocations) },
        { kind: 'reserve', cause: origin, lines: orderDeltas('reserve', allocations) },
      ]),
      outbox.announce(...told),
    ];
  }

  /** Owners who were owed the price between owners for what left are not any more. */
  function titleBack({ record, fulfilment }: Found, cause: Cause): DomainEvent[] {
    const sellerId = record.detail.soldBy?.ownerId ?? 'hq';
    const atPrice = leftAtPrice(record, fulfilment);
    if (atPrice.every(({ ownerId }) => ownerId === sellerId)) return [];
    return [
      {
        type: 'fulfilment.returned',
        data: {
          ...partEvent(fulfilment, cause),
          sellerId,
          allocations: owedFor(record, atPrice),
          returnId: `${fulfilment.fulfilmentId}-${fulfilment.attempt}`,
        },
      },
    ];
  }

  /** Into quarantine, as their owner's: of others than its place's owners a place counts and moves nothing. */
  function asideWrites({ orderId, locationId, allocations }: FulfilmentRecord): Write[] {
    const lines = orderDeltas('return', ofWholeLevels(allocations)).map((line) => ({
      ...line,
      condition: 'quarantine' as const,
    }));
    const cause = { type: 'order', id: orderId, reason: 'not delivered' } as const;
    return inventory.combinedWrites(locationId, [{ kind: 'return', cause, lines }]);
  }

  /** What a clerk, a manager or HQ says of a delivery on its way. */
  function settle(found: Found, outcome: DeliveryOutcome, who: Who): Promise<Result<Found>> {
    const { act: what, reason = 'nobody_there', condition = 'sellable', note } = outcome;
    const { by, memberId, command } = who;
    const cause = causeOf(who);
    if (what === 'delivered') return commands.step(found, 'deliver', by, command);
    if (what === 'failed')
      return act(found, 'fail_delivery', cause, (now) => failWrites(now, { reason, note }, cause, memberId));
    if (what === 'again') return act(found, 'try_again', cause, (now) => againWrites(now, cause));
    const event = condition === 'sellable' ? 'take_back' : 'lose_goods';
    return act(found, event, cause, async (now) => backWrites(now, condition, cause, memberId));
  }

  function partOf(record: OrderRecord, fulfilmentId: string): FulfilmentRecord | undefined {
    return record.fulfilments.find((part) => part.fulfilmentId === fulfilmentId);
  }

  /** The shopper has it; or says that it did not come, and then nothing confirms it by itself any more. */
  async function hearShopper(
    record: OrderRecord,
    fulfilmentId: string,
    received: boolean,
    who: Who,
  ): Promise<Result<Found>> {
    const fulfilment = partOf(record, fulfilmentId);
    if (!fulfilment) return fail('not_found');
    const found = { record, fulfilment };
    // A pickup is handed over, and nobody has to say so.
    if (fulfilment.method !== 'delivery') return fail('transition_refused', { state: fulfilment.state });
    if (received) return commands.step(found, 'confirm', 'shopper', who.command);
    if (fulfilment.state === 'disputed') return ok(found);
    const cause = causeOf(who);
    return act(found, 'dispute', cause, async (now) => [
      changes.fulfilment(now.fulfilment, 'dispute', cause),
      outbox.announce({ type: 'fulfilment.disputed', data: partEvent(now.fulfilment, cause) }),
    ]);
  }

  /** The carrier says that it was signed for. Told again, or late: nothing. */
  async function carrierSigned(orderId: string, fulfilmentId: string): Promise<Result<Found>> {
    const record = await store.read(orderId);
    const fulfilment = record && partOf(record, fulfilmentId);
    if (!record || !fulfilment) return fail('not_found');
    return commands.step({ record, fulfilment }, 'deliver', 'carrier');
  }

  /** Whether WeChat says that the shopper has it; unknown is no news. */
  async function wechatKnows(record: OrderRecord): Promise<boolean> {
    const transactionId = wechatReceiptOf(record)?.transactionId;
    if (!transactionId) return false;
    const { head } = record;
    const known = await wechat.shippingState(transactionId);
    if (!known.ok)
      logger.warn({ orderId: head.orderId, failure: known.failure.code }, 'receipt was not asked for');
    return known.ok && receivedAtWechat.includes(known.value);
  }

  /**
   * WeChat says that the shopper has what was paid for by this payment. Told again, late or out of turn: nothing. Who has said
   * here that it did not come is believed before WeChat's clock, though not before their own hand.
   */
  async function receivedInWechat({
    paymentNumber,
    transactionId,
    received,
  }: ShippingPush): Promise<Result<null>> {
    const orderId = received === null ? null : orderIdOfNumber(paymentNumber);
    const record = orderId ? await store.read(orderId) : null;
    if (!record || wechatReceiptOf(record)?.transactionId !== transactionId) return ok(null);
    const fulfilment = record.fulfilments.find(({ state }) => state === 'dispatched' || state === 'disputed');
    if (!fulfilment || (fulfilment.state === 'disputed' && received !== 'by_hand')) return ok(null);
    const done = await commands.step({ record, fulfilment }, 'confirm', 'wechat');
    // Somebody said something at this very moment.
    return done.ok || done.code === 'transition_refused' ? ok(null) : done;
  }

  /**
   * Nothing was heard of it since it left: the shopper is asked once, and then it counts as received. WeChat is asked
   * before. Another time that it left, a failure or a dispute has its own way on.
   */
  async function noNews(
    orderId: string,
    fulfilmentId: string,
    leftAtMs: number,
    endsAtMs: number,
  ): Promise<void> {
    const record = await store.read(orderId);
    const fulfilment = record && partOf(record, fulfilmentId);
    if (!record || fulfilment?.state !== 'dispatched') return;
    if (fulfilment.history.findLast(({ state }) => state === 'dispatched')?.atMs !== leftAtMs) return;
    const found = { record, fulfilment };
    const known = await wechatKnows(record);
    if (!known && clock.nowMs() < endsAtMs) {
      const cause: Cause = { atMs: clock.nowMs(), by: 'system' };
      const asked = await transact(table, [
        changes.unchanged(fulfilment),
        dueItems.plan(dueKinds.noNews, fulfilmentId, endsAtMs, { orderId, leftAtMs, endsAtMs }),
        outbox.announce({ type: 'fulfilment.unconfirmed', data: partEvent(fulfilment, cause) }),
      ]);
      // It failed, and may be on its way again by now, with a later time of its own; or was received.
      if (asked.kind === 'refused') return;
      if (asked.kind !== 'done') throw new Error(`the shopper of ${fulfilmentId} was not asked`);
      return;
    }
    const done = await commands.step(found, known ? 'confirm' : 'hear_nothing', known ? 'wechat' : 'system');
    // Somebody said something at this very moment.
    if (!done.ok && done.code !== 'transition_refused')
      throw new Error(`delivery ${fulfilmentId}: ${done.code}`);
  }

  /** The branch has not said what became of the goods: from now on it is on HQ's list as well, until somebody does. */
  async function goodsStillOut(due: Due): Promise<void> {
    const found = await partThatWaits(store, due);
    const failure = found?.fulfilment.failure;
    if (found?.fulfilment.state !== 'delivery_failed' || !failure) return;
    const overdueAtMs = clock.nowMs();
    const done = await transact(table, [changes.overdue(found.fulfilment, { ...failure, overdueAtMs })]);
    // Said at this very moment.
    if (done.kind === 'refused') return;
    if (done.kind !== 'done') throw new Error(`${due.ref} failed and is not with HQ`);
  }

  const dueHandlers: DueHandler[] = [
    { kind: dueKinds.goodsStillOut, queue: 'orders', handle: goodsStillOut },
    {
      kind: dueKinds.noNews,
      queue: 'orders',
      handle: ({ ref, data }) =>
        noNews(String(data.orderId), ref, Number(data.leftAtMs), Number(data.endsAtMs)),
    },
  ];

  return { settle, hearShopper, carrierSigned, receivedInWechat, failWrites, againWrites, dueHandlers };
}
export type Deliveries = ReturnType<typeof createDeliveries>;

/** Without their buckets: what comes back lies in the level itself. */
function ofWholeLevels(allocations: readonly StockAllocation[]): StockAllocation[] {
  return sumAllocations(allocations.map(({ bucket: _, ...piece }) => piece));
}
