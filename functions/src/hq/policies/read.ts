import { brandUtcOffsetMs } from '@jindian/shared/time';

export const maxNoteLength = 200;

/** `2026-05-20T10:00` in the brand's time zone. Undefined: nothing was typed; null: no time after now. */
export function readTime(text: string, nowMs: number): number | undefined | null {
  if (text === '') return undefined;
  if (!/^20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return null;
  const atMs = Date.parse(`${text}Z`) - brandUtcOffsetMs;
  return Number.isFinite(atMs) && atMs > nowMs ? atMs : null;
}
