/**
 * Who serves a delivery: a compiled policy applied to one order. Pure: network, stock and pictures of the places
 * come in, allocations and a trail go out; the same input gives the same answer. The work is bounded by the policy
 * (`maxPolicyPlaces`) and by `maxScanned`, whatever the size of the network.
 */
import type { Location } from '@jindian/shared/contract/network';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { type SkuQuantity, sumBySku } from '../inventory/rules.ts';
import type { StockPicture } from '../inventory/service.ts';
import { maxNearest, type NetworkSnapshot } from '../network/snapshot.ts';
import type { CompiledPolicy, CompiledRule, DecisionContext, Goods, PlacePicture } from './compile.ts';
import type { Allocation, Considered, Decision, TrailEntry } from './decision.ts';
import { divide } from './divide.ts';
import { inOrder } from './sort.ts';

/** Of so many nearest ones at most a rule takes its places: in a region that is shut altogether it gives up. */
export const maxScanned = maxNearest;

export type SourcingOrder = {
  /** Where the delivery goes. */
  point: PointGcj02;
  /** Two lines of one SKU are asked for as their sum. */
  lines: readonly SkuQuantity[];
  /** Needed by policies with `needsGoods`; an unknown SKU is a bug of the caller and throws. */
  goodsOf?: (skuId: string) => Goods | undefined;
  /** What the goods cost the shopper: a split has a threshold. */
  valueFen: number;
  /** Places that turned out to have too little while this order was being placed. */
  triedIds: ReadonlySet<string>;
};

export type DecisionInput = {
  snapshot: NetworkSnapshot;
  policy: CompiledPolicy;
  order: SourcingOrder;
  places?: PlacePicture;
  nowMs: number;
};

/** A decision before the stock is known. */
export type OpenDecision = {
  /** Every place whose stock may matter, in the order of asking; each once. */
  placesToAsk(): Location[];
  decide(stock: StockPicture): Decision;
};

export function decide(input: DecisionInput & { stock: StockPicture }): Decision {
  return openDecision(input).decide(input.stock);
}

/** For a caller that reads the stock of all candidates at once, before it decides. */
export function openDecision(input: DecisionInput): OpenDecision {
  const { policy, order } = input;
  const context = contextOf(input);
  const pools: Considered[][] = [];
  // A rule is reached only when all before it found nobody, so what it looks at does not depend on the stock.
  const poolOf = (index: number) => {
    for (let next = pools.length; next <= index; next += 1)
      pools.push(candidatesOf(input, context, policy.rules[next]!, pools));
    return pools[index]!;
  };

  return {
    placesToAsk() {
      const asked = new Set<Location>();
      policy.rules.forEach((_, index) => {
        for (const { location, refusal } of poolOf(index)) if (refusal === null) asked.add(location);
      });
      return [...asked];
    },

    decide(stock) {
      const trail: TrailEntry[] = [];
      const gridId = context.grid?.id ?? null;
      for (let index = 0; index < policy.rules.length; index += 1) {
        const rule = policy.rules[index]!;
        if (rule.action.type === 'split' && order.valueFen < rule.action.minValueFen) continue;
        const pool = inOrder(poolOf(index), rule, context, stock);
        const allocations =
          rule.action.type === 'split'
            ? divide({ pool, rule, context, stock, trail, maxParts: rule.action.maxFulfilments })
            : allocateWhole(pool, rule, context, stock, trail);
        if (allocations !== null) return { outcome: 'allocated', allocations, trail, gridId };
        if (rule.otherwise === 'hand_to_hq') break;
      }
      return { outcome: 'handed_to_hq', allocations: [], trail, gridId };
    },
  };
}

function contextOf({ snapshot, policy, order, places, nowMs }: DecisionInput): DecisionContext {
  const wanted = sumBySku(order.lines);
  if (wanted.length === 0) throw new Error('an order without lines');
  const goods = policy.needsGoods
    ? wanted.map(({ skuId }) => {
        const found = order.goodsOf?.(skuId);
        if (!found) throw new Error(`policy ${policy.version} needs weight and regions of ${skuId}`);
        return found;
      })
    : [];
  return {
    grid: snapshot.gridAt(order.point),
    wanted,
    goods,
    weightGrams: goods.reduce((sum, { weightGrams }, line) => sum + weightGrams * wanted[line]!.quantity, 0),
    triedIds: order.triedIds,
    places: places ?? {},
    nowMs,
  };
}

/**
 * What a rule looks at, nearest first: as many that can serve as it may ask, and between them those that cannot
 * (as many at most), so that the trail can tell why not.
 */
function candidatesOf(
  { snapshot, order: { point } }: DecisionInput,
  context: DecisionContext,
  rule: CompiledRule,
  earlier: readonly (readonly Considered[])[],
): Considered[] {
  if (rule.candidates.from === 'own_grid') {
    const location = context.grid === null ? undefined : snapshot.location(context.grid.branchId);
    if (location === undefined || isRepeat(rule, earlier, location)) return [];
    return [consider(rule, context, location, distanceMeters(point, location))];
  }
  const { kinds, limit, withinMeters } = rule.candidates;
  const room = limit - askedInVain(rule, earlier, kinds);
  if (room < 1) return [];
  // Without asking the index for more than is likely to be used; it is asked again when many refuse.
  for (let scan = Math.min(maxScanned, room + 4); ; scan = Math.min(maxScanned, scan * 4)) {
    const found = snapshot.nearest(point, { kinds, limit: scan, maxDistanceMeters: withinMeters });
    const pool: Considered[] = [];
    let able = 0;
    let unable = 0;
    for (const near of found) {
      if (isRepeat(rule, earlier, near.location)) continue;
      const considered = consider(rule, context, near.location, near.distanceMeters);
      if (considered.refusal === null || considered.refusal === 'already_tried') able += 1;
      else if (unable === room) continue;
      else unable += 1;
      pool.push(considered);
      if (able === room) return pool;
    }
    if (found.length < scan || scan === maxScanned) return pool;
  }
}

function consider(
  rule: CompiledRule,
  context: DecisionContext,
  location: Location,
  distance: number,
): Considered {
  for (const filter of rule.filters) {
    const refusal = filter.refusalOf(context, location, distance);
    if (refusal !== null) return { location, distanceMeters: distance, refusal, refusedBy: filter.id };
  }
  if (rule.notTriedId !== -1 && context.triedIds.has(location.id))
    return { location, distanceMeters: distance, refusal: 'already_tried', refusedBy: rule.notTriedId };
  return { location, distanceMeters: distance, refusal: null, refusedBy: rule.stockId };
}

/** Whether an earlier rule refused the place for a reason that holds here too. */
function isRepeat(
  rule: CompiledRule,
  earlier: readonly (readonly Considered[])[],
  location: Location,
): boolean {
  for (const pool of earlier)
    for (const entry of pool)
      if (entry.location === location && rule.repeats[entry.refusedBy] === true) return true;
  return false;
}

function askedInVain(
  rule: CompiledRule,
  earlier: readonly (readonly Considered[])[],
  kinds: readonly Location['kind'][],
): number {
  const asked = new Set<Location>();
  for (const pool of earlier)
    for (const { location, refusal, refusedBy } of pool)
      if (
        (refusal === null || refusal === 'already_tried') &&
        rule.repeats[refusedBy] === true &&
        kinds.includes(location.kind)
      )
        asked.add(location);
  return asked.size;
}

function allocateWhole(
  pool: readonly Considered[],
  rule: CompiledRule,
  context: DecisionContext,
  stock: StockPicture,
  trail: TrailEntry[],
): Allocation[] | null {
  for (const { location, distanceMeters: distance, refusal } of pool) {
    const reason = refusal ?? shortageAt(location, rule.keepPieces, context.wanted, stock);
    trail.push({
      locationId: location.id,
      ruleId: rule.id,
      distanceMeters: Math.round(distance),
      chosen: reason === null,
      reason: reason ?? rule.chosenReason(location.kind),
    });
    if (reason === null) return [{ location, distanceMeters: distance, lines: [...context.wanted] }];
  }
  return null;
}

function shortageAt(
  { id }: Location,
  keepPieces: number,
  wanted: readonly SkuQuantity[],
  stock: StockPicture,
): 'no_stock' | 'below_safety' | null {
  let kept = true;
  for (const { skuId, quantity } of wanted) {
    const available = stock.availableAt(id, skuId);
    if (available < quantity) return 'no_stock';
    if (available - quantity < keepPieces) kept = false;
  }
  return kept ? null : 'below_safety';
}
