import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { Tone } from '@jindian/shared/design/tokens';
import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import type { clerkTexts } from '../../../../i18n/serving/clerk.ts';

type T = ReturnType<typeof clerkTexts.now>;

/** Whoever practises is no customer, and has no name. */
export const shopperOf = (item: { practice?: boolean | undefined; shopperName: string }, t: T): string =>
  item.practice ? t('practiceShopper') : item.shopperName;

/** When a fulfilment came into the state it is in. */
export function inStateSinceMs(item: Pick<WorkItem, 'history' | 'state' | 'createdAtMs'>): number {
  const times = item.history.filter(({ state }) => state === item.state).map(({ atMs }) => atMs);
  return times.length === 0 ? item.createdAtMs : Math.max(...times);
}

/** How long somebody has been waiting: the whole minutes, hours and minutes, or days. */
export function durationText(spanMs: number, t: T): string {
  const span = Math.max(0, spanMs);
  if (span < minuteMs) return t('justNow');
  if (span < hourMs) return t('minutes', { count: Math.floor(span / minuteMs) });
  if (span < dayMs) {
    return t('hours', {
      hours: Math.floor(span / hourMs),
      minutes: Math.floor((span % hourMs) / minuteMs),
    });
  }
  return t('days', { count: Math.floor(span / dayMs) });
}

/** A pickup is promised in minutes: beyond ten it is late, beyond thirty very. */
export function urgencyOf(item: Pick<WorkItem, 'state'>, spanMs: number): Tone {
  if (item.state !== 'to_pack') return 'neutral';
  if (spanMs >= 30 * minuteMs) return 'danger';
  return spanMs >= 10 * minuteMs ? 'wait' : 'neutral';
}
