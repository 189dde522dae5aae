/** What a plan divides: counties of the map, or polygons of the brand's own. */
import type { GridPlan, OwnAreas, ServedPart } from '@jindian/shared/contract/places/grids';
import type { PointGcj02 } from '@jindian/shared/geo';
import { neighbors } from 'topojson-client';
import type { GeometryObject, MultiPolygon, Polygon } from 'topojson-specification';
import { ringsAreaSquareKilometers } from '../counties/area.ts';
import { boxOf, buildPolygonIndex, decodePolygons, type PolygonIndex } from '../network/grid-index.ts';
import { type Coordinates, decodeArcs } from '../network/grid-index-arcs.ts';
import type { CountyProperties, NetworkShapes } from '../network/grid-index-topology.ts';

export type Shape = Polygon | MultiPolygon;

export type Area = {
  key: string;
  province: string;
  city: string;
  /** The county's name, or the polygon's. */
  name: string;
  /** [lng, lat], GCJ-02. */
  center: readonly [number, number];
  areaSquareKilometers: number;
  shape: Shape;
};

export type AreaMap = {
  areas: readonly Area[];
  byKey: ReadonlyMap<string, Area>;
  /** In degrees; a shape names them by their index. */
  arcs: readonly Coordinates[];
  /** Which areas share a border with each, by index. */
  neighboursOf(): readonly (readonly number[])[];
  /** Index of the area of a point, or of one within so many metres; −1 where there is none. */
  near(point: PointGcj02, withinMeters: number): number;
};

export function countyKey({
  province,
  city,
  county,
}: Pick<CountyProperties, 'province' | 'city' | 'county'>): string {
  return [province, city, county].join('/');
}

export function isServed(
  plan: Pick<GridPlan, 'everywhere' | 'served' | 'own'>,
  area: Pick<Area, 'province' | 'city'>,
): boolean {
  if (plan.own || plan.everywhere) return true;
  return plan.served.some((part: ServedPart) => isWithinPart(part, area));
}

function isWithinPart(part: ServedPart, { province, city }: Pick<Area, 'province' | 'city'>): boolean {
  return part.province === province && (part.city === null || part.city === city);
}

const held = new WeakMap<object, AreaMap>();

/** The areas that the plan divides: its own polygons, else the counties of the network. */
export function areasOf(plan: Pick<GridPlan, 'own'>, shapes: NetworkShapes): AreaMap {
  return plan.own ? ownAreas(plan.own) : countyAreas(shapes);
}

function countyAreas(shapes: NetworkShapes): AreaMap {
  const known = held.get(shapes);
  if (known) return known;
  const geometries = shapes.objects.countiesGcj02?.geometries ?? [];
  const made = mapOf(
    geometries.map((geometry) => {
      const county = geometry.properties as CountyProperties;
      const { province, city, centerGcj02 } = county;
      const shape = geometry as Shape;
      return { key: countyKey(county), province, city, name: county.county, center: centerGcj02, shape };
    }),
    shapes.arcs,
  );
  held.set(shapes, made);
  return made;
}

export const ownScaleDegrees = 1e-6;

function ownAreas(own: OwnAreas): AreaMap {
  const known = held.get(own);
  if (known) return known;
  const arcs = decodeArcs({
    transform: { scale: [ownScaleDegrees, ownScaleDegrees], translate: [0, 0] },
    counts: own.arcsGcj02.map((arc) => Math.floor(arc.length / 2)),
    steps: own.arcsGcj02.flat(),
  });
  const made = mapOf(
    own.areas.map(({ key, name, province, city, polygons }) => ({
      key,
      name,
      province,
      city,
      center: null,
      shape: { type: 'MultiPolygon' as const, arcs: polygons },
    })),
    arcs,
  );
  held.set(own, made);
  return made;
}

type Unmeasured = Omit<Area, 'areaSquareKilometers' | 'center'> & {
  center: readonly [number, number] | null;
};

function mapOf(found: readonly Unmeasured[], arcs: readonly Coordinates[]): AreaMap {
  const shapes = found.map(({ shape }) => shape);
  const parts = decodePolygons(arcs, { geometries: shapes });
  const measured = found.map(() => ({ area: 0, largest: 0, middle: [0, 0] as [number, number] }));
  for (const { polygonIndex, rings } of parts) {
    const of = measured[polygonIndex]!;
    const area = ringsAreaSquareKilometers(rings);
    of.area += area;
    if (area < of.largest) continue;
    of.largest = area;
    const [west, south, east, north] = boxOf(rings[0]!);
    of.middle = [(west + east) / 2, (south + north) / 2];
  }
  const areas = found.map(
    (area, index): Area => ({
      ...area,
      center: area.center ?? measured[index]!.middle,
      areaSquareKilometers: Math.max(measured[index]!.area, 1e-6),
    }),
  );
  let neighbours: number[][] | null = null;
  let index: PolygonIndex | null = null;
  return {
    areas,
    byKey: new Map(areas.map((area) => [area.key, area])),
    arcs,
    neighboursOf() {
      neighbours ??= neighbors(shapes as GeometryObject[] as Parameters<typeof neighbors>[0]);
      return neighbours;
    },
    near(point, withinMeters) {
      index ??= buildPolygonIndex(parts);
      return index.near(point, withinMeters);
    },
  };
}
