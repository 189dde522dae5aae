/**
 * Which counties make up the grids of the demo, as numbers of the map of counties: run `npm run build:demo-grids` after a
 * change to that map or to the rules of merging. The result is the same on every run, and it is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { feature, neighbors } from 'topojson-client';
import type { Polygon as TopoPolygon } from 'topojson-specification';
import { areaSquareKilometers } from '../../../places/counties/area.ts';
import { readCounties, type SourceTopology } from '../../../places/counties/source-counties.ts';
import { estimateDemand, mergeGrids } from '../../../places/grids/merge-grids.ts';

export const wantedGrids = 1800;

/**
 * Counties without a common arc that are one grid all the same: the reefs of 东沙群岛 have no inhabitants to
 * keep a shop for; on paper they belong to 陆丰.
 */
const joinedByName = [['陆丰市', '东沙群岛']] as const;

/** The counties of each grid, the one that gives it its name and branch first. */
export function buildDemoGrids(source: SourceTopology): number[][] {
  const counties = readCounties(source);
  const sized = counties.map((county) => ({
    ...county,
    areaSquareKilometers: areaSquareKilometers(feature(source, county.geometry as TopoPolygon).geometry),
  }));
  const indexOf = (name: string) => {
    const index = counties.findIndex(({ county }) => county === name);
    if (index === -1) throw new Error(`${name} is not in the source`);
    return index;
  };
  return mergeGrids({
    counties: sized,
    demand: estimateDemand(sized),
    neighboursOf: neighbors(counties.map(({ geometry }) => geometry)),
    joined: joinedByName.map(([kept, gone]) => [indexOf(kept), indexOf(gone)] as const),
    wantedGrids,
  }).map(({ countyIndexes }) => countyIndexes);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const source = JSON.parse(
    readFileSync(file('../../../places/counties/source/china-counties.topo.json'), 'utf8'),
  ) as SourceTopology;
  const grids = buildDemoGrids(source);
  writeFileSync(file('../data/grids.json'), `${JSON.stringify(grids)}\n`);
  console.log(`${grids.length} grids`);
}
