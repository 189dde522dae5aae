/**
 * What a payout is in the books. Pure, and each with an id of its own, so that it is booked once:
 *
 *     issued    commission:<payee> → payouts-in-transit     net        payout.sent:<payout>
 *               commission:<payee> → tax-withheld           withheld   (the same transfer)
 *     paid      payouts-in-transit → whatever paid it       net        payout.paid:<payout>
 *     returned  payouts-in-transit → commission:<payee>     net        payout.returned:<payout>
 *               tax-withheld → commission:<payee>           withheld   (the same transfer)
 *
 *     settled   courier:<payee> → commission:<payee>         fees       courier.settled:<run>:<payee>
 *
 * A dealer's own account stands where `commission` does. Who works for a dealer is paid by him with the wages: then it goes to his
 * account, and is paid with his statement.
 */
import type { PayeeRoute } from '@jindian/shared/contract/selling/settlement';
import {
  courierAccount,
  type FenLeg,
  ownerAccount,
  type TransferInput,
  turned,
} from '../../money/ledger/rules.ts';
import { accountOf } from './payees/accounts.ts';
import { feesKind, returnedKind, sentKind } from './statements/figures.ts';

export type Booked = {
  payoutId: string;
  payeeId: string;
  route: PayeeRoute;
  employerId: string | null;
  withheldFen: number;
  netFen: number;
};

const inTransit = 'payouts-in-transit';
const withheld = 'tax-withheld';
export const paidKind = 'payout.paid';

function about(
  kind: string,
  payoutId: string,
  atMs: number,
  legs: readonly FenLeg[],
  reason: string | null = null,
): TransferInput<FenLeg> {
  const moving = legs.filter(({ amountFen }) => amountFen > 0);
  return { id: `${kind}:${payoutId}`, kind, orderId: null, reason, atMs, legs: moving };
}

export function sentOf({ payoutId, payeeId, withheldFen, netFen }: Booked, atMs: number) {
  const account = accountOf(payeeId);
  return about(sentKind, payoutId, atMs, [
    { debit: account, credit: inTransit, amountFen: netFen },
    { debit: account, credit: withheld, amountFen: withheldFen },
  ]);
}

export function returnedOf(payout: Booked, atMs: number, reason: string) {
  const account = accountOf(payout.payeeId);
  return about(
    returnedKind,
    payout.payoutId,
    atMs,
    [
      { debit: inTransit, credit: account, amountFen: payout.netFen },
      { debit: withheld, credit: account, amountFen: payout.withheldFen },
    ],
    reason,
  );
}

/** Fees for deliveries that are in a statement: paid from the account that everything else is paid from. */
export function feesSettled(
  { payeeId, runId, sumFen }: { payeeId: string; runId: string; sumFen: number },
  atMs: number,
): TransferInput<FenLeg> {
  const leg = { debit: courierAccount(payeeId), credit: accountOf(payeeId), amountFen: Math.abs(sumFen) };
  const legs = [sumFen < 0 ? turned(leg) : leg];
  return { id: `${feesKind}:${runId}:${payeeId}`, kind: feesKind, orderId: null, reason: null, atMs, legs };
}

const paidOutOf = {
  wechat: 'wechat-clearing',
  bank: 'paid-by-bank',
  wages: 'paid-with-wages',
} as const satisfies Record<PayeeRoute, FenLeg['credit']>;

export function paidOf({ payoutId, route, employerId, netFen }: Booked, atMs: number) {
  const credit = employerId === null ? paidOutOf[route] : ownerAccount(employerId);
  return about(paidKind, payoutId, atMs, [{ debit: inTransit, credit, amountFen: netFen }]);
}
