/**
 * Whose balances a payee's statements are made of. Pure. Members and branches have what they sold; who delivers as well has
 * their fees beside it, in one statement and taxed as one income; a dealer has his account with headquarters.
 */
import { commissionAccount, courierAccount, type FenLeg, ownerAccount } from '../../../money/ledger/rules.ts';

type FenAccount = FenLeg['credit'];

const dealerPrefix = 'dealer.';
/** No member and no branch is called so. */
export const dealerPayee = (ownerId: string) => `${dealerPrefix}${ownerId}`;
/** Null where it is no dealer. */
export const dealerOf = (payeeId: string): string | null =>
  payeeId.startsWith(dealerPrefix) ? payeeId.slice(dealerPrefix.length) : null;

/** What is paid leaves this one. */
export function accountOf(payeeId: string): FenAccount {
  const ownerId = dealerOf(payeeId);
  return ownerId === null ? commissionAccount(payeeId) : ownerAccount(ownerId);
}

/** What a statement takes of it goes to the first account. */
export const feesOf = ({
  payeeId,
  isCourier,
}: {
  payeeId: string;
  isCourier?: boolean;
}): FenAccount | null => (isCourier ? courierAccount(payeeId) : null);
