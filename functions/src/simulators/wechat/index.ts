export type { MessageRecord, ShippingRecord } from './miniprogram/records.ts';
export type {
  WechatControl,
  WechatFault,
  WechatOperation,
  WechatStandIn,
  WechatStandInOptions,
} from './miniprogram/stand-in.ts';
export { DEMO_SECRET, startWechatStandIn } from './miniprogram/stand-in.ts';
export type { PayFault, PayOperation } from './pay/faults.ts';
export { DEMO_APPID } from './pay/keys.ts';
export type { NotificationMode, NotificationRecord } from './pay/notifier.ts';
export type { OrderRecord, RefundRecord } from './pay/rules.ts';
export { startWechatPayStandIn } from './pay/stand-in.ts';
export type {
  PayControl,
  StandInMerchant,
  WechatPayStandIn,
  WechatPayStandInOptions,
} from './pay/types.ts';
