import type { Location } from '@jindian/shared/contract/places/network';
import type { PlaceBulkChange } from '@jindian/shared/contract/places/place-bulk';
import { maxExceptions } from '@jindian/shared/hours';
import { fail, ok, type Result } from '../../platform/result.ts';
import { placeEvent } from '../network/machine.ts';
import { daysNotOver } from '../network/opening-hours.ts';

/** A status that many places may be given together: none that a checklist, or what is still there, decides. */
const events = { suspended: 'suspend', open: 'resume' } as const;

/** The place as the change has it; the wave is no part of it. */
export function placeAfter(before: Location, change: PlaceBulkChange, nowMs: number): Result<Location> {
  const { hours, weeklyHours, addDays, clearDays, waveId, status, ...plain } = change;
  if (waveId !== undefined && before.kind !== 'branch') return fail('wave_only_branches');
  if (status !== undefined && status !== before.status) {
    if (placeEvent(before.kind, before.status, status) !== events[status])
      return fail('transition_refused', { state: before.status });
  }
  const set = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const after: Location = {
    ...before,
    ...set,
    ...(hours ?? {}),
    ...(weeklyHours === undefined ? {} : { weeklyHours }),
    ...(status === undefined ? {} : { status }),
  };
  if (addDays !== undefined || clearDays !== undefined) {
    const added = new Set(addDays?.map(({ day }) => day));
    const cleared = new Set(clearDays === 'all' ? [] : clearDays);
    // Holidays are added year after year, and of a place nobody opens the page: those that are over make room.
    const known = clearDays === 'all' ? [] : daysNotOver(before.exceptions ?? [], nowMs);
    const stay = known.filter(({ day }) => !added.has(day) && !cleared.has(day));
    const exceptions = [...stay, ...(addDays ?? [])].sort((a, b) => (a.day < b.day ? -1 : 1));
    if (exceptions.length > maxExceptions) return fail('too_many_days', { most: maxExceptions });
    after.exceptions = exceptions;
  }
  return ok(after);
}
