import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type Category,
  categorySchema,
  type Product,
  productSchema,
  type Sku,
} from '@jindian/shared/contract/goods/catalog';
import { z } from '@jindian/shared/zod';
import { type Tracking, untracked } from '../inventory/lots.ts';
import { type GoodsSearch, goodsSearch } from './goods-search.ts';

/** The brand's goods, held in memory: published as one snapshot, looked up by id. */
export type Catalog = {
  products: readonly Product[];
  categories: readonly Category[];
  product(productId: string): Product | null;
  sku(skuId: string): { product: Product; sku: Sku } | null;
  search: GoodsSearch;
  /** What of a SKU is written down beside its number, and when its lots are no longer offered. */
  tracking(skuId: string, blockDays: number): Tracking;
};

/** What is published of it. */
export type CatalogContent = Pick<Catalog, 'products' | 'categories'>;

const catalogFileSchema = z.object({ products: z.array(productSchema), categories: z.array(categorySchema) });

export function encodeCatalog(content: CatalogContent): Uint8Array {
  return gzipSync(JSON.stringify(catalogFileSchema.parse(content)));
}

/** Published catalogs were checked by `encodeCatalog`; only the indexes are built here. */
export function decodeCatalog(bytes: Uint8Array): Catalog {
  const { products, categories } = JSON.parse(gunzipSync(bytes).toString()) as {
    products: Product[];
    categories: Category[];
  };
  const byId = new Map(products.map((product) => [product.id, product]));
  const categoryOf = new Map(categories.map((category) => [category.id, category]));
  const bySku = new Map(products.flatMap((product) => product.skus.map((sku) => [sku.id, { product, sku }])));
  return {
    products,
    categories,
    product: (productId) => byId.get(productId) ?? null,
    sku: (skuId) => bySku.get(skuId) ?? null,
    search: goodsSearch({ products, categories }),
    tracking(skuId, blockDays) {
      const product = bySku.get(skuId)?.product;
      if (!product?.tracking) return untracked;
      const { expiryBlockDays = blockDays } = {
        ...categoryOf.get(product.categoryId),
        ...(product.expiryBlockDays === undefined ? {} : { expiryBlockDays: product.expiryBlockDays }),
      };
      return { kind: product.tracking, blockDays: expiryBlockDays };
    },
  };
}
