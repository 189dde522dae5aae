/** One past delivery under the grids in force and under a draft: who is asked first, how far that is, whether they would go. */

import type { GridPlan } from '@jindian/shared/contract/places/grids';
import { isInService } from '@jindian/shared/contract/places/network';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { type NetworkSnapshot, nearOutlineMeters } from '../network/snapshot.ts';
import { areasOf } from './areas.ts';

export type ReplaySide = { served: number; refused: number; withoutGrid: number; meters: number };
export type ReplayResult = {
  orders: number;
  moved: number;
  before: ReplaySide;
  after: ReplaySide;
  /** `<branch before>><branch after>`, empty for none. */
  moves: Record<string, number>;
};

const noSide: ReplaySide = { served: 0, refused: 0, withoutGrid: 0, meters: 0 };
export const emptyReplay = (): ReplayResult => ({
  orders: 0,
  moved: 0,
  before: { ...noSide },
  after: { ...noSide },
  moves: {},
});

/** Which branch a plan makes responsible for a point; null where it has no grid. */
export function branchOfPlan(
  plan: GridPlan,
  snapshot: Pick<NetworkSnapshot, 'shapes'>,
): (point: PointGcj02) => string | null {
  const map = areasOf(plan, snapshot.shapes);
  const branchOf = new Map(
    plan.grids.flatMap(({ branchId, areas }) => areas.map((key) => [key, branchId] as const)),
  );
  return (point) => {
    const area = map.near(point, nearOutlineMeters);
    return area === -1 ? null : (branchOf.get(map.areas[area]!.key) ?? null);
  };
}

export function replayOrder(
  result: ReplayResult,
  point: PointGcj02,
  snapshot: Pick<NetworkSnapshot, 'gridAt' | 'location'>,
  drafted: (point: PointGcj02) => string | null,
): void {
  const before = snapshot.gridAt(point)?.branchId ?? null;
  const after = drafted(point);
  result.orders += 1;
  count(result.before, before, point, snapshot);
  count(result.after, after, point, snapshot);
  if (before === after) return;
  result.moved += 1;
  const move = `${before ?? ''}>${after ?? ''}`;
  result.moves[move] = (result.moves[move] ?? 0) + 1;
}

function count(
  side: ReplaySide,
  branchId: string | null,
  point: PointGcj02,
  { location }: Pick<NetworkSnapshot, 'location'>,
): void {
  if (branchId === null) {
    side.withoutGrid += 1;
    return;
  }
  const branch = location(branchId);
  const meters = branch ? distanceMeters(branch, point) : Number.POSITIVE_INFINITY;
  const isTaken = branch && isInService(branch) && meters <= (branch.serviceRadiusMeters ?? meters);
  if (!isTaken) side.refused += 1;
  else {
    side.served += 1;
    side.meters += meters;
  }
}
