import type { System } from '../entry/system.ts';
import type { DemoNetworkSize } from './demo/network/build-demo-network.ts';
import { readDemoTopology } from './demo/network/places.ts';
import { type Persona, personas } from './demo/people.ts';

/** What a local system begins with: the demo brand in one of its sizes, or nothing but a map of counties. */
export type LocalNetwork = DemoNetworkSize | 'empty';

/**
 * A brand that is not there yet: the counties, so that a place knows where it lies, without a grid, a place or goods.
 * Its first person comes in by the code that the start prints.
 */
export async function seedEmptyBrand(system: System): Promise<void> {
  const { objects, ...topology } = readDemoTopology();
  const counties = objects.countiesGcj02;
  await system.network.load({
    version: 'empty-1',
    grids: [],
    locations: [],
    topology: {
      ...topology,
      objects: {
        gridsGcj02: { type: 'GeometryCollection', geometries: [] },
        ...(counties ? { countiesGcj02: withoutGrids(counties) } : {}),
      },
    },
  });
  await system.publishCatalog({ products: [], categories: [] });
}

type Counties = NonNullable<ReturnType<typeof readDemoTopology>['objects']['countiesGcj02']>;

function withoutGrids(counties: Counties): Counties {
  return {
    ...counties,
    geometries: counties.geometries.map((geometry) => ({
      ...geometry,
      properties: { ...geometry.properties, gridId: '' },
    })),
  } as Counties;
}

const newcomers = ['shopper-lin', 'shopper-wang', 'guide-chen', 'clerk-zhou', 'courier-ma'];

/**
 * Who can be played. In an empty brand nobody is anything yet: people with a number, for headquarters to find and give
 * roles to.
 */
export function personasOf(network: LocalNetwork): readonly Persona[] {
  if (network !== 'empty') return personas;
  return personas
    .filter(({ id }) => newcomers.includes(id))
    .map((persona) => ({
      ...persona,
      role: 'shopper',
      roles: [],
      name: { zh: persona.nickname, en: persona.name.en.split(',')[0] ?? persona.nickname },
      description: { zh: `手机号 ${persona.phone}`, en: `Phone ${persona.phone}` },
    }));
}
