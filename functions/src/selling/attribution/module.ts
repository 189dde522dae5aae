import type { Module } from '../../platform/module.ts';
import { hears } from '../../platform/outbox.ts';
import { mountAttributionRoutes } from './routes.ts';
import type { Attribution } from './service.ts';

export function attributionModule(
  attribution: Attribution,
  /** Orders are above: given at wiring. */
  buyerOf: (orderId: string) => Promise<string | null>,
): Module {
  return {
    name: 'selling/attribution',
    permissions: ['selling.sell', 'touches.read'],
    items: ['Touch', 'Binding', 'Customer', 'SellerCounter'],
    routes: (mount) => mountAttributionRoutes(mount, attribution),
    events: [
      hears({
        name: 'attribution: order paid',
        queue: 'books',
        types: ['order.paid'],
        async handle({ data: { orderId, attribution: credit, atMs } }) {
          if (!credit || !(await attribution.asksForOrders())) return;
          const memberId = await buyerOf(orderId);
          if (memberId) await attribution.orderPaid(memberId, { sellerId: credit.sellerId, atMs });
        },
      }),
    ],
  };
}
