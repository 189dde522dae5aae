import type { Reach } from '@jindian/shared/access';
import type { HqOrder, HqOrderSummary } from '@jindian/shared/contract/hq';
import { reachesPlace } from '../../platform/access.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { OrderContext } from './context.ts';
import type { OrderRecord } from './store.ts';
import type { OrderViews, PlaceOf } from './views.ts';

/** Who looks after some places finds little of theirs in a list of the whole brand: it is read in large pieces. */
export function lookingFor(reach: Reach): { atOnce?: number } {
  return reach.whole ? {} : { atOnce: 100 };
}

/** The places of an order: where its shopper was, and who serves its parts. */
type Placed = { storefrontId: string; servingIds: readonly string[] };

export function placedOf({ head, fulfilments }: Pick<OrderRecord, 'head' | 'fulfilments'>): Placed {
  return {
    storefrontId: head.storefrontId,
    servingIds: fulfilments.map(({ locationId }) => locationId),
  };
}

/**
 * Who looks after some places sees the orders that were placed or are served there, and acts on those that are served
 * nowhere else: what they decide is decided for nobody else's branch.
 */
export function seesOrder(reach: Reach, placeOf: PlaceOf, { storefrontId, servingIds }: Placed): boolean {
  return [storefrontId, ...servingIds].some((locationId) => reachesPlace(reach, locationId, placeOf));
}

export function actsOnOrder(reach: Reach, placeOf: PlaceOf, { servingIds }: Placed): boolean {
  if (reach.whole) return true;
  return servingIds.length > 0 && servingIds.every((locationId) => reachesPlace(reach, locationId, placeOf));
}

export function seesSummary(reach: Reach, placeOf: PlaceOf, summary: HqOrderSummary): boolean {
  const { storefront, servingLocationIds } = summary;
  return seesOrder(reach, placeOf, {
    storefrontId: storefront.locationId,
    servingIds: servingLocationIds,
  });
}

/**
 * The order as those see it who look after some places only. What its shopper knows of it stays; what is known of other
 * places (what they have and hold, what they answered, what they are paid) goes.
 */
export function withinReach(reach: Reach, placeOf: PlaceOf, hqOrder: HqOrder): HqOrder {
  if (reach.whole) return hqOrder;
  const holds = ({ locationId }: { locationId: string }) => reachesPlace(reach, locationId, placeOf);
  const parts = new Set(
    hqOrder.order.fulfilments.filter(({ place }) => holds(place)).map(({ id }) => id as string),
  );
  return {
    ...hqOrder,
    serving: hqOrder.serving.filter(({ fulfilmentId }) => parts.has(fulfilmentId)),
    trail: hqOrder.trail.filter(holds),
    attempts: hqOrder.attempts
      .filter(({ from }) => holds(from))
      .map((attempt) => ({ ...attempt, trail: attempt.trail.filter(holds) })),
    attribution:
      hqOrder.attribution?.locationId && holds({ locationId: hqOrder.attribution.locationId })
        ? hqOrder.attribution
        : null,
    postings: [],
  };
}

/** May the caller act on this order? Of one that is out of sight nothing is said. */
export function createReachChecks({ store }: Pick<OrderContext, 'store'>, views: Pick<OrderViews, 'places'>) {
  async function placed(orderId: string): Promise<Placed | null> {
    const record = await store.read(orderId);
    return record && placedOf(record);
  }

  async function sees(reach: Reach, orderId: string): Promise<Result<null>> {
    if (reach.whole) return ok(null);
    const order = await placed(orderId);
    return order && seesOrder(reach, await views.places(), order) ? ok(null) : fail('not_found');
  }

  /** Acting on it, and sending anything to (or calling it from) these places. */
  async function acts(
    reach: Reach,
    orderId: string,
    alsoAt: readonly (string | undefined)[] = [],
  ): Promise<Result<null>> {
    if (reach.whole) return ok(null);
    const order = await placed(orderId);
    const placeOf = await views.places();
    if (!order || !seesOrder(reach, placeOf, order)) return fail('not_found');
    const others = alsoAt.filter((locationId) => locationId !== undefined);
    const theirs =
      actsOnOrder(reach, placeOf, order) &&
      others.every((locationId) => reachesPlace(reach, locationId, placeOf));
    return theirs ? ok(null) : fail('forbidden');
  }

  return { sees, acts };
}
