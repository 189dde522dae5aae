/** Who serves deliveries to one point, decided together: what several of them ask of places is read once. */
import type { Location } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { Catalog } from '../../goods/catalog/catalog.ts';
import { type SkuQuantity, type StockAllocation, sumBySku } from '../../goods/inventory/rules.ts';
import type { Inventory, LiveStock } from '../../goods/inventory/service.ts';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { CompiledBook, OrderTraits } from './book.ts';
import { type CompiledPolicy, goodsOf } from './compile.ts';
import type { Decision } from './decision.ts';
import { type OpenDecision, openDecision, type SourcingOrder } from './engine.ts';
import { createPictures, type PictureSources } from './pictures.ts';
import type { Sourced, SourcingRequest, Unplaced } from './sourced.ts';

/** Places found full, or without room in the slot, make room for others so often. */
const maxLearningRounds = 4;

/** Places and SKUs to be read along with what the decisions ask for. */
export type ReadAlong = { places: readonly Location[]; skuIds: readonly string[] };
export type JoinedStock = ReturnType<typeof joinedStock>;

type Open = {
  request: SourcingRequest;
  order: SourcingOrder;
  policy: CompiledPolicy;
  pictures: Awaited<ReturnType<typeof createPictures>>;
  decision: OpenDecision;
};

export function createDeliveries(deps: {
  network: Network;
  catalog: Pick<LiveSnapshot<Catalog>, 'current'>;
  inventory: Pick<Inventory, 'picture'>;
  clock: Clock;
  policies: { current(): Promise<CompiledBook> };
  sources: PictureSources;
}) {
  const { network, catalog, inventory, clock, policies, sources } = deps;

  async function decide(
    requests: readonly SourcingRequest[],
    point: PointGcj02,
    along: ReadAlong = { places: [], skuIds: [] },
  ): Promise<{ sourced: (Sourced | Unplaced)[]; stock: JoinedStock }> {
    const [snapshot, goods, book] = await Promise.all([
      network.current(),
      catalog.current(),
      policies.current(),
    ]);
    const grid = snapshot.gridAt(point);
    const nowMs = clock.nowMs();
    const groups: { policy: CompiledPolicy; slotId: string | null; pictures: Open['pictures'] }[] = [];
    const openOf = ({ policy, order, pictures }: Omit<Open, 'decision'>) =>
      openDecision({ snapshot, policy, order, places: pictures.view, nowMs });
    const all: Open[] = [];
    for (const request of requests) {
      const policy = book.policyFor(traitsOf(request, grid, goods));
      const slotId = request.slot?.id ?? null;
      let group = groups.find((one) => one.policy === policy && one.slotId === slotId);
      if (!group) {
        const pictures = await createPictures(
          sources,
          policy.needs,
          slotId,
          (locationId) => snapshot.location(locationId)?.ownerId ?? '',
        );
        group = { policy, slotId, pictures };
        groups.push(group);
      }
      const known = { request, order: orderOf(request, point, goods), policy, pictures: group.pictures };
      all.push({ ...known, decision: openOf(known) });
    }
    const asked = new Set<string>();
    const stock = joinedStock();

    async function readStock(opens: readonly Open[], stage: 'early' | 'all'): Promise<void> {
      for (const { pictures } of groups) {
        const mine = opens.filter((open) => open.pictures === pictures);
        for (let round = 0; round < maxLearningRounds; round += 1) {
          if (!(await pictures.learn(placesOf(mine, stage)))) break;
          for (const open of mine) open.decision = openOf(open);
        }
      }
      const wanted =
        stage === 'early' ? [...placesOf(opens, stage), ...along.places] : placesOf(opens, stage);
      const places = [...new Set(wanted)].filter(({ id }) => !asked.has(id));
      if (places.length === 0) return;
      for (const { id } of places) asked.add(id);
      const skuIds = sumBySku(opens.flatMap(({ request }) => request.lines)).map(({ skuId }) => skuId);
      stock.add(places, await inventory.picture(places, [...new Set([...skuIds, ...along.skuIds])]));
    }

    await readStock(all, 'early');
    const decisions = new Map(all.map((open) => [open, open.decision.decideEarly(stock)]));
    const undecided = all.filter((open) => decisions.get(open) === null);
    if (undecided.length > 0) {
      await readStock(undecided, 'all');
      for (const open of undecided) decisions.set(open, open.decision.decide(stock));
    }
    const sourced = all.map((open) => sourcedOf(open, decisions.get(open) as Decision, stock));
    return { sourced, stock };
  }

  return { decide };
}

function placesOf(opens: readonly Open[], stage: 'early' | 'all'): Location[] {
  return [...new Set(opens.flatMap(({ decision }) => decision.placesToAsk(stage)))];
}

function sourcedOf({ policy }: Open, decision: Decision, stock: JoinedStock): Sourced | Unplaced {
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
    goodsOf: (skuId) => goodsOf(goods.sku(skuId)),
    valueFen: lines.reduce(
      (sum, { skuId, quantity }) => sum + (goods.sku(skuId)?.sku.priceFen ?? 0) * quantity,
      0,
    ),
  };
}

export function traitsOf(
  { lines, channel }: Pick<SourcingRequest, 'lines' | 'channel'>,
  grid: OrderTraits['grid'],
  goods: Catalog,
): OrderTraits {
  return {
    grid,
    goods: lines.flatMap(({ skuId }) => {
      const product = goods.sku(skuId)?.product;
      return product ? { categoryPath: goods.categoryPath(product.categoryId) } : [];
    }),
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

export function allocationsOf(
  stock: Pick<LiveStock, 'allocations'>,
  place: Location,
  lines: readonly SkuQuantity[],
): StockAllocation[] {
  const allocations = stock.allocations(place.id, lines);
  if (!allocations)
    throw new Error(`${place.id} was chosen by a picture of stock in which it has too little`);
  return allocations;
}
