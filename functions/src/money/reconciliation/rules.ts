import { createHash } from 'node:crypto';
import type {
  DifferenceAct,
  DifferenceKind,
  DifferenceState,
  Settlement,
} from '@jindian/shared/contract/money/differences';
import { defineMachine } from '../../platform/state-machine.ts';
import type { TransferInput } from '../ledger/rules.ts';

/** What was found, and where. */
export type Finding = {
  kind: DifferenceKind;
  merchantId: string;
  outTradeNo: string;
  outRefundNo?: string;
  transactionId?: string;
  /** In the smallest unit of `currency`; absent: WeChat Pay says nothing. */
  theirAmount?: number;
  ourAmountFen?: number;
  /** Here it counts as paid all the same: the money is in the books with our amount. */
  taken?: boolean;
  currency: string;
  source: 'notification' | 'query' | 'bill';
  billDate?: string;
  /** What is said about it, for the person who looks. */
  note?: string;
};

export type Difference = Omit<Finding, 'note'> & {
  id: string;
  state: DifferenceState;
  revision: number;
  heldFen: number;
  /** How many refund numbers were used: a new one only when the gateway has closed the last, which else still holds the money. */
  refunds: number;
  /** The number under which the money went back. */
  arrivedNo?: string;
  foundAtMs: number;
  assignee?: string;
  history: { atMs: number; act: DifferenceAct; byMemberId?: string; note: string }[];
};

/** Bounded: beyond it, the oldest notes go, the finding stays. */
const maxHistory = 50;

export const differenceMachine = defineMachine<DifferenceState, DifferenceAct>({
  name: 'difference',
  initial: 'open',
  final: ['settled'],
  transitions: {
    found: { from: [], to: 'open' },
    noted: { from: ['open', 'sending_back', 'stuck'], to: 'open' },
    /** From `stuck` under the same number. */
    send_back: { from: ['open', 'stuck'], to: 'sending_back' },
    refunded: { from: ['open', 'sending_back', 'stuck'], to: 'settled' },
    /** Closed: that number will never bring it. */
    refund_failed: { from: ['sending_back', 'stuck'], to: 'open' },
    /** Abnormal: that number still may. */
    refund_stuck: { from: ['sending_back'], to: 'stuck' },
    explained: { from: ['open'], to: 'settled' },
    returned_elsewhere: { from: ['open', 'stuck'], to: 'settled' },
    kept: { from: ['open'], to: 'settled' },
    /** Looked at again, there is no difference any more. */
    cleared: { from: ['open'], to: 'settled' },
  },
});

/** The same difference, told by notification and bill, twice or by two runs, is one. */
export function differenceId({ kind, merchantId, outTradeNo, outRefundNo }: Finding): string {
  const name = [kind, merchantId, outTradeNo, outRefundNo ?? ''].join('\n');
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** Money that is with the brand and belongs to nothing. Only our own merchant's is in our books, and only in CNY. */
function heldFenOf(finding: Finding, ownMerchantId: string): number {
  if (finding.merchantId !== ownMerchantId || finding.currency !== 'CNY') return 0;
  if (finding.kind === 'unknown_payment') return finding.theirAmount ?? 0;
  // Paid with another amount than was owed: nothing of it was taken for the order.
  if (finding.kind === 'payment_amount' && !finding.taken) return finding.theirAmount ?? 0;
  return 0;
}

export function differenceOf(finding: Finding, ownMerchantId: string, atMs: number): Difference {
  const { note, ...facts } = finding;
  return {
    ...facts,
    id: differenceId(finding),
    state: 'open',
    revision: 1,
    heldFen: heldFenOf(finding, ownMerchantId),
    refunds: 0,
    foundAtMs: atMs,
    history: [{ atMs, act: 'found', note: note ?? '' }],
  };
}

/** Money of a payment that nothing here accounts for can go back to the shopper. */
export function canSendBack(difference: Difference): boolean {
  const { kind, state, theirAmount, currency, taken } = difference;
  if ((state !== 'open' && state !== 'stuck') || currency !== 'CNY' || !theirAmount) return false;
  return kind === 'unknown_payment' || (kind === 'payment_amount' && !taken);
}

/**
 * `kept` and `returned_elsewhere` say where held money went; `explained` would leave it held for ever. What a refund
 * still holds is not ours to keep.
 */
export function settlementFits(difference: Difference, settlement: Settlement): boolean {
  if (difference.state === 'stuck') return settlement === 'returned_elsewhere';
  return difference.heldFen > 0 ? settlement !== 'explained' : true;
}

export function withAct(
  difference: Difference,
  step: { act: DifferenceAct; state: DifferenceState; atMs: number; note: string; byMemberId?: string },
): Difference {
  const { act, state, atMs, note, byMemberId } = step;
  const entry = { atMs, act, note, ...(byMemberId === undefined ? {} : { byMemberId }) };
  const history = [...difference.history, entry];
  return {
    ...difference,
    state,
    revision: difference.revision + 1,
    history: [...history.slice(0, 1), ...history.slice(1).slice(-(maxHistory - 1))],
  };
}

/** What is asked was done on that very revision, by the same person: an answer that was lost. Each act has its entry. */
export function isDone(
  { revision, history }: Difference,
  seen: number,
  step: { act: DifferenceAct; note: string; byMemberId?: string },
): boolean {
  const since = revision - seen;
  if (since < 1 || since >= history.length) return false;
  const made = history.at(-since);
  return made?.act === step.act && made.note === step.note && made.byMemberId === step.byMemberId;
}

const refundPrefix = 'UM';

/** The last refund number of unallocated money: known by its form, so that its notification finds the difference. */
export function refundNoOf(difference: Pick<Difference, 'id' | 'refunds'>): string {
  return `${refundPrefix}${difference.id}R${difference.refunds}`;
}

export function differenceOfRefund(refundNo: string): string | null {
  return /^UM([0-9a-f]{32})R\d{1,4}$/.exec(refundNo)?.[1] ?? null;
}

/** Whether money was ever asked back under that number; the last one decides what may be done. */
export function isOwnNumber({ id, refunds }: Pick<Difference, 'id' | 'refunds'>, refundNo: string): boolean {
  return Array.from({ length: refunds }, (_, nth) => refundNoOf({ id, refunds: nth + 1 })).includes(refundNo);
}

const transferOf = (
  kind: string,
  difference: Difference,
  legs: TransferInput['legs'],
  rest: { atMs: number; reason: string; byMemberId?: string },
): TransferInput => ({ id: `${kind}:${difference.id}`, kind, orderId: null, legs, ...rest });

export function received(difference: Difference, atMs: number): TransferInput {
  const leg = {
    debit: 'wechat-clearing',
    credit: 'unallocated-receipts',
    amountFen: difference.heldFen,
  } as const;
  return transferOf('money.unallocated', difference, [leg], { atMs, reason: 'money of no order' });
}

export function sentBack(
  difference: Difference,
  why: { atMs: number; reason: string; byMemberId?: string },
): TransferInput {
  const leg = {
    debit: 'unallocated-receipts',
    credit: 'wechat-clearing',
    amountFen: difference.heldFen,
  } as const;
  return transferOf('money.sent-back', difference, [leg], why);
}

/** Paid to the shopper otherwise, while WeChat Pay still keeps the money for the refund that is stuck. */
export function paidByHand(
  difference: Difference,
  why: { atMs: number; reason: string; byMemberId?: string },
): TransferInput {
  const leg = {
    debit: 'unallocated-receipts',
    credit: 'paid-by-hand',
    amountFen: difference.heldFen,
  } as const;
  return transferOf('money.sent-back', difference, [leg], why);
}

export function kept(
  difference: Difference,
  why: { atMs: number; reason: string; byMemberId?: string },
): TransferInput {
  const leg = {
    debit: 'unallocated-receipts',
    credit: 'other-income',
    amountFen: difference.heldFen,
  } as const;
  return transferOf('money.kept', difference, [leg], why);
}
