/**
 * What a payout is in the books. Pure, and each with an id of its own, so that it is booked once:
 *
 *     issued    commission:<payee> → payouts-in-transit     net        payout.sent:<payout>
 *               commission:<payee> → tax-withheld           withheld   (the same transfer)
 *     paid      payouts-in-transit → whatever paid it       net        payout.paid:<payout>
 *     returned  payouts-in-transit → commission:<payee>     net        payout.returned:<payout>
 *               tax-withheld → commission:<payee>           withheld   (the same transfer)
 *
 * Who works for a dealer is paid by him with the wages: then it goes to his account, and is paid with his statement.
 */
import type { PayeeRoute } from '@jindian/shared/contract/selling/settlement';
import {
  commissionAccount,
  type FenLeg,
  ownerAccount,
  type TransferInput,
} from '../../money/ledger/rules.ts';
import { returnedKind, sentKind } from './statements/figures.ts';

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
  const account = commissionAccount(payeeId);
  return about(sentKind, payoutId, atMs, [
    { debit: account, credit: inTransit, amountFen: netFen },
    { debit: account, credit: withheld, amountFen: withheldFen },
  ]);
}

export function returnedOf(payout: Booked, atMs: number, reason: string) {
  const account = commissionAccount(payout.payeeId);
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

const paidOutOf = {
  wechat: 'wechat-clearing',
  bank: 'paid-by-bank',
  wages: 'paid-with-wages',
} as const satisfies Record<PayeeRoute, FenLeg['credit']>;

export function paidOf({ payoutId, route, employerId, netFen }: Booked, atMs: number) {
  const credit = employerId === null ? paidOutOf[route] : ownerAccount(employerId);
  return about(paidKind, payoutId, atMs, [{ debit: inTransit, credit, amountFen: netFen }]);
}
