export type { MessageRecord, ShippingRecord } from './miniprogram/records.ts';
export type {
  WechatControl,
  WechatFault,
  WechatOperation,
  WechatSimulator,
  WechatSimulatorOptions,
} from './miniprogram/simulator.ts';
export { DEMO_SECRET, startWechatSimulator } from './miniprogram/simulator.ts';
export type { PayFault, PayOperation } from './pay/faults.ts';
export { DEMO_APPID, keysOfProcess } from './pay/keys.ts';
export type { MerchantSpec } from './pay/merchants.ts';
export type { NotificationMode } from './pay/notifier.ts';
export type { NotificationRecord, TransferAuthorizationRecord, TransferRecord } from './pay/records.ts';
export type { OrderRecord, RefundRecord } from './pay/rules.ts';
export { startWechatPaySimulator } from './pay/simulator.ts';
export type { TransferControl } from './pay/transfer-control.ts';
export type {
  PayControl,
  SimulatorMerchant,
  WechatPaySimulator,
  WechatPaySimulatorOptions,
} from './pay/types.ts';
