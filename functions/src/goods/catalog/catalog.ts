import { gunzipSync, gzipSync } from 'node:zlib';
import { attributesByCategory, categoryPath } from '@jindian/shared/category-tree';
import {
  type Attribute,
  type Category,
  categorySchema,
  type Product,
  productSchema,
  type Sku,
} from '@jindian/shared/contract/goods/catalog';
import type { Settings } from '@jindian/shared/contract/settings/index';
import { isGtin } from '@jindian/shared/gtin';
import { z } from '@jindian/shared/zod';
import { type Tracking, untracked } from '../inventory/lots.ts';
import { catalogFaults } from './catalog-faults.ts';
import { type GoodsSearch, goodsSearch } from './goods-search.ts';

/** The brand's goods, held in memory: published as one snapshot, looked up by id. */
export type Catalog = {
  products: readonly Product[];
  categories: readonly Category[];
  /** Who changed which last; nothing of what was only ever published whole. */
  edits: CatalogEdits;
  product(productId: string): Product | null;
  sku(skuId: string): { product: Product; sku: Sku } | null;
  /** The product that has this number under its bars, as one of 14 digits. */
  productOfGtin(gtin14: string): string | null;
  /** A category and all above it, nearest first. */
  categoryPath(categoryId: string): readonly string[];
  /** What goods of a category are told apart by. */
  attributesFor(categoryId: string): readonly Attribute[];
  search: GoodsSearch;
  /** What of a SKU is written down beside its number, and when its lots are no longer offered. */
  tracking(skuId: string, blockDays: number): Tracking;
  /** What a line of it freezes for its invoice: as the product says, else its category or one above, else the brand. */
  taxOf(product: TaxedProduct, ofBrand: Tax): Tax;
};

export type Tax = { taxCode: string; taxRateBasisPoints: number };
type TaxedProduct = Pick<Product, 'categoryId' | 'taxCode' | 'taxRateBasisPoints'>;

export function brandTax({
  taxCode,
  taxRatePercent,
}: Pick<Settings<'goods'>, 'taxCode' | 'taxRatePercent'>): Tax {
  return { taxCode, taxRateBasisPoints: taxRatePercent * 100 };
}

/** What is published of it. The edits stand with what they are of, so that one write changes both. */
export type CatalogContent = Pick<Catalog, 'products' | 'categories'> & { edits?: CatalogEdits | undefined };

const editSchema = z.object({ revision: z.int().min(1), by: z.string(), atMs: z.int() });
const editsSchema = z.object({
  products: z.record(z.string(), editSchema),
  categories: z.record(z.string(), editSchema),
});
export type CatalogEdits = z.infer<typeof editsSchema>;

const catalogFileSchema = z
  .object({
    products: z.array(productSchema),
    categories: z.array(categorySchema),
    edits: editsSchema.optional(),
  })
  .superRefine((content, ctx) => {
    for (const { code, id } of catalogFaults(content))
      ctx.addIssue({ code: 'custom', message: `${code} ${id}` });
  });

export function encodeCatalog(content: CatalogContent): Uint8Array {
  return gzipSync(JSON.stringify(catalogFileSchema.parse(content)));
}

/** Published catalogs were checked by `encodeCatalog`. */
export function readContent(bytes: Uint8Array): CatalogContent {
  return JSON.parse(gunzipSync(bytes).toString()) as CatalogContent;
}

export function decodeCatalog(bytes: Uint8Array): Catalog {
  return catalogOf(readContent(bytes));
}

/** What a brand has before it made its first. */
export const noGoods: CatalogContent = { products: [], categories: [] };

/** Content with its indexes. */
export function catalogOf({ products, categories, edits }: CatalogContent): Catalog {
  const byId = new Map(products.map((product) => [product.id, product]));
  const categoryOf = new Map(categories.map((category) => [category.id, category]));
  const pathOf = new Map(categories.map(({ id }) => [id, categoryPath(categoryOf, id)]));
  const bySku = new Map(products.flatMap((product) => product.skus.map((sku) => [sku.id, { product, sku }])));
  const byGtin = new Map(
    products.flatMap(({ id, skus }) =>
      skus.flatMap(({ barcodes }) =>
        barcodes.filter(isGtin).map((barcode) => [barcode.padStart(14, '0'), id] as const),
      ),
    ),
  );
  return {
    products,
    categories,
    edits: edits ?? { products: {}, categories: {} },
    product: (productId) => byId.get(productId) ?? null,
    sku: (skuId) => bySku.get(skuId) ?? null,
    productOfGtin: (gtin14) => byGtin.get(gtin14) ?? null,
    categoryPath: (categoryId) => pathOf.get(categoryId) ?? [],
    attributesFor: attributesByCategory(categories),
    search: goodsSearch({ products, categories }),
    taxOf(product, ofBrand) {
      const above = (pathOf.get(product.categoryId) ?? []).map((id) => categoryOf.get(id));
      const said = [product, ...above];
      const first = <K extends keyof Tax>(name: K): Tax[K] =>
        (said.map((one) => one?.[name]).find((value) => value !== undefined) as Tax[K] | undefined) ??
        ofBrand[name];
      return { taxCode: first('taxCode'), taxRateBasisPoints: first('taxRateBasisPoints') };
    },
    tracking(skuId, blockDays) {
      const product = bySku.get(skuId)?.product;
      if (!product?.tracking) return untracked;
      const above = (pathOf.get(product.categoryId) ?? []).map((id) => categoryOf.get(id)?.expiryBlockDays);
      const days = [product.expiryBlockDays, ...above].find((one) => one !== undefined) ?? blockDays;
      return { kind: product.tracking, blockDays: days };
    },
  };
}
