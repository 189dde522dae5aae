/** What makes an order's commission wait for a person: pure. */
import type { HoldEvidence, HoldReason } from '@jindian/shared/contract/selling/holds';
import type { Settings } from '@jindian/shared/contract/settings/index';

export type FraudPolicy = Pick<Settings<'selling'>, 'hourlyBindsCount' | 'sharedAddressCount'>;

/** What is known of a sale by the time its commission is due. */
export type SaleFacts = {
  /** The buyer has come to be the seller: two accounts were found to be one member's. */
  isOwn: boolean;
  /** Buyer and payee, or two payees, are paid by the same account. */
  sharesAccount: boolean;
  fromBannedSource: boolean;
  /** How many the seller bound in the hour in which the buyer was bound. */
  bindsInHour: number;
  /** How many had the seller's goods sent to where this went, the buyer among them. */
  membersAtAddress: number;
};

/** A limit of 0 is none. */
const reaches = (found: number, limit: number) => limit > 0 && found >= limit;

export function suspicionsOf(
  policy: FraudPolicy,
  facts: SaleFacts,
): { reasons: HoldReason[]; evidence: HoldEvidence } {
  const isBurst = reaches(facts.bindsInHour, policy.hourlyBindsCount);
  const isOneAddress = reaches(facts.membersAtAddress, policy.sharedAddressCount);
  return {
    reasons: [
      ...(facts.isOwn ? (['self'] as const) : []),
      ...(facts.sharesAccount ? (['same_account'] as const) : []),
      ...(facts.fromBannedSource ? (['banned_source'] as const) : []),
      ...(isBurst ? (['burst_of_binds'] as const) : []),
      ...(isOneAddress ? (['one_address'] as const) : []),
    ],
    evidence: {
      ...(isBurst ? { bindsInHour: facts.bindsInHour } : {}),
      ...(isOneAddress ? { membersAtAddress: facts.membersAtAddress } : {}),
    },
  };
}

/** One name for an address however it is typed: with full-width digits, spaces or signs between its parts. */
export function addressText(address: {
  province: string;
  city: string;
  county: string;
  detail: string;
}): string {
  const { province, city, county, detail } = address;
  return [province, city, county, detail]
    .join('')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\p{Z}]/gu, '');
}
