/**
 * Counties → grids. A grid should be worth one branch's work, so sparse neighbours are merged until the wanted
 * number is left. The source has no population; demand is estimated from what it has: the kind of county, its
 * area (a Chinese county holds some 100,000–1,000,000 people whether it is large or small, so a large one is a
 * sparse one) and how many county seats lie around it.
 */
import { distanceMeters } from '@jindian/shared/geo';

export type MergeCounty = {
  province: string;
  city: string;
  county: string;
  center: readonly [number, number];
  areaSquareKilometers: number;
};

export type MergedGrid = {
  /** Indexes of the counties, the one with the most demand first: it gives the grid its name and branch. */
  countyIndexes: number[];
};

/** Most counties of one grid, where branches are put afterwards: none looks after half a province. */
const maxCountiesOfGrid = 4;
const seatNeighbourhoodMeters = 75_000;

/** Relative demand for goods, about 0.005 (a Tibetan county) to 1 (a district of a big city). */
export function estimateDemand(counties: readonly MergeCounty[]): number[] {
  const points = counties.map(({ center }) => ({ lngGcj02: center[0], latGcj02: center[1] }));
  return counties.map((county, i) => {
    const here = points[i]!;
    let seatsAround = 0;
    for (const there of points) {
      // One degree of latitude is 111 km: the cheap test spares most of the trigonometry.
      if (Math.abs(there.latGcj02 - here.latGcj02) > 0.7) continue;
      if (distanceMeters(here, there) <= seatNeighbourhoodMeters) seatsAround += 1;
    }
    const urban = kindFactor(county.county);
    const sparse = Math.min(1, 2000 / county.areaSquareKilometers) ** 0.45;
    return urban * sparse * Math.min(1, Math.max(0.1, seatsAround / 20));
  });
}

/** How urban a county is by its kind: a district before a city before a county. */
export function kindFactor(name: string): number {
  if (/自治[县旗]$|旗$|林区$/.test(name)) return 0.4;
  if (name.endsWith('区')) return 1;
  if (name.endsWith('市')) return 0.8;
  return 0.6;
}

/**
 * Merges the weakest grid with its weakest neighbour (of the same city if it has one, else of the same
 * province) until `wantedGrids` are left. `neighboursOf[i]` are the counties that share an arc with county i;
 * `joined` are pairs without a common arc that must be one grid.
 */
export function mergeGrids(input: {
  counties: readonly MergeCounty[];
  demand: readonly number[];
  neighboursOf: readonly (readonly number[])[];
  joined: readonly (readonly [number, number])[];
  wantedGrids: number;
  maxCounties?: number;
}): MergedGrid[] {
  const { counties, demand, neighboursOf, wantedGrids, maxCounties = maxCountiesOfGrid } = input;
  const gridOf = counties.map((_, i) => i);
  const members = new Map<number, number[]>(counties.map((_, i) => [i, [i]]));
  const strength = new Map<number, number>(counties.map((_, i) => [i, demand[i]!]));

  const merge = (kept: number, gone: number) => {
    for (const county of members.get(gone)!) gridOf[county] = kept;
    members.get(kept)!.push(...members.get(gone)!);
    strength.set(kept, strength.get(kept)! + strength.get(gone)!);
    members.delete(gone);
    strength.delete(gone);
  };

  /** The weakest grid next to this one that it may merge with, or undefined. */
  const partnerOf = (grid: number): number | undefined => {
    const own = members.get(grid)!;
    const first = counties[own[0]!]!;
    let best: { grid: number; sameCity: boolean; strength: number } | undefined;
    for (const county of own) {
      for (const neighbour of neighboursOf[county]!) {
        const other = gridOf[neighbour]!;
        if (other === grid || counties[neighbour]!.province !== first.province) continue;
        if (own.length + members.get(other)!.length > maxCounties) continue;
        const candidate = {
          grid: other,
          sameCity: counties[members.get(other)![0]!]!.city === first.city,
          strength: strength.get(other)!,
        };
        if (best === undefined || isBetterPartner(candidate, best)) best = candidate;
      }
    }
    return best?.grid;
  };

  for (const [kept, gone] of input.joined) merge(gridOf[kept]!, gridOf[gone]!);
  const settled = new Set<number>();
  while (members.size > wantedGrids) {
    let weakest: number | undefined;
    for (const [grid, value] of strength) {
      if (settled.has(grid)) continue;
      const weakestValue = weakest === undefined ? Infinity : strength.get(weakest)!;
      if (value < weakestValue || (value === weakestValue && grid < weakest!)) weakest = grid;
    }
    if (weakest === undefined) break;
    const partner = partnerOf(weakest);
    // An island, or one among full grids, stays as it is.
    if (partner === undefined) settled.add(weakest);
    else merge(Math.min(weakest, partner), Math.max(weakest, partner));
  }

  // A district or a city leads before a county of more demand: people name the region after it.
  const rank = (county: number) => kindFactor(counties[county]!.county);
  return [...members.values()]
    .map((countyIndexes) => ({
      countyIndexes: countyIndexes.sort((a, b) => rank(b) - rank(a) || demand[b]! - demand[a]! || a - b),
    }))
    .sort((a, b) => Math.min(...a.countyIndexes) - Math.min(...b.countyIndexes));
}

type Partner = { grid: number; sameCity: boolean; strength: number };

function isBetterPartner(candidate: Partner, best: Partner): boolean {
  if (candidate.sameCity !== best.sameCity) return candidate.sameCity;
  return (
    candidate.strength < best.strength || (candidate.strength === best.strength && candidate.grid < best.grid)
  );
}
