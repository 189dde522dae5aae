/**
 * Many orders decided together, so that the first does not take what only it could do without. Each is decided by
 * the policy in turn, then they exchange places among those that the policy would have asked anyway. For a backlog:
 * orders that came in at night, or that HQ lets go at once.
 */
import type { Location } from '@jindian/shared/contract/places/network';
import { distanceMeters } from '@jindian/shared/geo';
import { type SkuQuantity, sumBySku } from '../../goods/inventory/rules.ts';
import type { NetworkSnapshot } from '../../places/network/snapshot.ts';
import {
  type BatchChoice,
  type BatchOption,
  type BatchOrder,
  costOfChoice,
  improveBatch,
} from './batch-search.ts';
import type { CompiledPolicy, SourcingStock } from './compile.ts';
import { openDecision, type SourcingOrder } from './engine.ts';

export type BatchCosts = {
  /** Of one fulfilment from there. */
  fulfilment(place: Location, distanceMeters: number): number;
  /** Of every fulfilment beyond the first. */
  split: number;
  unserved: number;
};

export type BatchServed = { location: Location; lines: SkuQuantity[] }[];

export type BatchDecision = {
  /** Of each order, in their order; empty: nobody. All lines in full, or none. */
  served: BatchServed[];
  cost: number;
  /** What deciding them one after another costs. */
  sequentialCost: number;
};

/** Places of one order between which its lines are divided, each line from one; more would be too many to try. */
const maxSplitCandidates = 10;

export type BatchWay = BatchOption & { served: BatchServed };

export type BatchOrders = {
  snapshot: NetworkSnapshot;
  policy: CompiledPolicy;
  orders: readonly SourcingOrder[];
  /** As it is before the first of them. */
  stock: SourcingStock;
  costs: BatchCosts;
  /** Others are served from one place or not at all, unless the policy itself divides them. */
  mayBeSplit(order: SourcingOrder): boolean;
  nowMs: number;
};

/** Nothing is oversold. */
export function decideBatch(input: BatchOrders): BatchDecision {
  const { orders, stock, start } = openBatch(input);
  const choice = improveBatch({ orders, stock, start });
  return {
    served: orders.map(({ options }, index) => options[choice[index]!]?.served ?? []),
    cost: costOfChoice(orders, choice),
    sequentialCost: costOfChoice(orders, start),
  };
}

/** Every way to serve each order that is weighed, and the one that the policy finds for it in its turn. */
export function openBatch(input: BatchOrders): {
  orders: (BatchOrder & { options: BatchWay[] })[];
  stock: number[];
  start: BatchChoice;
} {
  const { snapshot, policy, stock, costs, nowMs } = input;
  const positions = new Map<string, number>();
  const pieces: number[] = [];
  const positionOf = (id: string, skuId: string): number => {
    const key = `${id} ${skuId}`;
    let at = positions.get(key);
    if (at === undefined) {
      at = pieces.push(Math.max(0, stock.availableAt(id, skuId))) - 1;
      positions.set(key, at);
    }
    return at;
  };
  const optionOf = (order: SourcingOrder, served: BatchServed): BatchWay => ({
    served,
    cost: served.reduce(
      (sum, { location }, part) =>
        sum +
        costs.fulfilment(location, distanceMeters(order.point, location)) +
        (part === 0 ? 0 : costs.split),
      0,
    ),
    uses: served.flatMap(({ location, lines }) =>
      lines.map(({ skuId, quantity }) => [positionOf(location.id, skuId), quantity] as const),
    ),
  });

  const start = new Int32Array(input.orders.length).fill(-1);
  const taken = new Map<string, number>();
  const orders = input.orders.map((order, index): BatchOrder & { options: BatchWay[] } => {
    const opened = openDecision({ snapshot, policy, order, nowMs });
    const wanted = sumBySku(order.lines);
    const places = opened.placesToAsk();
    const options = [
      ...places
        .filter(({ id }) => wanted.every(({ skuId, quantity }) => stock.availableAt(id, skuId) >= quantity))
        .map((location) => optionOf(order, [{ location, lines: wanted }])),
      ...(input.mayBeSplit(order)
        ? divided(wanted, places, stock).map((served) => optionOf(order, served))
        : []),
    ];
    const { allocations } = opened.decide({
      ...stock,
      availableAt: (id, skuId) => stock.availableAt(id, skuId) - (taken.get(`${id} ${skuId}`) ?? 0),
    });
    if (allocations.length > 0) {
      for (const { location, lines } of allocations)
        for (const { skuId, quantity } of lines) {
          const key = `${location.id} ${skuId}`;
          taken.set(key, (taken.get(key) ?? 0) + quantity);
        }
      start[index] =
        options.push(
          optionOf(
            order,
            allocations.map(({ location, lines }) => ({ location, lines })),
          ),
        ) - 1;
    }
    return { options, unservedCost: costs.unserved };
  });

  return { orders, stock: pieces, start };
}

/** Every way to take the lines from two places, each line from one of them, both needed; nearest places first. */
function divided(
  wanted: readonly SkuQuantity[],
  places: readonly Location[],
  stock: SourcingStock,
): BatchServed[] {
  if (wanted.length < 2 || wanted.length > 6) return [];
  const useful = places
    .map((location) => ({
      location,
      has: wanted.map(({ skuId, quantity }) => stock.availableAt(location.id, skuId) >= quantity),
    }))
    .filter(({ has }) => has.some(Boolean))
    .slice(0, maxSplitCandidates);
  const ways: BatchServed[] = [];
  for (let a = 0; a < useful.length; a += 1)
    for (let b = a + 1; b < useful.length; b += 1)
      for (let mask = 1; mask < 2 ** wanted.length - 1; mask += 1) {
        const [first, second] = [useful[a]!, useful[b]!];
        const ofFirst = (line: number) => (mask & (1 << line)) !== 0;
        if (!wanted.every((_, line) => (ofFirst(line) ? first : second).has[line])) continue;
        ways.push([
          { location: first.location, lines: wanted.filter((_, line) => ofFirst(line)) },
          { location: second.location, lines: wanted.filter((_, line) => !ofFirst(line)) },
        ]);
      }
  return ways;
}
