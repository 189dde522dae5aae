/** Opening hours: minutes of the day in Asia/Shanghai, overnight hours included. */
import type { Location } from '@jindian/shared/contract/places/network';
import { brandMinuteOfDay, minuteMs } from '@jindian/shared/time';

type Hours = Pick<Location, 'opensAtMinute' | 'closesAtMinute'>;

const minutesOfDay = 1440;

/**
 * Whether the hours hold the instant; the closing minute itself is outside. Closing before opening is
 * overnight (18:00–02:00); both the same, and 00:00–24:00, is round the clock.
 */
export function isWithinHours(hours: Hours, atMs: number): boolean {
  const opens = hours.opensAtMinute % minutesOfDay;
  const closes = hours.closesAtMinute % minutesOfDay;
  const minute = brandMinuteOfDay(atMs);
  if (opens === closes) return true;
  return opens < closes ? opens <= minute && minute < closes : minute >= opens || minute < closes;
}

/** Open for people now: within its hours, and neither closed for a while nor suspended by HQ. */
export function isOpenAt(location: Hours & Pick<Location, 'status'>, atMs: number): boolean {
  return location.status === 'open' && isWithinHours(location, atMs);
}

/** When it opens next: `atMs` itself if it is open, null if it is closed for a while or suspended. */
export function nextOpeningAtMs(location: Hours & Pick<Location, 'status'>, atMs: number): number | null {
  if (location.status !== 'open') return null;
  if (isWithinHours(location, atMs)) return atMs;
  const minutesToGo = (location.opensAtMinute - brandMinuteOfDay(atMs) + minutesOfDay) % minutesOfDay;
  return Math.floor(atMs / minuteMs) * minuteMs + minutesToGo * minuteMs;
}
