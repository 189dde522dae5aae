/**
 * Slots as both sides name them. A slot's id is its brand day and its minutes: `20261121T1000-1200`; the same at
 * every branch, so that a delivery that moves to another branch keeps the slot it was promised.
 */
import { brandUtcOffsetMs, minuteMs } from './time.ts';

export type SlotTimes = {
  /** The brand's day, `2026-11-21`. */
  day: string;
  /** Minutes of that day; the end is 1440 at most. */
  fromMinute: number;
  toMinute: number;
};

export const slotIdPattern =
  /^20\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])[0-5]\d-(([01]\d|2[0-3])[0-5]\d|2400)$/;

function clockDigits(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}`;
}

export function slotIdOf({ day, fromMinute, toMinute }: SlotTimes): string {
  return `${day.replaceAll('-', '')}T${clockDigits(fromMinute)}-${clockDigits(toMinute)}`;
}

/** Null unless it is the id of a slot: a real day, and an end after its beginning. */
export function readSlotId(slotId: string): SlotTimes | null {
  if (!slotIdPattern.test(slotId)) return null;
  const day = `${slotId.slice(0, 4)}-${slotId.slice(4, 6)}-${slotId.slice(6, 8)}`;
  const atMs = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== day) return null;
  const minutes = (digits: string) => Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4));
  const fromMinute = minutes(slotId.slice(9, 13));
  const toMinute = minutes(slotId.slice(14, 18));
  return fromMinute < toMinute ? { day, fromMinute, toMinute } : null;
}

/** Midnight at the beginning of a brand day. */
export function brandDayStartMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - brandUtcOffsetMs;
}

export function slotSpanMs({ day, fromMinute, toMinute }: SlotTimes): { fromMs: number; toMs: number } {
  const startMs = brandDayStartMs(day);
  return { fromMs: startMs + fromMinute * minuteMs, toMs: startMs + toMinute * minuteMs };
}

/** 1 Monday … 7 Sunday (ISO 8601). */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** `10:00–12:00`, the same in both languages. */
export function slotHours({ fromMinute, toMinute }: Pick<SlotTimes, 'fromMinute' | 'toMinute'>): string {
  const text = (minute: number) => clockDigits(minute).replace(/^(..)/, '$1:');
  return `${text(fromMinute)}–${text(toMinute)}`;
}
