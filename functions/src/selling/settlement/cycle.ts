import type { Settings } from '@jindian/shared/contract/settings/index';
import { brandDayStartMs } from '@jindian/shared/slots';
import { brandDay, dayAfter, dayMs } from '@jindian/shared/time';

export type Closing = {
  /** The last day that is in it. */
  day: string;
  /** What happened before this is in it. */
  closesAtMs: number;
};

function endsPeriod(day: string, cycle: string): boolean {
  if (cycle === 'daily') return true;
  const isLast = dayAfter(day, 1).slice(8) === '01';
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
  let day = dayAfter(brandDay(nowMs), 0 - settledAfterDays);
  // A month has 31 days at most.
  for (let back = 0; back < 31 && !endsPeriod(day, payCycle); back += 1) day = dayAfter(day, -1);
  return { day, closesAtMs: brandDayStartMs(day) + dayMs };
}
