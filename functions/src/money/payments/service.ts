import type { WechatPayParams } from '@jindian/shared/contract/serving/order';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { NotificationInput, PayNotification, RefundStatus, WechatPay } from '../../wechat/index.ts';

/** What to collect for one tender. The tender's id is the merchant's order number at WeChat Pay. */
export type Collection = {
  tenderId: string;
  amountFen: number;
  payerOpenid: string;
  description: string;
  expiresAtMs: number;
};

/** What WeChat Pay knows of a tender. */
export type TenderFact =
  | { kind: 'paid'; tenderId: string; amountFen: number; transactionId: string; paidAtMs: number }
  | { kind: 'unpaid' };

const notifyPath = '/v1/wechat-pay/notifications';

/** Money in and out through WeChat Pay, in the words of tenders. Knows nothing of orders. */
export function createPayments(deps: { wechatPay: WechatPay; notifyBaseUrl: string }) {
  const { wechatPay } = deps;
  const notifyUrl = `${deps.notifyBaseUrl}${notifyPath}`;

  /** Asks for the payment and gives what the shopper's phone needs; repeatable. */
  async function collect(collection: Collection): Promise<Result<WechatPayParams>> {
    const made = await wechatPay.createJsapiOrder({
      outTradeNo: collection.tenderId,
      amountFen: collection.amountFen,
      payerOpenid: collection.payerOpenid,
      description: collection.description,
      expiresAtMs: collection.expiresAtMs,
      notifyUrl,
    });
    if (made.ok) return ok(wechatPay.signPayParams(made.value.prepayId));
    return fail(made.failure.code === 'already_paid' ? 'order_already_paid' : 'payment_unavailable');
  }

  async function lookUp(tenderId: string): Promise<Result<TenderFact>> {
    const found = await wechatPay.queryOrder(tenderId);
    if (!found.ok)
      return found.failure.code === 'not_found' ? ok({ kind: 'unpaid' }) : fail('payment_unavailable');
    const order = found.value;
    if (order.state !== 'SUCCESS' && order.state !== 'REFUND') return ok({ kind: 'unpaid' });
    const { amountFen, transactionId, paidAtMs } = order;
    return ok({ kind: 'paid', tenderId, amountFen, transactionId, paidAtMs });
  }

  /** After `closed`, nobody can pay this tender any more. One that was never asked for is closed too. */
  async function close(tenderId: string): Promise<Result<'closed' | 'already_paid'>> {
    const closed = await wechatPay.closeOrder(tenderId);
    if (closed.ok) return ok(closed.value);
    if (closed.failure.code === 'not_found' || closed.failure.code === 'order_closed') return ok('closed');
    return fail('payment_unavailable');
  }

  /** Sends money back; repeatable with the same refund number. Accepted is not refunded. */
  async function sendBack(refund: {
    tenderId: string;
    refundNo: string;
    amountFen: number;
    reason: string;
  }): Promise<Result<RefundStatus>> {
    const asked = await wechatPay.refund({
      outTradeNo: refund.tenderId,
      outRefundNo: refund.refundNo,
      refundFen: refund.amountFen,
      totalFen: refund.amountFen,
      reason: refund.reason,
      notifyUrl,
    });
    return asked.ok ? ok(asked.value.status) : fail('payment_unavailable');
  }

  async function refundStatus(refundNo: string): Promise<Result<RefundStatus | 'not_found'>> {
    const found = await wechatPay.queryRefund(refundNo);
    return found.ok ? ok(found.value.status) : fail('payment_unavailable');
  }

  /** `ignored`: genuine but not for us to act on. */
  async function readNotification(
    input: NotificationInput,
  ): Promise<Result<PayNotification | 'ignored', 'notification_invalid' | 'payment_unavailable'>> {
    const read = await wechatPay.parseNotification(input);
    if (read.ok) return ok(read.value);
    if (read.failure.code === 'unsupported') return ok('ignored');
    return fail(read.failure.code === 'keys_unavailable' ? 'payment_unavailable' : 'notification_invalid');
  }

  return { collect, lookUp, close, sendBack, refundStatus, readNotification };
}
export type Payments = ReturnType<typeof createPayments>;
export { notifyPath };
