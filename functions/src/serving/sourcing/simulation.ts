/**
 * A draft tried on past orders, beside the policy in force. Pure: orders come in order, what each policy has given
 * away so far is kept in numbers that can be written down between two steps.
 *
 * What stock is assumed, for both alike: the levels of now, and in addition what the orders themselves took when
 * they were really placed, each giving its goods back before it is decided anew; what the policy then gives away is
 * gone for the orders after it. Receipts, counts and sales at the till in between are not undone.
 */
import type { SimulatedSide } from '@jindian/shared/contract/serving/sourcing';
import type { PointGcj02 } from '@jindian/shared/geo';
import { brandDay } from '@jindian/shared/time';
import type { SkuQuantity } from '../../goods/inventory/rules.ts';
import type { NetworkSnapshot } from '../../places/network/snapshot.ts';
import type { CompiledBook } from './book.ts';
import { goodsOf, type PlacePicture, type SourcingStock } from './compile.ts';
import { deliveryCostFen } from './costs.ts';
import type { Decision } from './decision.ts';
import { type OpenDecision, openDecision, type SourcingOrder } from './engine.ts';
import type { DeliveryCosts, OrderChannel } from './policy.ts';

export type PastOrder = {
  orderId: string;
  createdAtMs: number;
  point: PointGcj02;
  lines: SkuQuantity[];
  channel: OrderChannel | null;
  /** What it took, and where. */
  served: { locationId: string; lines: SkuQuantity[] }[];
  /** Places that refused it, or let its offer lapse. */
  refusedBy: string[];
};

type Counts = Record<string, number>;

/** What one policy has done so far; plain data. */
export type SideState = {
  served: number;
  unserved: number;
  split: number;
  offered: number;
  grabbed: number;
  costFen: number;
  feesFen: number;
  /** Metres of every fulfilment. */
  meters: number[];
  /** Fulfilments, and offers among them, by place. */
  servedAt: Counts;
  offeredAt: Counts;
  /** `place sku`: pieces more (less) than there are now. */
  stock: Counts;
  /** Fulfilments of the day that is being decided, by place. */
  day: string;
  ofDay: Counts;
};

export type SimulationState = {
  orders: number;
  changed: number;
  inForce: SideState;
  draft: SideState;
  /** How often each place was asked, and refused, when these orders were really placed. */
  asked: Counts;
  refused: Counts;
};

const side = (): SideState => ({
  served: 0,
  unserved: 0,
  split: 0,
  offered: 0,
  grabbed: 0,
  costFen: 0,
  feesFen: 0,
  meters: [],
  servedAt: {},
  offeredAt: {},
  stock: {},
  day: '',
  ofDay: {},
});

export const emptySimulation = (): SimulationState => ({
  orders: 0,
  changed: 0,
  inForce: side(),
  draft: side(),
  asked: {},
  refused: {},
});

export type SimulationContext = {
  snapshot: NetworkSnapshot;
  goods: {
    sku(skuId: string):
      | {
          product: NonNullable<ReturnType<NonNullable<SourcingOrder['goodsOf']>>> & {
            categoryId: string;
          };
          sku: { priceFen: number; weightGrams?: number | undefined };
        }
      | null
      | undefined;
    categoryPath(categoryId: string): readonly string[];
  };
  books: { inForce: CompiledBook; draft: CompiledBook };
  costs: { inForce: DeliveryCosts | null; draft: DeliveryCosts | null };
  sharesStock?: PlacePicture['sharesStock'];
  /** Today's levels of these SKUs at these places, as the engine asks for them. */
  readStock(placeIds: readonly string[], skuIds: readonly string[]): Promise<SourcingStock>;
};

const sides = ['inForce', 'draft'] as const;
type SideName = (typeof sides)[number];

/** Decides one order by both policies; changes the state. */
export async function simulateOrder(
  state: SimulationState,
  order: PastOrder,
  context: SimulationContext,
): Promise<void> {
  state.orders += 1;
  for (const { locationId } of order.served) add(state.asked, locationId, 1);
  for (const locationId of order.refusedBy) {
    add(state.asked, locationId, 1);
    add(state.refused, locationId, 1);
  }
  const chosen: string[] = [];
  for (const name of sides) {
    const mine = state[name];
    for (const { locationId, lines } of order.served)
      for (const { skuId, quantity } of lines) add(mine.stock, `${locationId} ${skuId}`, quantity);
    const day = brandDay(order.createdAtMs);
    if (mine.day !== day) Object.assign(mine, { day, ofDay: {} });
    const decision = await decisionOf(mine, name, order, context);
    take(mine, decision, name, context);
    chosen.push(
      decision.allocations
        .map(({ location }) => location.id)
        .sort()
        .join(' '),
    );
  }
  if (chosen[0] !== chosen[1]) state.changed += 1;
}

async function decisionOf(
  mine: SideState,
  name: SideName,
  order: PastOrder,
  context: SimulationContext,
): Promise<Decision> {
  const { snapshot, goods } = context;
  const known = order.lines.flatMap(({ skuId }) => {
    const product = goods.sku(skuId)?.product;
    return product ? { categoryPath: goods.categoryPath(product.categoryId) } : [];
  });
  const policy = context.books[name].policyFor({
    grid: snapshot.gridAt(order.point),
    goods: known,
    channel: order.channel,
  });
  const opened = openDecision({
    snapshot,
    policy,
    order: {
      point: order.point,
      lines: order.lines,
      triedIds: new Set(),
      goodsOf: (skuId) => goodsOf(goods.sku(skuId)),
      valueFen: order.lines.reduce(
        (sum, { skuId, quantity }) => sum + (goods.sku(skuId)?.sku.priceFen ?? 0) * quantity,
        0,
      ),
    },
    places: {
      ...(context.sharesStock ? { sharesStock: context.sharesStock } : {}),
      load: (id) => mine.ofDay[id] ?? 0,
      capacityLeft: (id) =>
        (snapshot.location(id)?.maxOrdersPerDay ?? Number.POSITIVE_INFINITY) - (mine.ofDay[id] ?? 0),
    },
    nowMs: order.createdAtMs,
  });
  const early = opened.decideEarly(await stockFor(opened, 'early', mine, order, context));
  return early ?? opened.decide(await stockFor(opened, 'all', mine, order, context));
}

async function stockFor(
  opened: OpenDecision,
  stage: 'early' | 'all',
  mine: SideState,
  order: PastOrder,
  context: SimulationContext,
): Promise<SourcingStock> {
  const now = await context.readStock(
    opened.placesToAsk(stage).map(({ id }) => id),
    order.lines.map(({ skuId }) => skuId),
  );
  return {
    availableAt: (id, skuId) => now.availableAt(id, skuId) + (mine.stock[`${id} ${skuId}`] ?? 0),
    safetyAt: (id, skuId) => now.safetyAt?.(id, skuId) ?? 0,
  };
}

function take(mine: SideState, decision: Decision, name: SideName, context: SimulationContext): void {
  const { allocations } = decision;
  if (allocations.length === 0) mine.unserved += 1;
  else mine.served += 1;
  if (allocations.length > 1) mine.split += 1;
  const costs = context.costs[name] ?? context.costs[name === 'draft' ? 'inForce' : 'draft'];
  for (const { location, distanceMeters, lines, acceptance, serviceFeeFen } of allocations) {
    mine.meters.push(Math.round(distanceMeters));
    add(mine.servedAt, location.id, 1);
    add(mine.ofDay, location.id, 1);
    mine.feesFen += serviceFeeFen;
    if (acceptance.mode !== 'auto') mine.offered += 1;
    if (acceptance.mode === 'grab') mine.grabbed += 1;
    if (acceptance.mode === 'offer') add(mine.offeredAt, location.id, 1);
    for (const { skuId, quantity } of lines) add(mine.stock, `${location.id} ${skuId}`, 0 - quantity);
    if (costs) {
      const grams = lines.reduce(
        (sum, { skuId, quantity }) => sum + (goodsOf(context.goods.sku(skuId))?.weightGrams ?? 0) * quantity,
        0,
      );
      mine.costFen += deliveryCostFen(costs, location.kind, distanceMeters, grams);
    }
  }
}

function add(counts: Counts, key: string, by: number): void {
  const sum = (counts[key] ?? 0) + by;
  // What is as it was need not be written down.
  if (sum === 0) delete counts[key];
  else counts[key] = sum;
}

/** A branch of which little is known is taken to refuse about as often as all together: as if asked so often more. */
const priorAsks = 5;

/** How often a place would refuse, from what was seen of it. */
export function refusalRate({ asked, refused }: SimulationState, locationId: string): number {
  const all = sum(asked);
  const average = all === 0 ? 0 : sum(refused) / all;
  return ((refused[locationId] ?? 0) + average * priorAsks) / ((asked[locationId] ?? 0) + priorAsks);
}

export function summaryOf(state: SimulationState, name: SideName, hasCosts: boolean): SimulatedSide {
  const mine = state[name];
  const meters = Float64Array.from(mine.meters).sort();
  const at = (share: number) =>
    meters.length === 0 ? null : meters[Math.min(meters.length - 1, Math.floor(meters.length * share))]!;
  return {
    served: mine.served,
    unserved: mine.unserved,
    split: mine.split,
    fulfilments: meters.length,
    offered: mine.offered,
    grabbed: mine.grabbed,
    meanMeters: meters.length === 0 ? null : Math.round(meters.reduce((a, b) => a + b, 0) / meters.length),
    p50Meters: at(0.5),
    p90Meters: at(0.9),
    p99Meters: at(0.99),
    deliveryCostFen: hasCosts ? mine.costFen : null,
    serviceFeesFen: mine.feesFen,
    expectedRefusals:
      Math.round(
        Object.entries(mine.offeredAt).reduce(
          (total, [locationId, offers]) => total + offers * refusalRate(state, locationId),
          0,
        ) * 10,
      ) / 10,
  };
}

/** Places by how many fulfilments more or fewer they would have; those that change most first. */
export function changesOf({ inForce, draft }: SimulationState, limit: number) {
  const ids = new Set([...Object.keys(inForce.servedAt), ...Object.keys(draft.servedAt)]);
  return [...ids]
    .map((locationId) => ({
      locationId,
      before: inForce.servedAt[locationId] ?? 0,
      after: draft.servedAt[locationId] ?? 0,
    }))
    .filter(({ before, after }) => before !== after)
    .sort(
      (a, b) =>
        Math.abs(b.after - b.before) - Math.abs(a.after - a.before) || (a.locationId < b.locationId ? -1 : 1),
    )
    .slice(0, limit);
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
