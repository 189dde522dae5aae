/** What holds for any network, policy, stock and order; reasons are checked against the bare facts, naively. */
import { isOfferedIn } from '@jindian/shared/contract/catalog';
import type { Location } from '@jindian/shared/contract/network';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithinHours } from '../network/opening-hours.ts';
import type { NetworkSnapshot } from '../network/snapshot.ts';
import { compilePolicy, type PlacePicture } from './compile.ts';
import { deliveryCostFen } from './costs.ts';
import type { TrailEntry } from './decision.ts';
import { defaultPolicy } from './default-policy.ts';
import { type DecisionInput, decide, openDecision } from './engine.ts';
import type { SourcingFilter, SourcingPolicy, SourcingRule } from './policy.ts';
import { anyCase, type Case } from './testing/any-case.ts';

type Facts = Case & { wanted: Map<string, number>; gramsInAll: number; gridId: string | null };

function factsOf(given: Case): Facts {
  const wanted = new Map<string, number>();
  for (const { skuId, quantity } of given.lines) wanted.set(skuId, (wanted.get(skuId) ?? 0) + quantity);
  const gramsInAll = [...wanted].reduce((sum, [id, count]) => sum + given.goods[id]!.weightGrams * count, 0);
  return { ...given, wanted, gramsInAll, gridId: given.snapshot.gridAt(given.point)?.id ?? null };
}

function inputOf(given: Case, policy: SourcingPolicy): DecisionInput {
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

const stockOf = (given: Case) => ({
  availableAt: (id: string, skuId: string) => available(given, id, skuId),
  safetyAt: (id: string, skuId: string) => given.safety[id]?.[skuId] ?? 0,
});

const available = ({ stock }: Case, id: string, skuId: string) => stock[id]?.[skuId] ?? 0;

/** Whether the filter bars the place from the whole order. */
function bars(filter: SourcingFilter, facts: Facts, place: Location): boolean {
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

function lackingAt(facts: Facts, { abilities }: Location, skuIds: readonly string[]): string[] {
  return skuIds
    .flatMap((skuId) => facts.goods[skuId]!.needs ?? [])
    .filter((need) => !abilities!.includes(need));
}

/** Pieces that stay at a place by a rule. */
function keptBy(rule: SourcingRule, facts: Facts, locationId: string, skuId: string): number {
  const safety = rule.filters.some(({ type }) => type === 'above_safety');
  return Math.max(rule.keepPieces, safety ? facts.safety[locationId]![skuId]! : 0);
}

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

function expectTrue(entry: TrailEntry, facts: Facts, rule: SourcingRule): void {
  const place = facts.snapshot.location(entry.locationId)!;
  const splits = rule.action.type === 'split';
  const short = [...facts.wanted].some(([skuId, count]) => available(facts, place.id, skuId) < count);
  const gives = canGive(facts, rule, place).some((count) => count > 0);
  const because = filterOf[entry.reason];
  const enough = [...facts.wanted].every(
    ([skuId, count]) => available(facts, place.id, skuId) - count >= keptBy(rule, facts, place.id, skuId),
  );
  const barred = rule.filters.some((filter) => bars(filter, facts, place));
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
    const filters = rule.filters.filter(({ type }) => type === because);
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
function rankOf(entry: TrailEntry, facts: Facts, policy: SourcingPolicy, rule: SourcingRule): number[] {
  const place = facts.snapshot.location(entry.locationId)!;
  const { load, lastServedAtMs } = facts.pictures[place.id]!;
  const distance = distanceMeters(facts.point, place);
  const barred =
    facts.refusedIds.includes(place.id) ||
    rule.filters.some(
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

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((value, key) => value !== b[key]);
  return differs === -1 ? 0 : a[differs]! < b[differs]! ? -1 : 1;
}

/** The fees of `anyPolicy`, said once more. */
function feeInWords(place: Location, distance: number, refusals: number): number {
  if (place.kind !== 'branch') return 0;
  const raised = (fen: number) => Math.min(900, fen + 150 * refusals);
  if (place.ownership === 'hq') return raised(0);
  if (place.province === '山东省' && distance <= 80_000) return raised(700);
  return distance <= 40_000 ? raised(300) : 0;
}

describe('whatever the network, the policy, the stock and the order', () => {
  it('serves everything or nothing, never more than there is, never from a place that a filter bars', () => {
    let served = 0;
    let divided = 0;
    let waited = 0;
    let inHall = 0;
    let offered = 0;
    fc.assert(
      fc.property(anyCase, (given) => {
        const facts = factsOf(given);
        const { allocations, trail, outcome, waitMinutes } = decide({
          ...inputOf(given, given.policy),
          stock: stockOf(given),
        });
        const ruleOf = (ruleId: string) => given.policy.rules.find(({ id }) => id === ruleId)!;
        expect(allocations.length > 0).toBe(outcome === 'allocated');
        expect(waitMinutes !== null).toBe(outcome === 'wait');
        if (outcome === 'wait') {
          waited += 1;
          const { reason, ruleId } = trail.at(-1)!;
          const { action, enabled } = ruleOf(ruleId);
          expect([reason, enabled]).toEqual(['worth_waiting', true]);
          if (action.type !== 'wait') throw new Error('a rule that does not wait');
          expect(action.minutes).toBe(waitMinutes);
          expect(given.waits).toBeLessThan(action.maxTimes);
        }
        if (allocations.length === 0) return;
        served += 1;
        if (allocations.length > 1) divided += 1;
        const rule = ruleOf(trail.find(({ chosen }) => chosen)!.ruleId);
        expect(rule.enabled).toBe(true);
        const { action, candidates } = rule;
        for (const { location, distanceMeters: distance, ruleId, acceptance, serviceFeeFen } of allocations) {
          expect(given.refusedIds).not.toContain(location.id);
          expect(serviceFeeFen).toBe(feeInWords(location, distance, given.refusals));
          const deciding = ruleOf(ruleId);
          if (acceptance.mode === 'grab') {
            inHall += 1;
            const hall = deciding.action;
            if (hall.type !== 'grab') throw new Error('a hall by a rule that opens none');
            expect(acceptance.withinMinutes).toBe(hall.withinMinutes);
            expect(acceptance.eligibleIds).toEqual(
              trail
                .filter((step) => step.ruleId === ruleId && (step.reason === 'may_grab' || step.chosen))
                .map(({ locationId }) => locationId),
            );
            expect(acceptance.eligibleIds.length).toBeGreaterThanOrEqual(hall.minEligible);
            expect(acceptance.eligibleIds.length).toBeLessThanOrEqual(hall.maxEligible);
            expect(['allocate', 'offer', 'grab']).toContain(action.type);
            continue;
          }
          expect(deciding).toBe(rule);
          const asks = action.type === 'split' ? action.offer : action.type === 'offer' ? action : null;
          if (action.type === 'offer') expect(given.refusals).toBeLessThan(action.untilRefusals ?? Infinity);
          const unasked =
            location.kind !== 'branch' || (location.ownership === 'hq' && asks?.autoAcceptHqOwned === true);
          if (asks && !unasked) offered += 1;
          expect(acceptance).toEqual(
            asks && !unasked ? { mode: 'offer', withinMinutes: asks.withinMinutes } : { mode: 'auto' },
          );
        }
        expect(allocations.length).toBeLessThanOrEqual(action.type === 'split' ? action.maxFulfilments : 1);
        if (action.type === 'split') expect(given.valueFen).toBeGreaterThanOrEqual(action.minValueFen);
        const total = new Map<string, number>();
        for (const { location, lines } of allocations) {
          if (candidates.from === 'nearest') {
            expect(candidates.kinds).toContain(location.kind);
            expect(distanceMeters(given.point, location)).toBeLessThanOrEqual(
              candidates.withinMeters ?? Infinity,
            );
          } else expect(location.id).toBe(given.snapshot.gridAt(given.point)!.branchId);
          expect(lines.length).toBeGreaterThan(0);
          const part = { ...facts, wanted: new Map(lines.map((line) => [line.skuId, line.quantity])) };
          part.gramsInAll = lines.reduce(
            (sum, line) => sum + given.goods[line.skuId]!.weightGrams * line.quantity,
            0,
          );
          expect(rule.filters.filter((filter) => bars(filter, part, location))).toEqual([]);
          for (const { skuId, quantity } of lines) {
            expect(quantity).toBeGreaterThan(0);
            expect(quantity + keptBy(rule, facts, location.id, skuId)).toBeLessThanOrEqual(
              available(given, location.id, skuId),
            );
            total.set(skuId, (total.get(skuId) ?? 0) + quantity);
          }
        }
        expect(total).toEqual(facts.wanted);
      }),
      { numRuns: 600 },
    );
    // Not true for want of cases.
    expect(served).toBeGreaterThan(120);
    expect(divided).toBeGreaterThan(15);
    expect(Math.min(waited, inHall, offered)).toBeGreaterThan(5);
  });

  it('tells the truth on the trail, in the order of the rules and of their sorts', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const facts = factsOf(given);
        const { allocations, trail } = decide({
          ...inputOf(given, given.policy),
          stock: stockOf(given),
        });
        expect(trail.filter(({ chosen }) => chosen).map(({ locationId }) => locationId)).toEqual(
          allocations.map(({ location }) => location.id),
        );
        const order = given.policy.rules.map(({ id }) => id);
        trail.forEach((entry, index) => {
          const rule = given.policy.rules[order.indexOf(entry.ruleId)]!;
          if (!entry.chosen) expectTrue(entry, facts, rule);
          const before = trail[index - 1];
          if (!before) return;
          expect(order.indexOf(before.ruleId)).toBeLessThanOrEqual(order.indexOf(entry.ruleId));
          if (before.ruleId !== entry.ruleId) return;
          const [earlier, later] = [before, entry].map((each) => rankOf(each, facts, given.policy, rule));
          expect(compare(earlier!, later!)).toBeLessThanOrEqual(0);
        });
        for (const { id, candidates } of given.policy.rules) {
          const looks = trail.filter(({ ruleId }) => ruleId === id).map(({ locationId }) => locationId);
          expect(new Set(looks).size).toBe(looks.length);
          const limit = candidates.from === 'nearest' ? candidates.limit : 1;
          expect(looks.length).toBeLessThanOrEqual(2 * limit);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('decides the same again, and from the stock of those alone that it names beforehand', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const input = inputOf(given, given.policy);
        const stock = stockOf(given);
        const decision = decide({ ...input, stock });
        expect(decide({ ...inputOf(given, given.policy), stock })).toEqual(decision);
        const open = openDecision(input);
        const named = new Set(open.placesToAsk().map(({ id }) => id));
        const fromNamed = open.decide({
          availableAt(id, skuId) {
            expect(named).toContain(id);
            return stock.availableAt(id, skuId);
          },
          safetyAt: stock.safetyAt,
        });
        expect(fromNamed).toEqual(decision);
        // The first rules alone come to the same or to nothing, and ask for no more stock than they said.
        const early = new Set(open.placesToAsk('early').map(({ id }) => id));
        for (const id of early) expect(named).toContain(id);
        const fromEarly = open.decideEarly({
          availableAt(id, skuId) {
            expect(early).toContain(id);
            return stock.availableAt(id, skuId);
          },
          safetyAt: stock.safetyAt,
        });
        if (fromEarly) expect(fromEarly).toEqual(decision);
      }),
    );
  });

  it('is, with the default policy, the rule of the network as a person would say it', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        // The default policy asks for consent and capacity, which nobody has told of yet.
        const { places: _, ...input } = inputOf(given, defaultPolicy);
        const { trail } = decide({
          ...input,
          stock: stockOf(given),
        });
        expect(trail.map(({ locationId, reason }) => `${locationId} ${reason}`)).toEqual(
          ruleInWords(given.snapshot, given.point, factsOf(given)),
        );
      }),
      { numRuns: 400 },
    );
  });
});

/**
 * Every place of the network sorted by distance, no index, no rules: 14 branches until three refused, of 30 those
 * who may grab it, 6 and 4 warehouses that could.
 */
function ruleInWords(snapshot: NetworkSnapshot, point: PointGcj02, facts: Facts): string[] {
  const trail: string[] = [];
  const ownBranchId = snapshot.gridAt(point)?.branchId;
  const looked = new Set<string>();
  let branchesAsked = 0;
  /** Those that could serve: the first, or for a hall up to so many. */
  const askAll = (places: readonly Location[], limit: number, asWhat: string, wanted = 1): string[] => {
    // Neither the branch of the grid nor a warehouse keeps pieces back.
    const keepsSafety = asWhat === 'nearest_branch' || asWhat === 'may_grab';
    const able: string[] = [];
    let asked = 0;
    let barred = 0;
    for (const place of places) {
      if (asked === limit || able.length === wanted) break;
      const radius = place.serviceRadiusMeters ?? Infinity;
      const refused = facts.refusedIds.includes(place.id);
      const bar =
        place.status !== 'open'
          ? place.status
          : distanceMeters(point, place) > radius
            ? 'out_of_radius'
            : lackingAt(facts, place, [...facts.wanted.keys()])[0] === 'cold'
              ? 'no_cold_chain'
              : lackingAt(facts, place, [...facts.wanted.keys()]).length > 0
                ? 'no_large_goods'
                : null;
      if (bar !== null && !refused) {
        barred += 1;
        if (barred > limit) continue;
        trail.push(`${place.id} ${bar}`);
        looked.add(place.id);
        continue;
      }
      asked += 1;
      looked.add(place.id);
      if (place.kind === 'branch') branchesAsked += 1;
      const kept = (skuId: string) => (keepsSafety ? facts.safety[place.id]![skuId]! : 0);
      const has = [...facts.wanted].every(([skuId, count]) => available(facts, place.id, skuId) >= count);
      const enough =
        has &&
        [...facts.wanted].every(([skuId, count]) => available(facts, place.id, skuId) - count >= kept(skuId));
      const tried = facts.triedIds.includes(place.id);
      const short = refused
        ? 'already_refused'
        : tried
          ? 'already_tried'
          : enough
            ? null
            : has
              ? 'below_safety'
              : 'no_stock';
      trail.push(`${place.id} ${short ?? asWhat}`);
      if (short === null) able.push(place.id);
    }
    return able;
  };
  const byDistance = (kind: Location['kind']) =>
    snapshot.locations
      .filter((place) => place.kind === kind)
      .sort((a, b) => distanceMeters(point, a) - distanceMeters(point, b) || (a.id < b.id ? -1 : 1));
  const near = () =>
    byDistance('branch').filter((place) => !looked.has(place.id) && distanceMeters(point, place) <= 100_000);
  const own = ownBranchId === undefined ? [] : [snapshot.location(ownBranchId)!];
  if (askAll(own, 1, 'grid_branch').length > 0) return trail;
  if (facts.refusals < 3 && askAll(near(), 14 - branchesAsked, 'nearest_branch').length > 0) return trail;
  const mayGrab = askAll(near(), 30 - branchesAsked, 'may_grab', 20);
  const hall = mayGrab.length >= 2 ? mayGrab : [];
  const toldAs = (id: string, reason: string) =>
    trail.splice(trail.indexOf(`${id} may_grab`), 1, `${id} ${reason}`);
  if (hall.length === 0) for (const id of mayGrab) toldAs(id, 'too_few_to_grab');
  if (askAll(byDistance('branch_warehouse'), 6, 'branch_warehouse').length > 0) return trail;
  if (askAll(byDistance('central_warehouse'), 4, 'central_warehouse').length > 0) return trail;
  if (hall[0] !== undefined) toldAs(hall[0], 'grab_fallback');
  return trail;
}
