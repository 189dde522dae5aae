import type { Location } from '@jindian/shared/contract/places/network';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetworkSnapshot } from '../../places/network/snapshot.ts';
import { defaultPolicy } from './default-policy.ts';
import { decide, openDecision } from './engine.ts';
import { anyCase } from './testing/any-case.ts';

import {
  available,
  bars,
  compare,
  expectTrue,
  type Facts,
  factsOf,
  feeInWords,
  inputOf,
  keptBy,
  lackingAt,
  rankOf,
  stockOf,
} from './testing/facts.ts';

describe('whatever the network, the policy, the stock and the order', () => {
  it('serves everything or nothing, never more than there is, never from a place that a filter bars', () => {
    let served = 0;
    let divided = 0;
    let waited = 0;
    let inGrabPool = 0;
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
            inGrabPool += 1;
            const grabPool = deciding.action;
            if (grabPool.type !== 'grab') throw new Error('a grab pool by a rule that opens none');
            expect(acceptance.withinMinutes).toBe(grabPool.withinMinutes);
            expect(acceptance.eligibleIds).toEqual(
              trail
                .filter((step) => step.ruleId === ruleId && (step.reason === 'may_grab' || step.chosen))
                .map(({ locationId }) => locationId),
            );
            expect(acceptance.eligibleIds.length).toBeGreaterThanOrEqual(grabPool.minEligible);
            expect(acceptance.eligibleIds.length).toBeLessThanOrEqual(grabPool.maxEligible);
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
    expect(divided).toBeGreaterThan(5);
    expect(Math.min(waited, inGrabPool, offered)).toBeGreaterThan(5);
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
  /** Those that could serve: the first, or for a grab pool up to so many. */
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
  const grabPool = mayGrab.length >= 2 ? mayGrab : [];
  const toldAs = (id: string, reason: string) =>
    trail.splice(trail.indexOf(`${id} may_grab`), 1, `${id} ${reason}`);
  if (grabPool.length === 0) for (const id of mayGrab) toldAs(id, 'too_few_to_grab');
  if (askAll(byDistance('branch_warehouse'), 6, 'branch_warehouse').length > 0) return trail;
  if (askAll(byDistance('central_warehouse'), 4, 'central_warehouse').length > 0) return trail;
  if (grabPool[0] !== undefined) toldAs(grabPool[0], 'grab_fallback');
  return trail;
}
