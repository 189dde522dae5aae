/** What is so now, as a table that can be changed and brought in again: unchanged, it changes nothing. */
import { shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import type { PriceContent } from '@jindian/shared/contract/goods/prices';
import type { Catalog } from '../catalog/catalog.ts';
import { policyFrom } from '../catalog/prices.ts';

export type TableRow = readonly (string | number)[];

const levelHead = [
  'locationId',
  'skuId',
  'ownerId',
  'onHand',
  'safety',
  'condition',
  'lot',
  'expiresOn',
] as const;
const priceHead = ['skuId', 'region', 'city', 'priceYuan'] as const;

/** Goods that are tracked have a row for each lot; their safety stock belongs to no lot, and is left alone. */
export function levelTable(locationId: string, items: readonly StockItem[]): TableRow[] {
  const rows = items.flatMap(({ skuId, tracking, levels }) =>
    levels.flatMap(({ ownerId, condition, lots, onHand, safety }): TableRow[] => {
      const told = condition === 'sellable' ? '' : condition;
      if (tracking !== 'none')
        return lots.map((lot) => [
          locationId,
          skuId,
          ownerId,
          lot.onHand,
          '',
          told,
          lot.code,
          lot.expiresOn ?? '',
        ]);
      return [[locationId, skuId, ownerId, onHand, told === '' ? safety : '', told, '', '']];
    }),
  );
  return [levelHead, ...rows];
}

/** National prices, and those regional ones that the brand allows: as they are in force: imports are laid on that. */
export function priceTable(
  goods: Pick<Catalog, 'products' | 'sku'>,
  { policies, entries }: PriceContent,
): TableRow[] {
  const yuan = (fen: number) => (fen / 100).toFixed(2);
  const policyOf = policyFrom(policies);
  const national = goods.products.flatMap(({ skus }) =>
    skus.map(({ id, priceFen }): TableRow => [id, '', '', yuan(priceFen)]),
  );
  const regional = entries.flatMap(({ skuId, province, city, priceFen }): TableRow[] => {
    const product = goods.sku(skuId)?.product;
    return product && policyOf(product) === 'regional'
      ? [[skuId, shortProvinceName(province), city ?? '', yuan(priceFen)]]
      : [];
  });
  return [priceHead, ...national, ...regional];
}
