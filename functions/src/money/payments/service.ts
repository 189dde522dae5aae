import type { TenderKind } from '@jindian/shared/contract/money/payments';
import { type Logger, needsPerson } from '../../platform/logger.ts';
import { comesLater } from '../../platform/outgoing.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import {
  type CombinedParts,
  type NotificationInput,
  type OrderState,
  type RefundStatus,
  type ToldPayment,
  type WechatPay,
  type WechatPayFailure,
  wechatPayVerdict,
} from '../../wechat/index.ts';
import { differenceOfRefund } from '../reconciliation/rules.ts';
import { createDeskReports, findingOf } from './desk-reports.ts';
import {
  type Collecting,
  type Collection,
  givenBackBy,
  type JointCollection,
  type JointParts,
  type MoneyDesk,
  type NotificationFact,
  type PaidFact,
  type PaymentFact,
  type RefundFact,
  type TenderDriver,
} from './facts.ts';
import { merchantIdOf, merchantOf } from './merchants.ts';

const notifyPath = '/v1/wechat-pay/notifications';

/**
 * Money in and out through WeChat Pay, in the words of payments. Knows nothing of orders. Merchant, app and currency
 * are compared here and in the client; the amount by whoever knows what was owed.
 */
export function createPayments(deps: {
  wechatPay: WechatPay;
  notifyBaseUrl: string;
  desk(): MoneyDesk;
  logger: Pick<Logger, 'error'>;
}) {
  const { wechatPay, logger } = deps;
  const notifyUrl = `${deps.notifyBaseUrl}${notifyPath}`;
  // Asked for when it is wanted: a function without the keys of payments has no merchant number either.
  const ownMerchantId = () => merchantIdOf(wechatPay.ownMerchant);
  const merchant = (merchantId: string = ownMerchantId()) => merchantOf(merchantId);
  const combined = (parts: JointParts): CombinedParts =>
    parts.map(({ number, merchantId }) => ({ outTradeNo: number, merchant: merchant(merchantId) }));

  /** It cannot be said or done now; where keys or permissions are wrong, somebody is told. */
  function unavailable(failure: WechatPayFailure): Result<never, 'payment_unavailable'> {
    const { code, requestId } = failure;
    if (wechatPayVerdict(failure).kind === 'operator')
      logger.error(
        { failure: code, requestId, ...needsPerson },
        'WeChat Pay refuses: something is set wrong',
      );
    return fail('payment_unavailable');
  }

  function notCollected(
    failure: WechatPayFailure,
  ): Result<never, 'order_already_paid' | 'payment_unavailable'> {
    return failure.code === 'already_paid' ? fail('order_already_paid') : unavailable(failure);
  }

  function closed(outcome: Awaited<ReturnType<WechatPay['closeOrder']>>): Result<'closed' | 'already_paid'> {
    if (outcome.ok) return ok(outcome.value);
    const { code } = outcome.failure;
    return code === 'not_found' || code === 'order_closed' ? ok('closed') : unavailable(outcome.failure);
  }

  /** Asks for the payment and gives what the shopper's phone needs; repeatable. */
  async function collect(
    collection: Collection,
  ): Promise<Result<Collecting, 'order_already_paid' | 'payment_unavailable'>> {
    const to = merchant(collection.merchantId);
    const { payer } = collection;
    const order = {
      outTradeNo: collection.number,
      amountFen: collection.amountFen,
      description: collection.description,
      expiresAtMs: collection.expiresAtMs,
      notifyUrl,
      merchant: to,
      ...(collection.profitSharing ? { profitSharing: true } : {}),
    };
    const made =
      payer.by === 'h5'
        ? await wechatPay.createH5Order({ ...order, payerClientIp: payer.clientIp })
        : await wechatPay.createJsapiOrder({ ...order, payerOpenid: payer.openid });
    if (made.ok) {
      const { value } = made;
      const params = 'h5Url' in value ? value : wechatPay.signPayParams(value.prepayId, to);
      return ok({ kind: 'ready', params });
    }
    return isSpent(made.failure) ? ok({ kind: 'spent' }) : notCollected(made.failure);
  }

  /** As `collect`, for payments to several merchants at once. */
  async function collectTogether(
    collection: JointCollection,
  ): Promise<Result<Collecting, 'order_already_paid' | 'payment_unavailable'>> {
    const { checkoutNo, parts, payer, expiresAtMs } = collection;
    const order = {
      combineOutTradeNo: checkoutNo,
      expiresAtMs,
      notifyUrl,
      parts: parts.map(({ number, amountFen, description, merchantId, profitSharing }) => ({
        outTradeNo: number,
        amountFen,
        description,
        merchant: merchant(merchantId),
        ...(profitSharing ? { profitSharing } : {}),
      })),
    };
    const made =
      payer.by === 'h5'
        ? await wechatPay.createCombinedH5Order({ ...order, payerClientIp: payer.clientIp })
        : await wechatPay.createCombinedOrder({ ...order, payerOpenid: payer.openid });
    if (made.ok) {
      const { value } = made;
      const params =
        'h5Url' in value ? value : wechatPay.signCombinedPayParams(value.prepayId, combined(parts));
      return ok({ kind: 'ready', params });
    }
    return isSpent(made.failure) ? ok({ kind: 'spent' }) : notCollected(made.failure);
  }

  async function lookUp(number: string, merchantId = ownMerchantId()): Promise<Result<PaymentFact>> {
    const found = await wechatPay.queryOrder(number, merchant(merchantId));
    return found.ok ? ok(await factOf(found.value, merchantId)) : unavailable(found.failure);
  }

  /** One fact for each part, in their order. A part of a checkout is not to be asked for by itself. */
  async function lookUpTogether(checkoutNo: string, parts: JointParts): Promise<Result<PaymentFact[]>> {
    const found = await wechatPay.queryCombinedOrder(checkoutNo, combined(parts));
    if (!found.ok) return unavailable(found.failure);
    const facts: PaymentFact[] = [];
    for (const [index, state] of found.value.entries())
      facts.push(await factOf(state, parts[index]?.merchantId ?? ownMerchantId()));
    return ok(facts);
  }

  /** After `closed`, nobody can pay it any more. One that was never asked for is closed too. */
  async function close(number: string, merchantId?: string): Promise<Result<'closed' | 'already_paid'>> {
    return closed(await wechatPay.closeOrder(number, merchant(merchantId)));
  }

  async function closeTogether(
    checkoutNo: string,
    parts: JointParts,
  ): Promise<Result<'closed' | 'already_paid'>> {
    return closed(await wechatPay.closeCombinedOrder(checkoutNo, combined(parts)));
  }

  /**
   * Sends money back; repeatable with the same refund number. Accepted is not refunded. Also for a part of a
   * checkout, by its own payment.
   */
  async function sendBack(refund: {
    number: string;
    refundNo: string;
    amountFen: number;
    /** What the payment was for. */
    totalFen: number;
    merchantId?: string;
    reason: string;
  }): Promise<Result<RefundStatus>> {
    const asked = await wechatPay.refund({
      outTradeNo: refund.number,
      outRefundNo: refund.refundNo,
      refundFen: refund.amountFen,
      totalFen: refund.totalFen,
      reason: refund.reason,
      notifyUrl,
      merchant: merchant(refund.merchantId),
    });
    return asked.ok ? ok(asked.value.status) : unavailable(asked.failure);
  }

  async function refundStatus(
    refundNo: string,
    merchantId?: string,
  ): Promise<Result<RefundStatus | 'not_found'>> {
    const found = await wechatPay.queryRefund(refundNo, merchant(merchantId));
    return found.ok ? ok(found.value.status) : unavailable(found.failure);
  }

  const drivers: Readonly<Record<TenderKind, TenderDriver>> = {
    wechat_pay: {
      async giveBack({ number, paymentNumber, merchant: merchantId, amountFen, paidFen, reason }) {
        const asked = await wechatPay.refund({
          outTradeNo: paymentNumber,
          outRefundNo: number,
          refundFen: amountFen,
          totalFen: paidFen,
          reason,
          notifyUrl,
          merchant: merchant(merchantId),
        });
        if (asked.ok) return ok(givenBackBy(asked.value.status));
        // It may have happened, or will when asked once more: it is no failed refund.
        if (comesLater(wechatPayVerdict(asked.failure))) return unavailable(asked.failure);
        return ok({ kind: 'refused', problem: asked.failure.code, spent: false });
      },
      async givenBack(number, merchantId) {
        const found = await wechatPay.queryRefund(number, merchant(merchantId));
        if (!found.ok) return unavailable(found.failure);
        return ok(
          found.value.status === 'not_found' ? { kind: 'unheard_of' } : givenBackBy(found.value.status),
        );
      },
    },
    // Nothing was taken, so that all of it is back at once.
    practice: {
      giveBack: async () => ok({ kind: 'arrived' }),
      givenBack: async () => ok({ kind: 'arrived' }),
    },
  };

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
    const fact: RefundFact = {
      kind: 'refund',
      paymentNumber: told.outTradeNo,
      merchantId: merchantIdOf(told.merchant),
      refundNo: told.outRefundNo,
      amountFen: told.refundFen,
      status: told.status,
    };
    const ofDesk = differenceOfRefund(fact.refundNo);
    const isOfDesk =
      ofDesk !== null &&
      (await deps.desk().refunded(ofDesk, fact.refundNo, fact.status, 'notification', fact));
    return ok(isOfDesk ? [] : [fact]);
  }

  async function factOf(state: OrderState, merchantId: string): Promise<PaymentFact> {
    if (state.state === 'foreign') {
      const { outTradeNo, transactionId, amount, currency, field } = state;
      await deps.desk().report({
        kind: 'foreign_money',
        merchantId,
        outTradeNo,
        ...(transactionId === undefined ? {} : { transactionId }),
        ...(amount === undefined ? {} : { theirAmount: amount }),
        currency: currency ?? '',
        source: 'query',
        note: field,
      });
      return { kind: 'foreign' };
    }
    if (state.state !== 'SUCCESS' && state.state !== 'REFUND') return { kind: 'unpaid' };
    return paidFact(state, merchantId);
  }

  return {
    ...createDeskReports(deps.desk),
    get ownMerchantId() {
      return ownMerchantId();
    },
    knowsMerchant: (merchantId: string) => wechatPay.knows(merchantOf(merchantId)),
    canPayTogether: (merchantIds: readonly string[]) => wechatPay.combines(merchantIds.map(merchantOf)),
    collect,
    collectTogether,
    lookUp,
    lookUpTogether,
    close,
    closeTogether,
    sendBack,
    refundStatus,
    drivers,
    readNotification,
  };
}
export type Payments = ReturnType<typeof createPayments>;
export { notifyPath };

const paidOf = (told: ToldPayment): PaidFact => paidFact(told, merchantIdOf(told.merchant));

function paidFact(
  told: Pick<ToldPayment, 'outTradeNo' | 'amountFen' | 'transactionId' | 'paidAtMs' | 'fromBrowser'>,
  merchantId: string,
): PaidFact {
  const { outTradeNo, amountFen, transactionId, paidAtMs, fromBrowser } = told;
  return {
    kind: 'paid',
    number: outTradeNo,
    merchantId,
    amountFen,
    transactionId,
    paidAtMs,
    ...(fromBrowser ? { fromBrowser } : {}),
  };
}

/** The number is taken by what was asked for otherwise, such as from elsewhere, or nobody can pay it any more. */
function isSpent({ code }: WechatPayFailure): boolean {
  return code === 'duplicate_order' || code === 'order_closed';
}
