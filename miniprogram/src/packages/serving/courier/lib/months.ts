import type { Language } from '@jindian/shared/contract/common';

/** The month so many months after `2026-11`. */
export function monthAfter(month: string, months: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

const names = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `2026 年 11 月`, `November 2026`. */
export function monthText(month: string, language: Language): string {
  const [year, number] = [month.slice(0, 4), Number(month.slice(5, 7))];
  return language === 'zh' ? `${year} 年 ${number} 月` : `${names[number - 1]} ${year}`;
}
