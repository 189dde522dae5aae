import type { Location } from '@jindian/shared/contract/network';
import type { FulfilmentMethod } from '@jindian/shared/contract/order';
import type { PointGcj02 } from '@jindian/shared/geo';
import { type SkuQuantity, sumBySku } from '../inventory/rules.ts';
import type { Inventory } from '../inventory/service.ts';
import { assignDelivery, deliveryCandidates } from '../network/assignment.ts';
import type { Network } from '../network/service.ts';
import type { Clock } from '../platform/clock.ts';
import { fail, ok, type Result } from '../platform/result.ts';

/** One place that was looked at, and why it was or was not chosen; kept on the order for HQ to read. */
export type TrailStep = {
  locationId: string;
  distanceMeters: number | null;
  chosen: boolean;
  reason: string;
};

export type Sourced = {
  place: Location;
  distanceMeters: number | null;
  gridId: string | null;
  trail: TrailStep[];
};

export type SourcingRequest = {
  method: FulfilmentMethod;
  storefrontId: string;
  /** Where a delivery goes. */
  point: PointGcj02 | null;
  lines: readonly SkuQuantity[];
  /** Places that turned out to have too little while this order was being placed. */
  triedIds: ReadonlySet<string>;
};

const maxCandidates = 24;

/** Decides who serves an order: pickup is served where the shopper stands, delivery by the rule of the network. */
export function createSourcing(deps: { network: Network; inventory: Inventory; clock: Clock }) {
  const { network, inventory, clock } = deps;

  async function pickup(request: SourcingRequest): Promise<Result<Sourced>> {
    const place = await network.location(request.storefrontId);
    if (place?.kind !== 'branch') return fail('not_found');
    if (place.status !== 'open') return fail('branch_unavailable');
    const trail = [{ locationId: place.id, distanceMeters: 0, chosen: true, reason: 'pickup_here' }];
    return ok({ place, distanceMeters: 0, gridId: place.gridId, trail });
  }

  async function delivery(request: SourcingRequest, point: PointGcj02): Promise<Result<Sourced>> {
    const snapshot = await network.current();
    const wanted = sumBySku(request.lines);
    const candidates = deliveryCandidates(snapshot, point, maxCandidates);
    const stock = await inventory.picture(
      candidates.filter(({ refusal }) => refusal === null).map(({ location }) => location),
      wanted.map(({ skuId }) => skuId),
    );
    const canServe = (location: Location) =>
      !request.triedIds.has(location.id) &&
      wanted.every(({ skuId, quantity }) => stock.availableAt(location.id, skuId) >= quantity);
    const decision = assignDelivery(snapshot, point, {
      canServe,
      nowMs: clock.nowMs(),
      maxCandidates,
      candidates,
    });
    if (!decision.chosen) return fail('no_serving_location');
    const chosen = decision.trail.find((step) => step.chosen);
    return ok({
      place: decision.chosen,
      distanceMeters: chosen?.distanceMeters ?? null,
      gridId: snapshot.gridAt(point)?.id ?? null,
      trail: decision.trail.map(({ locationId, distanceMeters, chosen: isChosen, reason }) => ({
        locationId,
        distanceMeters,
        chosen: isChosen,
        reason,
      })),
    });
  }

  return {
    async choose(request: SourcingRequest): Promise<Result<Sourced>> {
      if (request.method === 'pickup') return pickup(request);
      return request.point
        ? delivery(request, request.point)
        : fail('invalid_request', { detail: 'address' });
    },
  };
}
export type Sourcing = ReturnType<typeof createSourcing>;
