import type { DueHandler } from '../../platform/due-items.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import type { CourierEarningsService } from './earnings.ts';
import type { Couriers } from './service.ts';
import { courierDueKinds } from './store.ts';

/** What couriers do about events. Each may be delivered more than once and in any order. */
export function courierEventHandlers(couriers: Couriers, earnings: CourierEarningsService): EventHandler[] {
  return [
    hears({
      name: 'couriers: keep in step with the order',
      queue: 'couriers',
      types: [
        'fulfilment.dispatched',
        'fulfilment.delivery_failed',
        'fulfilment.goods_back',
        // Each part by itself: the order may wait for others.
        'fulfilment.received',
        'fulfilment.cancelled',
        'order.refunding',
        'order.cancelled',
      ],
      handle: ({ data }) => couriers.reconcile(data.orderId),
    }),
    hears({
      name: 'couriers: pay the fee',
      queue: 'books',
      types: ['courier.delivered'],
      handle: ({ data }) => earnings.delivered(data),
    }),
  ];
}

export function courierDueHandlers(couriers: Couriers): DueHandler[] {
  return [
    {
      kind: courierDueKinds.grabTimeout,
      queue: 'couriers',
      handle: ({ ref, nth }) => {
        const [orderId = '', fulfilmentId = ''] = ref.split('/');
        return couriers.timeOut({ orderId, fulfilmentId }, nth);
      },
    },
  ];
}
