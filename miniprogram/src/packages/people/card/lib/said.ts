import type { MemberProfileData } from '@jindian/shared/contract/selling/member-card';

/** Sizes and appliances as people type them in one line: `鞋 38、上衣 M`; `洗衣机 2025-01-02 2028-01-01`. */
const partsOf = (text: string) =>
  text
    .split(/[、,，;；]/)
    .map((part) => part.trim().split(/\s+/).filter(Boolean))
    .filter((words) => words.length > 0);
const isDay = (text: string | undefined) => text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text);

export const sizesText = (sizes: MemberProfileData['sizes']) =>
  sizes.map(({ what, size }) => `${what} ${size}`).join('、');

export function sizesFrom(text: string): MemberProfileData['sizes'] {
  return partsOf(text).flatMap((words) => {
    const size = words.length > 1 ? words.at(-1) : undefined;
    return size === undefined ? [] : [{ what: words.slice(0, -1).join(' '), size }];
  });
}

export const appliancesText = (appliances: MemberProfileData['appliances']) =>
  appliances
    .map(({ name, boughtOn, warrantyUntil }) => [name, boughtOn, warrantyUntil].filter(Boolean).join(' '))
    .join('、');

export function appliancesFrom(text: string): MemberProfileData['appliances'] {
  return partsOf(text).flatMap((words) => {
    const days = words.filter(isDay);
    const name = words.filter((word) => !isDay(word)).join(' ');
    return name === '' ? [] : [{ name, boughtOn: days[0] ?? null, warrantyUntil: days[1] ?? null }];
  });
}
