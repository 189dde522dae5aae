import type { Location } from '@jindian/shared/contract/places/network';
import { isInService } from '@jindian/shared/contract/places/network';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import type { Catalog } from '../../goods/catalog/catalog.ts';
import { sumBySku } from '../../goods/inventory/rules.ts';
import type { Inventory } from '../../goods/inventory/service.ts';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { serviceFeeFen } from './costs.ts';
import type { Acceptance } from './decision.ts';
import { allocationsOf, createDeliveries, traitsOf } from './deliveries.ts';
import { createPlaceLoad } from './load.ts';
import type { PictureSources } from './pictures.ts';
import type { SourcingPolicies } from './policies.ts';
import type { Sourced, SourcingRequest, Unplaced } from './sourced.ts';

export type { Sourced, SourcedPart, SourcingRequest, TrailStep, Unplaced } from './sourced.ts';
export type { Acceptance };

/** Stands for rule and policy where the shopper collects: nobody else is asked. */
const pickupRuleId = 'pickup';

/** Decides who serves an order: pickup is served where the shopper stands, delivery by the sourcing policy. */
export function createSourcing(deps: {
  network: Network;
  catalog: Pick<LiveSnapshot<Catalog>, 'current'>;
  inventory: Pick<Inventory, 'picture'>;
  table: JindianTable;
  clock: Clock;
  policies: Pick<SourcingPolicies, 'current'>;
  /** What other modules know of places; what is not given bars nobody. */
  pictures?: Omit<PictureSources, 'load'>;
}) {
  const { network, catalog, inventory, policies } = deps;
  const load = createPlaceLoad(deps);
  const deliveries = createDeliveries({ ...deps, sources: { ...deps.pictures, load } });

  async function pickup(request: SourcingRequest): Promise<Result<Sourced>> {
    const [place, goods] = await Promise.all([network.location(request.storefrontId), catalog.current()]);
    if (place?.kind !== 'branch') return fail('not_found');
    if (request.practice ? place.status !== 'rehearsing' : !isInService(place))
      return fail('branch_unavailable');
    const lines = sumBySku(request.lines);
    const stock = await inventory.picture(
      [place],
      lines.map(({ skuId }) => skuId),
    );
    const short = lines.find(({ skuId, quantity }) => stock.availableAt(place.id, skuId) < quantity);
    if (short) {
      const { skuId } = short;
      return fail('out_of_stock', { sku: goods.sku(skuId)?.product.title ?? skuId, skuId });
    }
    return ok({
      parts: [
        {
          place,
          distanceMeters: 0,
          lines,
          allocations: allocationsOf(stock, place, lines),
          ruleId: pickupRuleId,
          acceptance: { mode: 'auto' },
          serviceFeeFen: 0,
        },
      ],
      gridId: place.gridId,
      policyVersion: pickupRuleId,
      trail: [
        {
          locationId: place.id,
          ruleId: pickupRuleId,
          distanceMeters: 0,
          chosen: true,
          reason: 'pickup_here',
        },
      ],
    });
  }

  async function delivery(request: SourcingRequest, point: PointGcj02): Promise<Sourced | Unplaced> {
    const { sourced } = await deliveries.decide([request], point);
    return sourced[0] as Sourced | Unplaced;
  }

  return {
    /** Who serves, or `no_serving_location`, `address_off_map`; for orders that are placed only if somebody does. */
    async choose(request: SourcingRequest): Promise<Result<Sourced>> {
      if (request.method === 'pickup') return pickup(request);
      if (!request.point) return fail('invalid_request', { detail: 'address' });
      if (!(await network.current()).isOnMap(request.point)) return fail('address_off_map');
      const sourced = await delivery(request, request.point);
      return 'parts' in sourced ? ok(sourced) : fail('no_serving_location');
    },

    /** As `choose` of a delivery would, for several orders of one point at once. */
    chooseTogether: deliveries.decide,

    /** The same for a delivery that stands already: that nobody serves it now is an answer, with its trail. */
    async chooseAgain(
      request: Omit<SourcingRequest, 'point' | 'method'> & { point: PointGcj02 },
    ): Promise<Sourced | Unplaced> {
      return delivery({ ...request, method: 'delivery' }, request.point);
    },

    /** Written with what gives a place a delivery, or takes it away again: its limit for the day and its turn go by this. */
    loadWrites: load.loadWrites,
    unloadWrites: load.unloadWrites,

    /** What a place would be paid for serving so far away after so many refusals, by the policy now in force. */
    async serviceFee(
      place: Location,
      point: PointGcj02,
      refusals: number,
      about: Pick<SourcingRequest, 'lines' | 'channel'> = { lines: [] },
    ): Promise<number> {
      const [snapshot, goods, book] = await Promise.all([
        network.current(),
        catalog.current(),
        policies.current(),
      ]);
      const { serviceFees } = book.policyFor(traitsOf(about, snapshot.gridAt(point), goods));
      return serviceFeeFen(serviceFees, place, distanceMeters(place, point), refusals);
    },
  };
}
export type Sourcing = ReturnType<typeof createSourcing>;
