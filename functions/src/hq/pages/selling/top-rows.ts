/** Who and what sold most, of the orders of some days: pure. */
import type { HqOrderSummary } from '@jindian/shared/contract/hq';

export const topKinds = ['sellers', 'branches', 'regions'] as const;
export type TopKind = (typeof topKinds)[number];
export type TopRow = { id: string; name: string; orders: number; salesFen: number; commissionFen: number };

type Order = Pick<
  HqOrderSummary,
  | 'state'
  | 'totalFen'
  | 'refundedFen'
  | 'sellerId'
  | 'sellerName'
  | 'commissionFen'
  | 'storefront'
  | 'practice'
>;

const notSold: ReadonlySet<Order['state']> = new Set([
  'awaiting_payment',
  'closing',
  'cancelled',
  'refunded',
  'refunding',
]);

/** Paid and not called off; what went back of them is taken off. Whoever has the most stands first. */
export function topLists(
  orders: readonly Order[],
  regionOf: (locationId: string) => string | undefined,
  most: number,
): Record<TopKind, TopRow[]> {
  const found: Record<TopKind, Map<string, TopRow>> = {
    sellers: new Map(),
    branches: new Map(),
    regions: new Map(),
  };
  for (const order of orders) {
    if (notSold.has(order.state) || order.practice) continue;
    const { sellerId, sellerName, storefront } = order;
    const region = regionOf(storefront.locationId);
    if (sellerId !== null) count(found.sellers, sellerId, sellerName ?? sellerId, order);
    count(found.branches, storefront.locationId, storefront.name.zh, order);
    if (region !== undefined) count(found.regions, region, region, order);
  }
  const first = (kind: TopKind) =>
    [...found[kind].values()]
      .sort((a, b) => b.salesFen - a.salesFen || b.orders - a.orders || (a.id < b.id ? -1 : 1))
      .slice(0, most);
  return { sellers: first('sellers'), branches: first('branches'), regions: first('regions') };
}

function count(rows: Map<string, TopRow>, id: string, name: string, order: Order): void {
  const row = rows.get(id) ?? { id, name, orders: 0, salesFen: 0, commissionFen: 0 };
  row.orders += 1;
  row.salesFen += order.totalFen - order.refundedFen;
  row.commissionFen += order.commissionFen;
  rows.set(id, row);
}
