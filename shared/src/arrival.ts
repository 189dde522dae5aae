/** When goods that nobody booked a slot for are expected, in words. */
import type { Language } from './contract/common.ts';
import { brandDayStartMs } from './slots.ts';
import { brandDay, brandMinuteOfDay, dayMs } from './time.ts';

/** Not before one moment, and before the other: the end of a day where no hour can be named. */
export type Arrival = { fromMs: number; byMs: number };

const two = (number: number) => String(number).padStart(2, '0');

/** The range of several parts together. */
export function together(arrivals: readonly (Arrival | null | undefined)[]): Arrival | null {
  const known = arrivals.flatMap((one) => one ?? []);
  if (known.length === 0 || known.length < arrivals.length) return null;
  return {
    fromMs: Math.min(...known.map(({ fromMs }) => fromMs)),
    byMs: Math.max(...known.map(({ byMs }) => byMs)),
  };
}

/** `Expected today before 20:00`, `Expected in 2–3 days`; once the time is over, what it had been. */
export function arrivalText({ fromMs, byMs }: Arrival, nowMs: number, language: Language): string {
  const zh = language === 'zh';
  // Midnight is the end of its day, not the start of the next.
  const lastDay = brandDay(byMs - 1);
  const minute = brandMinuteOfDay(byMs);
  const hour = minute === 0 ? '' : `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  if (byMs <= nowMs) {
    const [month, date] = [Number(lastDay.slice(5, 7)), Number(lastDay.slice(8, 10))];
    if (zh) return `原定${month}月${date}日${hour ? ` ${hour} 前` : ''}送达`;
    return `Was expected ${hour ? 'before' : 'by'} ${month}/${date}${hour && ` ${hour}`}`;
  }
  const daysTo = (day: string) =>
    Math.round((brandDayStartMs(day) - brandDayStartMs(brandDay(nowMs))) / dayMs);
  const first = Math.max(0, daysTo(brandDay(fromMs)));
  const last = daysTo(lastDay);
  if (last <= 1) {
    const day = zh ? (last === 0 ? '今天' : '明天') : last === 0 ? 'today' : 'tomorrow';
    if (hour) return zh ? `预计${day} ${hour} 前送达` : `Expected ${day} before ${hour}`;
    if (first < last) return zh ? `预计最晚${day}送达` : `Expected by ${day}`;
    return zh ? `预计${day}送达` : `Expected ${day}`;
  }
  if (first === 0) return zh ? `预计 ${last} 天内送达` : `Expected within ${last} days`;
  const days = first === last ? String(last) : `${first}–${last}`;
  return zh ? `预计 ${days} 天后送达` : `Expected in ${days} days`;
}
