/**
 * Who serves a delivery: a compiled policy applied to one order. Pure: network, stock and pictures of the places
 * come in, allocations and a trail go out; the same input gives the same answer. The work is bounded by the policy
 * (`maxPolicyPlaces`) and by `maxScanned`, whatever the size of the network.
 */
import type { Location } from '@jindian/shared/contract/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import { type SkuQuantity, sumBySku } from '../inventory/rules.ts';
import type { NetworkSnapshot } from '../network/snapshot.ts';
import type {
  CompiledPolicy,
  CompiledRule,
  DecisionContext,
  Goods,
  PlacePicture,
  SourcingStock,
} from './compile.ts';
import type { Decision, TrailEntry } from './decision.ts';
import { divide } from './divide.ts';
import { createPool, type Pool } from './pool.ts';
import { allocateWhole, type Hall, isWorthWaiting, type Look, openHall } from './whole.ts';

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
  /** Places that refused this order or let its offer lapse: no rule asks them again. */
  refusedIds?: ReadonlySet<string>;
  /** How often a place is sought for it, this time included. Default: the first. */
  attempt?: number;
  /** Leaves splits out. */
  onlyWhole?: boolean;
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
  decide(stock: SourcingStock): Decision;
};

export function decide(input: DecisionInput & { stock: SourcingStock }): Decision {
  return openDecision(input).decide(input.stock);
}

/** For a caller that reads the stock of all candidates at once, before it decides. */
export function openDecision(input: DecisionInput): OpenDecision {
  const { snapshot, policy, order } = input;
  const search = { snapshot, point: order.point, context: contextOf(input) };
  const { context } = search;
  const rules = policy.rules.filter(({ action }) => appliesTo(order, action));
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
      const none = { waitMinutes: null, allocations: [], trail, gridId: context.grid?.id ?? null };
      let hall: Hall | null = null;
      for (let index = 0; index < rules.length; index += 1) {
        const rule = rules[index]!;
        const { action } = rule;
        if (action.type === 'hand_to_hq') break;
        if (hall !== null && !holdsForHall(action)) continue;
        const look: Look = { pool: poolOf(index), rule, context, stock, trail };
        if (action.type === 'grab') {
          hall = openHall(look, action);
        } else if (action.type === 'wait') {
          if (isWorthWaiting(look, action.evenWithoutStock))
            return { ...none, outcome: 'wait', waitMinutes: action.minutes };
        } else {
          const allocations = action.type === 'split' ? divide(look, action) : allocateWhole(look, action);
          if (allocations !== null)
            return {
              ...none,
              outcome: 'allocated',
              allocations: hall ? hall.heldBy(allocations) : allocations,
            };
        }
        if (rule.otherwise === 'hand_to_hq') break;
      }
      if (hall !== null) return { ...none, outcome: 'allocated', allocations: hall.heldByFirst() };
      return { ...none, outcome: 'handed_to_hq' };
    },
  };
}

/** Whether the rule is there at all for this order. */
function appliesTo(order: SourcingOrder, action: CompiledRule['action']): boolean {
  switch (action.type) {
    case 'split':
      return order.onlyWhole !== true && order.valueFen >= action.minValueFen;
    case 'offer':
      return action.untilRefusals === null || (order.refusedIds?.size ?? 0) < action.untilRefusals;
    case 'wait':
      return (order.attempt ?? 1) <= action.maxTimes;
    default:
      return true;
  }
}

/** Who holds the goods for a hall has all of them: no second hall, no parts, no waiting. */
function holdsForHall({ type }: CompiledRule['action']): boolean {
  return type === 'allocate' || type === 'offer';
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
    refusedIds: order.refusedIds ?? nobody,
    places: places ?? {},
    serviceFees: policy.serviceFees,
    nowMs,
  };
}

const nobody: ReadonlySet<string> = new Set();
