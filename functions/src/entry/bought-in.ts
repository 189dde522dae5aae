import type { Clock } from '../platform/clock.ts';
import type { createSellerDesk } from '../selling/commission/seller-desk.ts';
import { mayBeOpen, openMatterOf } from '../serving/orders/open-matters.ts';
import type { OrderStore } from '../serving/orders/store.ts';

type Desk = Parameters<typeof createSellerDesk>[0];

/** What was bought in orders and by whom, for the desk of those who sell: orders stand above them. */
export function boughtIn(
  store: Pick<OrderStore, 'read' | 'readMany'>,
  clock: Clock,
): Pick<Desk, 'ordersOf' | 'matterOf'> {
  return {
    async ordersOf(orderIds) {
      const found = await store.readMany(orderIds.map((orderId) => ({ orderId })));
      return new Map(
        found.map(({ head, money, detail }) => [
          head.orderId,
          {
            memberId: head.memberId,
            mayBeOpen: mayBeOpen(head, money),
            attribution: detail.attribution,
            lines: detail.lines.map(({ title, ...line }) => ({ ...line, name: title })),
          },
        ]),
      );
    },
    async matterOf(orderId) {
      const order = await store.read(orderId);
      return order && openMatterOf(order, clock.nowMs());
    },
  };
}
