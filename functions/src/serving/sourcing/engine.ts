/**
 * Who serves a delivery: a compiled policy applied to one order. Pure: network, stock and pictures of the places
 * come in, allocations and a trail go out; the same input gives the same answer. The work is bounded by the policy
 * (`maxPolicyPlaces`) and by `maxScanned`, whatever the size of the network.
 */
import type { Location } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import { type SkuQuantity, sumBySku } from '../../goods/inventory/rules.ts';
import type { NetworkSnapshot } from '../../places/network/snapshot.ts';
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
import { allocateWhole, type GrabPool, isWorthWaiting, type Look, openGrabPool } from './whole.ts';

/** With three SKUs and two owners one batch read of stock. */
const maxEarlyPlaces = 16;

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
  /** How often it was refused: a grab pool that nobody took it from counts once. Default: the places in `refusedIds`. */
  refusals?: number;
  /** How often it was told to wait. Default: never. */
  waits?: number;
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
  /** Every place whose stock may matter, in the order of asking; each once. `early`: only of the first rules. */
  placesToAsk(stage?: 'early' | 'all'): Location[];
  /** From the stock of the early places alone; null when it takes more than the first rules. */
  decideEarly(stock: SourcingStock): Decision | null;
  decide(stock: SourcingStock): Decision;
};

export function decide(input: DecisionInput & { stock: SourcingStock }): Decision {
  return openDecision(input).decide(input.stock);
}

/** For a caller that reads the stock of all candidates at once, before it decides. */
export function openDecision(input: DecisionInput): OpenDecision {
  const { snapshot, policy, order } = input;
  const search = { snapshot, point: order.point, context: contextOf(input), known: new Map() };
  const { context } = search;
  const rules = policy.rules.filter(({ action }) => appliesTo(order, action));
  const pools: Pool[] = [];
  // A rule is reached only when all before it found nobody, so what it looks at does not depend on the stock.
  const poolOf = (index: number) => {
    for (let next = pools.length; next <= index; next += 1)
      pools.push(createPool(search, rules[next]!, pools));
    return pools[index]!;
  };

  /** What the first `count` rules come to; null when they leave it open. */
  function decideBy(count: number, stock: SourcingStock): Decision | null {
    const trail: TrailEntry[] = [];
    const none = { waitMinutes: null, allocations: [], trail, gridId: context.grid?.id ?? null };
    let grabPool: GrabPool | null = null;
    let ended = false;
    for (let index = 0; index < count; index += 1) {
      const rule = rules[index]!;
      const { action } = rule;
      if (action.type === 'hand_to_hq') {
        ended = true;
        break;
      }
      if (grabPool !== null && !holdsForGrabPool(action)) continue;
      const look: Look = { pool: poolOf(index), rule, context, stock, trail };
      if (action.type === 'grab') {
        grabPool = openGrabPool(look, action);
      } else if (action.type === 'wait') {
        if (isWorthWaiting(look, action.evenWithoutStock))
          return { ...none, outcome: 'wait', waitMinutes: action.minutes };
      } else {
        const allocations = action.type === 'split' ? divide(look, action) : allocateWhole(look, action);
        if (allocations !== null)
          return {
            ...none,
            outcome: 'allocated',
            allocations: grabPool ? grabPool.heldBy(allocations) : allocations,
          };
      }
      if (rule.otherwise === 'hand_to_hq') {
        ended = true;
        break;
      }
    }
    if (!ended && count < rules.length) return null;
    if (grabPool !== null) return { ...none, outcome: 'allocated', allocations: grabPool.heldByFirst() };
    return { ...none, outcome: 'handed_to_hq' };
  }

  return {
    placesToAsk(stage = 'all') {
      const asked = new Set<Location>();
      const count = stage === 'early' ? earlyRules(rules) : rules.length;
      for (let index = 0; index < count; index += 1)
        for (const { location, refusal } of poolOf(index).all()) if (refusal === null) asked.add(location);
      return [...asked];
    },
    decideEarly: (stock) => decideBy(earlyRules(rules), stock),
    decide(stock) {
      const decision = decideBy(rules.length, stock);
      if (decision === null) throw new Error('a chain that does not end');
      return decision;
    },
  };
}

/** So many at the head of the chain that they ask few places; most orders are settled by them. */
function earlyRules(rules: readonly CompiledRule[]): number {
  let places = 0;
  let count = 0;
  for (const { candidates, action } of rules) {
    places += candidates.from === 'nearest' ? candidates.limit : 1;
    if (count > 0 && (places > maxEarlyPlaces || action.type === 'grab')) break;
    count += 1;
  }
  return count;
}

function refusalsOf({ refusals, refusedIds }: SourcingOrder): number {
  return refusals ?? refusedIds?.size ?? 0;
}

/** Whether the rule is there at all for this order. */
function appliesTo(order: SourcingOrder, action: CompiledRule['action']): boolean {
  switch (action.type) {
    case 'split':
      return order.onlyWhole !== true && order.valueFen >= action.minValueFen;
    case 'offer':
      return action.untilRefusals === null || refusalsOf(order) < action.untilRefusals;
    case 'wait':
      return (order.waits ?? 0) < action.maxTimes;
    default:
      return true;
  }
}

/** Who holds the goods for a grab pool has all of them: no second grab pool, no parts, no waiting. */
function holdsForGrabPool({ type }: CompiledRule['action']): boolean {
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
    refusals: refusalsOf(order),
    places: places ?? {},
    serviceFees: policy.serviceFees,
    nowMs,
  };
}

const nobody: ReadonlySet<string> = new Set();
