/** Serving an order from one place: given to it, offered to it, put in the grab pool, or waited for. */
import type { Location } from '@jindian/shared/contract/places/network';
import type { SkuQuantity } from '../../goods/inventory/rules.ts';
import { type CompiledRule, type DecisionContext, keptAt, type SourcingStock } from './compile.ts';
import { serviceFeeFen } from './costs.ts';
import type { Acceptance, Allocation, Considered, TrailEntry } from './decision.ts';
import type { SourcingRule } from './policy.ts';
import type { Pool } from './pool.ts';
import type { RefusalReason } from './reasons.ts';
import { inOrder } from './sort.ts';

/** One rule's look at its places. */
export type Look = {
  pool: Pool;
  rule: CompiledRule;
  context: DecisionContext;
  stock: SourcingStock;
  trail: TrailEntry[];
};

type ActionOf<Type extends SourcingRule['action']['type']> = Extract<SourcingRule['action'], { type: Type }>;

/** The first that has everything; those before it go on the trail. */
export function allocateWhole(look: Look, action: ActionOf<'allocate' | 'offer'>): Allocation[] | null {
  const at = inTurn(look);
  for (let index = 0, entry = at(0); entry !== undefined; index += 1, entry = at(index)) {
    const reason = reasonAgainst(look, entry);
    note(look, entry, reason === null, reason ?? look.rule.chosenReason(entry.location.kind));
    if (reason !== null) continue;
    return [
      wholeOf(look, entry, action.type === 'offer' ? askedOf(entry.location, action) : { mode: 'auto' }),
    ];
  }
  return null;
}

export type GrabPool = {
  /** The allocation that the rest of the chain found: it holds the goods. */
  heldBy(allocations: readonly Allocation[]): Allocation[];
  /** The rest of the chain found nobody. */
  heldByFirst(): Allocation[];
};

/** null where too few have everything: then there is no grab pool. */
export function openGrabPool(look: Look, action: ActionOf<'grab'>): GrabPool | null {
  const { rule, trail } = look;
  const eligible: { entry: Considered; step: TrailEntry }[] = [];
  const at = inTurn(look);
  for (let index = 0, entry = at(0); entry !== undefined; index += 1, entry = at(index)) {
    const reason = reasonAgainst(look, entry);
    const step = note(look, entry, false, reason ?? 'may_grab');
    if (reason === null) eligible.push({ entry, step });
    if (eligible.length === action.maxEligible) break;
  }
  if (eligible.length < action.minEligible) {
    // They had everything all the same: the trail says what kept them from it.
    for (const { step } of eligible) step.reason = 'too_few_to_grab';
    return null;
  }
  const acceptance: Acceptance = {
    mode: 'grab',
    withinMinutes: action.withinMinutes,
    eligibleIds: eligible.map(({ entry }) => entry.location.id),
  };
  return {
    heldBy: (allocations) =>
      allocations.map((allocation) => ({ ...allocation, ruleId: rule.id, acceptance })),
    heldByFirst() {
      const [{ entry, step }] = eligible as [(typeof eligible)[number]];
      trail[trail.indexOf(step)] = { ...step, chosen: true, reason: rule.chosenReason(entry.location.kind) };
      return [wholeOf(look, entry, acceptance)];
    },
  };
}

/** Whether the filters let somebody pass, and with goods if these matter. */
export function isWorthWaiting(look: Look, evenWithoutStock: boolean): boolean {
  const at = inTurn(look);
  for (let index = 0, entry = at(0); entry !== undefined; index += 1, entry = at(index)) {
    const reason = reasonAgainst(look, entry);
    const worth = evenWithoutStock ? entry.refusal === null : reason === null;
    note(look, entry, false, worth || reason === null ? 'worth_waiting' : reason);
    if (worth) return true;
  }
  return false;
}

/** Warehouses are never asked, nor HQ's own branches where the policy says so. */
export function askedOf(
  { kind, ownership }: Location,
  { withinMinutes, autoAcceptHqOwned }: { withinMinutes: number; autoAcceptHqOwned: boolean },
): Acceptance {
  const unasked = kind !== 'branch' || (autoAcceptHqOwned && ownership === 'hq');
  return unasked ? { mode: 'auto' } : { mode: 'offer', withinMinutes };
}

export function feeOf({ context }: Look, { location, distanceMeters }: Considered): number {
  return serviceFeeFen(context.serviceFees, location, distanceMeters, context.refusals);
}

function wholeOf(look: Look, entry: Considered, acceptance: Acceptance): Allocation {
  return {
    location: entry.location,
    distanceMeters: entry.distanceMeters,
    lines: [...look.context.wanted],
    ruleId: look.rule.id,
    acceptance,
    serviceFeeFen: feeOf(look, entry),
  };
}

/** The places in the order of the rule: all of them sorted, or one after another as far as somebody asks. */
function inTurn({ pool, rule, context, stock }: Look): (index: number) => Considered | undefined {
  if (rule.sort === null) return (index) => pool.at(index);
  const sorted = inOrder(pool.all(), rule, context, stock);
  return (index) => sorted[index];
}

/** What keeps a place from serving the whole. */
function reasonAgainst(
  { rule, context, stock }: Look,
  { location, refusal }: Considered,
): RefusalReason | null {
  return refusal ?? shortageAt(location, rule, context.wanted, stock);
}

function note(
  { rule, trail }: Look,
  { location, distanceMeters }: Considered,
  chosen: boolean,
  reason: TrailEntry['reason'],
): TrailEntry {
  const step = {
    locationId: location.id,
    ruleId: rule.id,
    distanceMeters: Math.round(distanceMeters),
    chosen,
    reason,
  };
  trail.push(step);
  return step;
}

function shortageAt(
  { id }: Location,
  rule: CompiledRule,
  wanted: readonly SkuQuantity[],
  stock: SourcingStock,
): 'no_stock' | 'below_safety' | null {
  let kept = true;
  for (const { skuId, quantity } of wanted) {
    const available = stock.availableAt(id, skuId);
    if (available < quantity) return 'no_stock';
    if (available - quantity < keptAt(rule, stock, id, skuId)) kept = false;
  }
  return kept ? null : 'below_safety';
}
