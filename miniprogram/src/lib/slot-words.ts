import type { Language } from '@jindian/shared/contract/common';
import { readSlotId, slotHours, weekdayOf } from '@jindian/shared/slots';
import { brandDay, dayAfter } from '@jindian/shared/time';

const weekdays = {
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const;
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `今天`, `明天`, `11月23日 周一`; a day of the brand, `2026-11-23`. */
export function dayText(day: string, nowMs: number, language: Language): string {
  const today = brandDay(nowMs);
  if (day === today) return language === 'zh' ? '今天' : 'Today';
  if (day === dayAfter(today, 1)) return language === 'zh' ? '明天' : 'Tomorrow';
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8, 10))];
  const weekday = weekdays[language][weekdayOf(day) - 1] ?? '';
  return language === 'zh' ? `${month}月${date}日 ${weekday}` : `${weekday} ${date} ${months[month - 1]}`;
}

/** `今天 10:00–12:00`; an id that is none is shown as it is. */
export function slotText(slotId: string, nowMs: number, language: Language): string {
  const slot = readSlotId(slotId);
  return slot ? `${dayText(slot.day, nowMs, language)} ${slotHours(slot)}` : slotId;
}
