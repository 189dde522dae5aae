import type {
  Disposition,
  ReturnListState,
  ReturnReason,
  ReturnState,
  ReturnWay,
} from '@jindian/shared/contract/serving/returns';
import type { OwnedPiece } from './pieces-back.ts';

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
