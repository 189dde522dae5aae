import type { Location } from '@jindian/shared/contract/places/network';
import { maxFulfilments } from '@jindian/shared/contract/serving/sourcing-policy';
import { distanceMeters } from '@jindian/shared/geo';
import { minuteMs } from '@jindian/shared/time';
import {
  correctionOf,
  type LevelDelta,
  ownersAt,
  type StockAllocation,
} from '../../goods/inventory/rules.ts';
import { countedPieces } from '../../goods/inventory/settle.ts';
import { levelLabel } from '../../goods/inventory/store.ts';
import { type Meanings, runCommand } from '../../platform/command.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { maxTransactionWrites, type Write } from '../../platform/transact.ts';
import { loadLabel } from '../sourcing/load.ts';
import type { Acceptance, Sourced, SourcedPart } from '../sourcing/service.ts';
import { createArrivals } from './arrivals.ts';
import { createAsking } from './asking.ts';
import { createBooking, slotOf } from './booking.ts';
import { createChanges, type FulfilmentPatch } from './changes.ts';
import type { OrderContext } from './context.ts';
import { draftFulfilment } from './draft.ts';
import type { Found } from './fulfil.ts';
import type { AskedBefore, FulfilmentRecord } from './fulfilment-items.ts';
import { partEvent } from './history.ts';
import {
  attemptWrite,
  byHandRuleId,
  handedToHq,
  type Leaving,
  patchOf,
  refusalsOf,
  sumAllocations,
  type Target,
  targetOf,
  tooManyParts,
} from './leaving.ts';
import { createLoad } from './load.ts';
import { isRefunded, isRefundedOnceFree, maxParts } from './pieces.ts';
import { isPractice } from './practice.ts';
import { type Held, moveHeldWrites, noLongerWaits } from './stock-moves.ts';
import { dueKinds } from './timing.ts';

export function createReassignment(context: OrderContext) {
  const { table, ids, store, outbox, inventory, sourcing, network } = context;
  const changes = createChanges(store);
  const booking = createBooking(context.slots);
  const asking = createAsking(context, changes);
  const arrivals = createArrivals(context);
  const load = createLoad(context);

  /** Reads again before the next try; null when somebody has answered, or it has changed hands, meanwhile. */
  async function again(
    { record, fulfilment }: Found,
    seen: Pick<FulfilmentRecord, 'state' | 'attempt'>,
  ): Promise<Found | null> {
    const now = await store.read(record.head.orderId);
    const same = now?.fulfilments.find(({ fulfilmentId }) => fulfilmentId === fulfilment.fulfilmentId);
    const unchanged = same?.attempt === seen.attempt && same.state === seen.state;
    return now && same && unchanged ? { record: now, fulfilment: same } : null;
  }

  /** Asks the policy for somebody else, without those who were asked. */
  async function nextTarget(
    { record, fulfilment }: Found,
    asked: readonly AskedBefore[],
    triedIds: ReadonlySet<string>,
  ): Promise<Target> {
    const { address } = record.detail;
    const { refusalCount } = await context.settings.serving.current();
    if (!address || refusalsOf(asked) >= refusalCount) return handedToHq;
    const found = await sourcing.chooseAgain({
      storefrontId: record.head.storefrontId,
      point: address,
      lines: fulfilment.lines,
      triedIds,
      onlyWhole: record.fulfilments.length + maxFulfilments - 1 > maxParts,
      excludeIds: new Set(asked.map(({ locationId }) => locationId)),
      attempt: refusalsOf(asked) + 1,
      waits: fulfilment.history.filter(({ state }) => state === 'with_hq').length,
      slot: slotOf(fulfilment.slotId),
      ...(record.detail.channel ? { channel: record.detail.channel } : {}),
    });
    return targetOf(found);
  }

  /** The same after a place gave it up. What was refunded of it meanwhile nobody else is asked for: with HQ it ends. */
  async function targetAfter(
    found: Found,
    asked: readonly AskedBefore[],
    triedIds: ReadonlySet<string>,
  ): Promise<Target> {
    return isRefundedOnceFree(found.record, found.fulfilment)
      ? handedToHq
      : nextTarget(found, asked, triedIds);
  }

  /** What a count found missing, as changes of the levels; and what of the fulfilment's own pieces is there all the same. */
  async function corrections(fulfilment: FulfilmentRecord, counted: Leaving['counted'] = []) {
    // What is said of the shelf while practising is no count of it.
    if (isPractice(fulfilment.orderId)) return { deltas: [], kept: fulfilment.allocations };
    const place = await network.location(fulfilment.locationId);
    if (counted.length === 0 || !place) return { deltas: [] as LevelDelta[], kept: fulfilment.allocations };
    const skuIds = new Set(counted.map(({ skuId }) => skuId));
    const keys = [...skuIds].flatMap((skuId) =>
      ownersAt(place.ownerId).map((ownerId) => ({ locationId: place.id, skuId, ownerId })),
    );
    const parts = await inventory.store.readParts(keys, { consistent: true });
    const deltas = counted.flatMap(({ skuId, onHand }) =>
      correctionOf(
        countedPieces(parts.filter((part) => part.skuId === skuId)),
        onHand,
        fulfilment.allocations,
      ),
    );
    return { deltas, kept: fulfilment.allocations.filter(({ skuId }) => !skuIds.has(skuId)) };
  }

  /**
   * Takes a fulfilment from its place to the next one, or to HQ. Its stock moves in the same transaction: it is held
   * where it was until it is held where it goes. With HQ it stays held where it was, but for what is not there.
   */
  async function leave(
    first: Found,
    leaving: Leaving,
    choose: (found: Found, asked: AskedBefore[], triedIds: ReadonlySet<string>) => Promise<Result<Target>>,
    newlyAsked: AskedBefore[],
    change: FulfilmentPatch = {},
  ): Promise<Result<Found>> {
    const triedIds = new Set<string>();
    const { state, attempt, orderId } = first.fulfilment;
    if (isPractice(orderId)) return fail('practice_stays');
    return runCommand<Found>(
      { table },
      {
        command: null,
        async attempt(tries) {
          const found = tries === 1 ? first : await again(first, { state, attempt });
          if (!found) return fail('offer_gone');
          const asked = [...found.fulfilment.asked, ...newlyAsked];
          const chosen = await choose(found, asked, triedIds);
          if (!chosen.ok) return chosen;
          const target = tooManyParts(found.record, chosen.value) ? handedToHq : chosen.value;
          const left = await leavingWrites(found, leaving, target, asked, change);
          // So many different goods of so many owners do not change hands at once: people divide them.
          const whole = left.writes.length <= maxTransactionWrites || state === 'with_hq';
          const { writes, places } = whole
            ? left
            : await leavingWrites(found, leaving, handedToHq, asked, change);
          if (writes.length > maxTransactionWrites) return fail('busy');
          return { writes, value: found, refused: elsewhere(places, triedIds) };
        },
      },
    );
  }

  /** A place that ran short, or that others gave as many for the day as it takes, is not tried again. */
  function elsewhere(places: readonly Held[], triedIds: Set<string>): Meanings<Found> {
    const tried = places.flatMap(({ locationId, allocations }) => {
      const labels = [
        ...allocations.map(({ skuId }) => levelLabel(locationId, skuId)),
        loadLabel(locationId),
      ];
      return labels.map((label) => [label, locationId] as const);
    });
    return {
      '*': (_first, failed) => {
        for (const [label, locationId] of tried)
          if (failed.some((one) => one.label === label)) triedIds.add(locationId);
        return 'again';
      },
    };
  }

  async function leavingWrites(
    found: Found,
    leaving: Leaving,
    target: Target,
    asked: AskedBefore[],
    change: FulfilmentPatch,
  ) {
    const { record, fulfilment } = found;
    const { orderId } = fulfilment;
    const { cause } = leaving;
    const from = { locationId: fulfilment.locationId, allocations: fulfilment.allocations };
    const { deltas, kept } = await corrections(fulfilment, leaving.counted);
    const parts = target.kind === 'part' ? [target.part, ...target.others] : [];
    const toLocationId = target.kind === 'part' ? target.part.place.id : null;
    const writes: Write[] = [attemptWrite(store, fulfilment, leaving, toLocationId, target.trail)];
    const events = [...(leaving.events ?? []), ...noLongerWaits(fulfilment, leaving.cause)];
    if (target.kind === 'hq') {
      const askAgain =
        target.askAgainInMinutes === null
          ? null
          : { kind: dueKinds.askAgain, atMs: cause.atMs + target.askAgainInMinutes * minuteMs };
      const patch = { allocations: kept, asked, offerUntilMs: undefined };
      const handed = changes.fulfilment(fulfilment, 'hand_to_hq', cause, patch, askAgain);
      writes.push(
        ...moveHeldWrites(inventory, orderId, from, { ...from, allocations: kept }, deltas),
        handed,
      );
      events.push({ type: 'fulfilment.with_hq', data: partEvent(fulfilment, cause) });
    } else {
      const { part, others } = target;
      const to = { locationId: part.place.id, allocations: part.allocations };
      writes.push(
        ...moveHeldWrites(inventory, orderId, from, to, deltas),
        ...('slotId' in change
          ? booking.releaseWrites(fulfilment)
          : booking.moveWrites(fulfilment, part.place.id)),
        ...(target.extra ?? []),
      );
      const expected = await arrivals.of({ ...fulfilment, ...change }, part, cause.atMs);
      const patch = { ...patchOf(part, record.head), ...change, asked, expected, givenAtMs: cause.atMs };
      const how = part.ruleId === byHandRuleId ? 'unlimited' : 'limited';
      writes.push(...(await load.moved(fulfilment, { ...fulfilment, ...patch }, how)));
      const asks = await asking.ask(fulfilment, cause, patch);
      writes.push(asks.change);
      events.push(...asks.events);
      if (part.acceptance.mode === 'auto')
        events.push({
          type: 'fulfilment.given',
          data: { ...partEvent(fulfilment, cause), locationId: part.place.id },
        });
      const added: FulfilmentRecord[] = [];
      for (const other of others) {
        const part = draftFulfilment(
          other,
          {
            orderId,
            fulfilmentId: ids.next(),
            method: fulfilment.method,
            slotId: undefined,
            expected: await arrivals.of({ method: fulfilment.method }, other, cause.atMs),
          },
          record.head,
          cause.atMs,
        );
        // Put as it is once it was asked: in a transaction an item is written once, not put and then changed.
        const itsAsks = await asking.ask(part, cause, { asked });
        const given = itsAsks.change;
        writes.push(
          {
            ...store.fulfilments.put(given.after, given.waits),
            done: () => record.fulfilments.push(given.after),
          },
          ...(await load.given(part)),
          ...inventory.orderWrites('reserve', part.locationId, orderId, part.allocations),
        );
        events.push(...itsAsks.events);
        added.push(given.after);
      }
      if (others.length > 0) {
        const fulfilmentIds = [...record.fulfilments, ...added].map(({ fulfilmentId }) => fulfilmentId);
        // Parts that were given up have ids too, and are not waited for.
        const partCount = record.head.partCount + others.length;
        writes.push(changes.countParts(record.head, { fulfilmentIds, partCount }));
      }
    }
    if (events.length > 0) writes.push(outbox.announce(...events));
    return { writes, places: parts.map(({ place, allocations }) => ({ locationId: place.id, allocations })) };
  }

  /** A pickup waits for its shopper's answer, holding what is there of it. */
  async function askShopperWrites(
    { fulfilment }: Found,
    leaving: Leaving,
    asked: AskedBefore[],
    answerByMs: number,
  ) {
    const from = { locationId: fulfilment.locationId, allocations: fulfilment.allocations };
    const { deltas, kept } = await corrections(fulfilment, leaving.counted);
    const waiting = { kind: dueKinds.shopperAsked, atMs: answerByMs };
    const patch = { allocations: kept, asked };
    return [
      attemptWrite(store, fulfilment, leaving, null, []),
      ...moveHeldWrites(inventory, fulfilment.orderId, from, { ...from, allocations: kept }, deltas),
      changes.fulfilment(fulfilment, 'ask_shopper', leaving.cause, patch, waiting),
    ];
  }

  /** Whoever was asked said no, or nothing: on to whom the policy finds next. */
  function refused(found: Found, leaving: Leaving): Promise<Result<Found>> {
    const { locationId, acceptance, state } = found.fulfilment;
    const { atMs } = leaving.cause;
    const newlyAsked: AskedBefore[] =
      state === 'in_grab_pool' && acceptance.mode === 'grab'
        ? acceptance.eligibleIds.map((id) => ({ locationId: id, reason: 'grab_pool', atMs }))
        : [{ locationId, reason: leaving.reason, atMs }];
    return leave(
      found,
      leaving,
      async (now, asked, triedIds) => ok(await targetAfter(now, asked, triedIds)),
      newlyAsked,
    );
  }

  /** Its goods were sold under it: on to whom the policy finds, but for the place that has none. */
  function lost(found: Found, leaving: Leaving): Promise<Result<Found>> {
    const { locationId } = found.fulfilment;
    return leave(
      found,
      leaving,
      async (now, asked, triedIds) => ok(await targetAfter(now, asked, triedIds)),
      [{ locationId, reason: leaving.reason, atMs: leaving.cause.atMs }],
    );
  }

  /** Asks the policy once more, as if nobody had refused. `no_serving_location` leaves it where it is. */
  function askAgain(found: Found, leaving: Leaving): Promise<Result<Found>> {
    return leave(
      found,
      leaving,
      async (now, _asked, triedIds) => {
        if (isRefunded(now.record, now.fulfilment)) return fail('part_refunded');
        const target = await nextTarget(now, [], triedIds);
        return target.kind === 'hq' ? fail('no_serving_location') : ok(target);
      },
      [],
    );
  }

  /** To the place that HQ, or the shopper of a refused pickup, names; `out_of_stock` when it lacks something. */
  function moveTo(
    found: Found,
    leaving: Leaving,
    place: Location,
    acceptance: Acceptance = { mode: 'auto' },
  ): Promise<Result<Found>> {
    return leave(
      found,
      leaving,
      async ({ record, fulfilment }) => {
        if (isRefunded(record, fulfilment)) return fail('part_refunded');
        const allocations = await allocationsAt(place, fulfilment);
        if (!allocations) {
          const line = record.detail.lines.find(({ skuId }) => skuId === fulfilment.lines[0]?.skuId);
          return fail('out_of_stock', { sku: line?.title ?? '', skuId: line?.skuId ?? '' });
        }
        const { address } = record.detail;
        const delivered = fulfilment.method === 'delivery' && address !== null;
        const part: SourcedPart = {
          place,
          distanceMeters: delivered ? Math.round(distanceMeters(address, place)) : 0,
          lines: fulfilment.lines,
          allocations,
          ruleId: byHandRuleId,
          acceptance,
          serviceFeeFen: delivered
            ? await sourcing.serviceFee(place, address, refusalsOf(fulfilment.asked))
            : 0,
        };
        return ok({ kind: 'part', part, others: [], trail: [] });
      },
      [],
    );
  }

  /** To where the policy sends a pickup that is to be delivered instead. */
  function deliverInstead(
    found: Found,
    leaving: Leaving,
    sourced: Sourced,
    extra: readonly Write[],
  ): Promise<Result<Found>> {
    const target = { ...(targetOf(sourced) as Extract<Target, { kind: 'part' }>), extra };
    return leave(
      found,
      leaving,
      async ({ record, fulfilment }) => (isRefunded(record, fulfilment) ? fail('part_refunded') : ok(target)),
      [],
      { method: 'delivery', slotId: undefined },
    );
  }

  /** All its pieces at a place, where some may be held for it already; null where there are too few. */
  async function allocationsAt(
    place: Location,
    fulfilment: FulfilmentRecord,
  ): Promise<StockAllocation[] | null> {
    const here = fulfilment.locationId === place.id ? fulfilment.allocations : [];
    const missing = fulfilment.lines.flatMap(({ skuId, quantity }) => {
      const held = here
        .filter((allocation) => allocation.skuId === skuId)
        .reduce((sum, allocation) => sum + allocation.quantity, 0);
      return quantity > held ? [{ skuId, quantity: quantity - held }] : [];
    });
    if (missing.length === 0) return [...here];
    const stock = await inventory.picture(
      [place],
      missing.map(({ skuId }) => skuId),
    );
    const allocations = stock.allocations(place.id, missing);
    return allocations && sumAllocations([...here, ...allocations]);
  }

  return { refused, lost, askAgain, moveTo, deliverInstead, askShopperWrites, changes, asking };
}
export type Reassignment = ReturnType<typeof createReassignment>;
