/** The brand's time zone: days, opening hours and reports are counted in it. China has no daylight saving. */
export const brandUtcOffsetMs = 8 * 3_600_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;
/** The end of what has none: the last day of a year that nobody reaches. */
export const forGoodMs = Date.UTC(2999, 11, 31);

/** The brand's calendar day of an instant, as `2026-11-21`. */
export function brandDay(atMs: number): string {
  return new Date(atMs + brandUtcOffsetMs).toISOString().slice(0, 10);
}

/** Its calendar month, as `2026-11`. */
export function brandMonth(atMs: number): string {
  return brandDay(atMs).slice(0, 7);
}

/** The day `days` after this one. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** How many days they are, the first and the last included; NaN for what is no day. */
export function daysBetween(fromDay: string, toDay: string): number {
  return (Date.parse(`${toDay}T00:00:00Z`) - Date.parse(`${fromDay}T00:00:00Z`)) / dayMs + 1;
}

/** Minutes since midnight in the brand's time zone. */
export function brandMinuteOfDay(atMs: number): number {
  return Math.floor(((atMs + brandUtcOffsetMs) % dayMs) / minuteMs);
}

/** `2026-11-21 18:05` in the brand's time zone. */
export function formatBrandTime(atMs: number): string {
  return new Date(atMs + brandUtcOffsetMs).toISOString().slice(0, 16).replace('T', ' ');
}

/** As a field of a form has it: `2026-05-20T10:00` by the brand's clock. */
export function brandDateTime(atMs: number): string {
  return new Date(atMs + brandUtcOffsetMs).toISOString().slice(0, 16);
}

/** What such a field says; null: no time. */
export function brandTimeOf(text: string): number | null {
  if (!/^20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return null;
  const atMs = Date.parse(`${text}Z`) - brandUtcOffsetMs;
  // The thirtieth of February would be read as the second of March.
  return Number.isFinite(atMs) && brandDateTime(atMs) === text.slice(0, 16) ? atMs : null;
}
