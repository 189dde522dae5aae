/**
 * Makes `demo/data/grids.topo.json` out of the county polygons: run `npm run build:network` after a change to
 * the source or to the rules of merging. The result is the same on every run, and it is committed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { feature, mergeArcs, neighbors } from 'topojson-client';
import type { MultiPolygon as TopoMultiPolygon, Polygon as TopoPolygon } from 'topojson-specification';
import type { CountyProperties, NetworkTopology } from '../../../places/network/grid-index-topology.ts';
import { areaSquareKilometers } from './area.ts';
import { type County, readCounties, type SourceTopology } from './counties.ts';
import { lighterArcs } from './lighter-arcs.ts';
import { estimateDemand, mergeGrids } from './merge-grids.ts';

const dataFolder = join(dirname(fileURLToPath(import.meta.url)), '..', 'data');
const sourcePath = join(dataFolder, 'source', 'china-counties.topo.json');
const targetPath = join(dataFolder, 'grids.topo.json');

export const wantedGrids = 1800;

/**
 * Counties without a common arc that are one grid all the same: the reefs of 东沙群岛 have no inhabitants to
 * keep a shop for; on paper they belong to 陆丰.
 */
const joinedByName = [['陆丰市', '东沙群岛']] as const;

export function buildTopology(source: SourceTopology): NetworkTopology {
  const counties = readCounties(source);
  const geometries = counties.map(({ geometry }) => geometry);
  const neighboursOf = neighbors(geometries);
  const sized = counties.map((county) => ({
    ...county,
    areaSquareKilometers: areaSquareKilometers(feature(source, county.geometry as TopoPolygon).geometry),
  }));
  const demand = estimateDemand(sized);
  const indexOf = (name: string) => {
    const index = counties.findIndex(({ county }) => county === name);
    if (index === -1) throw new Error(`${name} is not in the source`);
    return index;
  };
  const grids = mergeGrids({
    counties: sized,
    demand,
    neighboursOf,
    joined: joinedByName.map(([kept, gone]) => [indexOf(kept), indexOf(gone)] as const),
    wantedGrids,
  });

  const gridIdOf = new Map<number, string>();
  grids.forEach(({ countyIndexes }, i) => {
    for (const county of countyIndexes) gridIdOf.set(county, gridIdAt(i));
  });
  // Counties are written in the order of their grids, strongest first, so a reader needs no second table.
  const ordered = grids.flatMap(({ countyIndexes }) => countyIndexes);
  return {
    type: 'Topology',
    ...(source.transform === undefined ? {} : { transform: source.transform }),
    objects: {
      gridsGcj02: {
        type: 'GeometryCollection',
        geometries: grids.map(({ countyIndexes }, i) => ({
          ...mergeArcs(
            source,
            countyIndexes.map((index) => geometries[index]!),
          ),
          properties: { gridId: gridIdAt(i) },
        })),
      },
      countiesGcj02: {
        type: 'GeometryCollection',
        geometries: ordered.map((index) => ({
          type: geometries[index]!.type,
          arcs: geometries[index]!.arcs,
          properties: propertiesOf(counties[index]!, gridIdOf.get(index)!),
        })) as Array<(TopoPolygon | TopoMultiPolygon) & { properties: CountyProperties }>,
      },
    },
    arcs: lighterArcs(source),
  } as NetworkTopology;
}

function gridIdAt(index: number): string {
  return `G${String(index + 1).padStart(4, '0')}`;
}

function propertiesOf(county: County, gridId: string): CountyProperties {
  return {
    gridId,
    adcode: county.adcode,
    province: county.province,
    city: county.city,
    county: county.county,
    centerGcj02: county.center,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const source = JSON.parse(readFileSync(sourcePath, 'utf8')) as SourceTopology;
  const topology = buildTopology(source);
  mkdirSync(dataFolder, { recursive: true });
  const text = `${JSON.stringify(topology)}\n`;
  writeFileSync(targetPath, text);
  console.log(
    `${topology.objects.gridsGcj02.geometries.length} grids, ${text.length} characters: ${targetPath}`,
  );
}
