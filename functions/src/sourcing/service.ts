import type { Location } from '@jindian/shared/contract/network';
import type { FulfilmentMethod } from '@jindian/shared/contract/order';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { Catalog } from '../catalog/catalog.ts';
import { type SkuQuantity, sumBySku } from '../inventory/rules.ts';
import type { Inventory } from '../inventory/service.ts';
import type { Network } from '../network/service.ts';
import type { Clock } from '../platform/clock.ts';
import { fail, ok, type Result } from '../platform/result.ts';
import type { LiveSnapshot } from '../platform/snapshot-store.ts';
import { type CompiledPolicy, compilePolicy } from './compile.ts';
import { defaultPolicy } from './default-policy.ts';
import { openDecision } from './engine.ts';

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

/** Decides who serves an order: pickup is served where the shopper stands, delivery by the sourcing policy. */
export function createSourcing(deps: {
  network: Network;
  catalog: Pick<LiveSnapshot<Catalog>, 'current'>;
  inventory: Inventory;
  clock: Clock;
}) {
  const { network, catalog, inventory, clock } = deps;
  const standard = compilePolicy(defaultPolicy);

  /** The one place that says which policy is in force: a published one takes its place here. */
  async function policyInForce(): Promise<CompiledPolicy> {
    return standard;
  }

  async function pickup(request: SourcingRequest): Promise<Result<Sourced>> {
    const place = await network.location(request.storefrontId);
    if (place?.kind !== 'branch') return fail('not_found');
    if (place.status !== 'open') return fail('branch_unavailable');
    const trail = [{ locationId: place.id, distanceMeters: 0, chosen: true, reason: 'pickup_here' }];
    return ok({ place, distanceMeters: 0, gridId: place.gridId, trail });
  }

  async function delivery(request: SourcingRequest, point: PointGcj02): Promise<Result<Sourced>> {
    const { lines, triedIds } = request;
    const [snapshot, goods, policy] = await Promise.all([
      network.current(),
      catalog.current(),
      policyInForce(),
    ]);
    const decision = openDecision({
      snapshot,
      policy,
      order: {
        point,
        lines,
        triedIds,
        goodsOf: (skuId) => goods.sku(skuId)?.product,
        valueFen: lines.reduce(
          (sum, { skuId, quantity }) => sum + (goods.sku(skuId)?.sku.priceFen ?? 0) * quantity,
          0,
        ),
      },
      nowMs: clock.nowMs(),
    });
    const stock = await inventory.picture(
      decision.placesToAsk(),
      sumBySku(lines).map(({ skuId }) => skuId),
    );
    const { allocations, trail, gridId } = decision.decide(stock);
    const [allocation] = allocations;
    if (!allocation) return fail('no_serving_location');
    if (allocations.length > 1) throw new Error('an order has one fulfilment: no policy may split it');
    return ok({
      place: allocation.location,
      distanceMeters: Math.round(allocation.distanceMeters),
      gridId,
      trail: trail.map(({ locationId, distanceMeters, chosen, reason }) => ({
        locationId,
        distanceMeters,
        chosen,
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
