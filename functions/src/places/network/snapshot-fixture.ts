/**
 * A network small enough to reckon by hand, for tests: four square grids of one degree around (120°E, 30°N),
 * one of them with a hole that is a fifth grid.
 */
import type { Grid, Location } from '@jindian/shared/contract/places/network';
import type { Polygon } from 'topojson-specification';
import type { GridProperties, NetworkTopology } from './grid-index-topology.ts';
import type { NetworkInput } from './snapshot.ts';

/** South-west G1, south-east G2, north-west G3, north-east G4; G5 is a square hole in the middle of G1. */
export function smallTopology(): NetworkTopology {
  const arcs = [
    line([120, 30], [120, 29]), // 0: between G1 and G2, southward
    line([120, 30], [119, 30]), // 1: between G1 and G3, westward
    line([120, 30], [121, 30]), // 2: between G2 and G4, eastward
    line([120, 30], [120, 31]), // 3: between G3 and G4, northward
    line([120, 29], [119, 29], [119, 30]), // 4: outside of G1
    line([119, 30], [119, 31], [120, 31]), // 5: outside of G3
    line([120, 31], [121, 31], [121, 30]), // 6: outside of G4
    line([121, 30], [121, 29], [120, 29]), // 7: outside of G2
    line([119.4, 29.4], [119.6, 29.4], [119.6, 29.6], [119.4, 29.6], [119.4, 29.4]), // 8: G5
  ];
  const polygon = (gridId: string, ...rings: number[][]): Polygon<GridProperties> => ({
    type: 'Polygon',
    arcs: rings,
    properties: { gridId },
  });
  return {
    type: 'Topology',
    objects: {
      gridsGcj02: {
        type: 'GeometryCollection',
        geometries: [
          polygon('G1', [0, 4, ~1], [~8]),
          polygon('G2', [2, 7, ~0]),
          polygon('G3', [1, 5, ~3]),
          polygon('G4', [3, 6, ~2]),
          polygon('G5', [8]),
        ],
      },
    },
    arcs,
  };
}

export function place(
  id: string,
  lngGcj02: number,
  latGcj02: number,
  change: Partial<Location> = {},
): Location {
  const kind = id.startsWith('W') ? 'branch_warehouse' : id.startsWith('C') ? 'central_warehouse' : 'branch';
  return {
    id,
    kind,
    name: { zh: `近店·${id}`, en: `Jindian ${id}` },
    ownership: 'hq',
    ownerId: 'hq',
    adcode: null,
    province: '某省',
    city: '某市',
    county: '某县',
    address: { zh: '某路1号', en: '1 Some Road' },
    latGcj02,
    lngGcj02,
    opensAtMinute: 540,
    closesAtMinute: 1260,
    serviceRadiusMeters: null,
    status: 'open',
    trades: ['shoes'],
    gridId: 'G1',
    ...change,
  };
}

/** One branch B1..B5 in each grid, a warehouse in the south-west and a central one in the north-east. */
export function smallNetwork(changes: Readonly<Record<string, Partial<Location>>> = {}): NetworkInput {
  const at = (id: string, lng: number, lat: number, gridId: string) =>
    place(id, lng, lat, { gridId, ...changes[id] });
  return {
    version: 'small-1',
    grids: ['1', '2', '3', '4', '5'].map(
      (n): Grid => ({
        id: `G${n}`,
        name: { zh: `第${n}格`, en: `Grid ${n}` },
        branchId: `B${n}`,
        province: '某省',
        city: '某市',
      }),
    ),
    locations: [
      at('B1', 119.3, 29.3, 'G1'),
      at('B2', 120.3, 29.3, 'G2'),
      at('B3', 119.3, 30.3, 'G3'),
      at('B4', 120.3, 30.3, 'G4'),
      at('B5', 119.5, 29.5, 'G5'),
      at('W1', 119.1, 29.1, 'G1'),
      at('C1', 120.9, 30.9, 'G4'),
    ],
    topology: smallTopology(),
  };
}

/**
 * The same, with `more` places, in the form that the contract asks for: `B1` is `B001`. `change` says what differs of
 * a place, by its long id.
 */
export function contractNetwork(
  change: (location: Location) => Partial<Location>,
  more: readonly Location[] = [],
): NetworkInput {
  const long = (id: string) => `${id.slice(0, 1)}00${id.slice(1)}`;
  const small = smallNetwork();
  return {
    ...small,
    grids: small.grids.map((grid) => ({ ...grid, branchId: long(grid.branchId) })),
    locations: [...small.locations, ...more].map((location) => {
      const named = { ...location, id: long(location.id) };
      return { ...named, ...change(named) };
    }),
  };
}

function line(...positions: Array<[number, number]>): Array<[number, number]> {
  return positions;
}
