/**
 * Whose money it is: a merchant with keys of its own, or a sub-merchant (特约商户) under a service provider, who
 * signs for it. https://pay.weixin.qq.com/doc/v3/partner/4012069852
 */
export interface Merchant {
  readonly mchid: string;
  readonly subMchid?: string;
}

/** A sub-merchant that a service provider's keys may be used for. */
export interface SubMerchant {
  readonly subMchid: string;
  /** Only where the shopper pays in an app of the sub-merchant: its openids are then that app's. */
  readonly subAppid?: string;
}

/** An order to pay, however the shopper does. */
export interface OrderToPay {
  /** 6 to 32 of digits, letters, `_-|*`; unique for the merchant. */
  readonly outTradeNo: string;
  /** Shown on the shopper's bill; cut to 127 characters. */
  readonly description: string;
  readonly amountFen: number;
  /** https, no query. */
  readonly notifyUrl: string;
  /** Nobody can pay after it; the order is still to be closed. */
  readonly expiresAtMs: number;
  /** Comes back in queries and notifications; at most 128 bytes. */
  readonly attach?: string;
  readonly merchant?: Merchant;
  /** The money stays frozen until it is shared or the sharing is finished, 30 days at most. */
  readonly profitSharing?: boolean;
}

/** Who pays in WeChat: of the brand's app, or of the sub-merchant's where it has one. */
export interface JsapiPayer {
  readonly payerOpenid: string;
}

/** Who pays from a browser outside WeChat: the address, IPv4 or IPv6, that their phone has on the network. */
export interface H5Payer {
  readonly payerClientIp: string;
}

export type JsapiOrder = OrderToPay & JsapiPayer;
export type H5Order = OrderToPay & H5Payer;

export interface CombinedOrderToPay {
  /** 6 to 32 of digits, letters, `_-|*`; unique for the merchant that starts the payment. */
  readonly combineOutTradeNo: string;
  /** 2 to 50; all of merchants with keys of their own, or all of one service provider's. */
  readonly parts: readonly CombinedPart[];
  readonly notifyUrl: string;
  readonly expiresAtMs: number;
}
export type CombinedOrder = CombinedOrderToPay & JsapiPayer;
export type CombinedH5Order = CombinedOrderToPay & H5Payer;

export interface CombinedPart {
  readonly outTradeNo: string;
  readonly description: string;
  readonly amountFen: number;
  readonly attach?: string;
  readonly merchant?: Merchant;
  readonly profitSharing?: boolean;
}

/** What is known of a combined order's parts when it is asked for or closed. */
export type CombinedParts = readonly { readonly outTradeNo: string; readonly merchant?: Merchant }[];

export interface PayParams {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: 'RSA';
  readonly paySign: string;
}

export type OrderState = PaidOrder | UnpaidOrder | ForeignOrder | OrderNotFound;

/** `REFUND`: paid, and at least partly refunded since. */
export interface PaidOrder {
  readonly state: 'SUCCESS' | 'REFUND';
  readonly outTradeNo: string;
  readonly transactionId: string;
  /** What the order was for; the shopper's own share is less when a coupon of WeChat Pay paid a part. */
  readonly amountFen: number;
  /** Told of every payment in WeChat; of one from a browser it may be missing. */
  readonly payerOpenid?: string;
  /** From a browser outside WeChat (`MWEB`). */
  readonly fromBrowser?: true;
  readonly paidAtMs: number;
  readonly attach?: string;
}

export interface UnpaidOrder {
  readonly state: 'NOTPAY' | 'CLOSED' | 'USERPAYING' | 'PAYERROR' | 'REVOKED';
  readonly outTradeNo: string;
}

/** A genuine answer about money of another merchant, app or currency: never a payment of the order that was asked for. */
export interface ForeignOrder {
  readonly state: 'foreign';
  readonly outTradeNo: string;
  readonly field: 'merchant' | 'app' | 'currency';
  readonly tradeState: string;
  readonly transactionId?: string;
  /** In the smallest unit of `currency`. */
  readonly amount?: number;
  readonly currency?: string;
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
  readonly merchant?: Merchant;
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
