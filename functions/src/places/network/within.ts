import { atPlace, type Reach } from '@jindian/shared/access';
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

export function locationsWithin(snapshot: NetworkSnapshot, reach: Reach): readonly Location[] {
  return reach.whole ? snapshot.locations : snapshot.locations.filter((location) => reaches(reach, location));
}
