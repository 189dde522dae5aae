import type { TenderKind } from '@jindian/shared/contract/money/payments';
import { minuteMs } from '@jindian/shared/time';
import type { FenAccount } from '../ledger/rules.ts';

/**
 * What a kind of tender is. Code that splits, captures and refunds asks this table and knows no kind by name; what a
 * kind does by itself is its driver (`TenderDriver`).
 */
export type TenderKindRow = {
  /** Smaller is used first; two kinds never have the same. */
  useOrder: number;
  /** Where the books hold what was captured; null: it is no money, and in no books. */
  account: FenAccount | null;
  /** Its provider takes no more refunds of one payment than this, and none sooner after another. */
  maxRefunds: number;
  refundGapMs: number;
};

export const tenderKindTable: Readonly<Record<TenderKind, TenderKindRow>> = {
  // The last to be used: it pays whatever the others did not. The gap is a second more than WeChat Pay asks for.
  wechat_pay: { useOrder: 90, account: 'wechat-clearing', maxRefunds: 50, refundGapMs: minuteMs + 1_000 },
  practice: { useOrder: 95, account: null, maxRefunds: 50, refundGapMs: 0 },
};

/** For what is posted: whatever has none must never come as far as the books. */
export function bookedAt(kind: TenderKind): FenAccount {
  const { account } = tenderKindTable[kind];
  if (account === null) throw new Error(`${kind} is in no books`);
  return account;
}
