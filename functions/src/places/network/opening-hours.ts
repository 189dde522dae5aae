/** Opening hours: minutes of the day in Asia/Shanghai, overnight hours included. */

import { isInService, type Location } from '@jindian/shared/contract/places/network';
import type { DayHours, HoursException } from '@jindian/shared/hours';
import { brandDayStartMs, weekdayOf } from '@jindian/shared/slots';
import { brandDay, brandMinuteOfDay, dayAfter, minuteMs } from '@jindian/shared/time';

export type Hours = Pick<Location, 'opensAtMinute' | 'closesAtMinute' | 'weeklyHours' | 'exceptions'>;

const minutesOfDay = 1440;
/** Whoever is closed for longer is not said to open again. */
const lookAheadDays = 62;

/** The exception that holds on a day, if there is one. */
export function exceptionOn({ exceptions }: Pick<Hours, 'exceptions'>, day: string): HoursException | null {
  return exceptions?.find((one) => one.day === day) ?? null;
}

/** Without the days that are over: the night that began yesterday is not, everywhere. */
export function daysNotOver(exceptions: readonly HoursException[], nowMs: number): HoursException[] {
  const yesterday = dayAfter(brandDay(nowMs), -1);
  return exceptions.filter(({ day }) => day >= yesterday);
}

/** The hours that begin on a day of the brand; null: it is closed. */
export function hoursOn(hours: Hours, day: string): DayHours {
  const exception = exceptionOn(hours, day);
  if (exception) return exception.hours;
  return hours.weeklyHours ? (hours.weeklyHours[weekdayOf(day) - 1] ?? null) : hours;
}

/** From and to as minutes since the midnight that the day begins with; beyond 1440 where they go past the next. */
export function spanOf(hours: NonNullable<DayHours>): [number, number] {
  const opens = hours.opensAtMinute % minutesOfDay;
  const closes = hours.closesAtMinute % minutesOfDay;
  if (opens === closes) return [0, minutesOfDay];
  return opens < closes ? [opens, closes] : [opens, closes + minutesOfDay];
}

/**
 * Whether the hours hold the instant; the closing minute itself is outside. Closing before opening is
 * overnight (18:00–02:00); both the same, and 00:00–24:00, is round the clock.
 */
export function isWithinHours(hours: Hours, atMs: number): boolean {
  const minute = brandMinuteOfDay(atMs);
  // Asked for every candidate of every order: a place without days of its own needs no calendar.
  if (!hours.exceptions?.length && !hours.weeklyHours)
    return holds(hours, minute) || holds(hours, minute + minutesOfDay);
  const day = brandDay(atMs);
  return (
    holds(hoursOn(hours, day), minute) || holds(hoursOn(hours, dayAfter(day, -1)), minute + minutesOfDay)
  );
}

function holds(hours: DayHours, minute: number): boolean {
  if (!hours) return false;
  const [from, to] = spanOf(hours);
  return from <= minute && minute < to;
}

/** Open for people now: within its hours, and in service. */
export function isOpenAt(location: Hours & Pick<Location, 'status'>, atMs: number): boolean {
  return isInService(location) && isWithinHours(location, atMs);
}

/** When it opens next: `atMs` itself if it is open, null if it is not in service. */
export function nextOpeningAtMs(location: Hours & Pick<Location, 'status'>, atMs: number): number | null {
  if (!isInService(location)) return null;
  if (isWithinHours(location, atMs)) return atMs;
  const today = brandDay(atMs);
  for (let ahead = 0; ahead <= lookAheadDays; ahead += 1) {
    const day = dayAfter(today, ahead);
    const hours = hoursOn(location, day);
    const opensAtMs = hours ? brandDayStartMs(day) + spanOf(hours)[0] * minuteMs : 0;
    if (opensAtMs >= atMs) return opensAtMs;
  }
  return null;
}

/** The days from `day` on that differ from what is usual, so many days ahead. */
export function exceptionsAhead({ exceptions = [] }: Hours, day: string, days: number): HoursException[] {
  const last = dayAfter(day, days);
  return exceptions.filter((one) => day <= one.day && one.day <= last);
}

/** The brand's calendar under what a place says of its own days. */
export function withCalendar<Place extends Hours>(place: Place, calendar: readonly HoursException[]): Place {
  if (calendar.length === 0) return place;
  const own = place.exceptions ?? [];
  if (own.length === 0) return { ...place, exceptions: calendar as HoursException[] };
  const days = new Set(own.map(({ day }) => day));
  const exceptions = [...own, ...calendar.filter(({ day }) => !days.has(day))];
  return { ...place, exceptions: exceptions.sort((a, b) => (a.day < b.day ? -1 : 1)) };
}
