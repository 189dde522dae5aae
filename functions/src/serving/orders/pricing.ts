import type { LocalizedText } from '@jindian/shared/contract/common';
import { isOfferedAt, isOfferedIn, skuImagePath, visibleTo } from '@jindian/shared/contract/goods/catalog';
import type { Location } from '@jindian/shared/contract/places/network';
import type { FulfilmentMethod, OrderRequest } from '@jindian/shared/contract/serving/order';
import type { Settings } from '@jindian/shared/contract/settings/index';
import type { PriceHere } from '../../goods/branch-prices/service.ts';
import type { Catalog, Tax } from '../../goods/catalog/catalog.ts';
import type { PriceArea } from '../../goods/catalog/prices.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { DetailLine, OrderPromotion } from './store.ts';

/** A line before it is known whose pieces it gets: what they are worth between owners, and what they cost. */
export type PricedLine = Omit<DetailLine, 'transferPriceFen' | 'costFen'>;

export type PricedOrder = {
  lines: PricedLine[];
  goodsFen: number;
  deliveryFeeFen: number;
  totalFen: number;
  /** What made it cheaper than the catalog asks; how much is on the lines. */
  promotions?: OrderPromotion[];
};

export type DeliveryFees = Pick<Settings<'serving'>, 'deliveryFeeFen' | 'freeDeliveryFromFen'>;

/** As the branch where it is bought says, else as the brand does: known before it is known who serves. */
export function deliveryFee(
  fees: DeliveryFees,
  { deliveryFee: own }: Pick<Location, 'deliveryFee'>,
  method: FulfilmentMethod,
  goodsFen: number,
): number {
  if (method !== 'delivery') return 0;
  const { feeFen, freeFromFen } = own ?? {
    feeFen: fees.deliveryFeeFen,
    freeFromFen: fees.freeDeliveryFromFen,
  };
  return freeFromFen === null || goodsFen < freeFromFen ? feeFen : 0;
}

/** Where and when an order is placed: prices differ by region, and some goods are not for everybody yet. */
export type PricedAt = {
  /** What is asked at that branch. */
  priceHere: PriceHere;
  storefront: PriceArea & Pick<Location, 'ownership' | 'deliveryFee'>;
  fees: DeliveryFees;
  /** Of goods of which neither they nor their category say anything. */
  tax: Tax;
  /** Why goods of a category are not taken back without a reason; null: they are. */
  keptByCategory(path: readonly string[]): LocalizedText | null;
  nowMs: number;
};

/**
 * Prices the lines from the catalog and what the storefront asks, whatever the request says; a
 * price that differs from the one the shopper saw is refused, so that nobody pays what they did not see.
 */
export function priceOrder(
  catalog: Catalog,
  request: OrderRequest,
  { priceHere, storefront, fees, tax, keptByCategory, nowMs }: PricedAt,
): Result<PricedOrder> {
  const lines: PricedOrder['lines'] = [];
  for (const { skuId, quantity, seenPriceFen } of request.lines) {
    const found = catalog.sku(skuId);
    if (!found) return fail('product_not_offered');
    const { product, sku } = found;
    if (visibleTo(product, nowMs) !== 'everyone') return fail('product_not_offered');
    if (request.method === 'delivery' && !product.deliverable) return fail('not_deliverable');
    if (request.method === 'pickup' && !product.pickupable) return fail('not_pickupable');
    // Where the goods are handed over: models for the north are neither sent to the south nor fetched there.
    const province = request.method === 'delivery' ? request.address?.province : storefront.province;
    if (province && !isOfferedIn(product, province)) return fail('product_not_offered');
    if (product.branchesOf !== undefined && !isOfferedAt({ ...product, regions: null }, storefront))
      return fail('product_not_offered');
    const priceFen = priceHere(product, sku);
    if (priceFen !== seenPriceFen) return fail('price_changed', { skuId, priceFen });
    const amountFen = priceFen * quantity;
    const notReturnable = product.notReturnable ?? keptByCategory(catalog.categoryPath(product.categoryId));
    lines.push({
      id: String(lines.length + 1),
      skuId,
      productId: product.id,
      categoryId: product.categoryId,
      title: product.title,
      skuName: sku.name,
      imagePath: skuImagePath(product, sku),
      quantity,
      unitPriceFen: priceFen,
      amountFen,
      adjustments: [],
      netFen: amountFen,
      ...catalog.taxOf(product, tax),
      ...(product.hasSerials ? { hasSerials: true as const } : {}),
      ...(notReturnable ? { notReturnable } : {}),
    });
  }
  const goodsFen = lines.reduce((sum, { netFen }) => sum + netFen, 0);
  const fee = deliveryFee(fees, storefront, request.method, goodsFen);
  return ok({ lines, goodsFen, deliveryFeeFen: fee, totalFen: goodsFen + fee });
}
