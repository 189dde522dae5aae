/** Branch warehouses (a city's stock) and central warehouses (a province's). All are HQ's. */
import type { Location } from '@jindian/shared/contract/places/network';
import { kindFactor } from '../../../places/grids/merge-grids.ts';
import { apportion } from './apportion.ts';
import { addressOf } from './branches.ts';
import { placeName } from './place-names.ts';
import { type Place, scatter } from './places.ts';
import { seededRandom } from './random.ts';
import { streets } from './shop-names.ts';

const warehouseSpreadKilometers = 6;

export function buildBranchWarehouses(places: readonly Place[], count: number): Location[] {
  const cities = groupBy(places, ({ province, city }) => province + city);
  const shares = apportion(
    cities.map((counties) => (hasDepots(counties[0]!) ? demandOf(counties) : 0)),
    count,
    1,
  );
  let number = 0;
  return cities.flatMap((counties, i) =>
    // One a county, from the strongest down; a city of few counties takes a second round.
    Array.from({ length: shares[i]! }, (_, rank) => {
      number += 1;
      const place = urbanFirst(counties)[rank % counties.length]!;
      const city = placeName(place.city);
      const suffix = shares[i] === 1 ? { zh: '', en: '' } : { zh: `第${rank + 1}`, en: ` ${rank + 1}` };
      return warehouse(`W${String(number).padStart(4, '0')}`, 'branch_warehouse', place, {
        zh: `近店·${city.zh}${suffix.zh}分仓`,
        en: `Jindian ${city.en} Branch Warehouse${suffix.en}`,
      });
    }),
  );
}

export function buildCentralWarehouses(places: readonly Place[], count: number): Location[] {
  const provinces = groupBy(places, ({ province }) => province);
  const shares = apportion(
    provinces.map((counties) => (hasDepots(counties[0]!) ? demandOf(counties) : 0)),
    count,
    1,
  );
  let number = 0;
  return provinces.flatMap((counties, i) => {
    // In the strongest cities of the province, one each before any has two.
    const cities = groupBy(counties, ({ city }) => city)
      .map((ofCity) => ({ ofCity, demand: demandOf(ofCity) }))
      .sort((a, b) => b.demand - a.demand);
    return Array.from({ length: shares[i]! }, (_, rank) => {
      number += 1;
      const { ofCity } = cities[rank % cities.length]!;
      const place = urbanFirst(ofCity)[Math.floor(rank / cities.length) % ofCity.length]!;
      const city = placeName(place.city);
      const suffix = rank < cities.length ? { zh: '', en: '' } : { zh: `第${rank + 1}`, en: ` ${rank + 1}` };
      return warehouse(`C${String(number).padStart(3, '0')}`, 'central_warehouse', place, {
        zh: `近店·${city.zh}${suffix.zh}中心仓`,
        en: `Jindian ${city.en} Central Warehouse${suffix.en}`,
      });
    });
  });
}

function demandOf(places: readonly Place[]): number {
  return places.reduce((sum, { demand }) => sum + demand, 0);
}

/** 三沙's islands have a shop, but no room for a depot; shops in Taiwan are supplied from across the strait. */
function hasDepots(place: Place): boolean {
  return place.city !== '三沙市' && place.province !== '台湾省';
}

function warehouse(id: string, kind: Location['kind'], place: Place, name: Location['name']): Location {
  // Named after the depot, as a branch's is after its county: see `branches.ts`.
  const stream = `jindian/${kind}/${place.province}${name.zh}`;
  const random = seededRandom(stream);
  return {
    id,
    kind,
    name,
    ownership: 'hq',
    ownerId: 'hq',
    adcode: place.adcode,
    province: place.province,
    city: place.city,
    county: place.county,
    address: addressOf(place, random.pick(streets), random),
    ...scatter(place, random, warehouseSpreadKilometers),
    opensAtMinute: kind === 'central_warehouse' ? 0 : 7 * 60,
    closesAtMinute: kind === 'central_warehouse' ? 1440 : 22 * 60,
    serviceRadiusMeters: null,
    status: 'open',
    trades: ['shoes', 'appliances', 'baby', 'beef', 'fruit'],
    gridId: place.gridId,
    // A city's depot is often without a cold store; a province's has one.
    abilities:
      kind === 'central_warehouse' || seededRandom(`${stream}/abilities`).next() < 0.6
        ? ['cold', 'large']
        : ['large'],
  };
}

/** Districts first: a depot stands at the city, not in its liveliest county far out. */
function urbanFirst(places: readonly Place[]): Place[] {
  return [...places].sort((a, b) => kindFactor(b.county) - kindFactor(a.county) || b.demand - a.demand);
}

function groupBy(places: readonly Place[], keyOf: (place: Place) => string): Place[][] {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const group = groups.get(keyOf(place));
    if (group === undefined) groups.set(keyOf(place), [place]);
    else group.push(place);
  }
  return [...groups.values()];
}
