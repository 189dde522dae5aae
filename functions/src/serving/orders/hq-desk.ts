import { type Reach, wholeReach } from '@jindian/shared/access';
import type { Page } from '@jindian/shared/contract/common';
import type { HqOrder, HqQueue, HqQueueItem, ServingCandidate } from '@jindian/shared/contract/hq';
import type { Location, LocationKind } from '@jindian/shared/contract/places/network';
import { isInService } from '@jindian/shared/contract/places/network';
import type { LeavingReason } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { reachesPlace } from '../../platform/access.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { filledPage } from '../../platform/filled-page.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { OrderContext } from './context.ts';
import type { Found } from './fulfil.ts';
import { type FulfilmentRecord, toPackSinceMs } from './fulfilment-items.ts';
import type { Leaving } from './leaving.ts';
import type { PaymentCommands } from './payment.ts';
import type { OrderQueries } from './queries.ts';
import { lookingFor, seesOrder } from './reach.ts';
import type { Reassignment } from './reassignment.ts';
import { dueKinds, timingOf } from './timing.ts';
import { failedDeliveryView, linesOf, type OrderViews, placeView } from './views.ts';

/** States out of which HQ may send a fulfilment elsewhere. */
const movable = ['offered', 'in_grab_pool', 'to_pack', 'ready', 'with_hq', 'awaiting_goods'];
/** An offer that nobody answers within so long goes elsewhere: time to ring the branch. */
const aboutToLapseMs = 5 * minuteMs;
/** Of what is due in the next minutes as much is looked at, in each shard. */
const maxDueLookedAt = 300;

const candidateKinds: readonly { kind: LocationKind; limit: number }[] = [
  { kind: 'branch', limit: 20 },
  { kind: 'branch_warehouse', limit: 5 },
  { kind: 'central_warehouse', limit: 5 },
];

/** What people at HQ do with orders: see what nobody serves, say who serves, call goods, call off. */
export function createHqDesk(
  context: OrderContext,
  deps: { reassignment: Reassignment; payment: PaymentCommands; queries: OrderQueries; views: OrderViews },
) {
  const { clock, store, network, inventory, settings } = context;
  const { reassignment, payment, queries, views } = deps;

  async function find(orderId: string, fulfilmentId: string): Promise<Result<Found>> {
    const record = await store.read(orderId);
    const fulfilment = record?.fulfilments.find((candidate) => candidate.fulfilmentId === fulfilmentId);
    if (fulfilment) auditDetails({ before: { state: fulfilment.state, locationId: fulfilment.locationId } });
    return record && fulfilment ? ok({ record, fulfilment }) : fail('not_found');
  }

  type QueueKey = { orderId: string; fulfilmentId: string };

  /** Of each what HQ reads of it; null where it has moved on since it was listed, or is out of reach. */
  async function queued(
    isMeant: (part: FulfilmentRecord) => boolean,
    keys: readonly QueueKey[],
    reach: Reach,
  ): Promise<(HqQueueItem | null)[]> {
    const [orders, placeOf] = await Promise.all([store.readMany(keys), views.places()]);
    const fulfilments = await store.fulfilments.readMany(keys, orders);
    const orderOf = new Map(orders.map((order) => [order.head.orderId, order]));
    const partOf = new Map(fulfilments.map((fulfilment) => [fulfilment.fulfilmentId, fulfilment]));
    return keys.map(({ orderId, fulfilmentId }) => {
      const order = orderOf.get(orderId);
      const part = partOf.get(fulfilmentId);
      if (!order || !part || !isMeant(part)) return null;
      const { head, detail } = order;
      const placed = { storefrontId: head.storefrontId, servingIds: [part.locationId] };
      if (!seesOrder(reach, placeOf, placed)) return null;
      const lines = linesOf(detail, part.lines);
      return {
        orderId,
        orderNumber: head.number,
        fulfilmentId,
        createdAtMs: head.createdAtMs,
        sinceMs:
          part.state === 'to_pack' ? toPackSinceMs(part) : (part.history.at(-1)?.atMs ?? head.createdAtMs),
        place: placeView(part.locationId, placeOf),
        lines,
        goodsFen: lines.reduce((sum, { amountFen }) => sum + amountFen, 0),
        refusals: part.asked.length,
        lastReason: part.asked.at(-1)?.reason ?? null,
        failure: failedDeliveryView(part, placeOf),
        area: detail.address ? `${detail.address.city}${detail.address.county}` : null,
        offerUntilMs: part.offerUntilMs ?? null,
      };
    });
  }

  /** `maxLookedAt`: how much of a queue of the whole brand is read for who looks after some places. */
  function queue(
    name: HqQueue,
    limit: number,
    cursor: string | undefined,
    reach: Reach,
    maxLookedAt?: number,
  ): Promise<Page<HqQueueItem>> {
    return filledPage<QueueKey, HqQueueItem>({
      limit,
      cursor,
      maxLookedAt,
      ...lookingFor(reach),
      read: (count, after) => store.fulfilments.idsOfHqQueue(name, count, after),
      cursorOf: ({ fulfilmentId }) => fulfilmentId,
      look: (keys) => queued(({ state }) => state === name, keys, reach),
    });
  }

  /** What its place has left unpacked for longer than the brand allows, oldest first. */
  async function unpacked(
    limit: number,
    cursor: string | undefined,
    reach: Reach,
    maxLookedAt?: number,
  ): Promise<Page<HqQueueItem>> {
    const { unpackedMs } = timingOf(await settings.serving.current());
    const beforeMs = clock.nowMs() - unpackedMs;
    return filledPage<QueueKey & { listedAs: string }, HqQueueItem>({
      limit,
      cursor,
      maxLookedAt,
      ...lookingFor(reach),
      read: (count, after) => store.fulfilments.idsToPackSince(beforeMs, count, after),
      cursorOf: ({ listedAs }) => listedAs,
      look: (keys) => queued(({ state }) => state === 'to_pack', keys, reach),
    });
  }

  /** Offers, and what lies in a grab pool, that lapse within minutes, the next one first; `limit` of them at most. */
  async function lapsing(limit: number, reach: Reach): Promise<HqQueueItem[]> {
    const nowMs = clock.nowMs();
    const due = await context.dueItems.upcoming(
      dueKinds.offerEnds,
      nowMs,
      nowMs + aboutToLapseMs,
      maxDueLookedAt,
    );
    const keys = due.map(({ ref }): QueueKey => {
      const [orderId = '', fulfilmentId = orderId] = ref.split('/');
      return { orderId, fulfilmentId };
    });
    const isAsked = ({ state }: FulfilmentRecord) => state === 'offered' || state === 'in_grab_pool';
    const found = await queued(isAsked, reach.whole ? keys.slice(0, limit) : keys, reach);
    return found.flatMap((item) => item ?? []).slice(0, limit);
  }

  /** Places around the address, or around where it is to be picked up, with what they have of it. */
  async function candidates(
    orderId: string,
    fulfilmentId: string,
    reach: Reach,
  ): Promise<Result<{ items: ServingCandidate[] }>> {
    const found = await find(orderId, fulfilmentId);
    if (!found.ok) return found;
    const { record, fulfilment } = found.value;
    const snapshot = await network.current();
    const point = record.detail.address ?? snapshot.location(fulfilment.locationId);
    if (!point) return ok({ items: [] });
    const usable = (place: Location) =>
      isInService(place) && reachesPlace(reach, place.id, snapshot.location);
    const near = candidateKinds.flatMap(({ kind, limit }) =>
      snapshot.nearest(point, { kinds: [kind], limit, accept: usable }),
    );
    const skuIds = fulfilment.lines.map(({ skuId }) => skuId);
    const stock = await inventory.picture(
      near.map(({ location }) => location),
      skuIds,
    );
    const refused = new Set(fulfilment.asked.map(({ locationId }) => locationId));
    const items = near.map(({ location, distanceMeters }) => {
      const held = (skuId: string) =>
        location.id === fulfilment.locationId
          ? fulfilment.allocations
              .filter((allocation) => allocation.skuId === skuId)
              .reduce((sum, { quantity }) => sum + quantity, 0)
          : 0;
      const available = skuIds.map((skuId) => ({
        skuId,
        available: stock.availableAt(location.id, skuId) + held(skuId),
      }));
      return {
        ...placeView(location.id, (id) => snapshot.location(id)),
        kind: location.kind,
        distanceMeters: Math.round(distanceMeters),
        available,
        hasAll: fulfilment.lines.every(({ skuId, quantity }) =>
          available.some((level) => level.skuId === skuId && level.available >= quantity),
        ),
        refusedBefore: refused.has(location.id),
      };
    });
    return ok({ items: items.sort((a, b) => a.distanceMeters - b.distanceMeters) });
  }

  /** The same answer as the order's page. */
  async function shown(done: Result<unknown>, { record, fulfilment }: Found): Promise<Result<HqOrder>> {
    if (done.ok) return queries.hqOrder(record.head.orderId, wholeReach);
    return done.code === 'offer_gone' ? fail('transition_refused', { state: fulfilment.state }) : done;
  }

  function leavingBy(reason: LeavingReason, byMemberId: string, note?: string): Leaving {
    return { reason, note, byMemberId, cause: { atMs: clock.nowMs(), by: 'hq' } };
  }

  async function assign(
    orderId: string,
    fulfilmentId: string,
    to: { locationId: string; note?: string | undefined },
    byMemberId: string,
  ): Promise<Result<HqOrder>> {
    const found = await find(orderId, fulfilmentId);
    if (!found.ok) return found;
    const { state, method } = found.value.fulfilment;
    if (!movable.includes(state)) return fail('transition_refused', { state });
    // A pickup is never moved silently, not even by HQ: its shopper stands in front of another door.
    if (method === 'pickup') return fail('transition_refused', { state });
    const place = await network.location(to.locationId);
    if (!place) return fail('not_found');
    if (!isInService(place)) return fail('branch_unavailable');
    const leaving = leavingBy('assigned', byMemberId, to.note);
    return shown(await reassignment.moveTo(found.value, leaving, place), found.value);
  }

  async function askAgain(
    orderId: string,
    fulfilmentId: string,
    byMemberId: string,
  ): Promise<Result<HqOrder>> {
    const found = await find(orderId, fulfilmentId);
    if (!found.ok) return found;
    const { state } = found.value.fulfilment;
    if (state !== 'with_hq') return fail('transition_refused', { state });
    return shown(await reassignment.askAgain(found.value, leavingBy('asked_again', byMemberId)), found.value);
  }

  async function cancel(orderId: string, byMemberId: string): Promise<Result<HqOrder>> {
    const record = await store.read(orderId);
    if (!record) return fail('not_found');
    auditDetails({ before: { state: record.head.state, totalFen: record.head.totalFen } });
    const done = await payment.cancel(record, 'hq');
    context.logger.info({ orderId, byMemberId, ok: done.ok }, 'called off by HQ');
    return done.ok ? queries.hqOrder(orderId, wholeReach) : done;
  }

  return { find, queue, unpacked, lapsing, candidates, assign, askAgain, cancel, shown, leavingBy };
}
export type HqDesk = ReturnType<typeof createHqDesk>;
