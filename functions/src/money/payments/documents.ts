import type {
  PaymentState,
  RefundCause,
  RefundGround,
  RefundState,
  TenderKind,
  TenderState,
} from '@jindian/shared/contract/money/payments';
import type { Credit } from '@jindian/shared/events/parts';
import type { FrozenMoney, PlannedPiece, Returned } from './refund-plan.ts';
import { freezeShares, type Piece, type Shares } from './shares.ts';

/** How much of an order is paid with one kind. */
export type TenderRecord = {
  tenderId: string;
  kind: TenderKind;
  state: TenderState;
  amountFen: number;
  /** Of each piece; there once the order is paid. */
  shares?: Shares | undefined;
};

/** One attempt to collect a tender. */
export type PaymentRecord = {
  /** The merchant's number of it at the gateway. */
  number: string;
  tenderId: string;
  /** Whose money it is: the merchant that it is paid to. */
  merchant: string;
  state: PaymentState;
  amountFen: number;
  transactionId?: string | undefined;
  /** It was made in a browser outside WeChat: WeChat's mini-program knows nothing of it. */
  fromBrowser?: true | undefined;
  /** Refunds asked of it: providers limit how many there are, and how soon one may follow another. */
  refundCount: number;
  lastRefundAtMs?: number | undefined;
};

/** The money of one order: one item with a revision, on which every change of it is conditional. */
export type OrderMoney = {
  orderId: string;
  revision: number;
  tenders: TenderRecord[];
  payments: PaymentRecord[];
  refundCount: number;
  returned: Returned;
};

/** What a refund gives back to one payment. */
export type RefundBack = {
  number: string;
  tenderId: string;
  kind: TenderKind;
  paymentNumber: string;
  amountFen: number;
  state: RefundState;
  /** Not before: the provider wants time between two refunds of a payment. */
  askAtMs: number;
  /** Why it failed, for HQ. */
  problem?: string | undefined;
  /** The gateway has closed this number: asking again takes another. */
  spent?: boolean | undefined;
  /** Closed numbers that it had before. */
  replaced?: string[] | undefined;
};

/** Commission that a refund takes back, by line. */
export type CommissionBack = {
  amountFen: number;
  byLine: Credit['byLine'];
};

export type RefundRecord = {
  orderId: string;
  refundId: string;
  revision: number;
  atMs: number;
  cause: RefundCause;
  reason: string | null;
  ground?: RefundGround | undefined;
  byMemberId?: string | undefined;
  amountFen: number;
  pieces: PlannedPiece[];
  backs: RefundBack[];
  /** How HQ paid what a gateway did not, and who says so. */
  byHand?: { note: string; byMemberId: string; byName: string; atMs: number } | undefined;
  /** When it is looked at next: only the due item of that time goes on with it. */
  lookAtMs: number;
  history: { atMs: number; state: string; by: string }[];
  finishedAtMs?: number | undefined;
};

const byUrgency: readonly RefundState[] = ['failed', 'requested', 'asked', 'settled', 'succeeded', 'dropped'];

/** Its number, or one that it had before. */
export function hasNumber(
  { number, replaced }: Pick<RefundBack, 'number' | 'replaced'>,
  refundNo: string,
): boolean {
  return number === refundNo || replaced?.includes(refundNo) === true;
}

/** The shopper has it: by the gateway, or otherwise. */
export function isBack({ state }: Pick<RefundBack, 'state'>): boolean {
  return state === 'succeeded' || state === 'settled';
}

/** A refund is as far as the part of it that needs most. */
export function refundState({ backs }: Pick<RefundRecord, 'backs'>): RefundState {
  const states = backs.map(({ state }) => state);
  return byUrgency.find((state) => states.includes(state)) ?? 'succeeded';
}

/** The number of an order's n-th payment or refund names the order, so that no index is needed to find it. */
export function moneyNumber(orderId: string, kind: 'P' | 'R', nth: number): string {
  return `${orderId}${kind}${nth}`;
}

export function orderIdOfNumber(number: string): string | null {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}[PR][1-9][0-9]{0,3}$/.test(number) ? number.slice(0, 26) : null;
}

/** The first payment of each tender stands with the order that is placed. */
export function draftMoney(
  orderId: string,
  merchant: string,
  tenders: readonly Pick<TenderRecord, 'kind' | 'amountFen'>[],
): OrderMoney {
  const planned = tenders.map(
    ({ kind, amountFen }, index): TenderRecord => ({
      tenderId: String(index + 1),
      kind,
      state: 'created',
      amountFen,
    }),
  );
  return {
    orderId,
    revision: 1,
    tenders: planned,
    payments: planned.map(({ tenderId, amountFen }, index) =>
      draftPayment(orderId, index + 1, { tenderId, amountFen, merchant }),
    ),
    refundCount: 0,
    returned: {},
  };
}

export function draftPayment(
  orderId: string,
  nth: number,
  of: Pick<PaymentRecord, 'tenderId' | 'amountFen' | 'merchant'>,
): PaymentRecord {
  return { number: moneyNumber(orderId, 'P', nth), state: 'created', refundCount: 0, ...of };
}

/** Each tender with its shares of the pieces: called once, when all of them are captured. */
export function withShares(tenders: readonly TenderRecord[], pieces: readonly Piece[]): TenderRecord[] {
  const shares = freezeShares(pieces, tenders);
  return tenders.map((tender) => ({ ...tender, shares: shares.get(tender.tenderId) as Shares }));
}

export function frozenMoney({ tenders }: Pick<OrderMoney, 'tenders'>, pieces: readonly Piece[]): FrozenMoney {
  return {
    pieces,
    tenders: tenders.flatMap(({ tenderId, state, shares }) =>
      state === 'captured' && shares ? [{ tenderId, shares }] : [],
    ),
  };
}
