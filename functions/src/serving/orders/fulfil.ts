import { may } from '@jindian/shared/access';
import type { Permission } from '@jindian/shared/contract/people/permissions';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { PickupCode } from '@jindian/shared/contract/serving/order';
import { brandDay } from '@jindian/shared/time';
import { isExpired } from '../../goods/inventory/lots.ts';
import { placeAt } from '../../platform/access.ts';
import { runCommand } from '../../platform/command.ts';
import { type CommandClaim, markOf } from '../../platform/idempotency.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import { nextState } from '../../platform/state-machine.ts';
import type { Write } from '../../platform/transact.ts';
import { type Actor, type Cause, createChanges, type FulfilmentPatch } from './changes.ts';
import { completionWrites, soldTo } from './completion.ts';
import type { OrderContext } from './context.ts';
import { dealtPieces } from './deals.ts';
import { type FulfilmentRecord, isFirst } from './fulfilment-items.ts';
import { partEvent, wasMadeBy } from './history.ts';
import { fulfilmentMachine } from './machines.ts';
import { withPart } from './part-cancelling.ts';
import { pickupCodeAt } from './pickup-code.ts';
import { isRefunded } from './pieces.ts';
import { serialsMissing } from './serials.ts';
import { createShownCodes } from './shown-codes.ts';
import { missingOf } from './stock-moves.ts';
import type { OrderRecord } from './store.ts';
import { dueKinds, timingOf } from './timing.ts';
import type { OrderViews } from './views.ts';

/** What the branch does with a fulfilment that it serves. */
export type FulfilmentStep = 'pack' | 'dispatch' | Receipt;
/** How a delivery comes to its end at its shopper. */
export type Receipt = 'deliver' | 'confirm' | 'hear_nothing';

const isReceipt = (event: FulfilmentStep): event is Receipt => event !== 'pack' && event !== 'dispatch';
/** A delivery that its shopper says did not come: the branch's word that it did closes nothing. HQ's does, or a courier's with the shopper's code. */
const isComplainedOf = (event: FulfilmentStep, state: FulfilmentRecord['state'], by: Actor): boolean =>
  event === 'deliver' && state === 'disputed' && by !== 'hq' && by !== 'courier';

export type Found = { record: OrderRecord; fulfilment: FulfilmentRecord };

export function createFulfilmentCommands(context: OrderContext, { workItem }: OrderViews) {
  const { table, clock, store, outbox, dueItems, inventory, idempotency, network, pickupSecret, settings } =
    context;
  const changes = createChanges(store);
  const pickupStepMs = async () => timingOf(await settings.serving.current()).pickupStepMs;
  const { foundOf, readShown } = createShownCodes(context, pickupStepMs);

  /** A fulfilment of a place where the caller holds the permission; anybody else's does not exist for them. */
  async function find(
    orderId: string,
    fulfilmentId: string,
    principal: Principal,
    permission: Permission = 'fulfilments.work',
  ): Promise<Result<Found>> {
    const record = await store.read(orderId);
    const fulfilment = record?.fulfilments.find((candidate) => candidate.fulfilmentId === fulfilmentId);
    if (!record || !fulfilment) return fail('not_found');
    const mayAt = async (locationId: string) =>
      may(principal, permission, await placeAt(locationId, network.location));
    if (await mayAt(fulfilment.locationId)) return ok({ record, fulfilment });
    const asked = await Promise.all(fulfilment.asked.map(({ locationId }) => mayAt(locationId)));
    return fail(asked.includes(true) ? 'offer_gone' : 'not_found');
  }

  /** Whether the caller does the work of this place, and so has to know to whom it goes. */
  async function mayWork(
    principal: Principal,
    locationId: string,
    permission: Permission = 'fulfilments.work',
  ): Promise<boolean> {
    return may(principal, permission, await placeAt(locationId, network.location));
  }

  /**
   * Its goods leave the place. What owners other than the seller are owed at the price between owners is told; what a
   * contract divides is kept on the part, since it follows what is paid in the end.
   */
  function sale({ record, fulfilment }: Found, cause: Cause) {
    const { orderId, locationId, allocations } = fulfilment;
    const sellerId = record.detail.soldBy?.ownerId ?? 'hq';
    const { dealt, atPrice } = dealtPieces(record, fulfilment);
    const patch: FulfilmentPatch = dealt.length > 0 ? { dealt } : {};
    const after = { ...fulfilment, ...patch };
    const events: DomainEvent[] = atPrice.some(({ ownerId }) => ownerId !== sellerId)
      ? [
          {
            type: 'fulfilment.sold',
            data: {
              ...partEvent(fulfilment, cause),
              ...timeOfSale(fulfilment),
              sellerId,
              allocations: owedFor(record, atPrice),
            },
          },
        ]
      : [];
    return {
      patch,
      after: { record: withPart(record, after), fulfilment: after },
      events,
      writes: inventory.orderWrites('sale', locationId, orderId, allocations),
    };
  }

  /** When nobody says anything, it counts as received: planned with each time that it leaves. */
  async function noNewsWrite(fulfilment: FulfilmentRecord, leftAtMs: number): Promise<Write> {
    const { orderId, fulfilmentId, locationId } = fulfilment;
    const timing = timingOf(await settings.serving.current());
    const place = await network.location(locationId);
    const byCarrier = place?.kind === 'central_warehouse';
    const endsAtMs = leftAtMs + (byCarrier ? timing.confirmShippedMs : timing.confirmMs);
    const askAtMs = endsAtMs - timing.confirmNoticeMs;
    return dueItems.plan(dueKinds.noNews, fulfilmentId, askAtMs, { orderId, leftAtMs, endsAtMs });
  }

  /** What the last part brings when it reaches the shopper: the books, and the settlement after the return window. */
  function completion(
    { record, fulfilment }: Found,
    cause: Cause,
    handedOver: boolean,
  ): { writes: Write[]; events: DomainEvent[] } {
    const { head } = record;
    const { locationId, serviceFeeFen } = fulfilment;
    const served: DomainEvent[] =
      serviceFeeFen > 0
        ? [
            {
              type: 'fulfilment.served',
              data: { ...partEvent(fulfilment, cause), locationId, serviceFeeFen },
            },
          ]
        : [];
    const fulfilledCount = head.fulfilledCount + 1;
    if (fulfilledCount < head.partCount)
      return { writes: [changes.countParts(head, { fulfilledCount })], events: served };
    const done = completionWrites(changes, record, cause, { fulfilledCount }, handedOver);
    return { writes: done.writes, events: [...served, ...done.events] };
  }

  /** Whose goods went to whom and where, for the rules against fraud: once of each order, which may go in parts. */
  function noticeWrites({ record, fulfilment }: Found, atMs: number): Write[] {
    const { attribution } = record.detail;
    return attribution && isFirst(fulfilment)
      ? context.fraud.noticeWrites(attribution.sellerId, soldTo(record), atMs)
      : [];
  }

  /** Packed, a pickup waits for its shopper, and not for ever. */
  async function pickupWaits({ method }: FulfilmentRecord, { atMs }: Cause) {
    if (method !== 'pickup') return null;
    const { pickUpWithinMs } = timingOf(await settings.serving.current());
    return { kind: dueKinds.notPickedUp, atMs: atMs + pickUpWithinMs };
  }

  /** Everything that a step writes, for whoever does it together with something else; null where it is not possible. */
  async function stepWrites(found: Found, event: FulfilmentStep, cause: Cause): Promise<Write[] | null> {
    const { fulfilment } = found;
    if (isComplainedOf(event, fulfilment.state, cause.by)) return null;
    const suits = event === 'pack' || fulfilment.method === 'delivery';
    if (event === 'dispatch' && !mayLeave(found, cause.atMs).ok) return null;
    if (!suits || nextState(fulfilmentMachine, fulfilment.state, event) === null) return null;
    const sold = event === 'dispatch' ? sale(found, cause) : null;
    const waiting = event === 'pack' ? await pickupWaits(fulfilment, cause) : null;
    const writes: Write[] = [changes.fulfilment(fulfilment, event, cause, sold?.patch, waiting)];
    const events: DomainEvent[] = [];
    const about = partEvent(fulfilment, cause);
    if (event === 'pack') events.push({ type: 'fulfilment.ready', data: about });
    if (sold) {
      writes.push(
        ...sold.writes,
        await noNewsWrite(fulfilment, cause.atMs),
        ...noticeWrites(found, cause.atMs),
      );
      events.push({ type: 'fulfilment.dispatched', data: about }, ...sold.events);
    }
    if (isReceipt(event)) {
      const done = completion(found, cause, false);
      // Nothing is to be heard of it any more.
      writes.push(...done.writes, dueItems.drop(dueKinds.noNews, fulfilment.fulfilmentId));
      events.push({ type: 'fulfilment.received', data: about }, ...done.events);
    }
    if (events.length > 0) writes.push(outbox.announce(...events));
    return writes;
  }

  /**
   * Events that a tap on the fulfilment causes; repeated taps find it done and change nothing, also where it has come
   * back meanwhile.
   */
  async function step(
    found: Found,
    event: FulfilmentStep,
    by: Actor = 'staff',
    command?: CommandClaim | null,
    memberId?: string,
  ): Promise<Result<Found>> {
    const { fulfilment } = found;
    const mark = command ? markOf(command) : undefined;
    if (wasMadeBy(fulfilment, mark)) return ok(found);
    if (fulfilmentMachine.transitions[event].to === fulfilment.state) return ok(found);
    const { state } = fulfilment;
    const cause = { atMs: clock.nowMs(), by, mark, memberId };
    const kept = isReceipt(event) ? ok(null) : mayLeave(found, cause.atMs);
    if (!kept.ok) return kept;
    if (isComplainedOf(event, state, by)) return fail('delivery_disputed');
    const writes = await stepWrites(found, event, cause);
    if (!writes) return fail('transition_refused', { state });
    const meanwhile = async (): Promise<Result<Found> | 'again'> => {
      const now = await readAgain(found);
      if (wasMadeBy(now.fulfilment, mark)) return ok(now);
      // Tapped twice at once, or by two: what was asked for is so.
      if (now.fulfilment.state === fulfilmentMachine.transitions[event].to) return ok(now);
      if (isComplainedOf(event, now.fulfilment.state, by)) return fail('delivery_disputed');
      // What was heard, or not heard, is of the delivery as it was: not of one that failed and left again, or is disputed.
      const isSame = now.fulfilment.history.length === fulfilment.history.length;
      if (!isSame && (by === 'system' || by === 'wechat'))
        return fail('transition_refused', { state: now.fulfilment.state });
      // Another part of the order was done at the same moment: this one counts on from there.
      if (isReceipt(event) && nextState(fulfilmentMachine, now.fulfilment.state, event) !== null)
        return 'again';
      return fail('transition_refused', { state: now.fulfilment.state });
    };
    return runCommand<Found>(
      { table },
      {
        command: null,
        async attempt(tries) {
          if (tries === 1)
            return { writes, value: found, refused: { order: meanwhile, fulfilment: meanwhile } };
          const now = await readAgain(found);
          const again = await stepWrites(now, event, cause);
          return again
            ? { writes: again, value: now, refused: { order: meanwhile, fulfilment: meanwhile } }
            : meanwhile();
        },
      },
    );
  }

  /** As it is now, after a change was refused because its order is no longer in the state that was read. */
  async function readAgain({ record, fulfilment }: Found): Promise<Found> {
    const { orderId } = record.head;
    const now = await store.read(orderId);
    const same = now?.fulfilments.find(({ fulfilmentId }) => fulfilmentId === fulfilment.fulfilmentId);
    if (!now || !same) throw new Error(`order ${orderId} is gone`);
    return { record: now, fulfilment: same };
  }

  /** What the shopper shows at the counter. */
  async function pickupCode(record: OrderRecord): Promise<Result<PickupCode>> {
    const fulfilment = record.fulfilments.find(({ method }) => method === 'pickup');
    const waiting = fulfilment?.state === 'to_pack' || fulfilment?.state === 'ready';
    if (!fulfilment || !waiting) {
      const state = fulfilment?.state ?? record.fulfilments[0]?.state ?? record.head.state;
      return fail('transition_refused', { state });
    }
    const claim = { orderId: record.head.orderId, fulfilmentId: fulfilment.fulfilmentId };
    return ok(pickupCodeAt(pickupSecret(), claim, clock.nowMs(), await pickupStepMs()));
  }

  async function previewHandOver(locationId: string, text: string): Promise<Result<WorkItem>> {
    const found = await readShown(locationId, text);
    return found.ok ? ok(await workItem(found.value.record, found.value.fulfilment)) : found;
  }

  /**
   * Hands over once: state, stock, order, books and settlement timer change together, on condition that nobody
   * else handed it over a moment ago.
   */
  async function confirmHandOver(
    locationId: string,
    text: string,
    command: CommandClaim,
  ): Promise<Result<WorkItem>> {
    const done = await runCommand<Found>(
      { table, idempotency },
      {
        command,
        async replay({ orderId, fulfilmentId }) {
          const found = await foundOf({ orderId: String(orderId), fulfilmentId: String(fulfilmentId) });
          return found ? ok(found) : fail('pickup_code_invalid');
        },
        async attempt() {
          const found = await readShown(locationId, text);
          if (!found.ok) return found;
          const { record, fulfilment } = found.value;
          const cause: Cause = { atMs: clock.nowMs(), by: 'staff', memberId: command.scope };
          const kept = mayLeave(found.value, cause.atMs);
          if (!kept.ok) return kept;
          const sold = sale(found.value, cause);
          const last = completion(sold.after, cause, true);
          return {
            writes: [
              changes.fulfilment(fulfilment, 'hand_over', cause, sold.patch),
              ...last.writes,
              ...sold.writes,
              outbox.announce(...last.events, ...sold.events),
            ],
            value: found.value,
            kept: { orderId: record.head.orderId, fulfilmentId: fulfilment.fulfilmentId },
            // Somebody was quicker: another clerk handed it over, or the shopper called it off. It is read as it is now.
            refused: { order: 'again', fulfilment: 'again' },
          };
        },
      },
    );
    return done.ok ? ok(await workItem(done.value.record, done.value.fulfilment)) : done;
  }

  /** The same for whoever works at the place, who sees what is left to do. */
  async function tap(
    found: Found,
    event: FulfilmentStep,
    command: CommandClaim | null,
    memberId: string,
  ): Promise<Result<WorkItem>> {
    const done = await step(found, event, 'staff', command, memberId);
    return done.ok ? ok(await workItem(done.value.record, done.value.fulfilment)) : done;
  }

  return {
    find,
    mayWork,
    step,
    tap,
    stepWrites,
    noNewsWrite,
    readAgain,
    pickupCode,
    previewHandOver,
    confirmHandOver,
  };
}
/** Its goods are sold each time that they leave; the first time needs no name of its own. */
function timeOfSale({ fulfilmentId, attempt, history }: FulfilmentRecord): { saleId?: string } {
  const leftBefore = history.some(({ state }) => state === 'dispatched');
  return leftBefore ? { saleId: `${fulfilmentId}-${attempt}` } : {};
}

/** Only what is held, whole, not refunded and not past its date, is packed or given out. */
function mayLeave({ record, fulfilment }: Found, nowMs: number): Result<null> {
  const { state, lines, allocations } = fulfilment;
  if (isRefunded(record, fulfilment)) return fail('part_refunded');
  // A till sold a piece of it: it is being sourced again.
  if (missingOf(lines, allocations).length > 0) return fail('transition_refused', { state });
  const missing = serialsMissing(record.detail, fulfilment);
  if (missing > 0) return fail('serials_missing', { count: missing });
  const today = brandDay(nowMs);
  return allocations.some(({ lot }) => lot !== undefined && isExpired(lot, today))
    ? fail('lot_expired')
    : ok(null);
}

/** What the seller owes for each allocation, as agreed at placement. */
export function owedFor(record: OrderRecord, allocations: FulfilmentRecord['allocations']) {
  const prices = new Map(record.detail.lines.map(({ skuId, transferPriceFen }) => [skuId, transferPriceFen]));
  return allocations.map(({ skuId, ownerId, quantity }) => ({
    skuId,
    ownerId,
    quantity,
    transferPriceFen: prices.get(skuId) ?? 0,
  }));
}

export type FulfilmentCommands = ReturnType<typeof createFulfilmentCommands>;
