import { isOfferedIn } from '@jindian/shared/contract/goods/catalog';
import { isInService } from '@jindian/shared/contract/places/network';
import type { PickupAlternative, PickupAnswer } from '@jindian/shared/contract/serving/branch-work';
import type { LeavingReason, OrderView } from '@jindian/shared/contract/serving/order';
import { isOpenAt } from '../../places/network/opening-hours.ts';
import type { DueHandler } from '../../platform/due-items.ts';
import { stopped } from '../../platform/outgoing.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { OrderContext } from './context.ts';
import type { Found } from './fulfil.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import type { PaymentCommands } from './payment.ts';
import type { Reassignment } from './reassignment.ts';
import type { OrderRecord } from './store.ts';
import { partThatWaits } from './store.ts';
import { dueKinds } from './timing.ts';
import { type OrderViews, placeView } from './views.ts';

/** Far enough to find one, near enough to go there. */
const alternativesWithinMeters = 30_000;
const maxLookedAt = 30;
const maxAlternatives = 5;

/** A pickup that the branch refused: its shopper says what is to be done, and nothing is done before. */
export function createRefusedPickup(
  context: OrderContext,
  deps: { reassignment: Reassignment; payment: PaymentCommands; views: OrderViews },
) {
  const { clock, store, network, inventory, sourcing, catalog } = context;
  const { reassignment, payment, views } = deps;

  function waitingPart(record: OrderRecord): Result<Found> {
    const fulfilment = record.fulfilments.find(({ state }) => state === 'awaiting_shopper');
    const state = record.fulfilments[0]?.state ?? record.head.state;
    return fulfilment ? ok({ record, fulfilment }) : fail('transition_refused', { state });
  }

  /** Regional goods are handed over where they are offered and nowhere else, whoever moves them. */
  async function isOfferedAt({ lines }: FulfilmentRecord, province: string): Promise<boolean> {
    const { sku } = await catalog.current();
    return lines.every(({ skuId }) => {
      const found = sku(skuId);
      return found === null || isOfferedIn(found.product, province);
    });
  }

  /** Open branches around the one that refused which have everything, and may hand it over, nearest first. */
  async function alternatives(record: OrderRecord): Promise<Result<{ items: PickupAlternative[] }>> {
    const found = waitingPart(record);
    if (!found.ok) return found;
    const { fulfilment } = found.value;
    const snapshot = await network.current();
    const from = snapshot.location(fulfilment.locationId);
    if (!from) return ok({ items: [] });
    const near = snapshot.nearest(from, {
      kinds: ['branch'],
      limit: maxLookedAt,
      maxDistanceMeters: alternativesWithinMeters,
      accept: (place) => place.id !== from.id && isInService(place),
    });
    const stock = await inventory.picture(
      near.map(({ location }) => location),
      fulfilment.lines.map(({ skuId }) => skuId),
    );
    const nowMs = clock.nowMs();
    const provinces = [...new Set(near.map(({ location }) => location.province))];
    const offered = await Promise.all(provinces.map((province) => isOfferedAt(fulfilment, province)));
    const items = near
      .filter(({ location }) => offered[provinces.indexOf(location.province)])
      .filter(({ location }) => stock.allocations(location.id, fulfilment.lines) !== null)
      // Those that are open now before those that open tomorrow; the search is by distance already.
      .sort((a, b) => Number(isOpenAt(b.location, nowMs)) - Number(isOpenAt(a.location, nowMs)))
      .slice(0, maxAlternatives)
      .map(({ location, distanceMeters: distance }) => ({
        ...placeView(location.id, (id) => snapshot.location(id)),
        distanceMeters: Math.round(distance),
      }));
    return ok({ items });
  }

  async function answer(record: OrderRecord, answered: PickupAnswer): Promise<Result<OrderView>> {
    if (answered.choice === 'refund') {
      const found = waitingPart(record);
      // Called off before, by this answer or because nobody answered.
      const isBack = record.head.state === 'refunding' || record.head.state === 'refunded';
      if (!found.ok && !isBack) return found;
      return payment.cancel(record, 'shopper');
    }
    const found = waitingPart(record);
    if (!found.ok) return found;
    const done =
      answered.choice === 'another_branch'
        ? await pickUpAt(found.value, answered.locationId)
        : await deliverTo(found.value, answered.address);
    if (!done.ok) return done.code === 'offer_gone' ? staleAnswer(record) : done;
    const now = await store.read(record.head.orderId);
    return ok(await views.order(now ?? record));
  }

  function staleAnswer({ fulfilments, head }: OrderRecord) {
    return fail('transition_refused', { state: fulfilments[0]?.state ?? head.state });
  }

  async function pickUpAt(found: Found, locationId: string): Promise<Result<Found>> {
    const place = await network.location(locationId);
    if (place?.kind !== 'branch') return fail('not_found');
    if (!isInService(place)) return fail('branch_unavailable');
    if (place.id === found.fulfilment.locationId) return fail('out_of_stock', { sku: '', skuId: '' });
    if (!(await isOfferedAt(found.fulfilment, place.province))) return fail('product_not_offered');
    return reassignment.moveTo(found, leavingBy('chose_branch'), place);
  }

  /** The pickup becomes a delivery: by the policy, as if it had been one, but without the branch that refused. */
  async function deliverTo(
    { record, fulfilment }: Found,
    address: NonNullable<OrderRecord['detail']['address']>,
  ): Promise<Result<Found>> {
    if (!(await isOfferedAt(fulfilment, address.province))) return fail('product_not_offered');
    const sourced = await sourcing.choose({
      method: 'delivery',
      storefrontId: record.head.storefrontId,
      point: address,
      lines: fulfilment.lines,
      triedIds: new Set(),
      excludeIds: new Set(fulfilment.asked.map(({ locationId }) => locationId)),
      onlyWhole: true,
      ...(record.detail.channel ? { channel: record.detail.channel } : {}),
    });
    if (!sourced.ok) return sourced;
    const detail = { ...record.detail, address };
    return reassignment.deliverInstead(
      { record: { ...record, detail }, fulfilment },
      leavingBy('chose_delivery'),
      sourced.value,
      [store.putDetail(record.head, plain(detail))],
    );
  }

  function leavingBy(reason: LeavingReason) {
    return { reason, cause: { atMs: clock.nowMs(), by: 'shopper' as const } };
  }

  const dueHandlers: DueHandler[] = [
    {
      kind: dueKinds.shopperAsked,
      queue: 'orders',
      async handle(due) {
        const found = await partThatWaits(store, due);
        if (found?.record.head.state !== 'paid' || found.fulfilment.state !== 'awaiting_shopper') return;
        const done = await payment.callOffPaid(found.record, 'system');
        if (!done.ok) throw stopped(`order ${due.ref} whose shopper did not answer`, done.code);
      },
    },
  ];

  return { alternatives, answer, dueHandlers };
}

/** Without members that are undefined: they cannot be stored. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
