export type { PayFault, PayOperation } from './pay/faults.ts';
export { DEMO_APPID } from './pay/keys.ts';
export type { NotificationMode, NotificationRecord } from './pay/notifier.ts';
export type { OrderRecord, RefundRecord } from './pay/rules.ts';
export type {
  PayControl,
  StandInMerchant,
  WechatPayStandIn,
  WechatPayStandInOptions,
} from './pay/stand-in.ts';
export { startWechatPayStandIn } from './pay/stand-in.ts';
