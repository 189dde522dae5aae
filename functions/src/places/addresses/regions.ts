import type { RegionList } from '@jindian/shared/contract/places/addresses';
import { provinceCodes } from '../counties/source-counties.ts';
import type { NetworkSnapshot } from '../network/snapshot.ts';

type County = { province: string; city: string; county: string; latGcj02: number; lngGcj02: number };

/** Provinces, cities and counties in the order of the network's counties; where it has none, of its places. */
function countiesOf(snapshot: NetworkSnapshot): County[] {
  if (snapshot.counties.length > 0)
    return snapshot.counties.map(({ province, city, county, centerGcj02: [lngGcj02, latGcj02] }) => ({
      province,
      city,
      county,
      latGcj02,
      lngGcj02,
    }));
  return snapshot.locations.map(({ province, city, county, latGcj02, lngGcj02 }) => ({
    province,
    city,
    county,
    latGcj02,
    lngGcj02,
  }));
}

/** As every list of the country has them: by the code of GB/T 2260, from 北京市 to 澳门特别行政区. */
const inOrder = Object.keys(provinceCodes);
/** What is no province of today stands behind them. */
const rankOf = (province: string) => {
  const rank = inOrder.indexOf(province);
  return rank < 0 ? inOrder.length : rank;
};

function tableOf(snapshot: NetworkSnapshot) {
  const provinces = new Map<string, Map<string, Map<string, County>>>();
  for (const county of countiesOf(snapshot)) {
    const cities = provinces.get(county.province) ?? new Map<string, Map<string, County>>();
    provinces.set(county.province, cities);
    const counties = cities.get(county.city) ?? new Map<string, County>();
    cities.set(county.city, counties);
    if (!counties.has(county.county)) counties.set(county.county, county);
  }
  const named = (names: Iterable<string>) => [...names].map((name) => ({ name, point: null }));
  return {
    counties: [...provinces.values()].flatMap((cities) =>
      [...cities.values()].flatMap((counties) => [...counties.values()]),
    ),
    /** What is not there has nothing in it. */
    list(province?: string, city?: string): RegionList['items'] {
      if (province === undefined) return named([...provinces.keys()].sort((a, b) => rankOf(a) - rankOf(b)));
      const cities = provinces.get(province);
      if (city === undefined) return named(cities?.keys() ?? []);
      const counties = [...(cities?.get(city)?.values() ?? [])];
      return counties.map(({ county, latGcj02, lngGcj02 }) => ({
        name: county,
        point: { latGcj02, lngGcj02 },
      }));
    },
  };
}
export type Regions = ReturnType<typeof tableOf>;

/** Made once for a geography: states of places change with the day, regions do not. */
export function createRegions(network: () => Promise<NetworkSnapshot>): () => Promise<Regions> {
  let held: { version: string; regions: Regions } | null = null;
  return async () => {
    const snapshot = await network();
    if (held?.version !== snapshot.version) held = { version: snapshot.version, regions: tableOf(snapshot) };
    return held.regions;
  };
}
