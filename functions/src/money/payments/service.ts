import type { WechatPayParams } from '@jindian/shared/contract/serving/order';
import { fail, ok, type Result } from '../../platform/result.ts';
import type {
  CombinedParts,
  ForeignMoney,
  NotificationInput,
  OrderState,
  RefundStatus,
  ToldPayment,
  WechatPay,
  WechatPayFailure,
} from '../../wechat/index.ts';
import type { Finding } from '../reconciliation/rules.ts';
import { differenceOfRefund } from '../reconciliation/rules.ts';
import { merchantIdOf, merchantOf } from './merchants.ts';

/** What to collect for one tender. The tender's id is the merchant's order number at WeChat Pay. */
export type Collection = {
  tenderId: string;
  amountFen: number;
  payerOpenid: string;
  description: string;
  expiresAtMs: number;
  /** Whose money it is; the brand's own merchant unless told. */
  merchantId?: string;
  /** The money stays frozen until it is shared or the sharing is finished. */
  profitSharing?: boolean;
};

/** Tenders of several merchants that a shopper pays at once: all of them, or none. */
export type JointCollection = {
  /** 6 to 32 of digits, letters, `_-|*`; never used for a tender. */
  checkoutNo: string;
  /** 2 to 50, of merchants with keys of their own, or all sub-merchants of one service provider. */
  parts: readonly Omit<Collection, 'payerOpenid' | 'expiresAtMs'>[];
  payerOpenid: string;
  expiresAtMs: number;
};
/** What is known of a checkout when it is asked for or closed. */
export type JointParts = readonly { tenderId: string; merchantId?: string }[];

export type PaidFact = {
  kind: 'paid';
  tenderId: string;
  merchantId: string;
  amountFen: number;
  transactionId: string;
  paidAtMs: number;
};
/** What WeChat Pay knows of a tender. */
export type TenderFact = PaidFact | { kind: 'unpaid' };

export type RefundFact = {
  kind: 'refund';
  tenderId: string;
  merchantId: string;
  refundNo: string;
  amountFen: number;
  status: Exclude<RefundStatus, 'PROCESSING'>;
};
/** What a notification says that is for us to act on. */
export type NotificationFact = PaidFact | RefundFact;

/** Where money goes that is not as it has to be. */
export type MoneyDesk = {
  report(finding: Finding): Promise<unknown>;
  /** A refund of money on the desk has ended. */
  refunded(differenceId: string, refundNo: string, status: RefundFact['status']): Promise<void>;
};

const notifyPath = '/v1/wechat-pay/notifications';

/**
 * Money in and out through WeChat Pay, in the words of tenders. Knows nothing of orders. Merchant, app and currency
 * are compared here and in the client; the amount by whoever knows what was owed.
 */
export function createPayments(deps: { wechatPay: WechatPay; notifyBaseUrl: string; desk(): MoneyDesk }) {
  const { wechatPay } = deps;
  const notifyUrl = `${deps.notifyBaseUrl}${notifyPath}`;
  const ownMerchantId = merchantIdOf(wechatPay.ownMerchant);
  const merchant = (merchantId: string = ownMerchantId) => merchantOf(merchantId);
  const combined = (parts: JointParts): CombinedParts =>
    parts.map(({ tenderId, merchantId }) => ({ outTradeNo: tenderId, merchant: merchant(merchantId) }));

  /** Asks for the payment and gives what the shopper's phone needs; repeatable. */
  async function collect(collection: Collection): Promise<Result<WechatPayParams>> {
    const to = merchant(collection.merchantId);
    const made = await wechatPay.createJsapiOrder({
      outTradeNo: collection.tenderId,
      amountFen: collection.amountFen,
      payerOpenid: collection.payerOpenid,
      description: collection.description,
      expiresAtMs: collection.expiresAtMs,
      notifyUrl,
      merchant: to,
      ...(collection.profitSharing ? { profitSharing: true } : {}),
    });
    return made.ok ? ok(wechatPay.signPayParams(made.value.prepayId, to)) : notCollected(made.failure);
  }

  /** As `collect`, for tenders of several merchants in one payment. */
  async function collectTogether(collection: JointCollection): Promise<Result<WechatPayParams>> {
    const { checkoutNo, parts, payerOpenid, expiresAtMs } = collection;
    const made = await wechatPay.createCombinedOrder({
      combineOutTradeNo: checkoutNo,
      payerOpenid,
      expiresAtMs,
      notifyUrl,
      parts: parts.map(({ tenderId, amountFen, description, merchantId, profitSharing }) => ({
        outTradeNo: tenderId,
        amountFen,
        description,
        merchant: merchant(merchantId),
        ...(profitSharing ? { profitSharing } : {}),
      })),
    });
    if (!made.ok) return notCollected(made.failure);
    return ok(wechatPay.signCombinedPayParams(made.value.prepayId, combined(parts)));
  }

  async function lookUp(tenderId: string, merchantId = ownMerchantId): Promise<Result<TenderFact>> {
    const found = await wechatPay.queryOrder(tenderId, merchant(merchantId));
    if (found.ok) return ok(factOf(found.value, merchantId));
    return found.failure.code === 'mismatch'
      ? mismatched({ tenderId, merchantId }, found.failure)
      : fail('payment_unavailable');
  }

  /** One fact for each part, in their order. A part of a checkout is not to be asked for by itself. */
  async function lookUpTogether(checkoutNo: string, parts: JointParts): Promise<Result<TenderFact[]>> {
    const found = await wechatPay.queryCombinedOrder(checkoutNo, combined(parts));
    if (found.ok)
      return ok(found.value.map((state, index) => factOf(state, parts[index]?.merchantId ?? ownMerchantId)));
    return found.failure.code === 'mismatch'
      ? mismatched({ tenderId: checkoutNo, merchantId: ownMerchantId }, found.failure)
      : fail('payment_unavailable');
  }

  /** After `closed`, nobody can pay this tender any more. One that was never asked for is closed too. */
  async function close(tenderId: string, merchantId?: string): Promise<Result<'closed' | 'already_paid'>> {
    return closed(await wechatPay.closeOrder(tenderId, merchant(merchantId)));
  }

  async function closeTogether(
    checkoutNo: string,
    parts: JointParts,
  ): Promise<Result<'closed' | 'already_paid'>> {
    return closed(await wechatPay.closeCombinedOrder(checkoutNo, combined(parts)));
  }

  /**
   * Sends money back; repeatable with the same refund number. Accepted is not refunded. Also for a part of a
   * checkout, by its own tender.
   */
  async function sendBack(refund: {
    tenderId: string;
    refundNo: string;
    amountFen: number;
    /** What the tender was for. */
    totalFen: number;
    merchantId?: string;
    reason: string;
  }): Promise<Result<RefundStatus>> {
    const asked = await wechatPay.refund({
      outTradeNo: refund.tenderId,
      outRefundNo: refund.refundNo,
      refundFen: refund.amountFen,
      totalFen: refund.totalFen,
      reason: refund.reason,
      notifyUrl,
      merchant: merchant(refund.merchantId),
    });
    return asked.ok ? ok(asked.value.status) : fail('payment_unavailable');
  }

  async function refundStatus(
    refundNo: string,
    merchantId?: string,
  ): Promise<Result<RefundStatus | 'not_found'>> {
    const found = await wechatPay.queryRefund(refundNo, merchant(merchantId));
    return found.ok ? ok(found.value.status) : fail('payment_unavailable');
  }

  /**
   * What a notification says, one fact for each payment or refund. Nothing: genuine, but not for orders to act on.
   * Money of another merchant, app or currency is put on HQ's desk and never becomes a fact.
   */
  async function readNotification(
    input: NotificationInput,
  ): Promise<Result<NotificationFact[], 'notification_invalid' | 'payment_unavailable'>> {
    const read = await wechatPay.parseNotification(input);
    if (!read.ok) {
      const { code, foreign } = read.failure;
      if (foreign) await deps.desk().report(findingOf(foreign));
      if (foreign || code === 'unsupported') return ok([]);
      return fail(code === 'keys_unavailable' ? 'payment_unavailable' : 'notification_invalid');
    }
    const told = read.value;
    if (told.kind === 'payment') return ok([paidOf(told)]);
    if (told.kind === 'combined_payment') {
      for (const foreign of told.foreign) await deps.desk().report(findingOf(foreign));
      return ok(told.payments.map(paidOf));
    }
    const ofDesk = differenceOfRefund(told.outRefundNo);
    if (ofDesk !== null) {
      await deps.desk().refunded(ofDesk, told.outRefundNo, told.status);
      return ok([]);
    }
    return ok([
      {
        kind: 'refund',
        tenderId: told.outTradeNo,
        merchantId: merchantIdOf(told.merchant),
        refundNo: told.outRefundNo,
        amountFen: told.refundFen,
        status: told.status,
      },
    ]);
  }

  /** Money for no order of ours: recorded, in the books, on HQ's desk. */
  async function reportUnknown(fact: NotificationFact): Promise<void> {
    await deps.desk().report({
      kind: fact.kind === 'paid' ? 'unknown_payment' : 'unknown_refund',
      merchantId: fact.merchantId,
      outTradeNo: fact.tenderId,
      ...(fact.kind === 'paid' ? { transactionId: fact.transactionId } : { outRefundNo: fact.refundNo }),
      theirAmount: fact.amountFen,
      currency: 'CNY',
      source: 'notification',
    });
  }

  /** Paid, but not what was owed, or to another merchant than was to get it: never marks anything paid. */
  async function reportUnlike(
    fact: PaidFact,
    owed: { amountFen: number; merchantId: string },
  ): Promise<void> {
    const sameMerchant = fact.merchantId === owed.merchantId;
    await deps.desk().report({
      kind: sameMerchant ? 'payment_amount' : 'foreign_money',
      merchantId: fact.merchantId,
      outTradeNo: fact.tenderId,
      transactionId: fact.transactionId,
      theirAmount: fact.amountFen,
      ourAmountFen: owed.amountFen,
      currency: 'CNY',
      source: 'notification',
      ...(sameMerchant ? {} : { note: `merchant ${owed.merchantId} was to get it` }),
    });
  }

  /** A genuine answer about money that is not ours to take: on the desk, and the caller has to wait. */
  async function mismatched(
    asked: { tenderId: string; merchantId: string },
    failure: WechatPayFailure,
  ): Promise<Result<never>> {
    await deps.desk().report({
      kind: 'foreign_money',
      merchantId: asked.merchantId,
      outTradeNo: asked.tenderId,
      currency: '',
      source: 'query',
      note: failure.message,
    });
    return fail('payment_unavailable');
  }

  return {
    ownMerchantId,
    knowsMerchant: (merchantId: string) => wechatPay.knows(merchantOf(merchantId)),
    collect,
    collectTogether,
    lookUp,
    lookUpTogether,
    close,
    closeTogether,
    sendBack,
    refundStatus,
    readNotification,
    reportUnknown,
    reportUnlike,
  };
}
export type Payments = ReturnType<typeof createPayments>;
export { notifyPath };

function notCollected(failure: WechatPayFailure): Result<never> {
  return fail(failure.code === 'already_paid' ? 'order_already_paid' : 'payment_unavailable');
}

function closed(outcome: Awaited<ReturnType<WechatPay['closeOrder']>>): Result<'closed' | 'already_paid'> {
  if (outcome.ok) return ok(outcome.value);
  const { code } = outcome.failure;
  return code === 'not_found' || code === 'order_closed' ? ok('closed') : fail('payment_unavailable');
}

function factOf(state: OrderState, merchantId: string): TenderFact {
  if (state.state !== 'SUCCESS' && state.state !== 'REFUND') return { kind: 'unpaid' };
  const { outTradeNo, amountFen, transactionId, paidAtMs } = state;
  return { kind: 'paid', tenderId: outTradeNo, merchantId, amountFen, transactionId, paidAtMs };
}

function paidOf(told: ToldPayment): PaidFact {
  const { merchant, outTradeNo, amountFen, transactionId, paidAtMs } = told;
  const merchantId = merchantIdOf(merchant);
  return { kind: 'paid', tenderId: outTradeNo, merchantId, amountFen, transactionId, paidAtMs };
}

function findingOf(foreign: ForeignMoney): Finding {
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
