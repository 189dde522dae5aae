import { brandTimeOf } from '@jindian/shared/time';

export const maxNoteLength = 200;

/** `2026-05-20T10:00` in the brand's time zone. Undefined: nothing was typed; null: no time after now. */
export function readTime(text: string, nowMs: number): number | undefined | null {
  if (text === '') return undefined;
  const atMs = brandTimeOf(text);
  return atMs !== null && atMs > nowMs ? atMs : null;
}
