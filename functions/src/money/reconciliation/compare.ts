import type { TradeBillLine, TradeBillPayment, TradeBillRefund } from '../../wechat/index.ts';
import { merchantIdOf } from '../payments/merchants.ts';
import type { Finding } from './rules.ts';

/** What we know of a payment: `paid` is in our records as paid, `open` waits for its money or was called off. */
export type KnownPayment = { state: 'paid' | 'open'; amountFen: number; merchantId: string };
/** `done`: in our records as arrived. */
export type KnownRefund = { state: 'done' | 'open'; amountFen: number };

/** What a line of the bill means beside what we know. `look_again`: whoever owns it is to look at it once more. */
export type Verdict = { kind: 'agrees' } | { kind: 'look_again' } | { kind: 'differs'; finding: Finding };

const agrees: Verdict = { kind: 'agrees' };

function factsOf(line: TradeBillPayment | TradeBillRefund, billDate: string) {
  const { mchid, subMchid, outTradeNo, transactionId, currency } = line;
  return {
    merchantId: merchantIdOf({ mchid, ...(subMchid === undefined ? {} : { subMchid }) }),
    outTradeNo,
    transactionId,
    currency,
    source: 'bill' as const,
    billDate,
  };
}

export function comparePayment(
  line: TradeBillPayment,
  known: KnownPayment | null,
  ours: { billDate: string; appid: string },
): Verdict {
  const facts = { ...factsOf(line, ours.billDate), theirAmount: line.amountFen };
  const foreign = foreignNote(line, ours.appid);
  if (foreign !== null) return differs({ kind: 'foreign_money', ...facts, note: foreign });
  if (known === null) return differs({ kind: 'unknown_payment', ...facts });
  const ourAmountFen = known.amountFen;
  if (known.merchantId !== facts.merchantId) {
    const note = `merchant ${known.merchantId} was to get it`;
    return differs({ kind: 'foreign_money', ...facts, ourAmountFen, note });
  }
  if (ourAmountFen !== line.amountFen) {
    const taken = known.state === 'paid';
    return differs({ kind: 'payment_amount', ...facts, ourAmountFen, ...(taken ? { taken } : {}) });
  }
  return known.state === 'paid' ? agrees : { kind: 'look_again' };
}

/** A refund that is under way, or came to nothing, moves no money (yet): it is in the bill of another day. */
export function compareRefund(
  line: TradeBillRefund,
  known: KnownRefund | null,
  ours: { billDate: string; appid: string },
): Verdict {
  if (line.refundState !== 'SUCCESS') return agrees;
  const facts = {
    ...factsOf(line, ours.billDate),
    outRefundNo: line.outRefundNo,
    theirAmount: line.refundFen,
  };
  const foreign = foreignNote(line, ours.appid);
  if (foreign !== null) return differs({ kind: 'foreign_money', ...facts, note: foreign });
  if (known === null) return differs({ kind: 'unknown_refund', ...facts });
  if (known.amountFen !== line.refundFen)
    return differs({ kind: 'refund_amount', ...facts, ourAmountFen: known.amountFen });
  return known.state === 'done' ? agrees : { kind: 'look_again' };
}

/** What is said of a line when looking again changed nothing. */
export function unrecorded(line: TradeBillPayment | TradeBillRefund, billDate: string): Finding {
  const facts = factsOf(line, billDate);
  return line.kind === 'payment'
    ? { kind: 'unrecorded_payment', ...facts, theirAmount: line.amountFen, ourAmountFen: 0 }
    : {
        kind: 'unrecorded_refund',
        ...facts,
        outRefundNo: line.outRefundNo,
        theirAmount: line.refundFen,
        ourAmountFen: 0,
      };
}

export function unreadable(
  line: Extract<TradeBillLine, { kind: 'unreadable' }>,
  bill: { billDate: string; mchid: string },
): Finding {
  return {
    kind: 'unreadable_line',
    merchantId: bill.mchid,
    outTradeNo: `${bill.billDate} line ${line.lineNo}`,
    currency: '',
    source: 'bill',
    billDate: bill.billDate,
  };
}

function foreignNote(line: TradeBillPayment | TradeBillRefund, appid: string): string | null {
  if (line.currency !== 'CNY') return 'currency';
  return line.appid === appid ? null : `app ${line.appid}`;
}

function differs(finding: Finding): Verdict {
  return { kind: 'differs', finding };
}
