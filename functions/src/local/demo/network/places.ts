/** The counties of the topology with what the generator asks about them: demand, and points inside. */
import { readFileSync } from 'node:fs';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { MultiPolygon, Polygon } from 'topojson-specification';
import { ringsAreaSquareKilometers } from '../../../places/counties/area.ts';
import { type CountyTopology, readCountyTopology } from '../../../places/counties/counties.ts';
import { insideOf, holds as isWithin, roundDegrees } from '../../../places/counties/inside.ts';
import { estimateDemand } from '../../../places/grids/merge-grids.ts';
import { unionOf } from '../../../places/grids/union.ts';
import { decodePolygons } from '../../../places/network/grid-index.ts';
import { decodeArcs, packArcs } from '../../../places/network/grid-index-arcs.ts';
import type { CountyProperties, NetworkTopology } from '../../../places/network/grid-index-topology.ts';
import type { Random } from './random.ts';

export type Place = CountyProperties & {
  demand: number;
  areaSquareKilometers: number;
  parts: readonly (readonly Float64Array[])[];
  /** A point surely inside: the seat if the simplified outline still holds it. */
  heart: PointGcj02;
};

/** The demo's 1,800 grids made of 2,906 counties, GCJ-02. */
export function readDemoTopology(): NetworkTopology {
  const grids = JSON.parse(
    readFileSync(new URL('../data/grids.json', import.meta.url), 'utf8'),
  ) as number[][];
  return gridsOfCounties(readCountyTopology(), grids);
}

/** Counties are put in the order of their grids, leading ones first, so a reader needs no second table. */
function gridsOfCounties({ objects, ...rest }: CountyTopology, grids: readonly number[][]): NetworkTopology {
  const { geometries } = objects.countiesGcj02;
  const idAt = (index: number) => `G${String(index + 1).padStart(4, '0')}`;
  return {
    ...rest,
    objects: {
      gridsGcj02: {
        type: 'GeometryCollection',
        geometries: grids.map((counties, index) => ({
          ...unionOf(
            rest,
            counties.map((county) => geometries[county] as Polygon | MultiPolygon),
          ),
          properties: { gridId: idAt(index) },
        })),
      },
      countiesGcj02: {
        type: 'GeometryCollection',
        geometries: grids.flatMap((counties, index) =>
          counties.map((county) => {
            const geometry = geometries[county]!;
            return { ...geometry, properties: { ...propertiesOf(geometry), gridId: idAt(index) } };
          }),
        ),
      },
    },
  };
}

/** All counties in the order of the file: by grid, each grid's leading county first. */
export function readPlaces(topology: NetworkTopology): Place[] {
  const collection = topology.objects.countiesGcj02;
  if (collection === undefined) throw new Error('the demo topology has counties');
  const partsOf: Float64Array[][][] = collection.geometries.map(() => []);
  for (const part of decodePolygons(decodeArcs(packArcs(topology)), collection))
    partsOf[part.polygonIndex]!.push(part.rings);
  const sized = collection.geometries.map((geometry, i) => ({
    ...propertiesOf(geometry),
    parts: partsOf[i]!,
    areaSquareKilometers: partsOf[i]!.reduce((sum, rings) => sum + ringsAreaSquareKilometers(rings), 0),
  }));
  const demand = estimateDemand(sized.map((county) => ({ ...county, center: county.centerGcj02 })));
  return sized.map((county, i) => ({
    ...county,
    demand: demand[i]!,
    heart: heartOf(county.parts, { lngGcj02: county.centerGcj02[0], latGcj02: county.centerGcj02[1] }),
  }));
}

function propertiesOf(geometry: { properties?: object | undefined }): CountyProperties {
  return geometry.properties as CountyProperties;
}

export function holds(place: Pick<Place, 'parts'>, point: PointGcj02): boolean {
  return isWithin(place.parts, point);
}

const kilometersPerDegree = 111.2;
const maxTries = 24;

/** A point of the county around its heart, normally scattered; the heart itself if no try falls inside. */
export function scatter(place: Place, random: Random, sigmaKilometers: number): PointGcj02 {
  const cosLatitude = Math.cos((place.heart.latGcj02 * Math.PI) / 180);
  for (let tries = 0; tries < maxTries; tries += 1) {
    // Each try comes closer, so that a narrow county is still met.
    const sigmaDegrees = (sigmaKilometers / kilometersPerDegree) * 0.9 ** tries;
    const point = {
      latGcj02: roundDegrees(place.heart.latGcj02 + random.gaussian() * sigmaDegrees),
      lngGcj02: roundDegrees(place.heart.lngGcj02 + (random.gaussian() * sigmaDegrees) / cosLatitude),
    };
    if (holds(place, point)) return point;
  }
  return place.heart;
}

/** The seat, or else a point that is surely inside. */
function heartOf(parts: Place['parts'], seat: PointGcj02): PointGcj02 {
  const found = isWithin(parts, seat) ? seat : insideOf(parts);
  if (found === null) throw new Error('a county without an inside');
  return found;
}
