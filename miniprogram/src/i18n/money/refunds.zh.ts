/** What a shopper reads about money that goes back. */
export const refundZh = {
  refunds: '退款',
  settled: '商家已另行退款',
  arrived: '已到账',
  underWay: '退款中',
  delayed: '处理中',
  backTo: '退回{tender} {amount}',
  wechat_pay: '微信支付',
  practice: '练习（不收钱）',
  deliveryFee: '配送费',
  lateMoney: '订单关闭后到账的付款',
} as const;
