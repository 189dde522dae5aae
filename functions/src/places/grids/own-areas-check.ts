/** Whether polygons of a brand's own divide the land: none over another, no strip between two, no hole among them. */
import type { OwnAreas, PlanFaultCode } from '@jindian/shared/contract/places/grids';
import type { PointGcj02 } from '@jindian/shared/geo';
import Flatbush from 'flatbush';
import { insideOf } from '../counties/inside.ts';
import { buildPolygonIndex, decodePolygons, metersToOutline } from '../network/grid-index.ts';
import { polygonsOf } from '../network/grid-index-arcs.ts';
import { type AreaMap, areasOf } from './areas.ts';
import { unionOf } from './union.ts';

export type OwnAreaFault = { code: PlanFaultCode; about: string };

const metersPerDegree = 111_195;
/** Borders that were drawn twice differ by so much, and nobody stands there. */
const sameMeters = 1.5;
/** A strip so narrow between two areas is no place of its own. */
const stripMeters = 40;
const maxFaults = 100;

const checked = new WeakMap<OwnAreas, OwnAreaFault[]>();

export function ownAreaFaults(own: OwnAreas): OwnAreaFault[] {
  const known = checked.get(own);
  if (known) return known;
  const map = areasOf({ own }, { objects: {} as never, arcs: [] });
  const found = new Map<string, OwnAreaFault>();
  const report = (code: PlanFaultCode, names: readonly string[]) => {
    const about = [...new Set(names)].sort().join(' / ');
    if (found.size < maxFaults) found.set(`${code} ${about}`, { code, about });
  };
  const edges = edgesOf(map);
  reportOnEdges(map, edges, report);
  reportInside(map, edges, report);
  reportHoles(map, report);
  const faults = [...found.values()];
  checked.set(own, faults);
  return faults;
}

type Report = (code: PlanFaultCode, names: readonly string[]) => void;

/** Of every arc once, with the areas that it borders. Flat: x0, y0, x1, y1 of edge i at 4i, in metres. */
type Edges = { xy: Float64Array; owners: number[][]; ofEdge: Int32Array };

function edgesOf({ areas, arcs }: AreaMap): Edges {
  const owners: number[][] = arcs.map(() => []);
  polygonsOf({ geometries: areas.map(({ shape }) => shape) }).forEach((parts, area) => {
    for (const ring of parts.flat())
      for (const arc of ring) {
        const of = owners[arc < 0 ? ~arc : arc];
        if (of && !of.includes(area)) of.push(area);
      }
  });
  const count = arcs.reduce((sum, arc) => sum + Math.max(0, arc.length / 2 - 1), 0);
  const xy = new Float64Array(count * 4);
  const ofEdge = new Int32Array(count);
  // One plane for all of them: of a point that two edges share it makes one point.
  const perDegreeX = Math.cos(((arcs[0]?.[1] ?? 0) * Math.PI) / 180) * metersPerDegree;
  let edge = 0;
  arcs.forEach((arc, index) => {
    for (let at = 2; at < arc.length; at += 2) {
      for (let point = 0; point < 4; point += 1)
        xy[edge * 4 + point] = arc[at - 2 + point]! * (point % 2 === 0 ? perDegreeX : metersPerDegree);
      ofEdge[edge] = index;
      edge += 1;
    }
  });
  return { xy, owners, ofEdge };
}

/** Edges that cross lie over each other; an outer border just beside another one leaves a strip. */
function reportOnEdges({ areas }: AreaMap, { xy, owners, ofEdge }: Edges, report: Report): void {
  const count = ofEdge.length;
  if (count === 0) return;
  const boxes = new Flatbush(count);
  for (let edge = 0; edge < count; edge += 1) {
    const [x0, y0, x1, y1] = xy.subarray(edge * 4, edge * 4 + 4) as unknown as number[];
    boxes.add(Math.min(x0!, x1!), Math.min(y0!, y1!), Math.max(x0!, x1!), Math.max(y0!, y1!));
  }
  boxes.finish();
  const namesOf = (edge: number) => owners[ofEdge[edge]!]!.map((area) => areas[area]!.name);
  for (let edge = 0; edge < count; edge += 1) {
    const at = edge * 4;
    const own = owners[ofEdge[edge]!]!;
    const isOuter = own.length === 1;
    const margin = isOuter ? stripMeters : 0;
    const [x0, y0, x1, y1] = [xy[at]!, xy[at + 1]!, xy[at + 2]!, xy[at + 3]!];
    const near = boxes.search(
      Math.min(x0, x1) - margin,
      Math.min(y0, y1) - margin,
      Math.max(x0, x1) + margin,
      Math.max(y0, y1) + margin,
    );
    for (const other of near) {
      if (other === edge) continue;
      const there = xy.subarray(other * 4, other * 4 + 4);
      if (other > edge && crosses(xy.subarray(at, at + 4), there))
        report('areas_overlap', [...namesOf(edge), ...namesOf(other)]);
      const others = owners[ofEdge[other]!]!;
      if (!isOuter || others.length !== 1 || others[0] === own[0]) continue;
      const meters = metersTo(there, x0, y0);
      if (meters > sameMeters && meters < stripMeters && !touches(there, x0, y0, x1, y1))
        report('areas_gap', [...namesOf(edge), ...namesOf(other)]);
    }
  }
}

/** How far a point lies from the line of an edge: to its left is positive. */
function beside(edge: Float64Array, x: number, y: number): number {
  const [x0, y0, x1, y1] = edge as unknown as [number, number, number, number];
  const length = Math.hypot(x1 - x0, y1 - y0);
  return length === 0 ? 0 : ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / length;
}

function crosses(one: Float64Array, other: Float64Array): boolean {
  const isBoth = (a: number, b: number) =>
    (a > sameMeters && b < -sameMeters) || (a < -sameMeters && b > sameMeters);
  return (
    isBoth(beside(one, other[0]!, other[1]!), beside(one, other[2]!, other[3]!)) &&
    isBoth(beside(other, one[0]!, one[1]!), beside(other, one[2]!, one[3]!))
  );
}

function metersTo(edge: Float64Array, x: number, y: number): number {
  const [x0, y0, x1, y1] = edge as unknown as [number, number, number, number];
  const squared = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const along = squared === 0 ? 0 : ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / squared;
  const part = Math.min(1, Math.max(0, along));
  return Math.hypot(x - x0 - part * (x1 - x0), y - y0 - part * (y1 - y0));
}

/** Two borders that meet in a corner come near each other there, and leave nothing between them. */
function touches(edge: Float64Array, x0: number, y0: number, x1: number, y1: number): boolean {
  const ends = [edge[0]!, edge[1]!, edge[2]!, edge[3]!] as const;
  return [
    [x0, y0],
    [x1, y1],
  ].some(
    ([x, y]) =>
      Math.hypot(x! - ends[0], y! - ends[1]) <= sameMeters ||
      Math.hypot(x! - ends[2], y! - ends[3]) <= sameMeters,
  );
}

/**
 * One that lies within another crosses none of its edges, and one that is pushed along a common border touches them only:
 * then its middle, or an edge's, lies inside of the other.
 */
function reportInside({ areas, arcs }: AreaMap, { owners }: Edges, report: Report): void {
  const parts = decodePolygons(arcs, { geometries: areas.map(({ shape }) => shape) });
  const index = buildPolygonIndex(parts);
  const partsOf = new Map<number, Float64Array[][]>();
  for (const { polygonIndex, rings } of parts)
    partsOf.set(polygonIndex, [...(partsOf.get(polygonIndex) ?? []), rings]);
  const names = (of: readonly number[]) => of.map((area) => areas[area]!.name);
  for (const [area, own] of partsOf) {
    const inside: PointGcj02 | null = insideOf(own);
    const all = inside ? index.allAt(inside) : [];
    if (all.length !== 1 || all[0] !== area) report('areas_overlap', names([area, ...all]));
  }
  arcs.forEach((arc, number) => {
    const own = owners[number]!;
    for (let at = 2; at < arc.length; at += 2) {
      const point = {
        lngGcj02: (arc[at - 2]! + arc[at]!) / 2,
        latGcj02: (arc[at - 1]! + arc[at + 1]!) / 2,
      };
      for (const other of index.allAt(point))
        if (!own.includes(other) && metersToOutline(partsOf.get(other)!.flat(), point) > sameMeters)
          report('areas_overlap', names([...own, other]));
    }
  });
}

/** What is left open in the middle of the areas is served by nobody. */
function reportHoles({ areas, arcs }: AreaMap, report: Report): void {
  const all = unionOf(
    topologyOf(arcs),
    areas.map(({ shape }) => shape),
  );
  const [parts = []] = polygonsOf({ geometries: [all] });
  const ownersOf = new Map<number, string[]>();
  polygonsOf({ geometries: areas.map(({ shape }) => shape) }).forEach((shape, area) => {
    for (const arc of shape.flat(2)) {
      const key = arc < 0 ? ~arc : arc;
      ownersOf.set(key, [...(ownersOf.get(key) ?? []), areas[area]!.name]);
    }
  });
  for (const [, ...holes] of parts)
    for (const hole of holes)
      report(
        'areas_gap',
        hole.flatMap((arc) => ownersOf.get(arc < 0 ? ~arc : arc) ?? []),
      );
}

function topologyOf(arcs: AreaMap['arcs']) {
  return {
    arcs: arcs.map((arc) =>
      Array.from({ length: arc.length / 2 }, (_, point) => [arc[2 * point]!, arc[2 * point + 1]!]),
    ),
  };
}
