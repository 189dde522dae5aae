import type { Module } from '../../platform/module.ts';
import type { Result } from '../../platform/result.ts';
import type { MediaPush, WechatPushes } from '../../wechat/index.ts';
import { mountOrderNoteRoutes } from './note-routes.ts';
import {
  mountOfferRoutes,
  mountOrderRoutes,
  mountPaymentNotifications,
  mountRefundRoutes,
  mountWechatMessages,
} from './routes.ts';
import type { Orders } from './service.ts';
import { dueKinds } from './timing.ts';

export function ordersModule(
  orders: Orders,
  pushesOf: () => WechatPushes | null,
  /** What WeChat says of a picture is for who asked. */
  onMedia: (push: MediaPush) => Promise<Result<null>>,
): Module {
  return {
    name: 'serving/orders',
    permissions: [
      'orders.read',
      'orders.personal_data.read',
      'orders.assign',
      'orders.refund',
      'fulfilments.read',
      'fulfilments.work',
      'shift.read',
      'refusals.read',
    ],
    announces: {
      'order.paid': 'the money came, and every part is on its way to whoever serves it',
      'order.completed': 'the last part was handed over or delivered: the sale is recognised',
      'order.cancelled': 'called off before it was paid',
      'order.refunding': 'called off after it was paid',
      'order.refunded': 'all of its money went back',
      'refund.requested': 'money of an order has to go back: all of it, or of some pieces',
      'refund.succeeded': 'that money went back',
      'payment.late': 'money came for an order that was called off',
      'payment.refunded_late': 'that money went back',
      'fulfilment.asked': 'a place is offered a part, or several may grab it',
      'fulfilment.given': 'a part comes to another place, which need not be asked',
      'fulfilment.accepted': 'a place took it',
      'fulfilment.refused': 'a place said no, or let the offer end',
      'fulfilment.with_hq': 'nobody takes it: it lies on the desk at HQ',
      'fulfilment.ready': 'packed, and waiting to be picked up',
      'fulfilment.dispatched': 'on its way to the shopper',
      'fulfilment.unconfirmed':
        'nobody has said that it arrived: the shopper is asked, before it counts as received',
      'fulfilment.disputed': 'the shopper says that it did not come',
      'fulfilment.received':
        'a delivery reached the shopper, or counts as received; other parts may be on their way',
      'fulfilment.delivery_failed': 'it could not be delivered',
      'fulfilment.goods_back': 'the goods of a failed delivery are on the shelf, put aside or written off',
      'fulfilment.served': 'handed over or delivered by a place that served it for another',
      'fulfilment.sold': 'goods left their owner: he is owed the price between owners',
      'fulfilment.cancelled': 'a part was called off; the rest goes on',
      'fulfilment.returned':
        'goods that had left their owner came back to the place that sent them: he is not owed for them',
      'fulfilment.goods_not_needed':
        'it no longer waits for goods that were called: their transfer is called off',
      'stock.reservation_lost': 'a till sold pieces that were held for it: it is sourced again',
      'pickup.refused': 'the branch cannot serve a pickup: the shopper is asked what to do',
      'open_deliveries.step':
        'somebody wants to know whether deliveries are under way: the next orders are looked through',
      'grab_pool.closed': 'a part that several could grab is taken, or the offer has ended',
    },
    plans: {
      [dueKinds.unpaid]: '15 minutes after it was placed, unless it is paid or called off: called off',
      [dueKinds.notPickedUp]:
        '3 days after it was packed, unless it is handed over or changes hands: called off',
      [dueKinds.lateCheck]:
        'after it was called off unpaid, always: asks WeChat Pay whether money came all the same',
      [dueKinds.refundCheck]:
        'until the money is back, or the refund lies with HQ: asks WeChat Pay how it stands',
      [dueKinds.settle]: '7 days after it was completed, always: its commission becomes payable',
      [dueKinds.offerEnds]:
        'when the time of an offer is over, by policy, unless it is answered, grabbed or called off: the next place is asked',
      [dueKinds.askAgain]:
        'by policy after nobody took it, unless HQ decides before: the next place is asked',
      [dueKinds.shopperAsked]: 'a day after a pickup was refused, unless the shopper answers: called off',
      [dueKinds.goodsStillOut]:
        'a day after a delivery failed, unless its goods came back or it left again: it is on HQ’s list too',
      [dueKinds.noNews]:
        'a day before a delivery counts as received, and then: the shopper is asked, and it is completed unless it failed or is disputed',
    },
    items: [
      'Order',
      'OrderDetail',
      'PickupShare',
      'OrderNotes',
      'RecentOrders',
      'Fulfilment',
      'FulfilmentAttempt',
      'GrabPoolEntry',
      'RefusalCount',
      'OpenDeliveriesSearch',
      'GivenSerial',
    ],
    routes(mount, app) {
      mountOrderRoutes(mount, orders);
      mountOfferRoutes(mount, orders);
      mountOrderNoteRoutes(mount, orders);
      mountRefundRoutes(mount, orders);
      mountPaymentNotifications(app, orders);
      const pushes = pushesOf();
      if (pushes) mountWechatMessages(app, orders, pushes, onMedia);
    },
    events: orders.eventHandlers,
    due: orders.dueHandlers,
  };
}
