import type { Outcome } from '../outcome.ts';
import type { WechatPayFailure } from './failures.ts';
import type { NotificationFailure, NotificationInput, PayNotification } from './notification.ts';

/** WeChat Pay API v3 for one merchant, JSAPI (the mini-program and pages inside WeChat). */
export interface WechatPay {
  /**
   * Makes the prepay order. Repeating it with the same parameters answers with a usable `prepayId` again;
   * with other parameters it fails as `duplicate_order`.
   * https://pay.weixin.qq.com/doc/v3/merchant/4012791897
   */
  createJsapiOrder(order: JsapiOrder): Promise<Outcome<{ readonly prepayId: string }, WechatPayFailure>>;
  /**
   * What `wx.requestPayment` takes. A prepay id lives for two hours.
   * https://pay.weixin.qq.com/doc/v3/merchant/4012791898
   */
  signPayParams(prepayId: string): PayParams;
  /** https://pay.weixin.qq.com/doc/v3/merchant/4012791900 */
  queryOrder(outTradeNo: string): Promise<Outcome<OrderState, WechatPayFailure>>;
  /**
   * `closed`: nobody can pay it any more, and nobody has. `already_paid`: somebody has. Closing an order that was
   * never made fails as `not_found`. https://pay.weixin.qq.com/doc/v3/merchant/4012791901
   */
  closeOrder(outTradeNo: string): Promise<Outcome<'closed' | 'already_paid', WechatPayFailure>>;
  /**
   * Asks for a refund. Accepted is not refunded: wait for the notification, or query. A retry uses the same
   * `outRefundNo`. At most 50 partial refunds an order, a minute apart, within a year.
   * https://pay.weixin.qq.com/doc/v3/merchant/4012791903
   */
  refund(refund: RefundRequest): Promise<Outcome<RefundState, WechatPayFailure>>;
  /** https://pay.weixin.qq.com/doc/v3/merchant/4012791904 */
  queryRefund(outRefundNo: string): Promise<Outcome<RefundState | RefundNotFound, WechatPayFailure>>;
  /**
   * Reads what WeChat Pay posted to a notify address. It never throws. Answer 204 when the effect is recorded, a
   * 5xx otherwise: WeChat Pay then repeats for 24 hours. Notifications come more than once and in any order.
   * https://pay.weixin.qq.com/doc/v3/merchant/4012791902
   */
  parseNotification(input: NotificationInput): Promise<Outcome<PayNotification, NotificationFailure>>;
}

export interface JsapiOrder {
  /** 6 to 32 of digits, letters, `_-|*`; unique for the merchant. */
  readonly outTradeNo: string;
  /** Shown on the shopper's bill; cut to 127 characters. */
  readonly description: string;
  readonly amountFen: number;
  readonly payerOpenid: string;
  /** https, no query. */
  readonly notifyUrl: string;
  /** Nobody can pay after it; the order is still to be closed. */
  readonly expiresAtMs: number;
  /** Comes back in queries and notifications; at most 128 bytes. */
  readonly attach?: string;
}

export interface PayParams {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: 'RSA';
  readonly paySign: string;
}

export type OrderState = PaidOrder | UnpaidOrder | OrderNotFound;

/** `REFUND`: paid, and at least partly refunded since. */
export interface PaidOrder {
  readonly state: 'SUCCESS' | 'REFUND';
  readonly outTradeNo: string;
  readonly transactionId: string;
  /** What the order was for; the shopper's own share is less when a coupon of WeChat Pay paid a part. */
  readonly amountFen: number;
  readonly payerOpenid: string;
  readonly paidAtMs: number;
  readonly attach?: string;
}

export interface UnpaidOrder {
  readonly state: 'NOTPAY' | 'CLOSED' | 'USERPAYING' | 'PAYERROR' | 'REVOKED';
  readonly outTradeNo: string;
}

export interface OrderNotFound {
  readonly state: 'not_found';
  readonly outTradeNo: string;
}

export interface RefundRequest {
  readonly outTradeNo: string;
  /** 1 to 64 of digits, letters, `_-|*@`; unique for the merchant. */
  readonly outRefundNo: string;
  readonly refundFen: number;
  /** The amount of the original order. */
  readonly totalFen: number;
  /** Shown to the shopper; cut to 80 bytes. */
  readonly reason: string;
  readonly notifyUrl: string;
}

/**
 * `ABNORMAL`: the shopper's card cannot take it back, an operator must act in the merchant console.
 * `CLOSED`: it will not happen.
 */
export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED';

export interface RefundState {
  readonly status: RefundStatus;
  readonly refundId: string;
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly refundFen: number;
  readonly totalFen: number;
  readonly refundedAtMs?: number;
}

export interface RefundNotFound {
  readonly status: 'not_found';
  readonly outRefundNo: string;
}
