/**
 * The network in memory: who serves a point, what lies near it, which branch a person means. Immutable; a
 * change of the network is a new snapshot with a new version, so a reader never sees half a change.
 */

import type { Grid, Location, LocationKind } from '@jindian/shared/contract/places/network';
import type { BboxGcj02, PointGcj02 } from '@jindian/shared/geo';
import type { HoursException } from '@jindian/shared/hours';
import { type ChangedPlaces, isCalledOtherwise, isElsewhere } from './changed-places.ts';
import { buildPolygonIndex, decodePolygons, type PolygonIndex } from './grid-index.ts';
import { decodeArcs, packArcs } from './grid-index-arcs.ts';
import type {
  CountyProperties,
  GridProperties,
  NetworkShapes,
  NetworkTopology,
} from './grid-index-topology.ts';
import { buildNearIndex, type NearIndex } from './near-index.ts';
import { withCalendar } from './opening-hours.ts';
import {
  buildPlaceSearch,
  type PlaceSearch,
  type PlaceSearchOptions,
  type PlacesFound,
} from './place-search.ts';
import { assertSoundNetwork } from './snapshot-check.ts';

export type NetworkInput = {
  version: string;
  grids: readonly Grid[];
  locations: readonly Location[];
  topology: NetworkTopology;
};

export type NearLocation = { location: Location; distanceMeters: number };

export type NearestOptions = {
  kinds: readonly LocationKind[];
  /** 1..500. */
  limit: number;
  maxDistanceMeters?: number;
  /** Those refused do not count towards the limit. */
  accept?: (location: Location) => boolean;
};

export type NetworkSnapshot = {
  readonly version: string;
  readonly grids: readonly Grid[];
  readonly locations: readonly Location[];
  readonly shapes: NetworkShapes;
  /** In the order of the topology; none where the brand loaded none. */
  readonly counties: readonly CountyProperties[];
  /**
   * The grid that holds the point, or the nearest within `nearOutlineMeters`: outlines are simplified, and piers and
   * small islands lie outside of them. Null beyond that (at sea, abroad, where a brand has no grid).
   */
  gridAt(point: PointGcj02): Grid | null;
  /** The county of the point by the same rule; null outside all, or where the topology has no counties. */
  countyAt(point: PointGcj02): CountyProperties | null;
  /**
   * Whether anybody may be asked to deliver there: it lies in a grid or county, or (where a brand loaded no counties) near
   * one of its places. A point at 0,0, abroad or with latitude and longitude swapped does not.
   */
  isOnMap(point: PointGcj02): boolean;
  /** Ids of the grids whose box meets [west, south, east, north], in the order of the grids. */
  gridIdsIn(bboxGcj02: BboxGcj02): string[];
  location(id: string): Location | undefined;
  grid(id: string): Grid | undefined;
  /** Nearest first; equal distances by id. */
  nearest(point: PointGcj02, options: NearestOptions): NearLocation[];
  /** Places that a typed text may mean, best first. */
  search(text: string, options: PlaceSearchOptions): Promise<PlacesFound>;
  /** The same geography with these places as they are now; costs next to nothing where none is new, moved or renamed. */
  withPlaces(changed: ChangedPlaces): NetworkSnapshot;
  /** The same with the brand's calendar under what each place says of its own days. */
  withCalendar(calendar: readonly HoursException[]): NetworkSnapshot;
};

/** Who stands this near to an outline belongs to it: a ferry pier, reclaimed land, a rock that no map draws. */
export const nearOutlineMeters = 3_000;
/** Without counties a map ends here: as far as a branch delivers by the default policy. */
const nearPlaceMeters = 100_000;
export const maxNearest = 500;

/** Throws on a network that contradicts itself (see `checkNetwork` for the reasons as values). */
export function buildNetworkSnapshot({ version, grids, locations, topology }: NetworkInput): NetworkSnapshot {
  assertSoundNetwork({ grids, locations, topology });
  const shapes = { objects: topology.objects, arcs: decodeArcs(packArcs(topology)) };
  return assembleNetworkSnapshot({ version, grids, locations, shapes });
}

/** The same from what was found sound when it was published, and shapes that are decoded already. */
export function assembleNetworkSnapshot(
  input: Omit<NetworkInput, 'topology'> & { shapes: NetworkShapes },
): NetworkSnapshot {
  const { version, grids, locations, shapes } = input;
  return snapshotOf(
    {
      version,
      grids,
      locations,
      shapes,
      gridById: new Map(grids.map((grid) => [grid.id, grid])),
      positionOf: new Map(locations.map(({ id }, position) => [id, position])),
      pointIndexes: indexByKind(locations),
      // Built when first wanted, so that a start stays quick.
      polygons: lazy(() => buildGridIndex(shapes)),
      counties: countiesOf(shapes),
      countyIndex: lazy(() => buildCountyIndex(shapes)),
      placeSearch: lazy(() => buildPlaceSearch(locations)),
    },
    locations,
  );
}

/** What a place is and where it lies does not change with the day: made once, whatever is laid over it. */
type Geography = {
  version: string;
  grids: readonly Grid[];
  locations: readonly Location[];
  shapes: NetworkShapes;
  gridById: ReadonlyMap<string, Grid>;
  positionOf: ReadonlyMap<string, number>;
  pointIndexes: ReadonlyMap<LocationKind, PointIndex>;
  polygons(): { index: PolygonIndex; gridIds: readonly string[] };
  counties: readonly CountyProperties[];
  countyIndex(): PolygonIndex;
  placeSearch(): Promise<PlaceSearch>;
};

/** `locations`: the places as they are now. `base`: what changes are laid over, whatever was laid over it before. */
function snapshotOf(
  geography: Geography,
  locations: readonly Location[],
  base: Geography = geography,
): NetworkSnapshot {
  const { version, grids, shapes, gridById, positionOf, pointIndexes } = geography;
  return {
    version,
    grids,
    locations,
    shapes,
    counties: geography.counties,
    gridAt(point) {
      const { index, gridIds } = geography.polygons();
      const found = index.near(point, nearOutlineMeters);
      return found === -1 ? null : gridById.get(gridIds[found]!)!;
    },
    countyAt(point) {
      const found = geography.countyIndex().near(point, nearOutlineMeters);
      return found === -1 ? null : geography.counties[found]!;
    },
    isOnMap(point) {
      if (this.gridAt(point) !== null) return true;
      if (shapes.objects.countiesGcj02) return this.countyAt(point) !== null;
      const kinds = [...pointIndexes.keys()];
      const options = { kinds, limit: 1, maxDistanceMeters: nearPlaceMeters };
      return nearest(pointIndexes, locations, point, options).length > 0;
    },
    gridIdsIn(bbox) {
      const { index, gridIds } = geography.polygons();
      return index.inBox(bbox).map((found) => gridIds[found]!);
    },
    location(id) {
      const position = positionOf.get(id);
      return position === undefined ? undefined : locations[position];
    },
    grid: (id) => gridById.get(id),
    nearest: (point, options) => nearest(pointIndexes, locations, point, options),
    search: async (text, options) => (await geography.placeSearch())(text, locations, options),
    withCalendar: (calendar) =>
      snapshotOf(
        geography,
        locations.map((place) => withCalendar(place, calendar)),
        base,
      ),
    withPlaces(changed) {
      const now = base.locations.slice();
      const added = new Map<string, number>();
      let moved = false;
      let renamed = false;
      for (const [id, { place }] of changed) {
        const position = base.positionOf.get(id);
        if (position === undefined) added.set(id, now.push(place) - 1);
        else {
          const before = now[position]!;
          moved ||= isElsewhere(before, place);
          renamed ||= isCalledOtherwise(before, place);
          now[position] = place;
        }
      }
      const isMore = added.size > 0;
      return snapshotOf(
        {
          ...base,
          ...(isMore ? { positionOf: new Map([...base.positionOf, ...added]) } : {}),
          ...(moved || isMore ? { pointIndexes: indexByKind(now) } : {}),
          ...(renamed || isMore ? { placeSearch: lazy(() => buildPlaceSearch(now)) } : {}),
        },
        now,
        base,
      );
    },
  };
}

/** `places[i]`: which of all locations the point `i` is. */
type PointIndex = { points: NearIndex; places: readonly number[] };

function indexByKind(locations: readonly Location[]): Map<LocationKind, PointIndex> {
  const indexes = new Map<LocationKind, PointIndex>();
  for (const kind of ['branch', 'branch_warehouse', 'central_warehouse'] as const) {
    const places: number[] = [];
    for (let position = 0; position < locations.length; position += 1)
      if (locations[position]!.kind === kind) places.push(position);
    const points = buildNearIndex(places.map((position) => locations[position]!));
    indexes.set(kind, { points, places });
  }
  return indexes;
}

function nearest(
  indexes: ReadonlyMap<LocationKind, PointIndex>,
  locations: readonly Location[],
  point: PointGcj02,
  { kinds, limit, maxDistanceMeters = Infinity, accept }: NearestOptions,
): NearLocation[] {
  const count = bounded(limit, maxNearest);
  const found: NearLocation[] = [];
  for (const kind of new Set(kinds)) {
    const { points, places } = indexes.get(kind)!;
    const accepts = accept && ((index: number) => accept(locations[places[index]!]!));
    const { positions, meters } = points.nearest(point, count, maxDistanceMeters, accepts);
    for (let index = 0; index < positions.length; index += 1) {
      const distance = meters[index]!;
      if (distance <= maxDistanceMeters)
        found.push({ location: locations[places[positions[index]!]!]!, distanceMeters: distance });
    }
  }
  found.sort((a, b) => a.distanceMeters - b.distanceMeters || (a.location.id < b.location.id ? -1 : 1));
  if (found.length > count) found.length = count;
  return found;
}

function countiesOf({ objects: { countiesGcj02 } }: NetworkShapes): CountyProperties[] {
  return countiesGcj02?.geometries.map((geometry) => geometry.properties as CountyProperties) ?? [];
}

function buildGridIndex({ arcs, objects: { gridsGcj02 } }: NetworkShapes): ReturnType<Geography['polygons']> {
  return {
    index: buildPolygonIndex(decodePolygons(arcs, gridsGcj02)),
    gridIds: gridsGcj02.geometries.map((geometry) => (geometry.properties as GridProperties).gridId),
  };
}

function buildCountyIndex({ arcs, objects: { countiesGcj02: collection } }: NetworkShapes): PolygonIndex {
  return buildPolygonIndex(collection === undefined ? [] : decodePolygons(arcs, collection));
}

function bounded(limit: number, max: number): number {
  if (!Number.isInteger(limit) || limit < 1) throw new Error(`a limit of ${limit}`);
  return Math.min(limit, max);
}

function lazy<T>(build: () => T): () => T {
  let held: { value: T } | undefined;
  return () => {
    held ??= { value: build() };
    return held.value;
  };
}
