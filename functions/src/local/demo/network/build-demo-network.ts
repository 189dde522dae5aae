/**
 * The demo network: made up, on real geography. The same on every run and machine; 'demo' and 'full' share
 * their first branches (one for each grid), so ids in tours and tests hold in both.
 */
import type { Grid, Location } from '@jindian/shared/contract/places/network';
import type { NetworkTopology } from '../../../places/network/grid-index-topology.ts';
import { apportion } from './apportion.ts';
import { createBranchMaker } from './branches.ts';
import { placeName } from './place-names.ts';
import { type Place, readDemoTopology, readPlaces } from './places.ts';
import { flagshipCounties, tourTraits } from './tour.ts';
import { buildBranchWarehouses, buildCentralWarehouses } from './warehouses.ts';

export type DemoNetworkSize = 'demo' | 'full';

/** demo: a machine on a desk; full: the size of the largest chains. Warehouses and grids are the same. */
const branchCounts: Readonly<Record<DemoNetworkSize, number>> = { demo: 2_000, full: 20_000 };
const branchWarehouseCount = 500;
const centralWarehouseCount = 90;

/** Raised whenever the generator's output changes: a seeded system then knows to seed again. */
const generation = 5;

export type DemoNetwork = {
  version: string;
  grids: Grid[];
  locations: Location[];
  topology: NetworkTopology;
};

export function buildDemoNetwork({ size }: { size: DemoNetworkSize }): DemoNetwork {
  const topology = readDemoTopology();
  const places = readPlaces(topology);
  const countiesOf = new Map<string, Place[]>();
  for (const place of places) countiesOf.set(place.gridId, [...(countiesOf.get(place.gridId) ?? []), place]);
  // The leading county of each grid: its seat holds the responsible branch.
  const leading = [...countiesOf.values()].map((counties) => counties[0]!);
  const makeBranch = createBranchMaker();
  const landmarkOf = new Map(flagshipCounties.map(([city, county, landmark]) => [city + county, landmark]));
  const traitsOf = new Map(tourTraits.map(([city, county, traits]) => [city + county, traits]));

  const branches = leading.map((place, i) => {
    const county = place.city + place.county;
    const landmark = landmarkOf.get(county);
    const role = landmark === undefined ? 'grid' : { flagshipAt: landmark };
    return makeBranch(branchId(i), place, role, traitsOf.get(county));
  });
  const extraCount = branchCounts[size] - branches.length;
  const extras = apportion(
    places.map(({ demand }) => demand),
    extraCount,
    0,
  );
  places.forEach((place, i) => {
    for (let n = 0; n < extras[i]!; n += 1)
      branches.push(makeBranch(branchId(branches.length), place, 'extra'));
  });

  return {
    version: `demo-network-${size}-${generation}`,
    grids: leading.map((place, i) => gridOf(countiesOf.get(place.gridId)!, branchId(i))),
    locations: [
      ...branches,
      ...buildBranchWarehouses(places, branchWarehouseCount),
      ...buildCentralWarehouses(places, centralWarehouseCount),
    ],
    topology,
  };
}

function branchId(index: number): string {
  return `B${String(index + 1).padStart(5, '0')}`;
}

function gridOf(counties: readonly Place[], branchId: string): Grid {
  const leading = counties[0]!;
  const names = counties.slice(0, 2).map((place) => placeName(place.county, place.city));
  const city = placeName(leading.city);
  // 烟台芝罘, 烟台蓬莱·龙口, 酒泉敦煌等4县区: the first names tell people which grid it is.
  const many = counties.length > 2;
  const zh = many ? `${names[0]!.zh}等${counties.length}县区` : names.map((name) => name.zh).join('·');
  const en = many ? `${names[0]!.en} +${counties.length - 1}` : names.map((name) => name.en).join(' · ');
  const same = names[0]!.zh === city.zh;
  return {
    id: leading.gridId,
    name: { zh: same ? zh : city.zh + zh, en: same ? en : `${city.en} ${en}` },
    branchId,
    province: leading.province,
    city: leading.city,
  };
}
