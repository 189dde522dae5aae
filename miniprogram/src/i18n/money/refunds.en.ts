import type { refundZh } from './refunds.zh.ts';

export const refundEn: { [Key in keyof typeof refundZh]: string } = {
  refunds: 'Refunds',
  settled: 'Refunded by other means',
  arrived: 'Arrived',
  underWay: 'On its way',
  delayed: 'Being seen to',
  backTo: '{amount} back to {tender}',
  wechat_pay: 'WeChat Pay',
  practice: 'practice (no money)',
  deliveryFee: 'Delivery fee',
  lateMoney: 'Money that came after the order was closed',
};
