/** The places that a rule looks at: searched for and judged only as far as somebody asks. */
import type { Location } from '@jindian/shared/contract/places/network';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { maxNearest, type NearLocation, type NetworkSnapshot } from '../../places/network/snapshot.ts';
import type { CompiledRule, DecisionContext } from './compile.ts';
import type { Considered } from './decision.ts';

/** Of so many nearest ones at most a rule takes its places: in a region that is shut altogether it gives up. */
export const maxScanned = maxNearest;
/** The first look at many: the nearest that can serve is nearly always among them. At few one looks at once. */
const firstScan = 6;
const few = 12;

export type Pool = {
  /** Kinds of places that may be in it. */
  kinds: readonly Location['kind'][];
  /** Nearest first, equal ones by id; undefined behind the last. */
  at(index: number): Considered | undefined;
  all(): readonly Considered[];
};

export type Search = {
  snapshot: NetworkSnapshot;
  point: PointGcj02;
  context: DecisionContext;
  /** The longest search so far of each kind: rules look at the same places again. */
  known: Map<string, { limit: number; found: NearLocation[] }>;
};

/**
 * As many that can serve as the rule may ask, and between them those that cannot (as many at most), so that the
 * trail can tell why not.
 */
export function createPool(search: Search, rule: CompiledRule, earlier: readonly Pool[]): Pool {
  const { candidates } = rule;
  if (candidates.from === 'none') return { kinds: [], at: () => undefined, all: () => [] };
  if (candidates.from === 'own_grid') {
    const own = ownGridBranch(search, rule, repeatsOf(rule, earlier, ['branch']));
    return { kinds: ['branch'], at: (index) => own[index], all: () => own };
  }
  return nearestPool(search, rule, candidates, repeatsOf(rule, earlier, candidates.kinds));
}

function ownGridBranch(
  { snapshot, point, context }: Search,
  rule: CompiledRule,
  { refused }: Repeats,
): Considered[] {
  const location = context.grid === null ? undefined : snapshot.location(context.grid.branchId);
  if (location === undefined || refused.has(location)) return [];
  return [consider(rule, context, location, distanceMeters(point, location))];
}

function nearestPool(
  search: Search,
  rule: CompiledRule,
  { kinds, limit, withinMeters }: Extract<CompiledRule['candidates'], { from: 'nearest' }>,
  { refused, asked }: Repeats,
): Pool {
  const { context } = search;
  const room = limit - asked;
  /** Those that were looked at already lie among the nearest: they are found again and passed over. */
  const enough = room + refused.size + 4;
  const entries: Considered[] = [];
  let found: NearLocation[] = [];
  let scan = 0;
  /** Of those found, so many are in their final order. */
  let settled = 0;
  let seen = 0;
  let able = 0;
  let unable = 0;
  let done = room < 1;

  /** false when there is nobody farther. */
  function searchFarther(atLeast: number): boolean {
    if (scan > 0 && (found.length < scan || scan === maxScanned)) return false;
    scan = Math.min(maxScanned, Math.max(scan * 4, atLeast));
    found = nearestOf(search, kinds, withinMeters, scan);
    settled = found.length;
    // Among equally far ones a search may cut anywhere: they wait for the next, so that the order is always the same.
    if (found.length === scan && scan < maxScanned) {
      const farthest = found[found.length - 1]!.distanceMeters;
      while (settled > 0 && found[settled - 1]!.distanceMeters === farthest) settled -= 1;
    }
    return true;
  }

  function fill(count: number, scanFirst: number): void {
    while (!done && entries.length < count) {
      if (seen >= settled) {
        done = !searchFarther(scan === 0 ? scanFirst : enough);
        continue;
      }
      const { location, distanceMeters: distance } = found[seen]!;
      seen += 1;
      if (refused.size > 0 && refused.has(location)) continue;
      const considered = consider(rule, context, location, distance);
      if (wasAsked(considered.refusal)) able += 1;
      else if (unable === room) continue;
      else unable += 1;
      entries.push(considered);
      done = able === room;
    }
  }

  return {
    kinds,
    at(index) {
      fill(index + 1, refused.size === 0 && enough > few ? firstScan : enough);
      return entries[index];
    },
    all() {
      fill(Infinity, enough);
      return entries;
    },
  };
}

function nearestOf(
  { snapshot, point, known }: Search,
  kinds: readonly Location['kind'][],
  withinMeters: number,
  limit: number,
): NearLocation[] {
  const key = kinds.length === 1 ? `${kinds[0]} ${withinMeters}` : `${kinds.join(' ')} ${withinMeters}`;
  const before = known.get(key);
  if (before && before.limit >= limit)
    return before.found.length > limit ? before.found.slice(0, limit) : before.found;
  const found = snapshot.nearest(point, { kinds, limit, maxDistanceMeters: withinMeters });
  known.set(key, { limit, found });
  return found;
}

function consider(
  rule: CompiledRule,
  context: DecisionContext,
  location: Location,
  distance: number,
): Considered {
  if (context.refusedIds.size > 0 && context.refusedIds.has(location.id))
    return { location, distanceMeters: distance, refusal: 'already_refused', refusedBy: rule.refusedId };
  for (const filter of rule.filters) {
    const refusal = filter.refusalOf(context, location, distance);
    if (refusal !== null) return { location, distanceMeters: distance, refusal, refusedBy: filter.id };
  }
  if (rule.notTriedId !== -1 && context.triedIds.size > 0 && context.triedIds.has(location.id))
    return { location, distanceMeters: distance, refusal: 'already_tried', refusedBy: rule.notTriedId };
  return { location, distanceMeters: distance, refusal: null, refusedBy: rule.stockId };
}

/** Now or earlier: such places use up the limit of a rule. */
function wasAsked(refusal: Considered['refusal']): boolean {
  return refusal === null || refusal === 'already_tried' || refusal === 'already_refused';
}

/** Places that an earlier rule refused for a reason that holds here too; how many of them were asked for stock. */
type Repeats = { refused: ReadonlySet<Location>; asked: number };

const noRepeats: Repeats = { refused: new Set(), asked: 0 };

function repeatsOf(
  rule: CompiledRule,
  earlier: readonly Pool[],
  kinds: readonly Location['kind'][],
): Repeats {
  if (earlier.length === 0) return noRepeats;
  const refused = new Set<Location>();
  const asked = new Set<Location>();
  for (const pool of earlier) {
    if (!pool.kinds.some((kind) => kinds.includes(kind))) continue;
    for (const { location, refusal, refusedBy } of pool.all()) {
      if (rule.repeats[refusedBy] !== true || !kinds.includes(location.kind)) continue;
      refused.add(location);
      if (wasAsked(refusal)) asked.add(location);
    }
  }
  return { refused, asked: asked.size };
}
