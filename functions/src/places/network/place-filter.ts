import type { Reach } from '@jindian/shared/access';
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Location } from '@jindian/shared/contract/places/network';
import type { PlaceFilter, PlaceGap } from '@jindian/shared/contract/places/place-filter';
import type { PlacesFound } from './place-search.ts';
import type { NetworkSnapshot } from './snapshot.ts';
import { locationsWithin, searchLocations } from './within.ts';

const isMissing: Record<PlaceGap, (place: Location) => boolean> = {
  phone: ({ phone }) => !phone,
  picture: ({ imagePath }) => !imagePath,
  trades: ({ trades }) => trades.length === 0,
  grid: ({ gridId }) => gridId === null,
  radius: ({ serviceRadiusMeters }) => serviceRadiusMeters === null,
  capacity: ({ maxOrdersPerDay }) => typeof maxOrdersPerDay !== 'number',
  abilities: ({ abilities }) => abilities === undefined,
  fee: ({ deliveryFee }) => !deliveryFee,
};

/** What owners are called, by their numbers. */
export type OwnerNames = (ownerIds: readonly string[]) => Promise<ReadonlyMap<string, LocalizedText>>;

/** Whether a place is one of those that are asked for; its `text` is the search's, not this one's. */
function fitsPlace(filter: PlaceFilter, owners: ReadonlySet<string> | null) {
  const { province, city, kind, status, ownership, ability, missing } = filter;
  return (place: Location): boolean =>
    (province === undefined || place.province === province) &&
    (city === undefined || place.city === city) &&
    (kind === undefined || place.kind === kind) &&
    (status === undefined || (status === 'not_open' ? place.status !== 'open' : place.status === status)) &&
    (ownership === undefined || place.ownership === ownership) &&
    (owners === null || owners.has(place.ownerId)) &&
    (ability === undefined || place.abilities === undefined || place.abilities.includes(ability)) &&
    (missing === undefined || isMissing[missing](place));
}

/** The owner of that number; else those whose name holds the text. */
async function ownersMeant(
  places: readonly Location[],
  text: string,
  namesOf: OwnerNames,
): Promise<ReadonlySet<string>> {
  const known = [...new Set(places.map(({ ownerId }) => ownerId))];
  const wanted = text.toLowerCase();
  const byNumber = known.filter((id) => id.toLowerCase() === wanted);
  if (byNumber.length > 0) return new Set(byNumber);
  const names = await namesOf(known);
  return new Set(
    known.filter((id) => {
      const name = names.get(id);
      return name !== undefined && `${name.zh}\n${name.en}`.toLowerCase().includes(wanted);
    }),
  );
}

/**
 * All places within reach that fit; those of a text best first, and said whether they only come near. `literal`: of a text
 * only those that have it in them as it is typed.
 */
export async function placesFound(
  snapshot: NetworkSnapshot,
  filter: PlaceFilter,
  reach: Reach,
  namesOf: OwnerNames,
  { literal = false } = {},
): Promise<PlacesFound> {
  const within = locationsWithin(snapshot, reach);
  const owners = filter.owner === undefined ? null : await ownersMeant(within, filter.owner, namesOf);
  const fits = fitsPlace(filter, owners);
  return filter.text === undefined
    ? { items: within.filter(fits), near: false, meant: null }
    : searchLocations(snapshot, filter.text, snapshot.locations.length, reach, fits, { literal });
}
