/**
 * The map of counties that comes with the product: what a place needs to know where it lies before a brand has loaded or
 * published a network of its own. In the source tree the file stands beside this module, in a bundle beside that.
 */
import { readFileSync } from 'node:fs';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { CountyProperties } from '../network/grid-index-topology.ts';
import { buildNetworkSnapshot, type NetworkInput, type NetworkSnapshot } from '../network/snapshot.ts';

export type CountyTopology = Topology<{ countiesGcj02: GeometryCollection<CountyProperties> }>;

export const countiesFile = 'counties.topo.json';

export function readCountyTopology(): CountyTopology {
  return JSON.parse(readFileSync(new URL(`./${countiesFile}`, import.meta.url), 'utf8')) as CountyTopology;
}

/** A network of counties alone: no grid and no place. */
function countiesOnly(): NetworkInput {
  const { objects, ...topology } = readCountyTopology();
  return {
    version: 'counties',
    grids: [],
    locations: [],
    topology: {
      ...topology,
      objects: { gridsGcj02: { type: 'GeometryCollection', geometries: [] }, ...objects },
    },
  };
}

let held: NetworkSnapshot | null = null;

/** What holds until a network is published; read when it is first asked for, and then held. */
export const countiesAlone = { snapshot: countiesSnapshot, input: countiesOnly };

export function countiesSnapshot(): NetworkSnapshot {
  held ??= buildNetworkSnapshot(countiesOnly());
  return held;
}
