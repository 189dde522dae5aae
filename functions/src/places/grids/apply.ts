/** A plan becomes the network: its grids over the counties and places of the one before. */
import type { GridPlan } from '@jindian/shared/contract/places/grids';
import type { Grid } from '@jindian/shared/contract/places/network';
import type { Topology } from 'topojson-specification';
import { buildPolygonIndex, decodePolygons } from '../network/grid-index.ts';
import { decodeArcs, packArcs } from '../network/grid-index-arcs.ts';
import type { CountyProperties, NetworkTopology } from '../network/grid-index-topology.ts';
import { type NetworkInput, nearOutlineMeters } from '../network/snapshot.ts';
import { countyKey, ownScaleDegrees, type Shape } from './areas.ts';
import { unionOf } from './union.ts';

export function networkOf(plan: GridPlan, before: NetworkInput, version: string): NetworkInput {
  const { topology, shapeOf, placeOf } = plan.own
    ? withOwnAreas(plan.own, before.topology)
    : ofCounties(before.topology);
  const gridOf = new Map(plan.grids.flatMap(({ id, areas }) => areas.map((key) => [key, id] as const)));
  const { countiesGcj02 } = topology.objects;
  const gridsGcj02: NetworkTopology['objects']['gridsGcj02'] = {
    type: 'GeometryCollection',
    geometries: plan.grids.map(({ id, areas }) => ({
      ...unionOf(
        topology,
        areas.map((key) => shapeOf(key)),
      ),
      properties: { gridId: id },
    })),
  };
  const objects = {
    gridsGcj02,
    ...(countiesGcj02
      ? {
          countiesGcj02: {
            ...countiesGcj02,
            geometries: countiesGcj02.geometries.map((geometry) => {
              const county = geometry.properties as CountyProperties;
              const gridId = plan.own ? '' : (gridOf.get(countyKey(county)) ?? '');
              return { ...geometry, properties: { ...county, gridId } };
            }),
          },
        }
      : {}),
  };
  const grids = plan.grids.map(
    ({ id, name, branchId, areas }): Grid => ({ id, name, branchId, ...placeOf(areas[0]!) }),
  );
  const index = buildPolygonIndex(decodePolygons(decodeArcs(packArcs(topology)), gridsGcj02));
  const locations = before.locations.map((location) => {
    const found = index.near(location, nearOutlineMeters);
    return { ...location, gridId: found === -1 ? null : plan.grids[found]!.id };
  });
  return { version, grids, locations, topology: { ...topology, objects } };
}

type Ground = {
  topology: NetworkTopology;
  shapeOf(key: string): Shape;
  placeOf(key: string): { province: string; city: string };
};

function known<T>(found: ReadonlyMap<string, T>, key: string): T {
  const value = found.get(key);
  if (value === undefined) throw new Error(`the plan names the area ${key}, which is not on the map`);
  return value;
}

function ofCounties(topology: NetworkTopology): Ground {
  const shapes = new Map<string, { shape: Shape; province: string; city: string }>();
  for (const geometry of topology.objects.countiesGcj02?.geometries ?? []) {
    const county = geometry.properties as CountyProperties;
    const { province, city } = county;
    shapes.set(countyKey(county), { shape: geometry as Shape, province, city });
  }
  return {
    topology,
    shapeOf: (key) => known(shapes, key).shape,
    placeOf: (key) => {
      const { province, city } = known(shapes, key);
      return { province, city };
    },
  };
}

/** Whole steps of the counties are a decametre; a power of two makes them finer and leaves every point where it is. */
const finerTimes = 128;

function withOwnAreas(own: NonNullable<GridPlan['own']>, before: NetworkTopology): Ground {
  const counties = countiesAlone(before);
  const { transform } = counties;
  const first = counties.arcs.length;
  const finer = transform && {
    scale: transform.scale.map((degrees) => degrees / finerTimes) as [number, number],
    translate: transform.translate,
  };
  const coarse = transform
    ? counties.arcs.map((arc) => arc.map((step) => step.map((one) => one * finerTimes)))
    : counties.arcs;
  const added = own.arcsGcj02.map((arc) => {
    const points: [number, number][] = [];
    let [x, y] = [0, 0];
    for (let at = 0; at + 1 < arc.length; at += 2) {
      x += arc[at]!;
      y += arc[at + 1]!;
      points.push([x * ownScaleDegrees, y * ownScaleDegrees]);
    }
    return finer ? stepsOf(points, finer) : points;
  });
  const moved = (arc: number) => (arc >= 0 ? arc + first : ~(~arc + first));
  const shapes = new Map(
    own.areas.map(({ key, polygons }) => [
      key,
      {
        type: 'MultiPolygon' as const,
        arcs: polygons.map((rings) => rings.map((ring) => ring.map(moved))),
      },
    ]),
  );
  const places = new Map(own.areas.map(({ key, province, city }) => [key, { province, city }]));
  return {
    topology: {
      type: 'Topology',
      objects: { ...before.objects, ...counties.objects },
      arcs: [...coarse, ...added],
      ...(finer ? { transform: finer } : {}),
    },
    shapeOf: (key) => known(shapes, key),
    placeOf: (key) => known(places, key),
  };
}

function stepsOf(
  points: readonly [number, number][],
  { scale, translate }: NonNullable<Topology['transform']>,
) {
  let [lastX, lastY] = [0, 0];
  return points.map(([lng, lat]) => {
    const x = Math.round((lng - translate[0]) / scale[0]);
    const y = Math.round((lat - translate[1]) / scale[1]);
    const step = [x - lastX, y - lastY];
    [lastX, lastY] = [x, y];
    return step;
  });
}

/** Without what an earlier plan brought along: arcs behind the last one that a county uses. */
function countiesAlone(topology: NetworkTopology): NetworkTopology {
  let last = -1;
  const look = (arcs: unknown): void => {
    if (typeof arcs === 'number') last = Math.max(last, arcs < 0 ? ~arcs : arcs);
    else for (const one of arcs as unknown[]) look(one);
  };
  const counties = topology.objects.countiesGcj02;
  for (const geometry of counties?.geometries ?? []) look((geometry as Shape).arcs);
  return { ...topology, arcs: topology.arcs.slice(0, last + 1) };
}
