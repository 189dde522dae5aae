import type { PointGcj02 } from '@jindian/shared/geo';
import { brandDay, dayMs } from '@jindian/shared/time';
import type { PastDeliveries } from '../places/grids/replays.ts';
import type { Orders } from '../serving/orders/service.ts';
import type { PastOrder } from '../serving/sourcing/simulation.ts';
import type { PastOrders } from '../serving/sourcing/simulations.ts';

/** Lists are newest first: of a day so many are looked through for its oldest. */
const idsPerPage = 500;
const maxIdsOfDay = 5_001;
const notServed: ReadonlySet<string> = new Set(['cancelled', 'closing', 'refunded', 'refunding']);

/** Deliveries as a simulation wants them; sourcing itself knows nothing of orders. */
export function pastOrdersOf(store: Orders['store']): PastOrders & PastDeliveries {
  return {
    async idsAfter(day, afterOrderId, limit) {
      const ids: string[] = [];
      let before: string | undefined;
      while (ids.length < maxIdsOfDay) {
        const page = await store.idsOfDay(day, idsPerPage, before);
        const wanted = page.filter((id) => afterOrderId === null || id > afterOrderId);
        ids.push(...wanted);
        if (page.length < idsPerPage || wanted.length < page.length) break;
        before = page.at(-1);
      }
      return ids.reverse().slice(0, limit);
    },

    isAny: async (day) => (await store.idsOfDay(day, 1, undefined)).length > 0,

    async points(orderIds) {
      const orders = await store.readMany(orderIds.map((orderId) => ({ orderId })));
      return orders.flatMap(({ head, detail }) =>
        head.method === 'delivery' && detail.address && !notServed.has(head.state)
          ? [{ latGcj02: detail.address.latGcj02, lngGcj02: detail.address.lngGcj02 }]
          : [],
      );
    },

    async read(orderIds) {
      const orders = await store.readMany(orderIds.map((orderId) => ({ orderId })));
      const deliveries = orders.filter(
        ({ head, detail }) => head.method === 'delivery' && detail.address && !notServed.has(head.state),
      );
      const parts = await store.fulfilments.readMany(
        deliveries.flatMap(({ head }) =>
          head.fulfilmentIds.map((fulfilmentId) => ({ orderId: head.orderId, fulfilmentId })),
        ),
        deliveries,
      );
      return deliveries
        .flatMap(({ head, detail }): PastOrder[] => {
          if (!detail.address) return [];
          const { latGcj02, lngGcj02 } = detail.address;
          const own = parts.filter(({ orderId, state }) => orderId === head.orderId && state !== 'cancelled');
          return [
            {
              orderId: head.orderId,
              createdAtMs: head.createdAtMs,
              point: { latGcj02, lngGcj02 },
              lines: detail.lines.map(({ skuId, quantity }) => ({ skuId, quantity })),
              channel: 'mini_program',
              served: own.map(({ locationId, lines }) => ({ locationId, lines })),
              refusedBy: own.flatMap(({ asked }) => asked.map(({ locationId }) => locationId)),
            },
          ];
        })
        .sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
    },
  };
}

/** Of each of the last days so many at most: enough to say how orders are spread. */
const recentDays = 28;
const perDay = 40;

/** Where deliveries of the last weeks went. */
export async function recentPointsOf(store: Orders['store'], nowMs: number): Promise<PointGcj02[]> {
  const days = Array.from({ length: recentDays }, (_, ago) => brandDay(nowMs - ago * dayMs));
  const ids = (await Promise.all(days.map((day) => store.idsOfDay(day, perDay, undefined)))).flat();
  const orders = await store.readMany(ids.map((orderId) => ({ orderId })));
  return orders.flatMap(({ head, detail }) =>
    head.method === 'delivery' && detail.address
      ? [{ latGcj02: detail.address.latGcj02, lngGcj02: detail.address.lngGcj02 }]
      : [],
  );
}
