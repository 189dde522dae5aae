/**
 * TopoJSON's arcs as plain numbers. topojson-client does the same through GeoJSON objects; a start of the API
 * cannot wait for those (a test holds both to the same result).
 */
import type { GeometryCollection, Topology, Transform } from 'topojson-specification';

/** The points of an arc or a ring: x0, y0, x1, y1, … (x is the longitude). */
export type Coordinates = Float64Array;

/** A ring as indexes of arcs; ~i is arc i backwards. */
export type ArcRing = readonly number[];

/**
 * All arcs as one row of numbers: how many points each has, and the steps from point to point (with a transform:
 * whole steps, each arc from the origin; without: degrees). A row is read four times as fast as nested lists.
 */
export type PackedArcs = {
  transform: Transform | null;
  counts: ArrayLike<number>;
  steps: ArrayLike<number>;
};

export function packArcs(topology: Pick<Topology, 'arcs' | 'transform'>): PackedArcs {
  return {
    transform: topology.transform ?? null,
    counts: topology.arcs.map((arc) => arc.length),
    steps: topology.arcs.flatMap((arc) => arc.flatMap(([x, y]) => [x!, y!])),
  };
}

export function unpackArcs({ transform, counts, steps }: PackedArcs): Pick<Topology, 'arcs' | 'transform'> {
  let at = 0;
  const arcs = Array.from(counts, (count) =>
    Array.from({ length: count }, () => {
      at += 2;
      return [steps[at - 2]!, steps[at - 1]!];
    }),
  );
  return { arcs, ...(transform === null ? {} : { transform }) };
}

/** Every arc in degrees. Each point is computed once, from whole steps, so neighbours share it to the last bit. */
export function decodeArcs({ transform, counts, steps }: PackedArcs): Coordinates[] {
  const [scaleX, scaleY] = transform?.scale ?? [1, 1];
  const [originX, originY] = transform?.translate ?? [0, 0];
  const arcs = new Array<Coordinates>(counts.length);
  let at = 0;
  for (let arc = 0; arc < counts.length; arc += 1) {
    const length = 2 * counts[arc]!;
    const points = new Float64Array(length);
    let x = 0;
    let y = 0;
    for (let i = 0; i < length; i += 2) {
      // Without a transform the steps are the points themselves.
      x = transform === null ? steps[at]! : x + steps[at]!;
      y = transform === null ? steps[at + 1]! : y + steps[at + 1]!;
      at += 2;
      points[i] = x * scaleX + originX;
      points[i + 1] = y * scaleY + originY;
    }
    arcs[arc] = points;
  }
  return arcs;
}

/** A collection's polygons, each with its outer ring and holes as arcs. Throws on anything that is no polygon. */
export function polygonsOf(collection: Pick<GeometryCollection, 'geometries'>): ArcRing[][][] {
  return collection.geometries.map((geometry, index) => {
    if (geometry.type === 'Polygon') return [geometry.arcs];
    if (geometry.type === 'MultiPolygon') return geometry.arcs;
    // Refused rather than skipped: a lost grid is a lost responsibility.
    throw new Error(`polygon ${index} of the topology is a ${String(geometry.type)}`);
  });
}

/** The ring's arcs put end to end, closed; where two arcs meet, the common point stands once. */
export function stitchRing(ring: ArcRing, arcs: readonly Coordinates[]): Coordinates {
  let points = 1;
  for (const index of ring) points += arcOf(arcs, index).length / 2 - 1;
  const stitched = new Float64Array(points * 2);
  let at = 0;
  for (const index of ring) {
    const arc = arcOf(arcs, index);
    if (index >= 0) stitched.set(arc, at);
    else {
      for (let i = 0; i < arc.length; i += 2) {
        stitched[at + i] = arc[arc.length - 2 - i]!;
        stitched[at + i + 1] = arc[arc.length - 1 - i]!;
      }
    }
    at += arc.length - 2;
  }
  return stitched;
}

export function arcOf<T>(arcs: readonly T[], index: number): T {
  const arc = arcs[index < 0 ? ~index : index];
  if (arc === undefined) throw new Error(`the topology lacks arc ${index}`);
  return arc;
}
