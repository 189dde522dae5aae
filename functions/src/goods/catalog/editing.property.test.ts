import type { Category } from '@jindian/shared/contract/goods/catalog';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CatalogContent, decodeCatalog, encodeCatalog } from './catalog.ts';
import { catalogFaults } from './catalog-faults.ts';
import {
  addCategory,
  addProduct,
  type Change,
  changeCategory,
  changed,
  changeProduct,
  copyProduct,
  removeCategory,
  revisionOf,
  setStatus,
} from './editing.ts';
import { body, both, by, sku } from './testing/goods-samples.ts';

const ids = fc.constantFrom('P1', 'P2', 'P3');
const categories = fc.constantFrom('a', 'b', 'c');
const values = ['s', 'm', 'l'].map((id) => ({ id, name: both(id) }));
const bodies = fc
  .record({
    categoryId: fc.constantFrom('a', 'a', 'a', 'b', 'c'),
    sizes: fc.boolean(),
    skus: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9'),
        value: fc.constantFrom('s', 'm', 'l', 's', 'm', 'l', 'x'),
        code: fc.constantFrom('AB01', 'AB02', null, null, null, null),
      }),
      { minLength: 1, maxLength: 3, selector: ({ id }) => id },
    ),
  })
  .map(({ categoryId, sizes, skus }) =>
    body({
      categoryId,
      options: sizes ? [{ id: 'size', name: both('尺码'), values }] : [],
      skus: skus.map(({ id, value, code }) =>
        sku(id, { optionValueIds: sizes ? { size: value } : {}, barcodes: code ? [code] : [] }),
      ),
    }),
  );
const categoryBodies = fc.record({
  name: fc.constant(both('类')),
  parentId: fc.option(categories),
  before: fc.option(categories),
});
const seen = fc.constantFrom(0, 0, 0, 1);
/** `seen`: how much later than its revision somebody comes. */
const changes: fc.Arbitrary<(content: CatalogContent) => Change> = fc.oneof(
  fc.tuple(ids, bodies).map(
    ([id, given]) =>
      () =>
        addProduct({ ...given, id }),
  ),
  fc.tuple(ids, bodies, seen).map(
    ([id, given, late]) =>
      (content: CatalogContent) =>
        changeProduct(id, given, revisionOf(content, 'products', id) - late),
  ),
  fc.tuple(ids, fc.constantFrom('on_sale' as const, 'off_sale' as const, 'archived' as const)).map(
    ([id, status]) =>
      (content: CatalogContent) =>
        setStatus(id, status, revisionOf(content, 'products', id)),
  ),
  fc.tuple(ids, ids).map(
    ([from, id]) =>
      () =>
        copyProduct(from, id),
  ),
  fc.tuple(categories, categoryBodies).map(
    ([id, given]) =>
      () =>
        addCategory({ ...given, id }),
  ),
  fc.tuple(categories, categoryBodies, seen).map(
    ([id, given, late]) =>
      (content: CatalogContent) =>
        changeCategory(id, given, revisionOf(content, 'categories', id) - late),
  ),
  categories.map(
    (id) => (content: CatalogContent) => removeCategory(id, revisionOf(content, 'categories', id)),
  ),
);

test('whatever people save in whatever order, the goods are sound, and what was on sale keeps its SKUs', () => {
  const made = { products: 0 };
  fc.assert(
    fc.property(fc.array(changes, { minLength: 10, maxLength: 25 }), (wanted) => {
      const first = [{ id: 'a', name: both('类'), parentId: null }] satisfies Category[];
      let content: CatalogContent = { products: [], categories: first };
      const sold = new Set<string>();
      for (const want of wanted) {
        const change = want(content);
        const outcome = changed(content, change, by);
        if (outcome.is !== 'made') continue;
        const others = (all: CatalogContent) => all[change.kind].filter(({ id }) => id !== change.id);
        expect(others(outcome.content)).toEqual(others(content));
        content = outcome.content;
        expect(catalogFaults(content)).toEqual([]);
        expect(decodeCatalog(encodeCatalog(content)).products).toEqual(content.products);
        for (const product of content.products) {
          if (product.status !== 'draft') for (const { id } of product.skus) sold.add(id);
          for (const { optionValueIds } of product.skus)
            expect(Object.keys(optionValueIds)).toEqual(product.options.map(({ id }) => id));
        }
        const all = new Set(content.products.flatMap(({ skus }) => skus.map(({ id }) => id)));
        expect([...sold].filter((id) => !all.has(id))).toEqual([]);
      }
      made.products += content.products.length;
    }),
    { numRuns: 300 },
  );
  expect(made.products).toBeGreaterThan(100);
});
