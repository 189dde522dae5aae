import type { LocalizedText } from '@jindian/shared/contract/common';

/** Words of the business: states, reasons, accounts. Keys are `<group>.<stable code>`. */
export const businessWords = {
  'method.pickup': { zh: '到店自提', en: 'Pickup' },
  'method.delivery': { zh: '配送到家', en: 'Delivery' },

  'stage.awaiting_payment': { zh: '待付款', en: 'Awaiting payment' },
  'stage.closing': { zh: '关闭中', en: 'Closing' },
  'stage.to_pack': { zh: '待备货', en: 'To pack' },
  'stage.ready': { zh: '已备好', en: 'Ready' },
  'stage.dispatched': { zh: '配送中', en: 'On the way' },
  'stage.completed': { zh: '已完成', en: 'Completed' },
  'stage.cancelled': { zh: '已取消', en: 'Cancelled' },
  'stage.refunding': { zh: '退款中', en: 'Refunding' },
  'stage.refunded': { zh: '已退款', en: 'Refunded' },

  'orderState.awaiting_payment': { zh: '下单，库存已预留', en: 'Placed, stock reserved' },
  'orderState.closing': { zh: '正在关闭支付', en: 'Closing the payment' },
  'orderState.cancelled': { zh: '订单取消，库存已释放', en: 'Cancelled, stock released' },
  'orderState.paid': { zh: '已付款', en: 'Paid' },
  'orderState.completed': { zh: '订单完成', en: 'Completed' },
  'orderState.refunding': { zh: '订单撤销，退款中', en: 'Called off, refunding' },
  'orderState.refunded': { zh: '已退款', en: 'Refunded' },

  'fulfilmentState.held': { zh: '等待付款', en: 'Waiting for payment' },
  'fulfilmentState.to_pack': { zh: '已通知门店备货', en: 'Branch told to pack' },
  'fulfilmentState.ready': { zh: '备货完成', en: 'Packed' },
  'fulfilmentState.dispatched': { zh: '已发出配送', en: 'Dispatched' },
  'fulfilmentState.fulfilled': { zh: '已交付', en: 'Handed over' },
  'fulfilmentState.cancelled': { zh: '履约取消', en: 'Fulfilment cancelled' },

  'tenderState.created': { zh: '待支付', en: 'Not paid' },
  'tenderState.captured': { zh: '已收款', en: 'Captured' },
  'tenderState.closed': { zh: '已关闭', en: 'Closed' },
  'tenderState.late': { zh: '超时到账，待退回', en: 'Came late, to be sent back' },
  'tenderState.refunding': { zh: '退款中', en: 'Refunding' },
  'tenderState.refunded': { zh: '已退款', en: 'Refunded' },

  'by.shopper': { zh: '顾客', en: 'Shopper' },
  'by.staff': { zh: '门店', en: 'Branch' },
  'by.wechat_pay': { zh: '微信支付', en: 'WeChat Pay' },
  'by.system': { zh: '系统', en: 'System' },

  'reason.pickup_here': { zh: '顾客在此门店下单自提', en: 'Picked up where the shopper ordered' },
  'reason.grid_branch': { zh: '收货地址所在网格的责任门店', en: 'The branch responsible for this grid' },
  'reason.nearest_branch': { zh: '离收货地址最近的可服务门店', en: 'The nearest branch that can serve' },
  'reason.branch_warehouse': { zh: '最近的分仓', en: 'The nearest branch warehouse' },
  'reason.central_warehouse': { zh: '最近的中心仓', en: 'The nearest central warehouse' },
  'reason.no_stock': { zh: '库存不足', en: 'Not enough stock' },
  'reason.suspended': { zh: '暂停接单', en: 'Suspended' },
  'reason.closed': { zh: '已关店', en: 'Closed down' },
  'reason.closed_now': { zh: '不在营业时间', en: 'Outside opening hours' },
  'reason.out_of_radius': { zh: '超出其服务半径', en: 'Outside its service radius' },

  'account.fund-pool': { zh: '资金池', en: 'Fund pool' },
  'account.hq-cash': { zh: '总部资金', en: 'HQ cash' },
  'account.wechat-clearing': { zh: '微信支付待结算', en: 'WeChat Pay clearing' },
  'account.sales-deferred': { zh: '预收货款', en: 'Deferred sales' },
  'account.sales': { zh: '销售收入', en: 'Sales' },
  'account.commission': { zh: '佣金', en: 'Commission' },

  'kind.order.captured': { zh: '顾客付款', en: 'Payment captured' },
  'kind.order.completed': { zh: '交付，确认收入', en: 'Handed over, sale recognised' },
  'kind.order.refunded': { zh: '退款给顾客', en: 'Refund to the shopper' },
  'kind.commission': { zh: '导购佣金', en: 'Commission' },
  'kind.commission.reversed': { zh: '佣金冲回', en: 'Commission taken back' },
  'kind.fund-pool.funded': { zh: '订单毛利计提入池', en: 'Margin put into the pool' },
  'kind.fund-pool.funding-reversed': { zh: '计提冲回', en: 'Margin taken back' },
  'kind.fund-pool.deposit': { zh: '总部充值', en: 'HQ deposit' },
  'kind.tender.late': { zh: '超时付款到账', en: 'Late payment came in' },
  'kind.tender.late-refunded': { zh: '超时付款退回', en: 'Late payment sent back' },

  'posting.pending': { zh: '待结算', en: 'Pending' },
  'posting.posted': { zh: '已入账', en: 'Posted' },
  'posting.voided': { zh: '已作废', en: 'Voided' },

  'status.open': { zh: '营业', en: 'Open' },
  'status.closed': { zh: '关店', en: 'Closed' },
  'status.suspended': { zh: '暂停接单', en: 'Suspended' },

  'locationKind.branch': { zh: '门店', en: 'Branch' },
  'locationKind.branch_warehouse': { zh: '分仓', en: 'Branch warehouse' },
  'locationKind.central_warehouse': { zh: '中心仓', en: 'Central warehouse' },

  'ownership.hq': { zh: '总部直营', en: 'Run by HQ' },
  'ownership.dealer': { zh: '经销商', en: 'Dealer' },

  'trade.shoes': { zh: '鞋履', en: 'Footwear' },
  'trade.appliances': { zh: '家电', en: 'Appliances' },
  'trade.baby': { zh: '母婴', en: 'Mother & baby' },
  'trade.beef': { zh: '优选牛肉', en: 'Premium beef' },
  'trade.fruit': { zh: '时令鲜果', en: 'Fresh fruit' },
} as const satisfies Record<string, LocalizedText>;
