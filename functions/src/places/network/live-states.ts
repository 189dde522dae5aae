/**
 * What changes of a place from day to day, apart from what it is and where: HQ closes a branch, and the polygons and
 * names of the network need not be published again. Small, and laid over the geography that a process holds.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Location } from '@jindian/shared/contract/places/network';

const liveFields = [
  'status',
  'opensAtMinute',
  'closesAtMinute',
  'serviceRadiusMeters',
  'abilities',
  'maxOrdersPerDay',
  'phone',
] as const;
export type LiveState = Pick<Location, (typeof liveFields)[number]>;

/** Of each place that was changed since the network was loaded: how it is now, and how often it was changed. */
export type LiveStates = ReadonlyMap<string, { revision: number; state: LiveState }>;

export function liveStateOf(location: Location): LiveState {
  return Object.fromEntries(
    liveFields.flatMap((field) => (location[field] === undefined ? [] : [[field, location[field]]])),
  ) as LiveState;
}

/** Hardly squeezed: it is small, and made anew with every change. */
export function encodeLiveStates(states: LiveStates): Uint8Array {
  const rows = [...states].map(([id, { revision, state }]) => [id, revision, state]);
  return gzipSync(JSON.stringify(rows), { level: 1 });
}

export function decodeLiveStates(bytes: Uint8Array): LiveStates {
  const rows = JSON.parse(gunzipSync(bytes).toString('utf8')) as [string, number, LiveState][];
  return new Map(rows.map(([id, revision, state]) => [id, { revision, state }]));
}
