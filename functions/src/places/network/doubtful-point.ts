import { areSwapped, distanceMeters, isAboutChina, type PointGcj02 } from '@jindian/shared/geo';
import type { NetworkSnapshot } from './snapshot.ts';

/** Why a point that somebody typed is hardly the one that they meant. */
export type PointDoubt =
  | { kind: 'swapped' }
  | { kind: 'outside' }
  /** `said` by the address; `meters` from its middle. */
  | { kind: 'other_county'; said: string; at: string; meters: number };

type County = NetworkSnapshot['counties'][number];

/** Of counties that an address names, else of cities: where it lies in none of them, that is told. Null: no doubt. */
export function doubtOf(
  snapshot: Pick<NetworkSnapshot, 'counties' | 'countyAt'>,
  point: PointGcj02,
  address: string,
): PointDoubt | null {
  if (Number.isNaN(point.latGcj02) || Number.isNaN(point.lngGcj02)) return null;
  if (areSwapped(point)) return { kind: 'swapped' };
  if (!isAboutChina(point)) return { kind: 'outside' };
  const at = snapshot.countyAt(point);
  if (!at) return null;
  const inCities = snapshot.counties.filter(({ city }) => isNamed(city, address));
  const inCounties = (inCities.length > 0 ? inCities : snapshot.counties).filter(({ county }) =>
    isNamed(county, address),
  );
  const named = inCounties.length > 0 ? inCounties : inCities;
  const isThere = named.some(
    (one) => one.city === at.city && (inCounties.length === 0 || one.county === at.county),
  );
  if (named.length === 0 || isThere) return null;
  const away = ({ centerGcj02: [lngGcj02, latGcj02] }: County) =>
    distanceMeters(point, { latGcj02, lngGcj02 });
  // Of many of one name the nearest is meant.
  const said = named.reduce((nearest, one) => (away(one) < away(nearest) ? one : nearest));
  const nameOf = ({ city, county }: County) =>
    inCounties.length === 0 || city === county ? city : `${city}${county}`;
  return { kind: 'other_county', said: nameOf(said), at: `${at.city}${at.county}`, meters: away(said) };
}

/** With its 区, 县 or 市: streets are called after cities. */
const isNamed = (name: string, address: string) => name.length > 2 && address.includes(name);
