import type { Product } from '@jindian/shared/contract/goods/catalog';
import type { Location } from '@jindian/shared/contract/places/network';
import { type DemoTrade, demoTradeOf } from './catalog/index.ts';
import * as tour from './network/tour.ts';

/** What goods of a trade cost of their price, in percent: appliances leave little, shoes a lot. */
const costPercent: Readonly<Record<DemoTrade, number>> = {
  shoes: 44,
  appliances: 78,
  baby: 66,
  beef: 62,
  fruit: 54,
};
/** No two goods of a trade leave quite the same. */
const spreadPercent = 9;

/** The branches of the tour and the warehouses: whatever is ordered in a tour is served by one of them. */
const tourIds: ReadonlySet<string> = new Set(Object.values(tour).map(String));
export function hasDemoCosts({ id, kind }: Pick<Location, 'id' | 'kind'>): boolean {
  return kind !== 'branch' || tourIds.has(id);
}

/** What one piece cost its owner, in whole yuan; the same at every start. */
export function demoCostFen(
  { categoryId }: Pick<Product, 'categoryId'>,
  skuId: string,
  priceFen: number,
): number {
  const digits = [...skuId].reduce((sum, digit) => sum + (Number(digit) || 0) * 7, 0);
  const percent = costPercent[demoTradeOf(categoryId)] + (digits % spreadPercent) - (spreadPercent - 1) / 2;
  return Math.max(100, Math.round((priceFen * percent) / 10_000) * 100);
}
