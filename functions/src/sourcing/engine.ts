/**
 * Who serves a delivery: a compiled policy applied to one order. Pure: network, stock and pictures of the places
 * come in, allocations and a trail go out; the same input gives the same answer. The work is bounded by the policy
 * (`maxPolicyPlaces`) and by `maxScanned`, whatever the size of the network.
 */
import type { Location } from '@jindian/shared/contract/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import { type SkuQuantity, sumBySku } from '../inventory/rules.ts';
import type { StockPicture } from '../inventory/service.ts';
import type { NetworkSnapshot } from '../network/snapshot.ts';
import type { CompiledPolicy, CompiledRule, DecisionContext, Goods, PlacePicture } from './compile.ts';
import type { Allocation, Decision, TrailEntry } from './decision.ts';
import { divide } from './divide.ts';
import { createPool, type Pool } from './pool.ts';
import { inOrder } from './sort.ts';

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
  const { snapshot, policy, order } = input;
  const search = { snapshot, point: order.point, context: contextOf(input) };
  const { context } = search;
  const rules = policy.splits
    ? policy.rules.filter(({ action }) => action.type !== 'split' || order.valueFen >= action.minValueFen)
    : policy.rules;
  const pools: Pool[] = [];
  // A rule is reached only when all before it found nobody, so what it looks at does not depend on the stock.
  const poolOf = (index: number) => {
    for (let next = pools.length; next <= index; next += 1)
      pools.push(createPool(search, rules[next]!, pools));
    return pools[index]!;
  };

  return {
    placesToAsk() {
      const asked = new Set<Location>();
      rules.forEach((_, index) => {
        for (const { location, refusal } of poolOf(index).all()) if (refusal === null) asked.add(location);
      });
      return [...asked];
    },

    decide(stock) {
      const trail: TrailEntry[] = [];
      const gridId = context.grid?.id ?? null;
      for (let index = 0; index < rules.length; index += 1) {
        const rule = rules[index]!;
        const pool = poolOf(index);
        const allocations =
          rule.action.type === 'split'
            ? divide({
                pool: inOrder(pool.all(), rule, context, stock),
                rule,
                context,
                stock,
                trail,
                maxParts: rule.action.maxFulfilments,
              })
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

function allocateWhole(
  pool: Pool,
  rule: CompiledRule,
  context: DecisionContext,
  stock: StockPicture,
  trail: TrailEntry[],
): Allocation[] | null {
  const sorted = rule.sort === null ? null : inOrder(pool.all(), rule, context, stock);
  for (let index = 0; ; index += 1) {
    const entry = sorted === null ? pool.at(index) : sorted[index];
    if (entry === undefined) return null;
    const { location, distanceMeters: distance, refusal } = entry;
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
