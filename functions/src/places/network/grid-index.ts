/**
 * Point → polygon. A flatbush over the polygons' boxes narrows the search, an exact crossing test decides.
 *
 * The crossing test is half-open (a point on a shared border belongs to exactly one side) and computes an
 * edge's crossing from its ends in one fixed order: neighbours walk the same edge in opposite directions, and
 * the rounding must not differ between them, or a border point could lie in both polygons or in none.
 */
import { type BboxGcj02, earthRadiusMeters, type PointGcj02 } from '@jindian/shared/geo';
import Flatbush from 'flatbush';
import type { GeometryCollection } from 'topojson-specification';
import { type Coordinates, polygonsOf, stitchRing } from './grid-index-arcs.ts';

const metersPerDegree = (earthRadiusMeters * Math.PI) / 180;

/** One part of a polygon: its outer ring and holes, each as x0, y0, x1, y1, … (closed; x is the longitude). */
export type PolygonPart = { polygonIndex: number; rings: Float64Array[] };

export type PolygonIndex = {
  /** Index of the polygon that holds the point, or −1. Where source polygons overlap: the lowest index. */
  at(point: PointGcj02): number;
  /**
   * Index of the polygon that holds the point, or of the one whose outline is nearest within so many metres (equal
   * distances: the lowest index); −1 where there is none.
   */
  near(point: PointGcj02, withinMeters: number): number;
  /** Every polygon that holds the point, ascending: for tests and for checking a brand's own grids. */
  allAt(point: PointGcj02): number[];
  /** Polygons whose box meets [west, south, east, north], ascending. */
  inBox(bboxGcj02: BboxGcj02): number[];
};

/** The parts of all polygons, in the order of the collection. Throws on anything that is no polygon. */
export function decodePolygons(
  arcs: readonly Coordinates[],
  collection: Pick<GeometryCollection, 'geometries'>,
): PolygonPart[] {
  return polygonsOf(collection).flatMap((parts, polygonIndex) =>
    parts.map((rings) => ({ polygonIndex, rings: rings.map((ring) => stitchRing(ring, arcs)) })),
  );
}

export function buildPolygonIndex(parts: readonly PolygonPart[]): PolygonIndex {
  // Flatbush refuses an empty index.
  if (parts.length === 0) return { at: () => -1, near: () => -1, allAt: () => [], inBox: () => [] };
  const boxes = new Flatbush(parts.length);
  for (const part of parts) boxes.add(...boxOf(part.rings[0]!));
  boxes.finish();

  const allAt = (point: PointGcj02): number[] => {
    const found = new Set<number>();
    for (const index of boxes.search(point.lngGcj02, point.latGcj02, point.lngGcj02, point.latGcj02)) {
      const part = parts[index]!;
      if (partHolds(part.rings, point.lngGcj02, point.latGcj02)) found.add(part.polygonIndex);
    }
    return [...found].sort((a, b) => a - b);
  };

  const at = (point: PointGcj02): number => {
    let lowest = -1;
    for (const index of boxes.search(point.lngGcj02, point.latGcj02, point.lngGcj02, point.latGcj02)) {
      const part = parts[index]!;
      if (lowest !== -1 && part.polygonIndex >= lowest) continue;
      if (partHolds(part.rings, point.lngGcj02, point.latGcj02)) lowest = part.polygonIndex;
    }
    return lowest;
  };

  return {
    at,
    allAt,
    near(point, withinMeters) {
      const holder = at(point);
      if (holder !== -1) return holder;
      const { lngGcj02: x, latGcj02: y } = point;
      const latSpan = withinMeters / metersPerDegree;
      const lngSpan = latSpan / Math.max(0.1, Math.cos((y * Math.PI) / 180));
      let nearest = -1;
      let nearestMeters = withinMeters;
      for (const index of boxes.search(x - lngSpan, y - latSpan, x + lngSpan, y + latSpan)) {
        const { polygonIndex, rings } = parts[index]!;
        const meters = metersToOutline(rings, point);
        const isNearer =
          meters < nearestMeters || (meters === nearestMeters && (nearest === -1 || polygonIndex < nearest));
        if (!isNearer) continue;
        nearest = polygonIndex;
        nearestMeters = meters;
      }
      return nearest;
    },
    inBox(bboxGcj02) {
      const found = new Set(boxes.search(...bboxGcj02).map((index) => parts[index]!.polygonIndex));
      return [...found].sort((a, b) => a - b);
    },
  };
}

/** Even–odd over all rings: a hole is a second crossing, so outer ring and holes need no telling apart. */
export function partHolds(rings: readonly Float64Array[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 2; i < ring.length; i += 2) {
      const y0 = ring[i - 1]!;
      const y1 = ring[i + 1]!;
      if (y0 > y === y1 > y) continue;
      const x0 = ring[i - 2]!;
      const x1 = ring[i]!;
      const crossing =
        y0 < y1 ? x0 + ((y - y0) / (y1 - y0)) * (x1 - x0) : x1 + ((y - y1) / (y0 - y1)) * (x0 - x1);
      if (x < crossing) inside = !inside;
    }
  }
  return inside;
}

/** How far the nearest edge lies, on a plane around the point: right to a metre within some kilometres. */
export function metersToOutline(rings: readonly Float64Array[], { lngGcj02, latGcj02 }: PointGcj02): number {
  const metersX = metersPerDegree * Math.cos((latGcj02 * Math.PI) / 180);
  let lowest = Infinity;
  for (const ring of rings) {
    for (let i = 2; i < ring.length; i += 2) {
      const ax = (ring[i - 2]! - lngGcj02) * metersX;
      const ay = (ring[i - 1]! - latGcj02) * metersPerDegree;
      const dx = (ring[i]! - lngGcj02) * metersX - ax;
      const dy = (ring[i + 1]! - latGcj02) * metersPerDegree - ay;
      const lengthSquared = dx * dx + dy * dy;
      const along = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / lengthSquared));
      lowest = Math.min(lowest, Math.hypot(ax + along * dx, ay + along * dy));
    }
  }
  return lowest;
}

export function boxOf(ring: Float64Array): [number, number, number, number] {
  let west = Infinity;
  let south = Infinity;
  let east = -Infinity;
  let north = -Infinity;
  for (let i = 0; i < ring.length; i += 2) {
    west = Math.min(west, ring[i]!);
    east = Math.max(east, ring[i]!);
    south = Math.min(south, ring[i + 1]!);
    north = Math.max(north, ring[i + 1]!);
  }
  return [west, south, east, north];
}
