/** What may be wrong with goods as a whole: found before they are published, not when an order comes. */
import { categoryPath } from '@jindian/shared/category-tree';
import type { Category, Product } from '@jindian/shared/contract/goods/catalog';

export type CatalogFault = {
  code:
    | 'duplicate_category'
    | 'unknown_parent'
    | 'category_too_deep'
    | 'duplicate_product'
    | 'duplicate_sku'
    | 'duplicate_barcode'
    | 'unknown_category';
  id: string;
};

/** All contradictions of a catalog; empty for a sound one. A barcode that two SKUs share would sell the wrong one. */
export function catalogFaults(content: {
  products: readonly Product[];
  categories: readonly Category[];
}): CatalogFault[] {
  const { products, categories } = content;
  const faults: CatalogFault[] = [];
  const once = (code: CatalogFault['code'], seen: Set<string>, id: string) => {
    if (seen.has(id)) faults.push({ code, id });
    seen.add(id);
  };
  const categoryOf = new Map(categories.map((category) => [category.id, category]));
  const categoryIds = new Set<string>();
  for (const { id, parentId } of categories) {
    once('duplicate_category', categoryIds, id);
    if (parentId !== null && !categoryOf.has(parentId)) faults.push({ code: 'unknown_parent', id });
    // A circle has no root within the depth either.
    const top = categoryOf.get(categoryPath(categoryOf, id).at(-1) ?? '');
    if (top && top.parentId !== null && categoryOf.has(top.parentId))
      faults.push({ code: 'category_too_deep', id });
  }
  const [productIds, skuIds, barcodes] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const product of products) {
    once('duplicate_product', productIds, product.id);
    if (!categoryOf.has(product.categoryId)) faults.push({ code: 'unknown_category', id: product.id });
    for (const sku of product.skus) {
      once('duplicate_sku', skuIds, sku.id);
      for (const barcode of sku.barcodes) once('duplicate_barcode', barcodes, barcode);
    }
  }
  return faults;
}
