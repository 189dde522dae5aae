import type { Product } from '@jindian/shared/contract/goods/catalog';
import type { CategoryBody, ProductBody } from '@jindian/shared/contract/goods/editing';
import { type CatalogContent, noGoods } from '../catalog.ts';
import { addCategory, addProduct, type Change, changed } from '../editing.ts';

/** A brand with one category and one product, as people make them. */
export const both = (text: string) => ({ zh: text, en: text });
export const sku = (id: string, more: Partial<Product['skus'][number]> = {}) => ({
  id,
  optionValueIds: {},
  name: both('单款'),
  barcodes: [],
  priceFen: 100,
  ...more,
});
export const body = (more: Partial<ProductBody> = {}): ProductBody => ({
  categoryId: 'tea',
  title: both('茶'),
  subtitle: both('春茶'),
  description: both('一芽一叶'),
  imagePaths: [`/pictures/${'0'.repeat(32)}`],
  specs: [],
  options: [],
  skus: [sku('S1')],
  regions: null,
  weightGrams: 100,
  deliverable: true,
  pickupable: true,
  ...more,
});
export const by = { by: 'lin', atMs: 1 };

/** The content after changes that are all made. */
export function after(content: CatalogContent, ...changes: Change[]): CatalogContent {
  let now = content;
  for (const change of changes) {
    const outcome = changed(now, change, by);
    if (outcome.is !== 'made') throw new Error(JSON.stringify(outcome));
    now = outcome.content;
  }
  return now;
}
export const codeOf = (content: CatalogContent, change: Change) => {
  const outcome = changed(content, change, by);
  return outcome.is === 'refused' ? [outcome.failure.code, outcome.failure.params] : outcome.is;
};
export const tea: CategoryBody & { id: string } = { id: 'tea', name: both('茶'), parentId: null };
export const shop = after(noGoods, addCategory(tea), addProduct({ ...body(), id: 'P1' }));

export const answerTo = (content: CatalogContent, change: Change) => [codeOf(content, change)].flat()[0];
