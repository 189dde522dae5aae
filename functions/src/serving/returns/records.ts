import type {
  Disposition,
  ExchangeState,
  ReturnListState,
  ReturnReason,
  ReturnState,
  ReturnWay,
} from '@jindian/shared/contract/serving/returns';
import type { OrderRecord } from '../orders/store.ts';
import { type OutPiece, type OwnedPiece, piecesOut } from './pieces-back.ts';

export type ReturnActor = 'shopper' | 'staff' | 'hq' | 'rule' | 'system';
export type ReturnChange = { atMs: number; state: ReturnState; by: ReturnActor; memberId?: string };

/** What came in of a line, and where it went. */
export type ReceivedLine = {
  lineId: string;
  quantity: number;
  disposition: Disposition;
  serials: string[];
  /** Whose they were, and whose they are; none where they are not those that were sold. */
  pieces: OwnedPiece[];
};

/** Goods back, money back: of one order, for good. */
export type ReturnRecord = {
  orderId: string;
  returnId: string;
  orderNumber: string;
  memberId: string;
  revision: number;
  state: ReturnState;
  way: ReturnWay;
  reason: ReturnReason;
  note: string;
  /** Kept while the return is, by its name. */
  imagePaths?: string[] | undefined;
  /** Where it is decided, and seen. */
  deskLocationId: string;
  lines: { lineId: string; quantity: number; feeBasisPoints: number }[];
  /** As it was shown; once goods came in, as their refund has it. */
  amountFen: number;
  feeFen: number;
  freightBearer: 'buyer' | 'seller';
  declined?: string | undefined;
  parcel?: { carrier: string; number: string } | undefined;
  broughtByMs?: number | undefined;
  received?: { locationId: string; atMs: number; byMemberId: string; lines: ReceivedLine[] } | undefined;
  /** Why it was refunded without its goods. */
  lostReason?: string | undefined;
  refundId?: string | undefined;
  refundByMs?: number | undefined;
  /** Since when its refund takes too long. */
  lateAtMs?: number | undefined;
  suspicions: ('other_goods' | 'many_returns')[];
  history: ReturnChange[];
};

/** Goods for goods: pieces of a line for as many of another article, at a difference that was said before. */
export type ExchangeRecord = {
  orderId: string;
  exchangeId: string;
  orderNumber: string;
  memberId: string;
  revision: number;
  state: ExchangeState;
  reason: ReturnReason;
  deskLocationId: string;
  lines: { lineId: string; quantity: number; forSkuId: string; differenceFen: number }[];
  /** Above zero the shopper owes it, below it goes back to them. */
  differenceFen: number;
  /** How what the shopper owed was settled: it is asked for, and never charged by itself. */
  collected?: { how: 'till' | 'waived'; note: string; byMemberId: string } | undefined;
  done?:
    | { locationId: string; atMs: number; byMemberId: string; lines: ReceivedLine[]; given: OutPiece[] }
    | undefined;
  refundId?: string | undefined;
  history: { atMs: number; state: ExchangeState; by: ReturnActor; memberId?: string }[];
};

/** Everything that came back of one order, and the count of what was done to any of it. */
export type ReturnsOfOrder = {
  orderId: string;
  revision: number;
  items: ReturnRecord[];
  exchanges: ExchangeRecord[];
};

/** Pieces of lines that something is under way about. */
export function spokenFor({ items, exchanges }: Pick<ReturnsOfOrder, 'items' | 'exchanges'>) {
  return [
    ...items.filter(isOpen).flatMap(({ lines }) => lines),
    ...exchanges.filter(({ state }) => state === 'agreed').flatMap(({ lines }) => lines),
  ].map(({ lineId, quantity }) => ({ lineId, quantity }));
}

/** Which pieces the shopper of an order has now, and which numbers came back. */
export function shoppersHave(
  record: Pick<OrderRecord, 'detail' | 'fulfilments'>,
  { items, exchanges }: Pick<ReturnsOfOrder, 'items' | 'exchanges'>,
) {
  const before = [
    ...items.flatMap(({ received }) => received?.lines ?? []),
    ...exchanges.flatMap(({ done }) => done?.lines ?? []),
  ];
  const given = exchanges.flatMap(({ done }) => done?.given ?? []);
  return {
    out: piecesOut(
      record,
      before.flatMap(({ pieces }) => pieces),
      given,
    ),
    goneSerials: before.flatMap(({ serials }) => serials),
  };
}

const whileOpen: readonly ReturnState[] = ['asked', 'approved', 'sent', 'arrived'];

/** Its pieces are spoken for, and nothing was given back for them yet. */
export function isOpen({ state }: Pick<ReturnRecord, 'state'>): boolean {
  return whileOpen.includes(state);
}

export function listStateOf({ state, lateAtMs }: Pick<ReturnRecord, 'state' | 'lateAtMs'>): ReturnListState {
  if (state === 'asked') return 'to_decide';
  if (state === 'received' || state === 'lost') return lateAtMs === undefined ? 'under_way' : 'late';
  return isOpen({ state }) ? 'under_way' : 'over';
}
