/**
 * Areas → grids, for a brand that has made its places. Each area with branches is a seed. The seed with the least load takes
 * the nearest area beside it, until none is left; then areas change sides where that evens loads out. The same input gives
 * the same grids.
 */
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { buildNearIndex } from '../network/near-index.ts';
import type { Area } from './areas.ts';
import { mergeGrids } from './merge-grids.ts';

export type GeneratedGrid = {
  /** Indexes of areas, the one that gives it its name first. */
  areaIndexes: number[];
  branchId: string;
  load: number;
};

export type SeedBranch = { id: string; point: PointGcj02; areaIndex: number };

export type GenerateInput = {
  areas: readonly Area[];
  /** What each is to bring: orders, or an estimate of demand. */
  loads: readonly number[];
  neighboursOf: readonly (readonly number[])[];
  branches: readonly SeedBranch[];
  /** Fewer than there are areas with branches: the weakest are joined. */
  wantedGrids: number | null;
};

/** A branch may be so many times as far as the nearest one, and these metres more. */
const fartherTimes = 2;
const fartherMeters = 20_000;
const maxPasses = 12;

/** Empty where there is no branch. */
export function generateGrids(input: GenerateInput): GeneratedGrid[] {
  const { areas, loads, branches, wantedGrids } = input;
  const seeds = [...new Set(branches.map(({ areaIndex }) => areaIndex))].sort((a, b) => a - b);
  if (seeds.length === 0) return [];
  const reach = reachOf(input, seeds);
  const grown = grow(input, seeds, reach);
  evenOut(input, seeds, grown, reach);
  const merged = mergeGrids({
    counties: areas.map((area) => ({ ...area, county: area.name })),
    demand: loads,
    neighboursOf: input.neighboursOf,
    joined: grown.flatMap((seed, area) => (seeds[seed] === area ? [] : [[seeds[seed]!, area] as const])),
    wantedGrids: Math.max(1, Math.min(wantedGrids ?? seeds.length, seeds.length)),
    maxCounties: Number.POSITIVE_INFINITY,
  });
  return merged.map(({ countyIndexes }) => ({
    areaIndexes: countyIndexes,
    branchId: responsible(input, countyIndexes),
    load: countyIndexes.reduce((sum, area) => sum + loads[area]!, 0),
  }));
}

const pointOf = ({ center: [lngGcj02, latGcj02] }: Area): PointGcj02 => ({ latGcj02, lngGcj02 });

type Reach = { meters(seed: number, area: number): number; allows(seed: number, area: number): boolean };

/** How far the seeds' branches lie from each area. */
function reachOf({ areas, branches }: GenerateInput, seeds: readonly number[]): Reach {
  const inArea = new Map<number, PointGcj02[]>();
  for (const { areaIndex, point } of branches)
    inArea.set(areaIndex, [...(inArea.get(areaIndex) ?? []), point]);
  const pointsOf = seeds.map((seed) => inArea.get(seed)!);
  const points = areas.map(pointOf);
  const known = new Map<number, number>();
  const meters = (seed: number, area: number) => {
    const key = seed * areas.length + area;
    let found = known.get(key);
    if (found === undefined) {
      found = Math.min(...pointsOf[seed]!.map((point) => distanceMeters(point, points[area]!)));
      known.set(key, found);
    }
    return found;
  };
  const index = buildNearIndex(branches.map(({ point }) => point));
  const nearest = points.map((point) => index.nearest(point, 1, Number.POSITIVE_INFINITY).meters[0]!);
  return {
    meters,
    allows: (seed, area) => meters(seed, area) <= nearest[area]! * fartherTimes + fartherMeters,
  };
}

/** Which seed has each area. */
function grow(
  { areas, loads, neighboursOf }: GenerateInput,
  seeds: readonly number[],
  reach: Reach,
): number[] {
  const seedOf = areas.map(() => -1);
  const load = seeds.map((area) => loads[area]!);
  const frontier = seeds.map(() => new Set<number>());
  const open = new Set(seeds.keys());
  const take = (seed: number, area: number) => {
    seedOf[area] = seed;
    for (const next of neighboursOf[area]!) if (seedOf[next] === -1) frontier[seed]!.add(next);
  };
  for (const [seed, area] of seeds.entries()) take(seed, area);

  const isNearer = (seed: number, area: number, other: number) => {
    const home = areas[seeds[seed]!]!;
    const kinship = ({ province, city }: Area) =>
      province !== home.province ? 0 : city === home.city ? 2 : 1;
    const [a, b] = [kinship(areas[area]!), kinship(areas[other]!)];
    if (a !== b) return a > b;
    const [near, far] = [reach.meters(seed, area), reach.meters(seed, other)];
    return near < far || (near === far && area < other);
  };
  while (open.size > 0) {
    let weakest = -1;
    for (const seed of open) if (weakest === -1 || load[seed]! < load[weakest]!) weakest = seed;
    let best = -1;
    for (const area of frontier[weakest]!) {
      if (seedOf[area] !== -1 || !reach.allows(weakest, area)) frontier[weakest]!.delete(area);
      else if (best === -1 || isNearer(weakest, area, best)) best = area;
    }
    if (best === -1) {
      open.delete(weakest);
      continue;
    }
    take(weakest, best);
    load[weakest] = load[weakest]! + loads[best]!;
  }
  // An island, or what only such seeds border on that are too far: the nearest branch has it.
  for (let area = 0; area < areas.length; area += 1) {
    if (seedOf[area] !== -1) continue;
    let nearest = 0;
    for (const seed of seeds.keys())
      if (reach.meters(seed, area) < reach.meters(nearest, area)) nearest = seed;
    seedOf[area] = nearest;
  }
  return seedOf;
}

/** Moves areas at a border to the lighter side, while that brings loads nearer to each other. */
function evenOut(
  { areas, loads, neighboursOf }: GenerateInput,
  seeds: readonly number[],
  seedOf: number[],
  reach: Reach,
): void {
  const load = seeds.map(() => 0);
  const members = seeds.map(() => new Set<number>());
  seedOf.forEach((seed, area) => {
    load[seed] = load[seed]! + loads[area]!;
    members[seed]!.add(area);
  });
  for (let pass = 0; pass < maxPasses; pass += 1) {
    let moved = false;
    for (let area = 0; area < areas.length; area += 1) {
      const from = seedOf[area]!;
      if (seeds[from] === area) continue;
      let to = -1;
      for (const next of neighboursOf[area]!) {
        const other = seedOf[next]!;
        // What is gone there must be lighter than what is left here, or the two only change places.
        if (other === from || load[other]! + loads[area]! >= load[from]!) continue;
        if (!reach.allows(other, area)) continue;
        if (to === -1 || load[other]! < load[to]! || (load[other] === load[to] && other < to)) to = other;
      }
      if (to === -1 || !holdsTogether(members[from]!, area, seeds[from]!, neighboursOf)) continue;
      seedOf[area] = to;
      members[from]!.delete(area);
      members[to]!.add(area);
      load[from] = load[from]! - loads[area]!;
      load[to] = load[to]! + loads[area]!;
      moved = true;
    }
    if (!moved) return;
  }
}

/** Whether what was reached from the seed is still reached without this area. */
function holdsTogether(
  members: ReadonlySet<number>,
  without: number,
  seed: number,
  neighboursOf: GenerateInput['neighboursOf'],
): boolean {
  const reachedFrom = (skipped: number) => {
    const reached = new Set([seed]);
    const todo = [seed];
    for (let area = todo.pop(); area !== undefined; area = todo.pop())
      for (const next of neighboursOf[area]!)
        if (next !== skipped && members.has(next) && !reached.has(next)) {
          reached.add(next);
          todo.push(next);
        }
    return reached.size;
  };
  return reachedFrom(without) === reachedFrom(-1) - 1;
}

/** The branch in the grid that is nearest to where its load lies. */
function responsible({ areas, loads, branches }: GenerateInput, members: readonly number[]): string {
  let weight = 0;
  const middle = { latGcj02: 0, lngGcj02: 0 };
  for (const area of members) {
    const share = Math.max(loads[area]!, 1e-9);
    const { latGcj02, lngGcj02 } = pointOf(areas[area]!);
    middle.latGcj02 += latGcj02 * share;
    middle.lngGcj02 += lngGcj02 * share;
    weight += share;
  }
  const centre = { latGcj02: middle.latGcj02 / weight, lngGcj02: middle.lngGcj02 / weight };
  const inside = new Set(members);
  const ranked = branches
    .filter(({ areaIndex }) => inside.has(areaIndex))
    .map(({ id, point }) => ({ id, meters: distanceMeters(point, centre) }))
    .sort((a, b) => a.meters - b.meters || (a.id < b.id ? -1 : 1));
  return ranked[0]!.id;
}

export type Balance = { grids: number; least: number; mean: number; most: number; spread: number };

/** `spread`: the standard deviation as a share of the mean; 0 is perfectly even. */
export function balanceOf(loads: readonly number[]): Balance {
  const grids = loads.length;
  if (grids === 0) return { grids, least: 0, mean: 0, most: 0, spread: 0 };
  const mean = loads.reduce((sum, load) => sum + load, 0) / grids;
  const variance = loads.reduce((sum, load) => sum + (load - mean) ** 2, 0) / grids;
  const [least, most] = [Math.min(...loads), Math.max(...loads)];
  return { grids, least, mean, most, spread: mean === 0 ? 0 : Math.sqrt(variance) / mean };
}
