import type { Language } from '@jindian/shared/contract/common';
import type { RoleGrant, RoleName } from '@jindian/shared/contract/people/member';

export const maxAddresses = 20;
/** Far above what anyone has; it bounds what a session token and a principal carry. */
export const maxRoles = 50;

/** Roles that hold at one location; the others hold for the brand, and their grant names no location. */
const rolesOfALocation: readonly RoleName[] = ['guide', 'clerk', 'manager', 'courier'];

/** A grant is whole when it names a location exactly if its role is one of a location. */
export function isWholeGrant(grant: RoleGrant): boolean {
  return rolesOfALocation.includes(grant.role) === (grant.locationId !== null);
}

/** `138****0001`: enough for the owner to recognise it, too little for anyone else. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

/** WeChat no longer tells nicknames, so a new member has one made of the id until they choose their own. */
export function firstNickname(memberId: string, language: Language): string {
  const tail = memberId.slice(-4);
  return language === 'en' ? `Member ${tail}` : `会员${tail}`;
}
