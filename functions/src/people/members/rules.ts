import type { Language } from '@jindian/shared/contract/common';

/** Far above what anyone has; it bounds what a principal carries. */
export const maxRoles = 50;
/** Sessions of one member at a time. */
export const maxSessions = 20;

/** WeChat no longer tells nicknames, so a new member has one made of the id until they choose their own. */
export function firstNickname(memberId: string, language: Language): string {
  const tail = memberId.slice(-4);
  return language === 'en' ? `Member ${tail}` : `会员${tail}`;
}
