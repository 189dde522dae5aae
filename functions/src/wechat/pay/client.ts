import type { Outcome } from '../../platform/outgoing/outcome.ts';
import type { TradeBill } from './bill.ts';
import type { WechatPayFailure } from './failures.ts';
import type { PayNotification } from './notification.ts';
import type { NotificationFailure, NotificationInput } from './notification-envelope.ts';
import type { ProfitSharing } from './profit-sharing.ts';
import type { MerchantTransfers } from './transfers.ts';
import type {
  CombinedH5Order,
  CombinedOrder,
  CombinedParts,
  H5Order,
  JsapiOrder,
  Merchant,
  OrderState,
  PayParams,
  RefundNotFound,
  RefundRequest,
  RefundState,
} from './types.ts';

/**
 * WeChat Pay API v3, JSAPI (the mini-program and pages inside WeChat) and H5 (browsers outside WeChat), for the brand's
 * own merchant and for every other that we have keys for. Where no merchant is named, the brand's own is meant.
 */
export interface WechatPay {
  /** The brand's own merchant. */
  readonly ownMerchant: Merchant;
  /** Whether we have keys for that merchant. */
  knows(merchant: Merchant): boolean;
  /** Whether one combined order can pay all of these. */
  combines(merchants: readonly Merchant[]): boolean;
  /**
   * Makes the prepay order. Repeating it with the same parameters answers with a usable `prepayId` again;
   * with other parameters it fails as `duplicate_order`.
   * https://pay.weixin.qq.com/doc/v3/merchant/4012791897, https://pay.weixin.qq.com/doc/v3/partner/4012759974
   */
  createJsapiOrder(order: JsapiOrder): Promise<Outcome<{ readonly prepayId: string }, WechatPayFailure>>;
  /**
   * The same order for a browser outside WeChat, which goes to `h5Url` within five minutes, from a page of a domain that is
   * registered for it, and with `redirect_url` appended comes back. Repeating it with the same parameters answers with an
   * address that is good again; with other parameters, and where the order was made for `wx.requestPayment`, it fails as
   * `duplicate_order`. https://pay.weixin.qq.com/doc/v3/merchant/4012791834
   */
  createH5Order(order: H5Order): Promise<Outcome<{ readonly h5Url: string }, WechatPayFailure>>;
  /**
   * What `wx.requestPayment` takes. A prepay id lives for two hours. Throws for a merchant without keys: it cannot
   * have made the order. https://pay.weixin.qq.com/doc/v3/merchant/4012791898
   */
  signPayParams(prepayId: string, merchant?: Merchant): PayParams;
  /** https://pay.weixin.qq.com/doc/v3/merchant/4012791900 */
  queryOrder(outTradeNo: string, merchant?: Merchant): Promise<Outcome<OrderState, WechatPayFailure>>;
  /**
   * `closed`: nobody can pay it any more, and nobody has. `already_paid`: somebody has. Closing an order that was
   * never made fails as `not_found`. https://pay.weixin.qq.com/doc/v3/merchant/4012791901
   */
  closeOrder(
    outTradeNo: string,
    merchant?: Merchant,
  ): Promise<Outcome<'closed' | 'already_paid', WechatPayFailure>>;
  /**
   * Makes one prepay order for several merchants: the shopper pays all or none of it.
   * https://pay.weixin.qq.com/doc/v3/merchant/4012556944
   */
  createCombinedOrder(
    order: CombinedOrder,
  ): Promise<Outcome<{ readonly prepayId: string }, WechatPayFailure>>;
  /** The same for a browser outside WeChat. https://pay.weixin.qq.com/doc/v3/merchant/4012556961 */
  createCombinedH5Order(
    order: CombinedH5Order,
  ): Promise<Outcome<{ readonly h5Url: string }, WechatPayFailure>>;
  /** What `wx.requestPayment` takes for a combined order of these parts. */
  signCombinedPayParams(prepayId: string, parts: CombinedParts): PayParams;
  /** One state for each part, in their order. https://pay.weixin.qq.com/doc/v3/merchant/4012556975 */
  queryCombinedOrder(
    combineOutTradeNo: string,
    parts: CombinedParts,
  ): Promise<Outcome<readonly OrderState[], WechatPayFailure>>;
  /** As `closeOrder`, for all parts at once. https://pay.weixin.qq.com/doc/v3/merchant/4012556985 */
  closeCombinedOrder(
    combineOutTradeNo: string,
    parts: CombinedParts,
  ): Promise<Outcome<'closed' | 'already_paid', WechatPayFailure>>;
  /**
   * Asks for a refund; of a part of a combined order too, by the part's own number. Accepted is not refunded: wait
   * for the notification, or query. A retry uses the same `outRefundNo`. At most 50 partial refunds an order, a
   * minute apart, within a year. https://pay.weixin.qq.com/doc/v3/merchant/4012791903
   */
  refund(refund: RefundRequest): Promise<Outcome<RefundState, WechatPayFailure>>;
  /** https://pay.weixin.qq.com/doc/v3/merchant/4012791904 */
  queryRefund(
    outRefundNo: string,
    merchant?: Merchant,
  ): Promise<Outcome<RefundState | RefundNotFound, WechatPayFailure>>;
  /**
   * Reads what WeChat Pay posted to a notify address. It never throws. Answer 204 when the effect is recorded, a
   * 5xx otherwise: WeChat Pay then repeats for 24 hours. Notifications come more than once and in any order.
   * https://pay.weixin.qq.com/doc/v3/merchant/4012791902
   */
  parseNotification(input: NotificationInput): Promise<Outcome<PayNotification, NotificationFailure>>;
  /** The merchant numbers with keys: each has a bill of its own, a service provider's for all its sub-merchants. */
  readonly billedMchids: readonly string[];
  /**
   * The bill of one day (`2026-11-28`, Beijing time) of one merchant number, whole and with its digest checked.
   * There from 10:00 of the next day on, for three months. https://pay.weixin.qq.com/doc/v3/merchant/4012791907
   */
  tradeBill(mchid: string, billDate: string): Promise<Outcome<TradeBill, WechatPayFailure>>;
  readonly profitSharing: ProfitSharing;
  readonly transfers: MerchantTransfers;
}
