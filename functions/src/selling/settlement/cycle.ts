import type { Settings } from '@jindian/shared/contract/settings/index';
import { brandDay, brandUtcOffsetMs, dayMs } from '@jindian/shared/time';

export type Closing = {
  /** The last day that is in it. */
  day: string;
  /** What happened before this is in it. */
  closesAtMs: number;
};

const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`) - brandUtcOffsetMs;

function endsPeriod(day: string, cycle: string): boolean {
  if (cycle === 'daily') return true;
  const isLast = brandDay(startOf(day) + dayMs).slice(8) === '01';
  return isLast || (cycle === 'half_monthly' && day.slice(8) === '15');
}

/**
 * The last period that may be settled now: it ended so many days ago, or longer. T+7 of every day means that what was earned on
 * the first is settled on the eighth.
 */
export function closingAt(
  { payCycle, settledAfterDays }: Pick<Settings<'settlement'>, 'payCycle' | 'settledAfterDays'>,
  nowMs: number,
): Closing {
  let atMs = startOf(brandDay(nowMs)) - settledAfterDays * dayMs;
  // A month has 31 days at most.
  for (let back = 0; back < 31 && !endsPeriod(brandDay(atMs), payCycle); back += 1) atMs -= dayMs;
  const day = brandDay(atMs);
  return { day, closesAtMs: startOf(day) + dayMs };
}

/** `2026-11`: the month in which what is paid now is taxed. */
export const monthOf = (atMs: number) => brandDay(atMs).slice(0, 7);
