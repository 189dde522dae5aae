/** What the fund pool has to pay when, against what is there: pure, whole fen. */
import { forecastWeeks, type PoolForecast } from '@jindian/shared/contract/selling/pool-forecast';
import { weekdayOf } from '@jindian/shared/slots';
import { brandDay, dayAfter } from '@jindian/shared/time';

/** The Monday of the week of that moment, as the brand counts days. */
export function weekOf(atMs: number): string {
  const day = brandDay(atMs);
  return dayAfter(day, 1 - weekdayOf(day));
}

/** The Mondays of this week and of so many behind it. */
export function weeksFrom(nowMs: number, count: number): string[] {
  const first = weekOf(nowMs);
  return Array.from({ length: count }, (_, nth) => dayAfter(first, 7 * nth));
}

export function forecastOf(found: {
  nowMs: number;
  balanceFen: number;
  overdraftFen: number;
  /** All that is promised, due or not. */
  promisedFen: number;
  waiting: PoolForecast['waiting'];
  /** By Mondays; what was due until now is not in it. */
  dueFen: ReadonlyMap<string, number>;
  toldAtMs: number | null;
}): PoolForecast {
  const { nowMs, balanceFen, overdraftFen, promisedFen, waiting, dueFen, toldAtMs } = found;
  const mondays = weeksFrom(nowMs, forecastWeeks);
  let leftFen = balanceFen - waiting.amountFen;
  const weeks = mondays.map((fromDay) => {
    const due = dueFen.get(fromDay) ?? 0;
    leftFen -= due;
    return { fromDay, toDay: dayAfter(fromDay, 6), dueFen: due, leftFen };
  });
  const allFen = [...dueFen.values()].reduce((sum, fen) => sum + fen, 0);
  const shownFen = weeks.reduce((sum, week) => sum + week.dueFen, 0);
  const short = weeks.find((week) => week.leftFen + overdraftFen < 0);
  return {
    atMs: nowMs,
    balanceFen,
    overdraftFen,
    waiting,
    weeks,
    laterFen: allFen - shownFen,
    openFen: Math.max(0, promisedFen - waiting.amountFen - allFen),
    // Nothing comes in by itself but with orders that bring just what they cost: the end of it is the lowest.
    topUpFen: Math.max(0, 0 - leftFen - overdraftFen),
    shortFromDay: short?.fromDay ?? null,
    toldAtMs,
  };
}
