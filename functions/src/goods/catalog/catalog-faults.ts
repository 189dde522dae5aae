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
    | 'unknown_category'
    | 'options_unfit'
    | 'same_form_twice';
  id: string;
  /** Whose it is already: of a SKU the product, of a barcode or a form the SKU. */
  of?: string;
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
  const productIds = new Set<string>();
  const [productOfSku, skuOfBarcode] = [new Map<string, string>(), new Map<string, string>()];
  const onceOf = (code: CatalogFault['code'], ofWhom: Map<string, string>, id: string, mine: string) => {
    const of = ofWhom.get(id);
    if (of === undefined) ofWhom.set(id, mine);
    else faults.push({ code, id, of });
  };
  for (const product of products) {
    once('duplicate_product', productIds, product.id);
    if (!categoryOf.has(product.categoryId)) faults.push({ code: 'unknown_category', id: product.id });
    for (const sku of product.skus) {
      onceOf('duplicate_sku', productOfSku, sku.id, product.id);
      for (const barcode of sku.barcodes) onceOf('duplicate_barcode', skuOfBarcode, barcode, sku.id);
    }
    faults.push(...formFaults(product));
  }
  return faults;
}

/** Each SKU is one form of its product: a value of every option, and no other SKU with the same ones. */
export function formFaults({ options, skus }: Product): CatalogFault[] {
  const [first] = skus;
  const isOnce = (ids: readonly string[]) => new Set(ids).size === ids.length;
  const known =
    isOnce(options.map(({ id }) => id)) && options.every(({ values }) => isOnce(values.map(({ id }) => id)));
  if (!known && first) return [{ code: 'options_unfit', id: first.id }];
  const skuOfForm = new Map<string, string>();
  return skus.flatMap((sku): CatalogFault[] => {
    const fits =
      Object.keys(sku.optionValueIds).length === options.length &&
      options.every(({ id, values }) => values.some((value) => value.id === sku.optionValueIds[id]));
    if (!fits) return [{ code: 'options_unfit', id: sku.id }];
    const form = options.map(({ id }) => sku.optionValueIds[id]).join('/');
    const of = skuOfForm.get(form);
    if (of === undefined) skuOfForm.set(form, sku.id);
    return of === undefined ? [] : [{ code: 'same_form_twice', id: sku.id, of }];
  });
}
