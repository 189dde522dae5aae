/**
 * Who delivers to a point (scenarios O1, O2, O9): the branch of the point's grid, else the nearest branch that
 * can, else the nearest branch warehouse, else the nearest central warehouse. Pure: stock is the caller's.
 */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Location } from '@jindian/shared/contract/network';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { isWithinHours } from './opening-hours.ts';
import type { NearLocation, NetworkSnapshot } from './snapshot.ts';

/** As which kind of helper a place is considered; also the reason why it was chosen. Stable codes. */
export type AssignmentStage = 'grid_branch' | 'nearest_branch' | 'branch_warehouse' | 'central_warehouse';

/** Why a place was passed over. Stable codes. */
export type RefusalReason = 'suspended' | 'closed' | 'closed_now' | 'out_of_radius' | 'no_stock';

export type DeliveryCandidate = NearLocation & {
  stage: AssignmentStage;
  /** Set where the place cannot serve whatever its stock: no use in reading its levels. */
  refusal: Extract<RefusalReason, 'suspended' | 'closed' | 'out_of_radius'> | null;
};

export type TrailEntry = {
  locationId: string;
  name: LocalizedText;
  distanceMeters: number;
  chosen: boolean;
  reason: AssignmentStage | RefusalReason;
};

export type Assignment = { chosen: Location | null; trail: TrailEntry[] };

/** A neighbour's van goes this far; beyond, a warehouse's parcel is quicker. */
export const maxBranchDistanceMeters = 100_000;
export const minCandidates = 3;
export const maxCandidates = 60;

/**
 * The places worth asking, in the order of asking. At most `limit` (3..60) of them have `refusal: null`: a
 * sixth are central warehouses, a quarter branch warehouses, the rest branches. Places that cannot serve
 * anyway are listed between them, nearer ones only and at most as many, so that the trail can tell why not.
 */
export function deliveryCandidates(
  snapshot: NetworkSnapshot,
  point: PointGcj02,
  limit: number,
): DeliveryCandidate[] {
  const bounded = Math.max(minCandidates, Math.min(maxCandidates, Math.floor(limit)));
  const centralWarehouses = Math.max(1, Math.floor(bounded / 6));
  const branchWarehouses = Math.max(1, Math.floor(bounded / 4));
  const branches = bounded - branchWarehouses - centralWarehouses;

  const grid = snapshot.gridAt(point);
  const gridBranch = grid === null ? undefined : snapshot.location(grid.branchId);
  const first = gridBranch === undefined ? [] : [candidateOf(gridBranch, point, 'grid_branch')];
  const neighbours = branches - first.filter(({ refusal }) => refusal === null).length;
  return [
    ...first,
    ...stageCandidates(snapshot, point, 'nearest_branch', neighbours, gridBranch?.id),
    ...stageCandidates(snapshot, point, 'branch_warehouse', branchWarehouses),
    ...stageCandidates(snapshot, point, 'central_warehouse', centralWarehouses),
  ];
}

/**
 * Walks the candidates until one can serve. A shop that is closed tonight delivers tomorrow morning, so hours
 * matter only with `requireOpenNow`. `candidates` saves finding them again after the stock was read for them.
 */
export function assignDelivery(
  snapshot: NetworkSnapshot,
  point: PointGcj02,
  options: {
    canServe(location: Location): boolean;
    nowMs: number;
    maxCandidates: number;
    requireOpenNow?: boolean;
    candidates?: readonly DeliveryCandidate[];
  },
): Assignment {
  const candidates = options.candidates ?? deliveryCandidates(snapshot, point, options.maxCandidates);
  const trail: TrailEntry[] = [];
  for (const { location, distanceMeters: distance, stage, refusal } of candidates) {
    const reason =
      refusal ??
      (options.requireOpenNow && !isWithinHours(location, options.nowMs) ? 'closed_now' : null) ??
      (options.canServe(location) ? null : 'no_stock');
    trail.push({
      locationId: location.id,
      name: location.name,
      distanceMeters: Math.round(distance),
      chosen: reason === null,
      reason: reason ?? stage,
    });
    if (reason === null) return { chosen: location, trail };
  }
  return { chosen: null, trail };
}

/** Why a place cannot deliver to the point whatever its stock and the time of day; null if it can. */
export function standingRefusal(location: Location, point: PointGcj02): DeliveryCandidate['refusal'] {
  if (location.status !== 'open') return location.status;
  const radius = location.serviceRadiusMeters;
  return radius !== null && distanceMeters(point, location) > radius ? 'out_of_radius' : null;
}

function candidateOf(location: Location, point: PointGcj02, stage: AssignmentStage): DeliveryCandidate {
  return {
    location,
    distanceMeters: distanceMeters(point, location),
    stage,
    refusal: standingRefusal(location, point),
  };
}

function stageCandidates(
  snapshot: NetworkSnapshot,
  point: PointGcj02,
  stage: Exclude<AssignmentStage, 'grid_branch'>,
  count: number,
  exceptId?: string,
): DeliveryCandidate[] {
  if (count < 1) return [];
  const kinds = [stage === 'nearest_branch' ? ('branch' as const) : stage];
  const reach = stage === 'nearest_branch' ? maxBranchDistanceMeters : Infinity;
  const able = snapshot.nearest(point, {
    kinds,
    limit: count,
    maxDistanceMeters: reach,
    accept: (location) => location.id !== exceptId && standingRefusal(location, point) === null,
  });
  const unable = snapshot.nearest(point, {
    kinds,
    limit: count,
    // Farther than the last helper nobody would have been asked.
    maxDistanceMeters: able.length < count ? reach : able.at(-1)!.distanceMeters,
    accept: (location) => location.id !== exceptId && standingRefusal(location, point) !== null,
  });
  return [...able, ...unable]
    .sort((a, b) => a.distanceMeters - b.distanceMeters || (a.location.id < b.location.id ? -1 : 1))
    .map(({ location }) => candidateOf(location, point, stage));
}
