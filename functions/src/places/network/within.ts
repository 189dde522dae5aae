import { atPlace, type Reach } from '@jindian/shared/access';
import type { Location } from '@jindian/shared/contract/places/network';
import type { NetworkSnapshot } from './snapshot.ts';

const maxTextLength = 60;

/**
 * Any place that a typed text may mean, also one that is closed: shoppers search open branches only, HQ looks for
 * what is to be opened again. Every word must be somewhere; an id comes first, then the county, then the rest.
 */
export function searchLocations(
  snapshot: NetworkSnapshot,
  text: string,
  limit: number,
  reach: Reach,
): Location[] {
  const words = text.slice(0, maxTextLength).toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found: { location: Location; rank: number }[] = [];
  for (const location of snapshot.locations) {
    const { id, name, province, city, county } = location;
    const all = `${id} ${name.zh} ${name.en} ${province} ${city} ${county}`.toLowerCase();
    if (!words.every((word) => all.includes(word)) || !reaches(reach, location)) continue;
    const [first = ''] = words;
    const rank =
      id.toLowerCase() === first ? 0 : county.startsWith(first) ? 1 : city.startsWith(first) ? 2 : 3;
    found.push({ location, rank });
  }
  return found
    .sort((a, b) => a.rank - b.rank || (a.location.id < b.location.id ? -1 : 1))
    .slice(0, limit)
    .map(({ location }) => location);
}

/** Places that take no orders now, by id. */
export function locationsNotOpen(snapshot: NetworkSnapshot, limit: number, reach: Reach): Location[] {
  return locationsWithin(snapshot, reach)
    .filter(({ status }) => status !== 'open')
    .slice(0, limit);
}

export function reaches(reach: Reach, location: Location): boolean {
  return reach.whole || reach.at(atPlace(location));
}

export function locationsWithin(snapshot: NetworkSnapshot, reach: Reach): readonly Location[] {
  return reach.whole ? snapshot.locations : snapshot.locations.filter((location) => reaches(reach, location));
}
