import { settingsArea } from './fields.ts';

export const servingSettings = settingsArea({
  title: { zh: '订单与履约', en: 'Orders and fulfilment' },
  groups: {
    order: { zh: '下单与付款', en: 'Placing and paying' },
    delivery: { zh: '配送费', en: 'Delivery fee' },
    pickup: { zh: '自提', en: 'Pickup' },
    branches: { zh: '门店接单', en: 'Asking branches' },
    couriers: { zh: '骑手', en: 'Couriers' },
  },
  fields: {
    payWithinMinutes: {
      group: 'order',
      standard: 15,
      min: 5,
      max: 115,
      name: { zh: '付款时限', en: 'Time to pay' },
      explanation: {
        zh: '下单后库存保留多久等待付款；超时订单取消、库存释放。已下的订单不受影响。',
        en: 'How long stock waits for a payment; then the order is cancelled and the stock released. Orders placed already keep theirs.',
      },
    },
    unpaidOrderCount: {
      group: 'order',
      standard: 5,
      min: 1,
      max: 50,
      name: { zh: '未付款订单数', en: 'Unpaid orders' },
      explanation: {
        zh: '一名会员同时最多有几张未付款订单，以防囤货。',
        en: 'How many one member may have at once, so that nobody hoards goods.',
      },
    },
    unpaidPieceCount: {
      group: 'order',
      standard: 200,
      min: 1,
      max: 5_000,
      name: { zh: '未付款件数', en: 'Pieces unpaid' },
      explanation: {
        zh: '一名会员的未付款订单最多合计占用几件。',
        en: 'How many pieces the unpaid orders of one member may hold together.',
      },
    },
    lateCheckMinutes: {
      group: 'order',
      standard: 10,
      min: 5,
      max: 60,
      name: { zh: '取消后复查付款', en: 'Check for a late payment' },
      explanation: {
        zh: '付款时限过后多久再向微信支付确认一次，迟到的钱会退回。',
        en: 'How long after the time to pay WeChat Pay is asked once more; money that came late goes back.',
      },
    },
    refundCheckMinutes: {
      group: 'order',
      standard: 10,
      min: 2,
      max: 59,
      name: { zh: '退款复查', en: 'Check a refund' },
      explanation: {
        zh: '退款已受理但没有结果时，多久后再查询。',
        en: 'When a refund that was accepted but not confirmed is asked about.',
      },
    },
    deliveryFeeFen: {
      group: 'delivery',
      standard: 800,
      min: 0,
      max: 20_000,
      name: { zh: '配送费', en: 'Delivery fee' },
      explanation: {
        zh: '每单收取；下单时记入订单，之后不变。',
        en: 'For each order; frozen on the order when it is placed.',
      },
    },
    freeDeliveryFromFen: {
      group: 'delivery',
      standard: 9_900,
      min: 0,
      max: 10_000_000,
      name: { zh: '免配送费门槛', en: 'Free delivery from' },
      explanation: {
        zh: '商品金额达到后免配送费。',
        en: 'Goods worth this much are delivered free of charge.',
      },
    },
    confirmDays: {
      group: 'delivery',
      standard: 3,
      min: 2,
      max: 30,
      name: { zh: '门店配送自动确认', en: 'Brought by a branch: taken as received' },
      explanation: {
        zh: '门店或骑手送出后，几天没有消息就视为已收货；配送失败或顾客说没收到的不算。',
        en: 'How many days after a branch or its courier left a delivery without news counts as received; never while it failed or is disputed.',
      },
    },
    confirmShippedDays: {
      group: 'delivery',
      standard: 10,
      min: 2,
      max: 30,
      name: { zh: '仓库发货自动确认', en: 'Shipped from a warehouse: taken as received' },
      explanation: {
        zh: '仓库发出（快递承运）后，几天没有消息就视为已收货。',
        en: 'The same for what a warehouse sends by a carrier.',
      },
    },
    confirmNoticeHours: {
      group: 'delivery',
      standard: 24,
      min: 1,
      max: 47,
      name: { zh: '自动确认前提醒', en: 'Asked before' },
      explanation: {
        zh: '视为已收货前多久提醒顾客确认，或说明没收到。',
        en: 'How long before that the shopper is asked to confirm, or to say that it did not come.',
      },
    },
    failedDeliveryHours: {
      group: 'delivery',
      standard: 24,
      min: 1,
      max: 168,
      name: { zh: '没送到多久报总部', en: 'Failed deliveries: to HQ after' },
      explanation: {
        zh: '没送到的货，门店多久没有说明（收回、再送）就也列入总部待办。',
        en: 'How long a branch may leave open what became of the goods of a delivery that failed; then it is on HQ’s list too.',
      },
    },
    pickUpWithinDays: {
      group: 'pickup',
      standard: 3,
      min: 1,
      max: 30,
      name: { zh: '自提保留', en: 'Pickup is kept' },
      explanation: {
        zh: '备好后保留多久；过期未取，订单取消并退款。',
        en: 'How long a packed pickup waits; then it is called off and refunded.',
      },
    },
    askShopperWithinHours: {
      group: 'pickup',
      standard: 24,
      min: 1,
      max: 168,
      name: { zh: '顾客考虑时间', en: 'Time for the shopper to decide' },
      explanation: {
        zh: '门店拒绝自提单后，顾客多久内可改选，否则自动退款。',
        en: 'How long a shopper may think about a pickup that the branch refused, before the money goes back by itself.',
      },
    },
    pickupCodeSeconds: {
      group: 'pickup',
      standard: 60,
      min: 30,
      max: 600,
      name: { zh: '取货码刷新', en: 'Pickup code changes' },
      explanation: {
        zh: '取货码多久换一次；旧码再有效一个周期。',
        en: 'How often the code changes; the one before is good for one more period.',
      },
    },
    refusalCount: {
      group: 'branches',
      standard: 8,
      min: 1,
      max: 20,
      name: { zh: '最多拒单次数', en: 'Refusals at most' },
      explanation: {
        zh: '被这么多门店拒绝或超时后，转交总部处理。',
        en: 'After so many refusals and lapsed offers an order is handed to HQ.',
      },
    },
    courierTasksCount: {
      group: 'couriers',
      standard: 5,
      min: 1,
      max: 20,
      name: { zh: '骑手手上单数', en: 'Deliveries in hand' },
      explanation: { zh: '一名骑手同时最多接几单。', en: 'How many one courier may have at once.' },
    },
    courierFeeFen: {
      group: 'couriers',
      standard: 500,
      min: 0,
      max: 100_000,
      name: { zh: '骑手每单费用', en: 'Courier fee' },
      explanation: {
        zh: '门店没有另行设置时，由资金池支付。',
        en: 'Paid out of the fund pool, where the branch set none of its own.',
      },
    },
    courierPickUpMinutes: {
      group: 'couriers',
      standard: 30,
      min: 5,
      max: 240,
      name: { zh: '骑手取货时限', en: 'Time to fetch' },
      explanation: {
        zh: '接单后多久未取货，任务回到大厅；门店可另行设置。',
        en: 'A task that is not fetched by then is open again; a branch may say otherwise.',
      },
    },
  },
});
