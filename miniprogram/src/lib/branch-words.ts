import type { Language } from '@jindian/shared/contract/common';
import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import { exceptionSpans, type HoursException } from '@jindian/shared/hours';
import { brandDay } from '@jindian/shared/time';
import type { texts } from '../i18n/index.ts';

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** The hours of today in words. The same minute twice, or the whole day, means round the clock. */
export function openingText(
  branch: Pick<BranchView, 'opensAtMinute' | 'closesAtMinute' | 'exceptions'>,
  t: ReturnType<typeof texts.now>,
  nowMs: number,
): string {
  const { opensAtMinute: opens, closesAtMinute: closes, exceptions } = branch;
  const today = brandDay(nowMs);
  if (exceptions?.some(({ day, hours }) => day === today && !hours)) return t('closedToday');
  if (opens === closes || (opens === 0 && closes === 1440)) return t('allDay');
  return t('hours', { opens: clock(opens), closes: closes === 1440 ? '24:00' : clock(closes) });
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Days from today on that differ: `10月1日至3日休息，10月4日 10:00–18:00`; empty: none. */
export function unusualDaysText(
  exceptions: readonly HoursException[] | undefined,
  language: Language,
  nowMs: number,
): string {
  const today = brandDay(nowMs);
  const ahead = (exceptions ?? []).filter(({ day }) => day >= today);
  return exceptionSpans(ahead)
    .map(({ fromDay, toDay, hours }) => {
      const days = daysText(fromDay, toDay, language);
      if (hours) return `${days} ${clock(hours.opensAtMinute)}–${clock(hours.closesAtMinute)}`;
      return language === 'zh' ? `${days}休息` : `closed ${days}`;
    })
    .join(language === 'zh' ? '，' : ', ');
}

function daysText(fromDay: string, toDay: string, language: Language): string {
  const [month, date] = parts(fromDay);
  const [lastMonth, lastDate] = parts(toDay);
  if (language === 'zh') {
    const first = `${month}月${date}日`;
    if (fromDay === toDay) return first;
    return `${first}至${month === lastMonth ? '' : `${lastMonth}月`}${lastDate}日`;
  }
  const last = `${lastDate} ${months[lastMonth - 1]}`;
  if (fromDay === toDay) return last;
  return `${month === lastMonth ? date : `${date} ${months[month - 1]}`}–${last}`;
}

function parts(day: string): [number, number] {
  return [Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}
