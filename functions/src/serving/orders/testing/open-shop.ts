import { marshall } from '@aws-sdk/util-dynamodb';
import type { Engine } from '@jindian/embedded-dynamodb';
import { type CommissionRates, noCaps, sellersRule } from '@jindian/shared/contract/selling/rates';
import type { System } from '../../../entry/system.ts';
import { demoCategories, demoProducts } from '../../../local/demo/catalog/index.ts';
import { branchId, branchIds, centralId, places, shopNetwork, warehouseId } from './orders-network.ts';

/** Shoes, sandals that alone cost a delivery fee, baby care. */
export const skuIds = ['P004-01', 'P013-01', 'P036-01'] as const;
export type ShopSku = (typeof skuIds)[number];

export function stockedPlaces(dealers: boolean): readonly string[] {
  return dealers ? [...branchIds, warehouseId, centralId] : places;
}

/** A small network with goods, rates and stock, on an empty table. */
export async function openShop(options: {
  system: System;
  engine: Engine;
  /** Each branch belongs to a dealer of its own. */
  dealers: boolean;
  /** What the branch has. */
  stock: Partial<Record<ShopSku, number>>;
  /** What the other places have of each SKU. */
  elsewhere: number;
}): Promise<void> {
  const { system, engine, dealers, stock, elsewhere } = options;
  await system.network.load(shopNetwork(dealers));
  await system.publishCatalog({ products: demoProducts, categories: demoCategories });
  const rates: CommissionRates = {
    format: 2,
    rules: [
      sellersRule({
        id: 'casual',
        name: { zh: '休闲鞋', en: 'Casual shoes' },
        categoryIds: ['shoes.casual'],
        basisPoints: 500,
      }),
      sellersRule({ id: 'all_else', name: { zh: '其他', en: 'All else' }, basisPoints: 300 }),
    ],
    caps: noCaps,
  };
  const publication = { revision: 0, by: 'hq', note: 'test', command: null };
  if (!(await system.rates.publishContent(rates, publication)).ok) throw new Error('no rates');
  for (const id of stockedPlaces(dealers)) {
    const place = await system.network.location(id);
    const levels = skuIds.map((skuId) => ({
      skuId,
      // The branch has what the test says; the others are there to be turned to.
      onHand: id === branchId ? (stock[skuId] ?? 5) : elsewhere,
    }));
    const items = system.inventory.openingItems(place!, levels).map((item) => marshall(item));
    await engine.bulkLoad(system.config.tableName, items);
  }
}
