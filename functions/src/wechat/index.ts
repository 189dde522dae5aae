export type { WechatFailure, WechatFailureCode } from './miniprogram/failures.ts';
export { createWechatMiniProgram } from './miniprogram/mini-program.ts';
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
export type { Outcome } from './outcome.ts';
export type { WechatPayFailure, WechatPayFailureCode } from './pay/failures.ts';
export type { PlatformPublicKey } from './pay/keyring.ts';
export type {
  NotificationFailure,
  NotificationFailureCode,
  NotificationInput,
  PaymentNotification,
  PayNotification,
  RefundNotification,
} from './pay/notification.ts';
export type { WechatCall, WechatPayConfig, WechatPayDependencies } from './pay/transport.ts';
export type {
  JsapiOrder,
  OrderNotFound,
  OrderState,
  PaidOrder,
  PayParams,
  RefundNotFound,
  RefundRequest,
  RefundState,
  RefundStatus,
  UnpaidOrder,
  WechatPay,
} from './pay/types.ts';
export { createWechatPay } from './pay/wechat-pay.ts';
