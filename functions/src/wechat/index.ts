export type { Outcome } from '../platform/outgoing/outcome.ts';
export type { WechatFailure, WechatFailureCode } from './miniprogram/failures.ts';
export { wechatVerdict } from './miniprogram/failures.ts';
export { createWechatMiniProgram } from './miniprogram/mini-program.ts';
export type { MediaPush, ShippingPush, WechatPushes } from './miniprogram/push.ts';
export { createWechatPushes } from './miniprogram/push.ts';
export { fitTemplateValue, isScene } from './miniprogram/rules.ts';
export type { WechatMiniProgramConfig, WechatMiniProgramDependencies } from './miniprogram/transport.ts';
export type {
  CodeImage,
  LogisticsType,
  ShippingInfo,
  ShippingParcel,
  ShippingState,
  SubscribeMessage,
  UnlimitedCodeRequest,
  WechatMiniProgram,
  WechatPhoneNumber,
  WechatSession,
} from './miniprogram/types.ts';
export type { TradeBill, TradeBillLine, TradeBillPayment, TradeBillRefund } from './pay/bill.ts';
export type { WechatPay } from './pay/client.ts';
export type { WechatPayFailure, WechatPayFailureCode } from './pay/failures.ts';
export { wechatPayVerdict } from './pay/failures.ts';
export type { PlatformPublicKey } from './pay/keyring.ts';
export type {
  CombinedPaymentNotification,
  PaymentNotification,
  PayNotification,
  RefundNotification,
  ToldPayment,
} from './pay/notification.ts';
export type {
  ForeignMoney,
  NotificationFailure,
  NotificationFailureCode,
  NotificationInput,
} from './pay/notification-envelope.ts';
export type {
  ProfitSharing,
  ShareReceiver,
  ShareRequest,
  ShareReturnRequest,
  ShareReturnState,
  ShareState,
} from './pay/profit-sharing.ts';
export type {
  AuthorizationAnswer,
  AuthorizationCloseReason,
  AuthorizationRequest,
  AuthorizedTransferRequest,
  MerchantTransfers,
  TransferAnswer,
  TransferFailReason,
  TransferNotification,
  TransferRequest,
  TransferScene,
} from './pay/transfers.ts';
export { commissionScene, commissionSceneId } from './pay/transfers.ts';
export { NAME_FROM_FEN } from './pay/transfers-client.ts';
export type {
  WechatCall,
  WechatPayAccount,
  WechatPayConfig,
  WechatPayDependencies,
} from './pay/transport.ts';
export type {
  CombinedH5Order,
  CombinedOrder,
  CombinedPart,
  CombinedParts,
  H5Order,
  JsapiOrder,
  Merchant,
  OrderNotFound,
  OrderState,
  PaidOrder,
  PayParams,
  RefundNotFound,
  RefundRequest,
  RefundState,
  RefundStatus,
  SubMerchant,
  UnpaidOrder,
} from './pay/types.ts';
export { createWechatPay } from './pay/wechat-pay.ts';
export type { ContactAdded, WeComCallbacks } from './wecom/callbacks.ts';
export { createWeComCallbacks } from './wecom/callbacks.ts';
export type { WeCom, WeComConfig } from './wecom/client.ts';
export { createWeCom } from './wecom/client.ts';
