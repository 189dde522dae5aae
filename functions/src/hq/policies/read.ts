import { brandUtcOffsetMs } from '@jindian/shared/time';

export const maxNoteLength = 200;

/** What the page has to say when an act was refused. */
export type PolicyFault = 'stale' | 'note' | 'time' | { text: string };

/** Null: no whole number that a document could have as its revision. */
export function readRevision(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

export function readNote(text: string): string | null {
  const note = text.trim();
  return note === '' || note.length > maxNoteLength ? null : note;
}

/** `2026-05-20T10:00` in the brand's time zone. Undefined: nothing was typed; null: no time after now. */
export function readTime(text: string, nowMs: number): number | undefined | null {
  if (text === '') return undefined;
  if (!/^20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return null;
  const atMs = Date.parse(`${text}Z`) - brandUtcOffsetMs;
  return Number.isFinite(atMs) && atMs > nowMs ? atMs : null;
}
