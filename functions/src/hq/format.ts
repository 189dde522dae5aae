import { formatYuan } from '@jindian/shared/money';
import { dayMs, formatBrandTime, hourMs, minuteMs } from '@jindian/shared/time';
import { z } from '@jindian/shared/zod';
import type { Visit } from './visit.ts';

/** `5%`, `2.5%` from basis points. */
export function formatRate(basisPoints: number): string {
  return `${Number((basisPoints / 100).toFixed(2))}%`;
}

export function formatMinuteOfDay(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** The time alone where the day is known, e.g. in a day's list. */
export function timeOfDay(atMs: number): string {
  return formatBrandTime(atMs).slice(11);
}

export function waitedText(visit: Pick<Visit, 't'>, sinceMs: number, nowMs: number): string {
  const waitedMs = Math.max(0, nowMs - sinceMs);
  if (waitedMs < 2 * hourMs) return visit.t('waitedMinutes', { count: Math.floor(waitedMs / minuteMs) });
  return waitedMs < 2 * dayMs
    ? visit.t('waitedHours', { count: Math.floor(waitedMs / hourMs) })
    : visit.t('waitedDays', { count: Math.floor(waitedMs / dayMs) });
}

const daySchema = z.iso.date();

/** A day of a query, or null when it is not one; days before 2000 or after 2099 are typing errors. */
export function readDay(text: string | undefined): string | null {
  return text !== undefined && /^20\d\d-/.test(text) && daySchema.safeParse(text).success ? text : null;
}

/** With its sign always there, for what comes in and goes out. */
export function formatSignedYuan(amountFen: number): string {
  return amountFen > 0 ? `+${formatYuan(amountFen)}` : formatYuan(amountFen).replace('-', '−');
}
