/** Whether a place still is what somebody saw before they changed it. Pure. */
import { createHash } from 'node:crypto';
import type { Location } from '@jindian/shared/contract/places/network';
import { canonical } from '../../platform/canonical.ts';

/** All that is said of a place, in one form. */
function placeText({ gridId: _, exceptions, ...place }: Location): string {
  const told = { ...place, exceptions: exceptions?.length ? exceptions : null };
  return canonical(Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null)));
}

/** What is said of a place; its grid is told by the map, and what is not said is the same as nothing. */
export function isSamePlace(one: Location, other: Location): boolean {
  return placeText(one) === placeText(other);
}

/**
 * Tables publish many places at once and count no revision of one: what a place that was never changed by itself was seen as
 * is told by what it said. Below zero, where no revision is.
 */
export function contentMark(place: Location): number {
  return -1 - createHash('sha256').update(placeText(place)).digest().readUInt32BE(0);
}

/** Zero was seen of any that was never changed by itself, before such were told by what they say. */
export const isSeenAs = (now: number, seen: number): boolean => now === seen || (now < 0 && seen === 0);
