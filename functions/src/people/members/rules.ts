import { type Language, mobilePhoneSchema } from '@jindian/shared/contract/common';

/** Far above what anyone has; it bounds what a principal carries. */
export const maxRoles = 50;
/** Sessions of one member at a time. */
export const maxSessions = 20;

/** The number that somebody typed or pasted; null where it is none. */
export function phoneIn(text: string): string | null {
  return mobilePhoneSchema.safeParse(text).data ?? null;
}

/** A name as it is looked for: one width, one case, no blanks. */
export function searchedName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s/g, '');
}

/** WeChat no longer tells nicknames, so a new member has one made of the id until they choose their own. */
export function firstNickname(memberId: string, language: Language): string {
  const tail = memberId.slice(-4);
  return language === 'en' ? `Member ${tail}` : `会员${tail}`;
}
