/**
 * Makes `counties.topo.json` out of the source polygons: run `npm run build:counties` after a change to the source. The
 * result is the same on every run, and it is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MultiPolygon, Polygon } from 'topojson-specification';
import type { CountyProperties } from '../network/grid-index-topology.ts';
import type { CountyTopology } from './counties.ts';
import { lighterArcs } from './lighter-arcs.ts';
import { type County, readCounties, type SourceTopology } from './source-counties.ts';

export function buildCounties(source: SourceTopology): CountyTopology {
  return {
    type: 'Topology',
    ...(source.transform === undefined ? {} : { transform: source.transform }),
    objects: {
      countiesGcj02: {
        type: 'GeometryCollection',
        geometries: readCounties(source).map((county) => ({
          type: county.geometry.type,
          arcs: county.geometry.arcs,
          properties: propertiesOf(county),
        })) as Array<(Polygon | MultiPolygon) & { properties: CountyProperties }>,
      },
    },
    arcs: lighterArcs(source),
  };
}

function propertiesOf({ adcode, province, city, county, center }: County): CountyProperties {
  return { gridId: '', adcode, province, city, county, centerGcj02: center };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const source = JSON.parse(readFileSync(file('source/china-counties.topo.json'), 'utf8')) as SourceTopology;
  const text = `${JSON.stringify(buildCounties(source))}\n`;
  writeFileSync(file('counties.topo.json'), text);
  console.log(`${text.length} characters of counties`);
}
