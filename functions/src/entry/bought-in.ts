import type { createSellerDesk } from '../selling/commission/seller-desk.ts';
import type { OrderStore } from '../serving/orders/store.ts';

type OrdersOf = Parameters<typeof createSellerDesk>[0]['ordersOf'];

/** What was bought in orders and by whom, for the desk of those who sell: orders stand above them. */
export function boughtIn(store: Pick<OrderStore, 'readMany'>): OrdersOf {
  return async (orderIds) => {
    const found = await store.readMany(orderIds.map((orderId) => ({ orderId })));
    return new Map(
      found.map(({ head, detail }) => [
        head.orderId,
        {
          memberId: head.memberId,
          attribution: detail.attribution,
          lines: detail.lines.map(({ title, ...line }) => ({ ...line, name: title })),
        },
      ]),
    );
  };
}
