import type { Category } from '@jindian/shared/contract/goods/catalog';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demoCategories } from '../../local/demo/catalog/index.ts';
import type { CatalogContent } from '../catalog/catalog.ts';
import { catalogFaults } from '../catalog/catalog-faults.ts';
import { withCategories } from './categories.ts';
import { categoryTable } from './present.ts';
import { readCategoryRow } from './rows.ts';
import { exported } from './testing/exported.ts';

test('categories come back with their attributes and tax', () => {
  const category = {
    ...(demoCategories[0] as Category),
    taxCode: '1030201010000000000',
    taxRateBasisPoints: 900,
    attributes: [
      {
        id: 'material',
        name: { zh: '材质', en: 'Material, outside' },
        values: [
          { id: 'cotton', name: { zh: '棉', en: 'Cotton' } },
          { id: 'w.1', name: { zh: '羊毛=1', en: '羊毛=1' } },
        ],
      },
      {
        id: 'season',
        name: { zh: '季节', en: 'Season' },
        values: [{ id: 'summer', name: { zh: '夏', en: 'Summer' } }],
      },
    ],
  };
  const table = exported({ products: [], categories: [category] }, 'csv', 'categories');
  const read = table.rows.map((row) => readCategoryRow(row));
  const rows = read.flatMap((one) => ('value' in one ? [one.value] : []));
  expect(withCategories({ products: [], categories: [] }, rows).content.categories).toEqual([category]);
  const plain = { ...category, attributes: category.attributes.slice(1) };
  const [, cells] = categoryTable({ categories: [plain] });
  expect(cells).toContain('season 季节 | Season = summer 夏 | Summer');
});

test('categories in a circle, too deep, or below none are refused, and the tree stays sound', () => {
  const one = fc.record(
    {
      categoryId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
      parentId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'zz'),
      titleZh: fc.constant('名'),
    },
    { requiredKeys: ['categoryId', 'titleZh'] },
  );
  const start: CatalogContent = {
    products: [],
    categories: [{ id: 'a', parentId: null, name: { zh: '甲', en: 'A' } }],
  };
  fc.assert(
    fc.property(fc.uniqueArray(one, { selector: ({ categoryId }) => categoryId }), (rows) => {
      const { content, bad, changed, unchanged } = withCategories(
        start,
        rows.map((values, at) => ({ ...values, row: at + 2 })),
      );
      expect(catalogFaults(content)).toEqual([]);
      expect(bad.length + changed + unchanged).toBe(rows.length);
    }),
    { numRuns: 300 },
  );
});
