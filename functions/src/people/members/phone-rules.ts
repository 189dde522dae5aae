import { dayMs } from '@jindian/shared/time';

/**
 * How long a number counts as its member's after they last proved that they hold it. Carriers keep a number that was given
 * up out of use for 90 days: within that time after a proof nobody else can have got it.
 */
export const phoneTrustMs = 90 * dayMs;

/** Whom a number leads to, as the table says, and as whoever proves now that they hold it finds it. */
export type PhoneHolder =
  | 'nobody'
  | 'self'
  /** Somebody whose last proof is older than a number's rest at the carrier: it may have been given to another. */
  | 'lapsed'
  /** Somebody who has a WeChat account of their own. */
  | 'in_wechat'
  /** Somebody who signed in by SMS only, and holds a role. */
  | 'browser_staff'
  /** Somebody who signed in by SMS only. */
  | 'browser_only';

/**
 * `take`: it leads here from now on. `move`: the same, and who had it has it no more and loses nothing else. `join`: the
 * same, and addresses, binding and what else they have come along. `refuse`: a person has to look.
 */
export type PhoneStep = 'take' | 'renew' | 'move' | 'join' | 'refuse';

/** When WeChat tells the number of a member. */
export const toldByWechat: Readonly<Record<PhoneHolder, PhoneStep>> = {
  nobody: 'take',
  self: 'renew',
  lapsed: 'move',
  in_wechat: 'move',
  browser_staff: 'refuse',
  browser_only: 'join',
};

export type HolderFacts = {
  memberId: string;
  verifiedAtMs: number;
  hasWechat: boolean;
  hasRoles: boolean;
};

export function holderOf(facts: HolderFacts | null, asks: string, nowMs: number): PhoneHolder {
  if (!facts) return 'nobody';
  if (facts.memberId === asks) return 'self';
  if (nowMs - facts.verifiedAtMs >= phoneTrustMs) return 'lapsed';
  if (facts.hasWechat) return 'in_wechat';
  return facts.hasRoles ? 'browser_staff' : 'browser_only';
}
