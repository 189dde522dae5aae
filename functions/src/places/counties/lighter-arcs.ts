/**
 * The source is finer than a grid needs: borders lose most of their points, islands few. Arcs are simplified, not
 * polygons, so neighbours keep one common border; an arc whose simple form meets another outline keeps its points.
 */
import Flatbush from 'flatbush';
import type { Topology } from 'topojson-specification';
import { buildPolygonIndex, decodePolygons } from '../network/grid-index.ts';
import { type Coordinates, polygonsOf } from '../network/grid-index-arcs.ts';
import { pointWeights } from '../network/snapshot-simplify.ts';
import { ringsAreaSquareKilometers } from './area.ts';
import type { SourceTopology } from './source-counties.ts';

/** Square degrees: what an outline may lose at one of its points. About 3 km² for borders, 0.03 km² for islands. */
const lostAtMost = { border: 3e-4, island: 3e-6 };
/** A ring below this is an island (or a district of an old town), of which every bend counts. */
const smallSquareKilometers = 60;

type Point = readonly [x: number, y: number];

/** The arcs with the points that matter, delta-encoded as in the source. Arcs meet where they met before. */
export function lighterArcs(source: SourceTopology): Topology['arcs'] {
  const [scaleX, scaleY] = source.transform?.scale ?? [1, 1];
  const [originX, originY] = source.transform?.translate ?? [0, 0];
  const degreesOf = ([x, y]: Point): Point => [x * scaleX + originX, y * scaleY + originY];
  const whole = source.arcs.map(absolute);
  const small = arcsOfSmallRings(source, whole, degreesOf);
  const simple = whole.map((points, arc) => {
    const weights = pointWeights(Float64Array.from(points.flatMap(([x, y]) => [x * scaleX, y * scaleY])));
    const lost = small.has(arc) ? lostAtMost.island : lostAtMost.border;
    return points.filter((_, i) => weights[i]! >= lost);
  });
  for (const restored = new Set<number>(); ; ) {
    const faulty = [...arcsThatMeet(simple), ...arcsOfOverlaps(source, simple.map(flatIn(degreesOf)))];
    const wanted = faulty.filter((arc) => !restored.has(arc));
    if (wanted.length === 0) return simple.map(deltas);
    for (const arc of wanted) {
      simple[arc] = whole[arc]!;
      restored.add(arc);
    }
  }
}

function flatIn(degreesOf: (point: Point) => Point): (points: readonly Point[]) => Coordinates {
  return (points) => Float64Array.from(points.flatMap(degreesOf));
}

/**
 * All arcs of counties that hold the same point of a border. A border that loses a bend may leave an enclave on its other side
 * without crossing anything.
 */
function arcsOfOverlaps(source: SourceTopology, arcs: readonly Coordinates[]): Set<number> {
  const { counties } = source.objects;
  const index = buildPolygonIndex(decodePolygons(arcs, counties));
  const rings = polygonsOf(counties);
  const found = new Set<number>();
  for (const arc of arcs) {
    for (let i = 2; i < arc.length; i += 2) {
      const corner = { lngGcj02: arc[i - 2]!, latGcj02: arc[i - 1]! };
      const middle = { lngGcj02: (arc[i]! + arc[i - 2]!) / 2, latGcj02: (arc[i + 1]! + arc[i - 1]!) / 2 };
      for (const holders of [index.allAt(corner), index.allAt(middle)]) {
        if (holders.length < 2) continue;
        for (const ring of holders.flatMap((holder) => rings[holder]!.flat(2)))
          found.add(ring < 0 ? ~ring : ring);
      }
    }
  }
  return found;
}

function arcsOfSmallRings(
  source: SourceTopology,
  arcs: readonly (readonly Point[])[],
  degreesOf: (point: Point) => Point,
): Set<number> {
  const small = new Set<number>();
  for (const rings of polygonsOf(source.objects.counties).flat()) {
    for (const ring of rings) {
      const points = ring.flatMap((index) => (index < 0 ? arcs[~index]!.toReversed() : arcs[index]!));
      if (ringsAreaSquareKilometers([points.flatMap(degreesOf)]) >= smallSquareKilometers) continue;
      for (const index of ring) small.add(index < 0 ? ~index : index);
    }
  }
  return small;
}

/** Arcs of which a segment crosses or touches one that is not its neighbour. */
function arcsThatMeet(arcs: readonly (readonly Point[])[]): Set<number> {
  const segments = arcs.flatMap((points, arc) =>
    points.slice(1).map((to, i) => ({ arc, from: points[i]!, to })),
  );
  const boxes = new Flatbush(segments.length, 16, Int32Array);
  for (const { from, to } of segments) {
    boxes.add(
      Math.min(from[0], to[0]),
      Math.min(from[1], to[1]),
      Math.max(from[0], to[0]),
      Math.max(from[1], to[1]),
    );
  }
  boxes.finish();
  const meeting = new Set<number>();
  segments.forEach((one, i) => {
    const near = boxes.search(
      Math.min(one.from[0], one.to[0]),
      Math.min(one.from[1], one.to[1]),
      Math.max(one.from[0], one.to[0]),
      Math.max(one.from[1], one.to[1]),
      (other) => other > i,
    );
    for (const index of near) {
      const other = segments[index]!;
      if (!meet(one, other)) continue;
      meeting.add(one.arc);
      meeting.add(other.arc);
    }
  });
  return meeting;
}

type Segment = { from: Point; to: Point };

/** Whole steps, so nothing is rounded. A common end is how outlines go on; more than that is a fault. */
function meet(a: Segment, b: Segment): boolean {
  const common = [a.from, a.to].filter((point) => same(point, b.from) || same(point, b.to));
  if (common.length === 2) return true;
  const sides = [side(a, b.from), side(a, b.to), side(b, a.from), side(b, a.to)];
  if (common.length === 1) {
    const [own, other] = [same(a.from, common[0]!) ? a.to : a.from, same(b.from, common[0]!) ? b.to : b.from];
    return sides.every((value) => value === 0) && direction(common[0]!, own) === direction(common[0]!, other);
  }
  if (sides.every((value) => value === 0)) return false;
  return sides[0]! * sides[1]! <= 0 && sides[2]! * sides[3]! <= 0;
}

function side({ from, to }: Segment, [x, y]: Point): number {
  return Math.sign((to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]));
}

function direction(from: Point, to: Point): string {
  return `${Math.sign(to[0] - from[0])}/${Math.sign(to[1] - from[1])}`;
}

function same(a: Point, b: Point): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function absolute(arc: readonly (readonly number[])[]): Point[] {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    x += dx!;
    y += dy!;
    return [x, y] as const;
  });
}

function deltas(points: readonly Point[]): [number, number][] {
  return points.map(([x, y], i) => {
    const [beforeX, beforeY] = points[i - 1] ?? [0, 0];
    return [x - beforeX, y - beforeY];
  });
}
