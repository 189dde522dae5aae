/** Opening hours as people type and read them. */
import { dayAfter } from './time.ts';

/** Minutes of the day; closing before opening is overnight. Null: closed all day. */
export type DayHours = { opensAtMinute: number; closesAtMinute: number } | null;
/** Monday to Sunday. */
export type WeeklyHours = DayHours[];
/** `day`: `2026-10-01`. */
export type HoursException = { day: string; hours: DayHours };

/** As many days as may differ. */
export const maxExceptions = 120;

/** As a person types it: `2026-10-01~2026-10-03 休息、2026-10-04 10:00-18:00`. */
const dayPattern = '20\\d\\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';
const timePattern = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const hoursPattern = `(?:休息|closed|${timePattern}-(?:${timePattern}|24:00))`;
const entryPattern = `${dayPattern}(?:~${dayPattern})? ${hoursPattern}`;
export const calendarPattern = new RegExp(`^(?:${entryPattern}(?:、${entryPattern})*)?$`);

/** Seven days as a person types them, Monday first: `09:00-21:00、…、休息`. */
export function weeklyText(weekly: WeeklyHours, closed: '休息' | 'closed' = '休息'): string {
  return weekly.map((hours) => hoursText(hours, closed)).join('、');
}
const weeklyPattern = new RegExp(`^${hoursPattern}(?:、${hoursPattern}){6}$`);
export function readWeekly(text: string): WeeklyHours | null {
  return weeklyPattern.test(text) ? text.split('、').map(hoursFrom) : null;
}

/** What such a text says, by day; null where it says no calendar: an unreal day, a span that ends before it begins, a day twice. */
export function readCalendar(text: string): HoursException[] | null {
  if (!calendarPattern.test(text)) return null;
  const found = new Map<string, HoursException>();
  for (const entry of text === '' ? [] : text.split('、')) {
    const [days = '', said = ''] = entry.split(' ');
    const [from = '', to = from] = days.split('~');
    if (!isRealDay(from) || !isRealDay(to) || from > to) return null;
    for (let day = from; day <= to; day = dayAfter(day, 1)) {
      if (found.has(day) || found.size === maxExceptions) return null;
      found.set(day, { day, hours: hoursFrom(said) });
    }
  }
  return [...found.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The same as a person would type it: days in a row with the same hours as one span. */
export function calendarText(
  exceptions: readonly HoursException[],
  closed: '休息' | 'closed' = '休息',
): string {
  return exceptionSpans(exceptions)
    .map(({ fromDay, toDay, hours }) => {
      const days = fromDay === toDay ? fromDay : `${fromDay}~${toDay}`;
      return `${days} ${hoursText(hours, closed)}`;
    })
    .join('、');
}

export type ExceptionSpan = { fromDay: string; toDay: string; hours: DayHours };
/** `exceptions`: by day. */
export function exceptionSpans(exceptions: readonly HoursException[]): ExceptionSpan[] {
  const spans: ExceptionSpan[] = [];
  for (const { day, hours } of exceptions) {
    const last = spans.at(-1);
    if (last && dayAfter(last.toDay, 1) === day && isSameHours(last.hours, hours)) last.toDay = day;
    else spans.push({ fromDay: day, toDay: day, hours });
  }
  return spans;
}

export function isSameHours(one: DayHours, other: DayHours): boolean {
  return one?.opensAtMinute === other?.opensAtMinute && one?.closesAtMinute === other?.closesAtMinute;
}

function hoursText(hours: DayHours, closed: '休息' | 'closed'): string {
  return hours ? `${clockText(hours.opensAtMinute)}-${clockText(hours.closesAtMinute)}` : closed;
}

/** `09:00`; the end of a day is `24:00`. */
export function clockText(minute: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function hoursFrom(said: string): DayHours {
  const times = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(said);
  if (!times) return null;
  const [, fromHour, fromMinute, toHour, toMinute] = times.map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { opensAtMinute: fromHour * 60 + fromMinute, closesAtMinute: toHour * 60 + toMinute };
}

export function isRealDay(day: string): boolean {
  const atMs = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().slice(0, 10) === day;
}
