/** What may be wrong with a network that somebody loads: found before it is published, not when an order comes. */
import type { Grid, Location } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { CountyProperties, NetworkObjects } from './grid-index-topology.ts';

export type NetworkFaultCode =
  | 'duplicate_location_id'
  | 'duplicate_grid_id'
  | 'grid_without_polygon'
  | 'polygon_without_grid'
  | 'grid_branch_unknown'
  | 'grid_branch_not_a_branch'
  | 'location_in_unknown_grid'
  | 'location_off_map';

export type NetworkFault = { code: NetworkFaultCode; id: string };

type Network = {
  grids: readonly Grid[];
  locations: readonly Location[];
  topology: { objects: NetworkObjects };
};

const maxFaults = 1000;

/** All contradictions of a network, at most 1,000; empty for a sound one. */
export function checkNetwork({ grids, locations, topology }: Network): NetworkFault[] {
  const faults: NetworkFault[] = [];
  const report = (code: NetworkFaultCode, id: string) => {
    if (faults.length < maxFaults) faults.push({ code, id });
  };

  const kindOf = new Map<string, Location['kind']>();
  for (const { id, kind } of locations) {
    if (kindOf.has(id)) report('duplicate_location_id', id);
    kindOf.set(id, kind);
  }
  const polygonIds = new Set(
    topology.objects.gridsGcj02.geometries.map(
      (geometry) => (geometry.properties as { gridId: string }).gridId,
    ),
  );
  const gridIds = new Set<string>();
  for (const grid of grids) {
    if (gridIds.has(grid.id)) report('duplicate_grid_id', grid.id);
    gridIds.add(grid.id);
    if (!polygonIds.has(grid.id)) report('grid_without_polygon', grid.id);
    const kind = kindOf.get(grid.branchId);
    if (kind === undefined) report('grid_branch_unknown', grid.id);
    else if (kind !== 'branch') report('grid_branch_not_a_branch', grid.id);
  }
  for (const id of polygonIds) if (!gridIds.has(id)) report('polygon_without_grid', id);
  for (const { id, gridId } of locations)
    if (gridId !== null && !gridIds.has(gridId)) report('location_in_unknown_grid', id);
  const isFar = farFrom(topology.objects);
  for (const location of locations) if (isFar(location)) report('location_off_map', location.id);
  return faults;
}

/** Beyond this many degrees around all seats of counties there is none of their land. */
const marginDegrees = 3;

/**
 * A point at 0,0, abroad or with a sign or the two numbers swapped is nobody's shop. The seats tell it without a look at
 * an outline, so that it costs nothing where a network of 20,000 places is loaded.
 */
function farFrom({ countiesGcj02 }: NetworkObjects): (point: PointGcj02) => boolean {
  const seats = (countiesGcj02?.geometries ?? []).map(
    (geometry) => (geometry.properties as CountyProperties).centerGcj02,
  );
  if (seats.length === 0) return () => false;
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [lng, lat] of seats) {
    west = Math.min(west, lng - marginDegrees);
    east = Math.max(east, lng + marginDegrees);
    south = Math.min(south, lat - marginDegrees);
    north = Math.max(north, lat + marginDegrees);
  }
  return ({ latGcj02: lat, lngGcj02: lng }) => lng < west || lng > east || lat < south || lat > north;
}

export function assertSoundNetwork(network: Network): void {
  const faults = checkNetwork(network);
  if (faults.length === 0) return;
  const listed = faults.slice(0, 5).map(({ code, id }) => `${code} ${id}`);
  throw new Error(`the network has ${faults.length} faults: ${listed.join(', ')}`);
}
