import type { LocalizedText } from '../common.ts';

/** Of carts, orders, handing over, deliveries. */
export const servingProblems = {
  practice_stays: {
    status: 409,
    zh: '练习单只在本店练习，不能这样处理',
    en: 'A practice order stays at its branch: this is not done with it',
  },
  practice_pickup_only: {
    status: 409,
    zh: '练习单只能到店自提，不选时段',
    en: 'A practice order is picked up at the branch, without a slot',
  },
  return_window_over: {
    status: 409,
    zh: '「{title}」已过退货期限；商品有问题请改选对应的原因',
    en: 'The time to bring “{title}” back is over; choose another reason where something is wrong with it',
  },
  nothing_to_return: {
    status: 409,
    zh: '没有这么多件可退：尚未收到、已退或已在退货中',
    en: 'Not so many pieces can be brought back: they did not come yet, or were brought back already',
  },
  difference_owed: {
    status: 409,
    zh: '顾客需补差价 ¥{yuan}：请在收银台收款后确认',
    en: 'The customer owes ¥{yuan}: confirm it once it was paid at the till',
  },
  wrong_piece: {
    status: 409,
    zh: '序列号 {serial} 不是这一单卖出的，或已经退过',
    en: 'Serial number {serial} was not sold with this order, or was brought back already',
  },
  code_unknown: { status: 404, zh: '这个码无法识别', en: 'This code is not one of ours' },
  rating_not_open: {
    status: 409,
    zh: '订单完成后才能评价，且须在评价期限内',
    en: 'An order can be rated once it is completed, and for a limited time',
  },
  rated_before: {
    status: 409,
    zh: '这一项已经评价过，可先删除原评价',
    en: 'This was rated already; take the rating back to give another',
  },
  rating_place_needed: {
    status: 400,
    zh: '查看全部评价时请选择一个网点',
    en: 'Choose a place to see all of its ratings',
  },
  sellers_apart: {
    status: 409,
    zh: '购物车中的商品由不同商家销售，无法一次付款，请分开下单',
    en: 'These goods are sold by different sellers who cannot be paid at once; please order them one by one',
  },
  price_changed: {
    status: 409,
    zh: '价格已更新，请确认后再下单',
    en: 'The price has changed; please check again',
  },
  total_changed: {
    status: 409,
    zh: '应付金额已更新，请确认后再下单',
    en: 'What is to be paid has changed; please check again',
  },
  coupon_unknown: { status: 404, zh: '这个券码不可用', en: 'This code cannot be used' },
  coupon_held: { status: 409, zh: '您已经领过了', en: 'You have this coupon already' },
  coupon_unusable: {
    status: 409,
    zh: '优惠券已使用或过期，请重新选择',
    en: 'This coupon was used or is over; please choose again',
  },
  out_of_stock: { status: 409, zh: '{sku} 库存不足', en: '{sku} is out of stock' },
  no_serving_location: {
    status: 409,
    zh: '您所在地区暂时没有可配送的门店或仓库',
    en: 'No branch or warehouse can serve this address now',
  },
  not_deliverable: { status: 409, zh: '该商品不支持配送', en: 'This product cannot be delivered' },
  not_pickupable: { status: 409, zh: '该商品不支持到店自提', en: 'This product cannot be picked up' },
  transition_refused: {
    status: 409,
    zh: '当前状态不能进行此操作（{state}）',
    en: 'Not possible in the present state ({state})',
  },
  delivery_disputed: {
    status: 409,
    zh: '顾客说没有收到，由总部核实处理',
    en: 'The shopper says that it did not come; HQ looks into it',
  },
  part_refunded: {
    status: 409,
    zh: '已全额退款，不再备货和交付',
    en: 'All of it was refunded; it is not packed or given out any more',
  },
  too_much_unpaid: {
    status: 409,
    zh: '您有未付款的订单，请先付款或取消（最多 {orders} 单、共 {pieces} 件）',
    en: 'You have orders that wait for payment; pay or cancel one first (at most {orders}, {pieces} pieces)',
  },
  offer_gone: {
    status: 409,
    zh: '这一单已转给别处',
    en: 'This order has gone elsewhere',
  },
  too_many_notes: {
    status: 409,
    zh: '一个订单最多 {max} 条备注和标签，请先删掉不用的',
    en: 'An order has at most {max} notes and tags; remove one first',
  },
  too_many_to_sort: {
    status: 413,
    zh: '超过 {max} 个订单，无法排序后下载；请改为“最新在前”，或缩小日期和筛选范围',
    en: 'More than {max} orders cannot be sorted for a download; choose newest first, fewer days or a narrower filter',
  },
  orders_stopped: {
    status: 409,
    zh: '这里暂停接受新订单，请稍后再试；已付款的订单照常处理',
    en: 'New orders are on hold here, please try again later; orders that are paid go on as usual',
  },
  grabbed_by_other: { status: 409, zh: '已被其他门店抢走', en: 'Another branch was quicker' },
  order_already_paid: { status: 409, zh: '订单已付款', en: 'The order is already paid' },
  pickup_code_invalid: { status: 404, zh: '取货码无效', en: 'This pickup code is not valid' },
  pickup_code_expired: {
    status: 410,
    zh: '取货码已过期，请顾客刷新后重新出示',
    en: 'This pickup code has expired; ask the customer to refresh it',
  },
  pickup_share_over: {
    status: 410,
    zh: '这个代取链接已失效：已经取走、被收回，或换了新的链接',
    en: 'This link works no more: the goods were fetched, or it was called back or replaced',
  },
  digits_not_read: {
    status: 409,
    zh: '本店待取订单太多，无法按数字查找，请扫顾客的取货码',
    en: 'Too many orders wait here to find one by its digits; scan the customer’s QR code',
  },
  not_a_pickup: {
    status: 409,
    zh: '该订单是配送单，不能在柜台取货',
    en: 'This order is a delivery and is not handed over at the counter',
  },
  already_handed_over: { status: 409, zh: '该订单已被领取', en: 'This order was already handed over' },
  wrong_branch: { status: 409, zh: '该订单不在本店取货', en: 'This order is picked up at another branch' },
  courier_task_gone: {
    status: 409,
    zh: '这一单已被别人接走或已取消',
    en: 'This delivery is taken or called off',
  },
  courier_hands_full: {
    status: 409,
    zh: '手上已有 {count} 单，送完再接',
    en: 'You have {count} deliveries in hand; finish some first',
  },
  delivery_code_wrong: {
    status: 403,
    zh: '收货码不对，还可以试 {left} 次',
    en: 'The code is wrong; {left} tries left',
  },
  delivery_code_blocked: {
    status: 409,
    zh: '收货码错误次数过多，请联系门店确认送达',
    en: 'Too many wrong codes; ask the branch to confirm the delivery',
  },
  serials_missing: {
    status: 409,
    zh: '还有 {count} 件没有登记序列号',
    en: '{count} pieces have no serial number yet',
  },
  serials_unfit: {
    status: 409,
    zh: '序列号与这张单的商品或件数不符，或有重复',
    en: 'These serial numbers do not fit the goods or pieces of this order, or one is there twice',
  },
  serial_given: {
    status: 409,
    zh: '序列号 {serial} 已随另一张订单售出',
    en: 'The piece {serial} went with another order',
  },
} as const satisfies Record<string, LocalizedText & { status: number }>;
