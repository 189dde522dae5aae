import type { MapView } from '@jindian/shared/contract/goods/storefront';
import { isInService } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import { isOpenAt } from './opening-hours.ts';
import type { NetworkSnapshot } from './snapshot.ts';
import { mapOutline, outerRings } from './snapshot-outline.ts';

const maxMapBranches = 60;
const maxMapPoints = 4_000;

/** What a phone draws around a point. */
export function mapAround(
  snapshot: NetworkSnapshot,
  point: PointGcj02,
  radiusMeters: number,
  nowMs: number,
): MapView {
  const latSpan = radiusMeters / 111_000;
  const lngSpan = latSpan / Math.max(0.1, Math.cos((point.latGcj02 * Math.PI) / 180));
  const bboxGcj02: [number, number, number, number] = [
    point.lngGcj02 - lngSpan,
    point.latGcj02 - latSpan,
    point.lngGcj02 + lngSpan,
    point.latGcj02 + latSpan,
  ];
  const branches = snapshot.nearest(point, {
    kinds: ['branch'],
    limit: maxMapBranches,
    maxDistanceMeters: radiusMeters * 1.5,
    accept: isInService,
  });
  const grid = snapshot.gridAt(point);
  const county = snapshot.countyAt(point);
  return {
    outlines: mapOutline(snapshot, { bboxGcj02, maxPoints: maxMapPoints }).map((outline) => ({
      gridId: outline.gridId,
      name: outline.name,
      rings: outerRings(outline),
    })),
    branches: branches.map(({ location: { id, name, latGcj02, lngGcj02, ...rest } }) => ({
      id,
      name,
      latGcj02,
      lngGcj02,
      openNow: isOpenAt(rest, nowMs),
    })),
    area:
      grid && county
        ? { province: county.province, city: county.city, county: county.county, gridId: grid.id }
        : null,
  };
}
