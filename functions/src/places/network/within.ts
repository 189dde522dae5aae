import { atPlace, type Reach } from '@jindian/shared/access';
import { shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import { shortCityName } from '@jindian/shared/contract/goods/prices';
import type { Location } from '@jindian/shared/contract/places/network';
import type { PlacesFound } from './place-search.ts';
import type { NetworkSnapshot } from './snapshot.ts';

/**
 * Any place that a typed text may mean, also one that is closed: HQ looks for what is to be opened again. `meant`: what
 * else is asked of it; narrowed afterwards, the first so many of all would hide those that are asked for.
 */
export function searchLocations(
  snapshot: NetworkSnapshot,
  text: string,
  limit: number,
  reach: Reach,
  meant: (location: Location) => boolean = () => true,
  { literal = false } = {},
): Promise<PlacesFound> {
  return snapshot.search(text, {
    limit,
    literal,
    accept: (location) => meant(location) && reaches(reach, location),
  });
}

export function reaches(reach: Reach, location: Location): boolean {
  return reach.whole || reach.at(atPlace(location));
}

/** Whether a province, or a city of it, is on the map or has a place, however its name is written. */
export function hasArea(
  { counties, locations }: Pick<NetworkSnapshot, 'counties' | 'locations'>,
  wanted: { province: string; city: string | null },
): boolean {
  const province = shortProvinceName(wanted.province);
  const city = wanted.city === null ? null : shortCityName(wanted.city);
  return [counties, locations].some((all) =>
    all.some(
      (one) =>
        shortProvinceName(one.province) === province && (city === null || shortCityName(one.city) === city),
    ),
  );
}

export function locationsWithin(snapshot: NetworkSnapshot, reach: Reach): readonly Location[] {
  return reach.whole ? snapshot.locations : snapshot.locations.filter((location) => reaches(reach, location));
}
