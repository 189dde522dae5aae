import type { Location } from '@jindian/shared/contract/places/network';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import type { Catalog } from '../../goods/catalog/catalog.ts';
import { type SkuQuantity, type StockAllocation, sumBySku } from '../../goods/inventory/rules.ts';
import type { Inventory, LiveStock } from '../../goods/inventory/service.ts';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { OrderTraits } from './book.ts';
import type { CompiledPolicy } from './compile.ts';
import { serviceFeeFen } from './costs.ts';
import type { Acceptance } from './decision.ts';
import { openDecision, type SourcingOrder } from './engine.ts';
import { createPlaceLoad } from './load.ts';
import { createPictures, type PictureSources } from './pictures.ts';
import type { SourcingPolicies } from './policies.ts';
import type { OrderChannel } from './policy.ts';

export type { Acceptance };

/** One place that was looked at, and why it was or was not chosen; kept on the order for HQ to read. */
export type TrailStep = {
  locationId: string;
  /** The rule of the policy that looked; `pickup` where none does. */
  ruleId: string;
  distanceMeters: number | null;
  chosen: boolean;
  reason: string;
};

/** What one place is to serve, of whose goods, and whether it is asked before. */
export type SourcedPart = {
  place: Location;
  distanceMeters: number | null;
  lines: SkuQuantity[];
  allocations: StockAllocation[];
  ruleId: string;
  acceptance: Acceptance;
  /** What the place is paid for serving, beside its share of the sale; of a grab pool, see `serviceFee`. */
  serviceFeeFen: number;
};

export type Sourced = {
  /** All lines in full between them. */
  parts: SourcedPart[];
  gridId: string | null;
  policyVersion: string;
  trail: TrailStep[];
};

/** Nobody serves it now. */
export type Unplaced = Omit<Sourced, 'parts'> &
  ({ outcome: 'wait'; waitMinutes: number } | { outcome: 'handed_to_hq' });

export type SourcingRequest = {
  method: FulfilmentMethod;
  storefrontId: string;
  /** Where a delivery goes. */
  point: PointGcj02 | null;
  lines: readonly SkuQuantity[];
  /** Places that turned out to have too little while this order was being placed. */
  triedIds: ReadonlySet<string>;
  channel?: OrderChannel;
  /** Places that refused the order or let its offer lapse: not asked again. */
  excludeIds?: ReadonlySet<string>;
  /** One more than it was refused so far; a grab pool that nobody took it from counts as one refusal. Default: by `excludeIds`. */
  attempt?: number;
  /** How often it was told to wait: a policy waits so often and no more. */
  waits?: number;
  /** The slot that was promised. */
  slot?: { id: string; fromMs: number; toMs: number } | null;
  /** No splits. */
  onlyWhole?: boolean;
};

/** Places found full, or without room in the slot, make room for others so often. */
const maxLearningRounds = 4;

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
  const { network, catalog, inventory, clock, policies } = deps;
  const load = createPlaceLoad(deps);
  const sources: PictureSources = { ...deps.pictures, load };

  /** The one place that says which policy decides. */
  async function policyInForce(traits: OrderTraits): Promise<CompiledPolicy> {
    return (await policies.current()).policyFor(traits);
  }

  async function pickup(request: SourcingRequest): Promise<Result<Sourced>> {
    const [place, goods] = await Promise.all([network.location(request.storefrontId), catalog.current()]);
    if (place?.kind !== 'branch') return fail('not_found');
    if (place.status !== 'open') return fail('branch_unavailable');
    const lines = sumBySku(request.lines);
    const stock = await inventory.picture(
      [place],
      lines.map(({ skuId }) => skuId),
    );
    const short = lines.find(({ skuId, quantity }) => stock.availableAt(place.id, skuId) < quantity);
    if (short) {
      const { skuId } = short;
      return fail('out_of_stock', { sku: goods.sku(skuId)?.product.title.zh ?? skuId, skuId });
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
    const [snapshot, goods] = await Promise.all([network.current(), catalog.current()]);
    const order = orderOf(request, point, goods);
    const policy = await policyInForce(traitsOf(request, snapshot.gridAt(point), goods));
    const pictures = await createPictures(
      sources,
      policy.needs,
      request.slot?.id ?? null,
      (locationId) => snapshot.location(locationId)?.ownerId ?? '',
    );
    const open = () => openDecision({ snapshot, policy, order, places: pictures.view, nowMs: clock.nowMs() });
    let opened = open();
    const asked = new Map<string, Location>();
    const stock = joinedStock();

    async function readStock(stage: 'early' | 'all'): Promise<void> {
      for (let round = 0; round < maxLearningRounds; round += 1) {
        if (!(await pictures.learn(opened.placesToAsk(stage)))) break;
        opened = open();
      }
      const places = opened.placesToAsk(stage).filter(({ id }) => !asked.has(id));
      if (places.length === 0) return;
      for (const place of places) asked.set(place.id, place);
      const skuIds = sumBySku(request.lines).map(({ skuId }) => skuId);
      stock.add(places, await inventory.picture(places, skuIds));
    }

    await readStock('early');
    let decision = opened.decideEarly(stock);
    if (decision === null) {
      await readStock('all');
      decision = opened.decide(stock);
    }
    const about = { gridId: decision.gridId, policyVersion: policy.version, trail: decision.trail };
    if (decision.outcome === 'wait')
      return { ...about, outcome: 'wait', waitMinutes: decision.waitMinutes ?? 0 };
    if (decision.outcome === 'handed_to_hq') return { ...about, outcome: 'handed_to_hq' };
    return {
      ...about,
      parts: decision.allocations.map(({ location, distanceMeters, ...part }) => ({
        ...part,
        place: location,
        distanceMeters: Math.round(distanceMeters),
        allocations: allocationsOf(stock, location, part.lines),
      })),
    };
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
      const [snapshot, goods] = await Promise.all([network.current(), catalog.current()]);
      const { serviceFees } = await policyInForce(traitsOf(about, snapshot.gridAt(point), goods));
      return serviceFeeFen(serviceFees, place, distanceMeters(place, point), refusals);
    },
  };
}
export type Sourcing = ReturnType<typeof createSourcing>;

function orderOf(request: SourcingRequest, point: PointGcj02, goods: Catalog): SourcingOrder {
  const { lines, triedIds, excludeIds, attempt, waits, onlyWhole } = request;
  return {
    point,
    lines,
    triedIds,
    ...(excludeIds ? { refusedIds: excludeIds } : {}),
    ...(attempt === undefined ? {} : { refusals: attempt - 1 }),
    ...(waits === undefined ? {} : { waits }),
    ...(onlyWhole === undefined ? {} : { onlyWhole }),
    goodsOf: (skuId) => goods.sku(skuId)?.product,
    valueFen: lines.reduce(
      (sum, { skuId, quantity }) => sum + (goods.sku(skuId)?.sku.priceFen ?? 0) * quantity,
      0,
    ),
  };
}

function traitsOf(
  { lines, channel }: Pick<SourcingRequest, 'lines' | 'channel'>,
  grid: OrderTraits['grid'],
  goods: Catalog,
): OrderTraits {
  return {
    grid,
    goods: lines.flatMap(({ skuId }) => goods.sku(skuId)?.product ?? []),
    channel: channel ?? null,
  };
}

/** Pictures of different places as one. */
function joinedStock() {
  const pictureOf = new Map<string, LiveStock>();
  return {
    add(places: readonly Location[], picture: LiveStock): void {
      for (const { id } of places) pictureOf.set(id, picture);
    },
    availableAt: (id: string, skuId: string) => pictureOf.get(id)?.availableAt(id, skuId) ?? 0,
    safetyAt: (id: string, skuId: string) => pictureOf.get(id)?.safetyAt(id, skuId) ?? 0,
    allocations: (id: string, lines: readonly SkuQuantity[]) =>
      pictureOf.get(id)?.allocations(id, lines) ?? null,
  };
}

function allocationsOf(
  stock: Pick<LiveStock, 'allocations'>,
  place: Location,
  lines: readonly SkuQuantity[],
): StockAllocation[] {
  const allocations = stock.allocations(place.id, lines);
  if (!allocations)
    throw new Error(`${place.id} was chosen by a picture of stock in which it has too little`);
  return allocations;
}
