import type { Catalog } from '../goods/catalog/catalog.ts';
import type { Network } from '../places/network/service.ts';
import type { LiveSnapshot } from '../platform/snapshot-store.ts';
import type { PastSales } from '../selling/commission/trial/service.ts';
import type { PastSale } from '../selling/commission/trial/trial.ts';
import type { Orders } from '../serving/orders/service.ts';
import { pastOrdersOf } from './past-orders.ts';

/** Nothing is paid for these: they came to nothing, or all of it went back. */
const notSold: ReadonlySet<string> = new Set([
  'awaiting_payment',
  'cancelled',
  'closing',
  'refunded',
  'refunding',
]);

/** Orders as a trial of commission rules wants them: what was frozen on each; where a place or a category lies, as now. */
export function pastSalesOf({
  store,
  network,
  catalog,
}: {
  store: Orders['store'];
  network: Pick<Network, 'current'>;
  catalog: Pick<LiveSnapshot<Catalog>, 'current'>;
}): PastSales {
  return {
    idsAfter: pastOrdersOf(store).idsAfter,

    async read(orderIds) {
      const [orders, places, goods] = await Promise.all([
        store.readMany(orderIds.map((orderId) => ({ orderId }))),
        network.current(),
        catalog.current(),
      ]);
      const sold = orders.filter(({ head }) => !notSold.has(head.state));
      const sales = sold.flatMap(({ head, detail }): PastSale[] => {
        const { attribution: frozen, gridId, channel = null, lines } = detail;
        if (!frozen) return [];
        const branch = frozen.locationId === null ? undefined : places.location(frozen.locationId);
        const shop = places.location(head.storefrontId);
        return [
          {
            orderId: head.orderId,
            placedAtMs: head.createdAtMs,
            frozen,
            branch: branch ? { id: branch.id, ownership: branch.ownership } : null,
            gridBranchId: gridId === null ? null : (places.grid(gridId)?.branchId ?? null),
            about: {
              province: shop?.province ?? '',
              city: shop?.city ?? '',
              channel,
              sceneId: frozen.sceneId ?? null,
              campaignId: frozen.campaignId ?? null,
              isFirstOrder: frozen.isFirstOrder ?? null,
            },
            lines: lines.map(({ id, productId, categoryId, quantity, netFen }) => ({
              id,
              productId,
              categoryId,
              categoryPath: goods.categoryPath(categoryId),
              brandLine: goods.product(productId)?.brandLine?.zh ?? null,
              quantity,
              amountFen: netFen,
            })),
          },
        ];
      });
      return { sales, withoutSeller: sold.length - sales.length };
    },
  };
}
