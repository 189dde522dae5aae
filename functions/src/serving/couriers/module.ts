import type { Module } from '../../platform/module.ts';
import { courierDueHandlers, courierEventHandlers } from './events.ts';
import { mountCourierRoutes } from './routes.ts';
import { courierDueKinds } from './store.ts';

export function couriersModule(services: Parameters<typeof mountCourierRoutes>[1]): Module {
  return {
    name: 'serving/couriers',
    permissions: ['couriers.carry', 'couriers.policy.manage'],
    announces: { 'courier.delivered': 'a courier proved a delivery with the code' },
    plans: {
      [courierDueKinds.grabTimeout]:
        'when it should have been fetched, unless it is, or is given back: back into the grab pool',
    },
    items: ['CourierTask', 'CourierFee', 'CourierPolicy'],
    routes: (mount) => mountCourierRoutes(mount, services),
    events: courierEventHandlers(services.couriers, services.earnings),
    due: courierDueHandlers(services.couriers),
  };
}
