/**
 * What HQ made or changed of places since the network was published as a whole, apart from it: HQ opens a branch, and
 * the polygons and names of the network need not be published again. Laid over the geography that a process holds.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Location } from '@jindian/shared/contract/places/network';

/** Each place that was made or changed as it is now, and how often it was changed. */
export type ChangedPlaces = ReadonlyMap<string, { revision: number; place: Location }>;

/** Hardly squeezed: it is small, and made anew with every change. */
export function encodeChangedPlaces(changed: ChangedPlaces): Uint8Array {
  const rows = [...changed.values()].map(({ revision, place }) => [revision, place]);
  return gzipSync(JSON.stringify(rows), { level: 1 });
}

export function decodeChangedPlaces(bytes: Uint8Array): ChangedPlaces {
  const rows = JSON.parse(gunzipSync(bytes).toString('utf8')) as [number, Location][];
  return new Map(rows.map(([revision, place]) => [place.id, { revision, place }]));
}

/** What an index of points is made of. */
export function isElsewhere(one: Location, other: Location): boolean {
  return one.latGcj02 !== other.latGcj02 || one.lngGcj02 !== other.lngGcj02 || one.kind !== other.kind;
}

/** What a search of places is made of. */
export function isCalledOtherwise(one: Location, other: Location): boolean {
  const words = ({ name, province, city, county }: Location) =>
    [name.zh, name.en, province, city, county].join('\n');
  return words(one) !== words(other);
}
