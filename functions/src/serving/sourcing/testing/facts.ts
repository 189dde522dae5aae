/** The bare facts of a case, and what a person would say to them: reckoned naively, apart from the engine. */
import { isOfferedIn } from '@jindian/shared/contract/goods/catalog';
import type { Location } from '@jindian/shared/contract/places/network';
import { distanceMeters } from '@jindian/shared/geo';
import { minuteMs } from '@jindian/shared/time';
import { expect } from 'vitest';
import { isWithinHours } from '../../../places/network/opening-hours.ts';
import { compilePolicy, type PlacePicture } from '../compile.ts';
import { deliveryCostFen } from '../costs.ts';
import type { TrailEntry } from '../decision.ts';
import type { DecisionInput } from '../engine.ts';
import type { SourcingFilter, SourcingPolicy, SourcingRule } from '../policy.ts';
import type { Case } from './any-case.ts';

export type Facts = Case & { wanted: Map<string, number>; gramsInAll: number; gridId: string | null };

export function factsOf(given: Case): Facts {
  const wanted = new Map<string, number>();
  for (const { skuId, quantity } of given.lines) wanted.set(skuId, (wanted.get(skuId) ?? 0) + quantity);
  const gramsInAll = [...wanted].reduce((sum, [id, count]) => sum + given.goods[id]!.weightGrams * count, 0);
  return { ...given, wanted, gramsInAll, gridId: given.snapshot.gridAt(given.point)?.id ?? null };
}

export function inputOf(given: Case, policy: SourcingPolicy): DecisionInput {
  return {
    snapshot: given.snapshot,
    policy: compilePolicy(policy),
    order: {
      point: given.point,
      lines: given.lines,
      goodsOf: (skuId) => given.goods[skuId],
      valueFen: given.valueFen,
      triedIds: new Set(given.triedIds),
      refusedIds: new Set(given.refusedIds),
      refusals: given.refusals,
      waits: given.waits,
    },
    places: placesOf(given),
    nowMs: given.nowMs,
  };
}

function placesOf({ pictures }: Case): PlacePicture {
  return {
    sharesStock: (id, skuId) => pictures[id]!.unshared !== skuId,
    slotLeft: (id) => pictures[id]!.slotLeft,
    capacityLeft: (id) => pictures[id]!.capacityLeft,
    maxGrams: (id) => pictures[id]!.maxGrams,
    load: (id) => pictures[id]!.load,
    lastServedAtMs: (id) => pictures[id]!.lastServedAtMs,
  };
}

export const stockOf = (given: Case) => ({
  availableAt: (id: string, skuId: string) => available(given, id, skuId),
  safetyAt: (id: string, skuId: string) => given.safety[id]?.[skuId] ?? 0,
});

export const available = ({ stock }: Case, id: string, skuId: string) => stock[id]?.[skuId] ?? 0;

/** Whether the filter bars the place from the whole order. */
export function bars(filter: SourcingFilter, facts: Facts, place: Location): boolean {
  const picture = facts.pictures[place.id]!;
  const distance = distanceMeters(facts.point, place);
  switch (filter.type) {
    case 'status':
      return place.status !== 'open';
    case 'serving_radius':
      return place.serviceRadiusMeters !== null && distance > place.serviceRadiusMeters;
    case 'max_distance':
      return distance > filter.meters;
    case 'own_grid':
      return place.gridId !== facts.gridId;
    case 'open':
      return !isWithinHours(place, facts.nowMs + filter.afterMinutes * minuteMs);
    case 'region':
      return [...facts.wanted.keys()].some((skuId) => !isOfferedIn(facts.goods[skuId]!, place.province));
    case 'sharing':
      return picture.unshared !== null && facts.wanted.has(picture.unshared);
    case 'provinces':
      return place.province !== '山东省';
    case 'abilities':
      return lackingAt(facts, place, [...facts.wanted.keys()]).length > 0;
    case 'above_safety':
      // Asked of the stock, with what stays there.
      return false;
    case 'slot_capacity':
      return picture.slotLeft < 1;
    case 'weight':
      return facts.gramsInAll > Math.min(filter.maxGrams ?? Infinity, picture.maxGrams);
    case 'capacity':
      return picture.capacityLeft < 1;
    case 'not_tried':
      return facts.triedIds.includes(place.id);
  }
}

const filterOf: Partial<Record<TrailEntry['reason'], SourcingFilter['type']>> = {
  suspended: 'status',
  closed: 'status',
  closed_now: 'open',
  out_of_radius: 'serving_radius',
  too_far: 'max_distance',
  other_grid: 'own_grid',
  not_sharing: 'sharing',
  not_offered_here: 'region',
  too_heavy: 'weight',
  no_capacity: 'capacity',
  already_tried: 'not_tried',
  slot_full: 'slot_capacity',
  no_cold_chain: 'abilities',
  no_large_goods: 'abilities',
  other_province: 'provinces',
};

export function lackingAt(facts: Facts, { abilities }: Location, skuIds: readonly string[]): string[] {
  return skuIds
    .flatMap((skuId) => facts.goods[skuId]!.needs ?? [])
    .filter((need) => !abilities!.includes(need));
}

/** Pieces that stay at a place by a rule. */
export function keptBy(rule: SourcingRule, facts: Facts, locationId: string, skuId: string): number {
  const safety = rule.filters.some(({ type }) => type === 'above_safety');
  return Math.max(rule.keepPieces, safety ? facts.safety[locationId]![skuId]! : 0);
}

/** What is not in service gives nothing, whether a rule says so or not. */
const filtersOf = (rule: SourcingRule): SourcingFilter[] => [{ type: 'status' }, ...rule.filters];

/** Filters that a split asks of each line. */
const ofLines: ReadonlySet<string> = new Set(['region', 'abilities', 'sharing']);

/** What a place can give to an order that is split. */
function canGive(facts: Facts, rule: SourcingRule, place: Location): number[] {
  const has = (wanted: SourcingFilter['type']) => rule.filters.some(({ type }) => type === wanted);
  return [...facts.wanted.keys()].map((skuId) =>
    (has('region') && !isOfferedIn(facts.goods[skuId]!, place.province)) ||
    (has('abilities') && lackingAt(facts, place, [skuId]).length > 0) ||
    (has('sharing') && facts.pictures[place.id]!.unshared === skuId)
      ? 0
      : Math.max(0, available(facts, place.id, skuId) - keptBy(rule, facts, place.id, skuId)),
  );
}

export function expectTrue(entry: TrailEntry, facts: Facts, rule: SourcingRule): void {
  const place = facts.snapshot.location(entry.locationId)!;
  const splits = rule.action.type === 'split';
  const short = [...facts.wanted].some(([skuId, count]) => available(facts, place.id, skuId) < count);
  const gives = canGive(facts, rule, place).some((count) => count > 0);
  const because = filterOf[entry.reason];
  const enough = [...facts.wanted].every(
    ([skuId, count]) => available(facts, place.id, skuId) - count >= keptBy(rule, facts, place.id, skuId),
  );
  const barred = filtersOf(rule).some((filter) => bars(filter, facts, place));
  if (entry.reason === 'already_refused') {
    expect(facts.refusedIds).toContain(place.id);
    return;
  }
  expect(facts.refusedIds).not.toContain(place.id);
  if (entry.reason === 'may_grab' || entry.reason === 'too_few_to_grab') {
    expect([rule.action.type, enough, barred]).toEqual(['grab', true, false]);
    return;
  }
  if (entry.reason === 'worth_waiting') {
    if (rule.action.type !== 'wait') throw new Error('a rule that does not wait');
    expect([enough || rule.action.evenWithoutStock, barred]).toEqual([true, false]);
    return;
  }
  if (entry.reason === 'closed' || entry.reason === 'suspended') expect(place.status).toBe(entry.reason);
  if (splits && because !== undefined && ofLines.has(because)) expect(gives).toBe(false);
  else if (because !== undefined) {
    const filters = filtersOf(rule).filter(({ type }) => type === because);
    expect(filters.some((filter) => bars(filter, facts, place))).toBe(true);
  } else if (entry.reason === 'no_stock' || entry.reason === 'below_safety') {
    if (splits) expect(gives).toBe(false);
    else expect(short).toBe(entry.reason === 'no_stock');
    if (entry.reason === 'below_safety')
      expect(
        [...facts.wanted].some(
          ([skuId, count]) =>
            available(facts, place.id, skuId) - (splits ? 1 : count) < keptBy(rule, facts, place.id, skuId),
        ),
      ).toBe(true);
  } else {
    expect(['not_needed', 'cannot_complete']).toContain(entry.reason);
    expect(splits && gives).toBe(true);
  }
}

/** The keys of a sort as numbers that ascend; what is barred counts as without stock. */
export function rankOf(
  entry: TrailEntry,
  facts: Facts,
  policy: SourcingPolicy,
  rule: SourcingRule,
): number[] {
  const place = facts.snapshot.location(entry.locationId)!;
  const { load, lastServedAtMs } = facts.pictures[place.id]!;
  const distance = distanceMeters(facts.point, place);
  const barred =
    facts.refusedIds.includes(place.id) ||
    filtersOf(rule).some(
      (filter) =>
        bars(filter, facts, place) &&
        !(rule.action.type === 'split' && (filter.type === 'weight' || ofLines.has(filter.type))),
    );
  const values = rule.sort.map((key): number => {
    if (key.by === 'distance') return distance / (key.bandMeters ?? 1e-9);
    if (key.by === 'cost')
      return (
        deliveryCostFen(policy.deliveryCosts!, place.kind, distance, facts.gramsInAll) / (key.bandFen ?? 1)
      );
    if (key.by === 'load') return load / (key.bandOrders ?? 1);
    if (key.by === 'fairness')
      return (lastServedAtMs ?? -Infinity) / ((key.bandMinutes ?? 1 / minuteMs) * minuteMs);
    const times = [...facts.wanted].map(([skuId, count]) =>
      Math.floor(
        ((barred ? 0 : available(facts, place.id, skuId)) -
          (barred ? rule.keepPieces : keptBy(rule, facts, place.id, skuId))) /
          count,
      ),
    );
    return -Math.min(...times) / (key.bandTimes ?? 1);
  });
  return [...values.map((value) => Math.floor(value)), distance];
}

export function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((value, key) => value !== b[key]);
  return differs === -1 ? 0 : a[differs]! < b[differs]! ? -1 : 1;
}

/** The fees of `anyPolicy`, said once more. */
export function feeInWords(place: Location, distance: number, refusals: number): number {
  if (place.kind !== 'branch') return 0;
  const raised = (fen: number) => Math.min(900, fen + 150 * refusals);
  if (place.ownership === 'hq') return raised(0);
  if (place.province === '山东省' && distance <= 80_000) return raised(700);
  return distance <= 40_000 ? raised(300) : 0;
}
