import type { Earning, SellerCockpit } from '@jindian/shared/contract/selling/seller';
import { brandDay, brandUtcOffsetMs, dayMs } from '@jindian/shared/time';

/** `2026-11` as the times at which it begins and is over, in the brand's time zone. */
export function monthTimes(month: string): { fromMs: number; beforeMs: number } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return {
    fromMs: Date.UTC(year, number - 1, 1) - brandUtcOffsetMs,
    beforeMs: Date.UTC(year, number, 1) - brandUtcOffsetMs,
  };
}

type Brought = { amountFen: number; orders: number };

/** What came of it: a refund counts where it was taken back, and what was called off counts nowhere. */
export function broughtBy(earnings: readonly Earning[]): Brought {
  const counted = earnings.filter(({ state }) => state !== 'voided');
  return {
    amountFen: counted.reduce((sum, { amountFen }) => sum + amountFen, 0),
    orders: new Set(counted.filter(({ amountFen }) => amountFen > 0).map(({ orderId }) => orderId)).size,
  };
}

/**
 * What becomes available on which day. A refund goes the way of its order's commission, so it lessens the same day. What is
 * late (the pool has too little, say) is due today.
 */
export function comingBy(earnings: readonly Earning[], nowMs: number): SellerCockpit['coming'] {
  const days = new Map<string, Earning[]>();
  for (const earning of earnings) {
    if (earning.state !== 'pending' || earning.availableAtMs === null) continue;
    const day = brandDay(Math.max(earning.availableAtMs, nowMs));
    days.set(day, [...(days.get(day) ?? []), earning]);
  }
  return [...days]
    .map(([day, of]) => ({ day, ...broughtBy(of) }))
    .filter(({ amountFen }) => amountFen !== 0)
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Each of the last days, today being the last: what was earned on it, less what was taken back on it. */
export function dailyBy(earnings: readonly Earning[], nowMs: number, days: number): SellerCockpit['days'] {
  const ofDay = new Map<string, Earning[]>();
  for (const earning of earnings) {
    const day = brandDay(earning.atMs);
    ofDay.set(day, [...(ofDay.get(day) ?? []), earning]);
  }
  return Array.from({ length: days }, (_, nth) => {
    const day = brandDay(nowMs - (days - 1 - nth) * dayMs);
    return { day, ...broughtBy(ofDay.get(day) ?? []) };
  });
}
