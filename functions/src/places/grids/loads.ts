import type { PointGcj02 } from '@jindian/shared/geo';
import { nearOutlineMeters } from '../network/snapshot.ts';
import type { AreaMap } from './areas.ts';
import { estimateDemand } from './merge-grids.ts';

/** The estimate weighs as much as so many orders: with few orders it tells, with thousands they do. */
const estimateOrders = 100;

const estimated = new WeakMap<AreaMap, readonly number[]>();

/** An estimate of demand: all areas together 1. */
function estimateOf(map: AreaMap): readonly number[] {
  const known = estimated.get(map);
  if (known) return known;
  const demand = estimateDemand(map.areas.map((area) => ({ ...area, county: area.name })));
  const total = demand.reduce((sum, one) => sum + one, 0) || 1;
  const made = demand.map((one) => one / total);
  estimated.set(map, made);
  return made;
}

/** What each area brings, as of so many orders in all. */
export function loadsByOrders(map: AreaMap, points: readonly PointGcj02[]): number[] {
  const loads = estimateOf(map).map((share) => share * estimateOrders);
  for (const point of points) {
    const area = map.near(point, nearOutlineMeters);
    if (area !== -1) loads[area] = loads[area]! + 1;
  }
  return loads;
}
