/** The brand's time zone: days, opening hours and reports are counted in it. China has no daylight saving. */
export const brandUtcOffsetMs = 8 * 3_600_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** The brand's calendar day of an instant, as `2026-11-21`. */
export function brandDay(atMs: number): string {
  return new Date(atMs + brandUtcOffsetMs).toISOString().slice(0, 10);
}

/** Minutes since midnight in the brand's time zone. */
export function brandMinuteOfDay(atMs: number): number {
  return Math.floor(((atMs + brandUtcOffsetMs) % dayMs) / minuteMs);
}

/** `2026-11-21 18:05` in the brand's time zone. */
export function formatBrandTime(atMs: number): string {
  return new Date(atMs + brandUtcOffsetMs).toISOString().slice(0, 16).replace('T', ' ');
}
