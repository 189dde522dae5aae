/** What files that move in say: their sums, whether two rows are one, and which postings begin the books. */
import { createHmac } from 'node:crypto';
import type { SignedTotals } from '@jindian/shared/contract/goods/imports';
import type {
  MovedDealerRow,
  MovedLotRow,
  MovedMemberRow,
  OldCodeRow,
} from '@jindian/shared/contract/selling/moving';
import {
  type MovingKind,
  type SignedKind,
  type SignedTotal,
  signedTotals,
  signedTotalWords,
} from '@jindian/shared/import-table';
import {
  type Leg,
  ownerAccount,
  pointsAccount,
  storedAccount,
  type Transfer,
  type TransferInput,
} from '../../money/ledger/rules.ts';
import { canonical } from '../../platform/canonical.ts';
import { opaqueCode } from '../../platform/ids.ts';
import { type Holder, holderId } from './items.ts';

export type RowsOf = {
  members: MovedMemberRow;
  balances: MovedLotRow;
  dealer_balances: MovedDealerRow;
  old_codes: OldCodeRow;
};
export type MovedRow = RowsOf[MovingKind];

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number) =>
  rows.reduce((total, row) => total + of(row), 0);

/** The sums of a file, as its maker has to have stated them. */
export function totalsOf(kind: SignedKind, rows: readonly MovedRow[]): Record<string, number> {
  if (kind === 'members') {
    const members = rows as readonly MovedMemberRow[];
    return {
      members: members.length,
      points: sum(members, ({ points = 0 }) => points),
      sellers: members.filter(({ sellerAt }) => sellerAt !== undefined).length,
      bindings: members.filter(({ boundTo }) => boundTo !== undefined).length,
    };
  }
  if (kind === 'balances') {
    const lots = rows as readonly MovedLotRow[];
    const of = (wanted: MovedLotRow['lotKind']) =>
      sum(
        lots.filter(({ lotKind }) => lotKind === wanted),
        ({ amountFen }) => amountFen,
      );
    return { lots: lots.length, paidFen: of('paid'), grantedFen: of('granted') };
  }
  const dealers = rows as readonly MovedDealerRow[];
  return {
    dealers: dealers.length,
    owedFen: sum(dealers, ({ owedFen }) => owedFen),
    owesFen: sum(dealers, ({ owesFen }) => owesFen),
  };
}

/** The first sum that was stated otherwise, or not at all. */
export function differingTotal(
  kind: SignedKind,
  stated: SignedTotals,
  found: Readonly<Record<string, number>>,
): { what: string; stated: string; found: string } | null {
  for (const name of signedTotals[kind] as readonly SignedTotal[]) {
    if (stated[name] === found[name]) continue;
    const { zh, en } = signedTotalWords[name];
    const shown = (value: number | undefined) =>
      value === undefined ? '—' : name.endsWith('Fen') ? (value / 100).toFixed(2) : String(value);
    return { what: `${zh} · ${en}`, stated: shown(stated[name]), found: shown(found[name]) };
  }
  return null;
}

/** What a file may say once: a member, a lot of one, a dealer, an old code. */
export function keyOfRow(kind: MovingKind, row: MovedRow): string {
  switch (kind) {
    case 'members':
      return (row as MovedMemberRow).memberNumber;
    case 'balances':
      return `${(row as MovedLotRow).memberNumber} ${(row as MovedLotRow).lotId}`;
    case 'dealer_balances':
      return (row as MovedDealerRow).ownerId;
    case 'old_codes':
      return (row as OldCodeRow).oldCode;
  }
}

export function digestOf(secret: string, { row: _, ...said }: MovedMemberRow): string {
  return createHmac('sha256', secret).update(canonical(said)).digest('base64url').slice(0, 22);
}

/** Names who waits under a number, without saying what is printed on an old card. */
export const claimIdOf = (secret: string, memberNumber: string): string =>
  opaqueCode(secret, `claim ${memberNumber}`, 16);

export function pointsOpening(row: MovedMemberRow, atMs: number): TransferInput | null {
  if (!row.points) return null;
  const account = pointsAccount(holderId({ kind: 'moved', memberNumber: row.memberNumber }));
  return {
    id: `opening.points:${row.memberNumber}`,
    kind: 'opening.points',
    orderId: null,
    reason: null,
    atMs,
    legs: [{ debit: 'points-issued', credit: account, points: row.points }],
  };
}

export const lotOpeningId = ({ memberNumber, lotId }: Pick<MovedLotRow, 'memberNumber' | 'lotId'>) =>
  `opening.lot:${memberNumber}:${lotId}`;

const lotReason = ({ lotOn, expiresOn }: MovedLotRow) =>
  expiresOn === undefined ? lotOn : `${lotOn} – ${expiresOn}`;

export function lotOpening(row: MovedLotRow, holder: Holder, atMs: number): TransferInput {
  return {
    id: lotOpeningId(row),
    kind: 'opening.lot',
    orderId: null,
    reason: lotReason(row),
    atMs,
    legs: [
      {
        debit: 'opening-balances',
        credit: storedAccount(row.lotKind, holderId(holder)),
        amountFen: row.amountFen,
      },
    ],
  };
}

/** The lot is in the books as the row says it; whose it was then does not matter. */
export function isSameLot(booked: Pick<Transfer, 'legs' | 'reason'>, row: MovedLotRow): boolean {
  const [leg] = booked.legs;
  return (
    leg !== undefined &&
    'amountFen' in leg &&
    leg.amountFen === row.amountFen &&
    leg.credit.startsWith(`stored-${row.lotKind}:`) &&
    booked.reason === lotReason(row)
  );
}

export const dealerOpeningId = (ownerId: string) => `opening.owner:${ownerId}`;

function dealerLeg({ ownerId, owedFen, owesFen }: MovedDealerRow): Leg | null {
  const account = ownerAccount(ownerId);
  if (owedFen > 0) return { debit: 'opening-balances', credit: account, amountFen: owedFen };
  return owesFen > 0 ? { debit: account, credit: 'opening-balances', amountFen: owesFen } : null;
}

export function dealerOpening(row: MovedDealerRow, atMs: number): TransferInput | null {
  const leg = dealerLeg(row);
  if (!leg) return null;
  return {
    id: dealerOpeningId(row.ownerId),
    kind: 'opening.owner',
    orderId: null,
    reason: null,
    atMs,
    legs: [leg],
  };
}

export function isSameDealer(booked: Pick<Transfer, 'legs'>, row: MovedDealerRow): boolean {
  const leg = dealerLeg(row);
  const [there] = booked.legs;
  return leg !== null && there !== undefined && canonical(there) === canonical(leg);
}

/** What was theirs before becomes theirs here: all of it, in one posting. */
export function claimPosting(
  memberNumber: string,
  memberId: string,
  had: { points: number; paidFen: number; grantedFen: number },
  atMs: number,
  /** What of it makes up for something that they owed. */
  madeUp: readonly Leg[] = [],
): TransferInput | null {
  const from = holderId({ kind: 'moved', memberNumber });
  const legs: Leg[] = [];
  if (had.points > 0)
    legs.push({ debit: pointsAccount(from), credit: pointsAccount(memberId), points: had.points });
  for (const [kind, amountFen] of [
    ['paid', had.paidFen],
    ['granted', had.grantedFen],
  ] as const)
    if (amountFen > 0)
      legs.push({ debit: storedAccount(kind, from), credit: storedAccount(kind, memberId), amountFen });
  if (legs.length === 0) return null;
  return {
    id: `moved.claimed:${memberNumber}`,
    kind: 'moved.claimed',
    orderId: null,
    reason: null,
    atMs,
    legs: [...legs, ...madeUp],
  };
}
