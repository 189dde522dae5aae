import type { ForeignMoney } from '../../wechat/index.ts';
import type { Finding } from '../reconciliation/rules.ts';
import type { MoneyDesk, NotificationFact, PaidFact, RefundFact } from './facts.ts';
import { merchantIdOf } from './merchants.ts';

/** What is put on HQ's desk of money that is not as it has to be, in the desk's words. */
export function createDeskReports(desk: () => MoneyDesk) {
  /** Money for no order of ours: recorded, in the books, on HQ's desk. */
  async function reportUnknown(fact: NotificationFact): Promise<void> {
    await desk().report({
      kind: fact.kind === 'paid' ? 'unknown_payment' : 'unknown_refund',
      merchantId: fact.merchantId,
      outTradeNo: fact.kind === 'paid' ? fact.number : fact.paymentNumber,
      ...(fact.kind === 'paid' ? { transactionId: fact.transactionId } : { outRefundNo: fact.refundNo }),
      theirAmount: fact.amountFen,
      currency: 'CNY',
      source: 'notification',
    });
  }

  /** A refund that HQ gave up, settled by other means or replaced has arrived all the same: the shopper may have it twice. */
  async function reportGivenUp(fact: RefundFact): Promise<void> {
    await desk().report({
      kind: 'unrecorded_refund',
      merchantId: fact.merchantId,
      outTradeNo: fact.paymentNumber,
      outRefundNo: fact.refundNo,
      theirAmount: fact.amountFen,
      ourAmountFen: 0,
      currency: 'CNY',
      source: 'notification',
      note: 'given up, settled by hand or replaced by another number before',
    });
  }

  /** Paid, but not what was owed, or to another merchant than was to get it: never marks anything paid. */
  async function reportUnlike(
    fact: PaidFact,
    owed: { amountFen: number; merchantId: string },
  ): Promise<void> {
    const sameMerchant = fact.merchantId === owed.merchantId;
    await desk().report({
      kind: sameMerchant ? 'payment_amount' : 'foreign_money',
      merchantId: fact.merchantId,
      outTradeNo: fact.number,
      transactionId: fact.transactionId,
      theirAmount: fact.amountFen,
      ourAmountFen: owed.amountFen,
      currency: 'CNY',
      source: 'notification',
      ...(sameMerchant ? {} : { note: `merchant ${owed.merchantId} was to get it` }),
    });
  }

  /** A number of ours, but of another merchant, payment or amount: never ends a refund. */
  async function reportUnlikeRefund(fact: RefundFact): Promise<void> {
    await desk().report({
      kind: 'foreign_money',
      merchantId: fact.merchantId,
      outTradeNo: fact.paymentNumber,
      outRefundNo: fact.refundNo,
      theirAmount: fact.amountFen,
      currency: 'CNY',
      source: 'notification',
      note: `refund ${fact.status}: merchant, payment or amount is not that of our refund`,
    });
  }

  return { reportUnknown, reportGivenUp, reportUnlike, reportUnlikeRefund };
}

export function findingOf(foreign: ForeignMoney): Finding {
  const { field, mchid, subMchid, appid, outTradeNo, outRefundNo, transactionId, amount, currency } = foreign;
  return {
    kind: 'foreign_money',
    merchantId: merchantIdOf({ mchid, ...(subMchid === undefined ? {} : { subMchid }) }),
    outTradeNo,
    ...(outRefundNo === undefined ? {} : { outRefundNo }),
    transactionId,
    theirAmount: amount,
    currency,
    source: 'notification',
    note: field === 'app' ? `app ${appid}` : field,
  };
}
