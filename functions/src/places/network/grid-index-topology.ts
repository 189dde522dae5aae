/**
 * The network's topology file: counties and grids as TopoJSON, GCJ-02. Neighbours share their arcs, so that
 * two polygons can neither overlap nor leave a crack between them, and an outline can be simplified without
 * tearing the map. A brand that knows no counties may leave them out.
 */
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Coordinates } from './grid-index-arcs.ts';

export type GridProperties = { gridId: string };

export type CountyProperties = {
  gridId: string;
  /** GB/T 2260 county code; null where the county was renamed or merged since. */
  adcode: string | null;
  province: string;
  city: string;
  county: string;
  /** [lng, lat] of the county's seat, degrees GCJ-02. */
  centerGcj02: [number, number];
};

export type NetworkObjects = {
  gridsGcj02: GeometryCollection<GridProperties>;
  countiesGcj02?: GeometryCollection<CountyProperties>;
};

export type NetworkTopology = Topology<NetworkObjects>;

/** A topology as a snapshot holds it: the arcs decoded to degrees. */
export type NetworkShapes = { objects: NetworkObjects; arcs: readonly Coordinates[] };
