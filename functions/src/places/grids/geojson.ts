/// <reference path="./topojson-server.d.ts" />
/**
 * A brand's own polygons, as GeoJSON, into areas that share their borders. What cannot be one of them is refused with the
 * feature named, before anything is kept; whether they divide the land is checked with the plan (`own-areas-check.ts`).
 */
import {
  type GridPlan,
  maxPlannedGrids,
  type OwnAreas,
  type PlannedGrid,
} from '@jindian/shared/contract/places/grids';
import { isAboutChina, type PointGcj02 } from '@jindian/shared/geo';
import type { Datum } from '@jindian/shared/import-table';
import { z } from '@jindian/shared/zod';
import Flatbush from 'flatbush';
import { topology } from 'topojson-server';
import type { MultiPolygon } from 'topojson-specification';
import { insideOf } from '../counties/inside.ts';
import { toGcj02 } from '../network/datum.ts';
import { partHolds } from '../network/grid-index.ts';
import { ownScaleDegrees } from './areas.ts';
import { gridIdAt } from './edit.ts';

const maxPolygonPoints = 200_000;

export type PolygonFaultCode =
  | 'not_geojson'
  | 'too_many'
  | 'not_a_polygon'
  | 'bad_ring'
  | 'bad_number'
  | 'off_map'
  | 'self_crossing'
  | 'hole_outside'
  | 'no_branch'
  | 'key_twice';
export type PolygonFault = { code: PolygonFaultCode; feature: string };

const collection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).optional(),
      properties: z.record(z.string(), z.unknown()).nullish(),
      geometry: z.object({ type: z.string(), coordinates: z.unknown().optional() }).nullable(),
    }),
  ),
});

class Refused extends Error {
  readonly code: PolygonFaultCode;
  constructor(code: PolygonFaultCode) {
    super(code);
    this.code = code;
  }
}

type Facts = {
  datum: Datum;
  isBranch(id: string): boolean;
  countyAt(point: PointGcj02): { province: string; city: string } | null;
};

/** A plan of the polygons: each a grid, or those with the same `grid` together. */
export function readPolygons(text: string, facts: Facts): { plan: GridPlan } | { fault: PolygonFault } {
  const parsed = collection.safeParse(jsonOf(text));
  if (!parsed.success || parsed.data.features.length === 0)
    return { fault: { code: 'not_geojson', feature: '' } };
  const { features } = parsed.data;
  if (features.length > maxPlannedGrids) return { fault: { code: 'too_many', feature: '' } };
  const shapes: Ring[][][] = [];
  const areas: Omit<OwnAreas['areas'][number], 'polygons'>[] = [];
  const grids = new Map<string, PlannedGrid>();
  const keys = new Set<string>();
  let points = 0;
  for (const [index, feature] of features.entries()) {
    const properties = feature.properties ?? {};
    const said = (...names: string[]) => {
      const value = names.map((name) => properties[name]).find((one) => one !== undefined && one !== null);
      return typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, 60) : '';
    };
    const key = said('id', 'code', '编号') || String(feature.id ?? index + 1).slice(0, 60);
    const name = said('name', '名称') || key;
    const label = name === key ? `#${index + 1} ${key}` : `#${index + 1} ${name}`;
    try {
      const branchId = said('branchId', 'branch', '门店编号', '负责门店').toUpperCase();
      if (!facts.isBranch(branchId)) throw new Refused('no_branch');
      if (keys.has(key)) throw new Refused('key_twice');
      keys.add(key);
      const polygons = polygonsOf(feature.geometry, facts.datum);
      points += polygons.flat().reduce((sum, ring) => sum + ring.length, 0);
      if (points > maxPolygonPoints) throw new Refused('too_many');
      shapes.push(polygons);
      const inside = insideOf(polygons.map((rings) => rings.map(inDegrees)));
      if (!inside) throw new Refused('bad_ring');
      const county = facts.countyAt(inside);
      if (!county) throw new Refused('off_map');
      areas.push({ key, name, province: county.province, city: county.city });
      const group = said('grid', 'gridId', '网格');
      const gridKey = group === '' ? `area ${key}` : `grid ${group}`;
      const grid = grids.get(gridKey);
      // One grid has one branch.
      if (grid && grid.branchId !== branchId) throw new Refused('no_branch');
      if (grid) grid.areas.push(key);
      else {
        const text = group || name;
        grids.set(gridKey, {
          id: gridIdAt(grids.size),
          name: { zh: text, en: text },
          branchId,
          areas: [key],
        });
      }
    } catch (error) {
      if (error instanceof Refused) return { fault: { code: error.code, feature: label } };
      throw error;
    }
  }
  const { arcs, polygons } = shared(shapes);
  return {
    plan: {
      everywhere: false,
      served: [],
      own: {
        arcsGcj02: arcs,
        areas: areas.map((area, index) => ({ ...area, polygons: polygons[index]! })),
      },
      grids: [...grids.values()],
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Closed, in whole micro-degrees. */
type Ring = [x: number, y: number][];

function polygonsOf(geometry: { type: string; coordinates?: unknown } | null, datum: Datum): Ring[][] {
  const lists =
    geometry?.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry?.type === 'MultiPolygon'
        ? geometry.coordinates
        : null;
  if (!Array.isArray(lists) || lists.length === 0) throw new Refused('not_a_polygon');
  return lists.map((rings) => {
    if (!Array.isArray(rings) || rings.length === 0) throw new Refused('not_a_polygon');
    const read = rings.map((ring) => ringOf(ring, datum));
    const [outer, ...holes] = read as [Ring, ...Ring[]];
    // The outer ring comes first, and holes lie in it.
    for (const hole of holes)
      if (!hole.some(([x, y]) => partHolds([flat(outer)], x, y))) throw new Refused('hole_outside');
    return read;
  });
}

function ringOf(ring: unknown, datum: Datum): Ring {
  if (!Array.isArray(ring) || ring.length < 4 || ring.length > maxPolygonPoints)
    throw new Refused('bad_ring');
  const points = ring.map((point): [number, number] => {
    if (!Array.isArray(point)) throw new Refused('bad_number');
    const [lng, lat] = point as unknown[];
    if (typeof lng !== 'number' || typeof lat !== 'number' || !Number.isFinite(lng) || !Number.isFinite(lat))
      throw new Refused('bad_number');
    if (Math.abs(lat) > 90 || Math.abs(lng) > 180 || !isAboutChina({ latGcj02: lat, lngGcj02: lng }))
      throw new Refused('off_map');
    const { latGcj02, lngGcj02 } = toGcj02({ lat, lng }, datum);
    return [Math.round(lngGcj02 / ownScaleDegrees), Math.round(latGcj02 / ownScaleDegrees)];
  });
  const kept = points.filter(
    ([x, y], index) => index === 0 || x !== points[index - 1]![0] || y !== points[index - 1]![1],
  );
  const [first, last] = [kept[0]!, kept.at(-1)!];
  if (kept.length < 4 || first[0] !== last[0] || first[1] !== last[1]) throw new Refused('bad_ring');
  if (crossesItself(kept)) throw new Refused('self_crossing');
  return kept;
}

const flat = (ring: Ring) => Float64Array.from(ring.flat());
const inDegrees = (ring: Ring) => flat(ring).map((micro) => micro * ownScaleDegrees);

/** Of a border each edge lies near a few others. Lines to and fro, each near all others, would hold everybody up. */
const nearEdges = 50;

/** Throws for what is no border of anything. */
function crossesItself(ring: Ring): boolean {
  const count = ring.length - 1;
  let compared = 0;
  const boxes = new Flatbush(count);
  for (let edge = 0; edge < count; edge += 1) {
    const [[x0, y0], [x1, y1]] = [ring[edge]!, ring[edge + 1]!];
    boxes.add(Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1));
  }
  boxes.finish();
  const side = (a: number[], b: number[], c: number[]) =>
    Math.sign((b[0]! - a[0]!) * (c[1]! - a[1]!) - (b[1]! - a[1]!) * (c[0]! - a[0]!));
  for (let edge = 0; edge < count; edge += 1) {
    const [a, b] = [ring[edge]!, ring[edge + 1]!];
    const near = boxes.search(
      Math.min(a[0], b[0]),
      Math.min(a[1], b[1]),
      Math.max(a[0], b[0]),
      Math.max(a[1], b[1]),
      (other) => other > edge,
    );
    compared += near.length;
    if (compared > 10_000 + nearEdges * count) throw new Refused('too_many');
    for (const other of near) {
      const [c, d] = [ring[other]!, ring[other + 1]!];
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  }
  return false;
}

/** The rings as arcs that neighbours share. */
function shared(shapes: Ring[][][]): { arcs: number[][]; polygons: number[][][][] } {
  const made = topology({
    areas: {
      type: 'GeometryCollection',
      geometries: shapes.map((coordinates) => ({ type: 'MultiPolygon', coordinates })),
    },
  });
  const { geometries } = made.objects.areas as { geometries: MultiPolygon[] } & {
    type: 'GeometryCollection';
  };
  return {
    arcs: made.arcs.map((arc) => {
      let [lastX, lastY] = [0, 0];
      return arc.flatMap(([x, y]) => {
        const step = [x! - lastX, y! - lastY];
        [lastX, lastY] = [x!, y!];
        return step;
      });
    }),
    polygons: geometries.map(({ arcs }) => arcs),
  };
}
