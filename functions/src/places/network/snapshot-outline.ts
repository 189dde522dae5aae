/**
 * Outlines of the grids around a place, simplified to what a screen can show. Never the whole country's: a map of it needs
 * a review number (审图号), which outlines of one's own cannot have.
 */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { BboxGcj02 } from '@jindian/shared/geo';
import type { FeatureCollection, MultiPolygon } from 'geojson';
import { type ArcRing, arcOf, type Coordinates, polygonsOf, stitchRing } from './grid-index-arcs.ts';
import type { GridProperties, NetworkShapes } from './grid-index-topology.ts';
import type { NetworkSnapshot } from './snapshot.ts';
import { countKept, pointWeights, simplifyArc } from './snapshot-simplify.ts';

/** [lngGcj02, latGcj02] */
export type OutlinePosition = [number, number];

export type GridOutline = {
  gridId: string;
  name: LocalizedText;
  /** Polygons, each an outer ring and its holes; every ring is closed. */
  polygons: OutlinePosition[][][];
};

export const maxOutlinePoints = 40_000;

/**
 * Outlines of the grids whose box meets the given box, with at most `maxPoints` points (1..40,000) in all.
 * Detail is the same everywhere, as fine as the budget allows; where even the coarsest outlines are too many,
 * the grids farthest from the middle are left out.
 */
export function mapOutline(
  snapshot: NetworkSnapshot,
  { bboxGcj02, maxPoints }: { bboxGcj02: BboxGcj02; maxPoints: number },
): GridOutline[] {
  const wanted = snapshot.gridIdsIn(bboxGcj02);
  return outlinesOf(snapshot, wanted, Math.max(1, Math.min(maxOutlinePoints, maxPoints)), bboxGcj02);
}

/** GeoJSON with `gridId` and the Chinese name: what a chart library's map wants. Coordinates are GCJ-02. */
export function outlineGeoJson(outlines: readonly GridOutline[]): FeatureCollection<MultiPolygon> {
  return {
    type: 'FeatureCollection',
    features: outlines.map(({ gridId, name, polygons }) => ({
      type: 'Feature',
      properties: { gridId, name: name.zh },
      geometry: { type: 'MultiPolygon', coordinates: polygons },
    })),
  };
}

/** The outer rings alone: a phone's map component knows no holes, and draws an enclave over its neighbour. */
export function outerRings(outline: GridOutline): OutlinePosition[][] {
  return outline.polygons.map((rings) => rings[0]!);
}

function outlinesOf(
  snapshot: NetworkSnapshot,
  gridIds: readonly string[],
  maxPoints: number,
  bboxGcj02: BboxGcj02,
): GridOutline[] {
  const drawable = drawableOf(snapshot.shapes);
  const known = gridIds.filter((id) => drawable.has(id));
  const fitting = fitGrids(drawable, known, maxPoints, bboxGcj02);
  const threshold = finestThreshold(drawable, fitting, maxPoints);
  // Two decimals more than the box needs: 1 km on the whole country, 10 m in a town.
  const wide = bboxGcj02[2] - bboxGcj02[0] > 5;
  const round = wide ? (x: number) => Math.round(x * 1e2) / 1e2 : (x: number) => Math.round(x * 1e4) / 1e4;

  return fitting.map((gridId) => ({
    gridId,
    name: snapshot.grid(gridId)!.name,
    polygons: drawable.partsOf(gridId, threshold).flatMap((rings, part) => {
      const [outer, ...holes] = rings.map((ring) => drawRing(drawable, ring, threshold, round));
      // A rock in the sea may vanish; the grid's first part is its mainland and stays, in full if need be.
      if (outer === null) return part === 0 ? [[drawRing(drawable, rings[0]!, 0, round) ?? []]] : [];
      return [[outer!, ...holes.filter((hole) => hole !== null)]];
    }),
  }));
}

type Drawable = {
  arcs: readonly Coordinates[];
  has(gridId: string): boolean;
  /** The grid's parts, the largest first, without islands that are smaller than what outlines may lose (square degrees). */
  partsOf(gridId: string, threshold: number): ArcRing[][];
  centreOf(gridId: string): OutlinePosition;
  /** By index of the arc, as a ring names it. */
  weightsOf(index: number): Float64Array;
};

// Shapes live as long as their snapshot. Only what a map shows is prepared: weighing the whole country's 110,000
// points takes longer than drawing a town.
const drawableOfShapes = new WeakMap<NetworkShapes, Drawable>();

function drawableOf(shapes: NetworkShapes): Drawable {
  const held = drawableOfShapes.get(shapes);
  if (held !== undefined) return held;
  const { arcs, objects } = shapes;
  const collection = objects.gridsGcj02;
  const polygons = polygonsOf(collection);
  const indexOf = new Map(
    collection.geometries.map((geometry, i) => [(geometry.properties as GridProperties).gridId, i]),
  );
  const prepared = new Map<
    string,
    { parts: Array<{ rings: ArcRing[]; area: number }>; centre: OutlinePosition }
  >();
  const prepare = (gridId: string) => {
    const known = prepared.get(gridId);
    const index = indexOf.get(gridId);
    if (known !== undefined || index === undefined) return known;
    const parts = polygons[index]!.map((rings) => ({ rings, box: boxSize(stitchRing(rings[0]!, arcs)) }));
    parts.sort((a, b) => b.box.area - a.box.area);
    const made = {
      parts: parts.map(({ rings, box }) => ({ rings, area: box.area })),
      centre: parts[0]!.box.centre,
    };
    prepared.set(gridId, made);
    return made;
  };
  const weights: Array<Float64Array | undefined> = [];
  const drawable: Drawable = {
    arcs,
    has: (gridId) => indexOf.has(gridId),
    partsOf: (gridId, threshold) =>
      prepare(gridId)!
        .parts.filter(({ area }, part) => part === 0 || area >= threshold)
        .map(({ rings }) => rings),
    centreOf: (gridId) => prepare(gridId)!.centre,
    weightsOf: (index) => {
      const arc = index < 0 ? ~index : index;
      weights[arc] ??= pointWeights(arcOf(arcs, arc));
      return weights[arc];
    },
  };
  drawableOfShapes.set(shapes, drawable);
  return drawable;
}

function boxSize(ring: Coordinates): { area: number; centre: OutlinePosition } {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ring.length; i += 2) {
    west = Math.min(west, ring[i]!);
    east = Math.max(east, ring[i]!);
    south = Math.min(south, ring[i + 1]!);
    north = Math.max(north, ring[i + 1]!);
  }
  return { area: (east - west) * (north - south), centre: [(west + east) / 2, (south + north) / 2] };
}

/** All grids, or those nearest the middle of the box whose coarsest outlines fit into the budget. */
function fitGrids(
  drawable: Drawable,
  gridIds: readonly string[],
  maxPoints: number,
  bbox: BboxGcj02,
): string[] {
  if (countPoints(drawable, gridIds, Infinity) <= maxPoints) return [...gridIds];
  const [x, y] = [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2];
  const distanceOf = (gridId: string) => {
    const [cx, cy] = drawable.centreOf(gridId);
    return (cx - x) ** 2 + (cy - y) ** 2;
  };
  const nearFirst = gridIds
    .map((id) => ({ id, distance: distanceOf(id) }))
    .sort((a, b) => a.distance - b.distance);
  const kept: string[] = [];
  let points = 0;
  for (const { id } of nearFirst) {
    points += countPoints(drawable, [id], Infinity);
    if (points > maxPoints) break;
    kept.push(id);
  }
  return gridIds.filter((id) => kept.includes(id));
}

/** The lowest threshold (finest detail) that keeps the points within the budget, by bisection over its logarithm. */
function finestThreshold(drawable: Drawable, gridIds: readonly string[], maxPoints: number): number {
  if (countPoints(drawable, gridIds, 0) <= maxPoints) return 0;
  let [fine, coarse] = [-24, 6];
  for (let step = 0; step < 18; step += 1) {
    const middle = (fine + coarse) / 2;
    if (countPoints(drawable, gridIds, 10 ** middle) <= maxPoints) coarse = middle;
    else fine = middle;
  }
  return 10 ** coarse;
}

function countPoints(drawable: Drawable, gridIds: readonly string[], threshold: number): number {
  let points = 0;
  for (const gridId of gridIds) {
    for (const rings of drawable.partsOf(gridId, threshold)) {
      for (const ring of rings) {
        points += 1;
        for (const index of ring) points += countKept(drawable.weightsOf(index), threshold) - 1;
      }
    }
  }
  return points;
}

/** A closed ring in rounded degrees without repeated points, or null where fewer than three corners are left. */
function drawRing(
  drawable: Drawable,
  ring: ArcRing,
  threshold: number,
  round: (degrees: number) => number,
): OutlinePosition[] | null {
  const drawn: OutlinePosition[] = [];
  for (const index of ring) {
    const arc = simplifyArc(arcOf(drawable.arcs, index), drawable.weightsOf(index), threshold);
    for (let i = 0; i < arc.length; i += 2) {
      const at = index >= 0 ? i : arc.length - 2 - i;
      const position: OutlinePosition = [round(arc[at]!), round(arc[at + 1]!)];
      const last = drawn.at(-1);
      if (last === undefined || last[0] !== position[0] || last[1] !== position[1]) drawn.push(position);
    }
  }
  return drawn.length >= 4 ? drawn : null;
}
