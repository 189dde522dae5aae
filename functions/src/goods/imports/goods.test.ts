import { cleanLine } from '@jindian/shared/clean-text';
import { type Category, type Product, productSchema, statusOf } from '@jindian/shared/contract/goods/catalog';
import {
  type ImportRow,
  importColumnOf,
  importColumns,
  importKinds,
} from '@jindian/shared/contract/goods/imports';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portionsOf } from '../../hq/client/import-file.ts';
import { demoCategories, demoProducts } from '../../local/demo/catalog/index.ts';
import type { CatalogContent } from '../catalog/catalog.ts';
import { catalogFaults } from '../catalog/catalog-faults.ts';
import { withCategories } from './categories.ts';
import { type LaidRows, withGoods } from './goods.ts';
import { inWords } from './present.ts';
import { readCategoryRow, readGoodsRow } from './rows.ts';
import { exported } from './testing/exported.ts';

const demo: CatalogContent = { products: demoProducts, categories: demoCategories };

function laid(content: CatalogContent, rows: readonly ImportRow[]): LaidRows {
  const read = rows.map((row) => {
    const found = readGoodsRow(row);
    if ('bad' in found) throw new Error(JSON.stringify(found.bad));
    return found.value;
  });
  return withGoods(content, read);
}
const hostile = fc.constantFrom(
  '=1+1',
  '@SUM(A1)',
  '-x',
  '+86',
  "'=",
  'a,b',
  '1,200',
  '007',
  '6.92E+12',
  '（全角）',
  '１２',
  '#ref',
  '"',
);
const name = fc
  .oneof(hostile, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }))
  .map((text) => cleanLine(text).replace(/[|#\ufffd]/g, ''))
  .filter((text) => text !== '' && !/\p{Surrogate}/u.test(text));

test('each column is read by what either language calls it, and by nothing of another', () => {
  for (const kind of importKinds) {
    const heads = Object.keys(importColumns[kind]);
    for (const language of ['zh', 'en'] as const)
      expect(
        inWords([heads], language)[0]?.map((head) => importColumnOf(kind, String(head))),
        `${kind} ${language}`,
      ).toEqual(heads);
    expect(heads.map((head) => importColumnOf(kind, head))).toEqual(heads);
  }
});

test('a cell of a dash takes away what is there, and one that says nothing leaves it', () => {
  const source = { ...(demoProducts[0] as Product), tags: [{ zh: '新品', en: 'New' }], regions: ['上海'] };
  const content = { products: [source], categories: demoCategories };
  const row = (values: Record<string, string>) => [
    { row: 2, values: { productId: source.id, skuId: source.skus[0]?.id ?? '', ...values } },
  ];
  expect(laid(content, row({})).changed).toBe(0);
  const [without] = laid(content, row({ tags: '-', regions: '全国' })).content.products;
  expect([without?.tags, without?.regions]).toEqual([undefined, null]);
  for (const [column, value] of [
    ['taxCode', '123'],
    ['taxRate', '130'],
    ['tracking', 'maybe'],
    ['branchesOf', 'nobody'],
    ['attributes', 'material'],
    ['specs', '材质'],
  ] as const)
    expect(laid(content, row({ [column]: value })).bad).toMatchObject([
      { code: 'unreadable', params: { column } },
    ]);
});

describe('goods that are exported and imported again', () => {
  test.each(['csv', 'xlsx'] as const)('change nothing, as %s', (format) => {
    const table = exported(demo, format);
    expect(table.bad).toEqual([]);
    const skus = demoProducts.flatMap((product) => product.skus).length;
    expect(laid(demo, table.rows)).toMatchObject({ bad: [], changed: 0, unchanged: skus, touched: [] });
    const categories = exported(demo, format, 'categories');
    const read = categories.rows.flatMap((row) => {
      const found = readCategoryRow(row);
      return 'value' in found ? [found.value] : [];
    });
    expect(withCategories(demo, read)).toMatchObject({
      bad: [],
      changed: 0,
      unchanged: demoCategories.length,
    });
    // Into an empty brand they make the same goods.
    const tree = withCategories({ products: [], categories: [] }, read).content;
    expect(tree.categories).toEqual(demoCategories);
    const made = laid(tree, table.rows);
    expect([made.bad, catalogFaults(made.content)]).toEqual([[], []]);
    expect(made.content.products).toEqual(
      demoProducts.map((product) => ({ ...product, status: statusOf(product) })),
    );
  });

  test('with everything that goods may have, into an empty brand: every field, whatever stands in it', () => {
    const odd = fc.oneof(name, fc.constantFrom('a=b', 'a; b', 'a | b', '-', '全国', '[x]', '{', '"q"', '=1'));
    const both = fc.record({ zh: odd, en: odd });
    const partId = fc.stringMatching(/^[a-z0-9][a-z0-9.]{0,6}$/);
    const opt = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined });
    const more = fc.record({
      specs: fc.array(fc.record({ name: both, value: both }), { maxLength: 3 }),
      regions: fc.option(fc.uniqueArray(fc.constantFrom('上海', '广西', '内蒙古'), { minLength: 1 })),
      branchesOf: opt(fc.constantFrom('hq' as const, 'dealer' as const)),
      brandLine: opt(both),
      detailPaths: opt(
        fc.array(
          fc.stringMatching(/^[0-9a-f]{32}$/).map((id) => `/pictures/${id}`),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
      ),
      tags: opt(fc.array(both, { minLength: 1, maxLength: 3 })),
      attributes: opt(
        fc.dictionary(partId, fc.array(partId, { minLength: 1, maxLength: 3 }), { minKeys: 1 }),
      ),
      tracking: opt(fc.constantFrom('lot' as const, 'lot_and_expiry' as const)),
      expiryBlockDays: opt(fc.integer({ min: 0, max: 365 })),
      taxCode: opt(fc.constant('1030201010000000000')),
      taxRateBasisPoints: opt(fc.integer({ min: 0, max: 10_000 })),
      needs: opt(fc.uniqueArray(fc.constantFrom('cold' as const, 'large' as const), { minLength: 1 })),
      onlineOnly: opt(fc.boolean()),
      hasSerials: opt(fc.boolean()),
      notReturnable: opt(both),
      volumeCubicCentimeters: opt(fc.integer({ min: 1, max: 10_000_000 })),
      warrantyMonths: opt(fc.integer({ min: 1, max: 240 })),
      portionGrams: opt(fc.integer({ min: 1, max: 100_000 })),
      dealersFromMs: opt(fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 })),
      visibleFromMs: opt(fc.integer({ min: 1_600_000_000_000, max: 1_900_000_000_000 })),
    });
    const seen = new Set<string>();
    fc.assert(
      fc.property(more, both, fc.constantFrom('csv' as const, 'xlsx' as const), (own, skuName, format) => {
        for (const [field, value] of Object.entries(own)) if (value !== undefined) seen.add(field);
        const source = demoProducts[0] as Product;
        const [option, ...others] = source.options;
        const path = source.imagePaths[0];
        const product = {
          ...source,
          ...own,
          status: 'on_sale',
          options: [
            {
              ...option,
              id: 'own.id',
              values: option?.values.map((one, nth) => (nth === 0 ? { ...one, imagePath: path } : one)),
            },
            ...others,
          ],
          skus: source.skus.map((sku, nth) => ({
            ...sku,
            ...(nth === 0 ? { name: skuName, weightGrams: 777, volumeCubicCentimeters: 4_321 } : {}),
            optionValueIds: Object.fromEntries(
              Object.entries(sku.optionValueIds).map(([id, value]) => [
                id === option?.id ? 'own.id' : id,
                value,
              ]),
            ),
          })),
        } as Product;
        const table = exported({ products: [product], categories: demoCategories }, format);
        expect(table.bad).toEqual([]);
        const made = laid({ products: [], categories: demoCategories }, table.rows);
        expect(made.bad).toEqual([]);
        const told = JSON.parse(JSON.stringify(product)) as Product;
        expect(made.content.products).toEqual([told]);
        // The same again changes nothing.
        expect(laid({ products: [told], categories: demoCategories }, table.rows).changed).toBe(0);
      }),
      { numRuns: 60, examples: [[{} as never, { zh: '007', en: 'a=b' }, 'csv']] },
    );
    // A field that goods get from now on is missing here until it has a column.
    const elsewhere = ['id', 'status', 'categoryId', 'title', 'subtitle', 'description', 'imagePaths'];
    const planned = ['onSaleAtMs', 'offSaleAtMs'];
    const shaped = ['options', 'skus', 'weightGrams', 'deliverable', 'pickupable'];
    expect([...seen, ...elsewhere, ...planned, ...shaped].sort()).toEqual(
      Object.keys(productSchema.shape).sort(),
    );
  });

  test('whatever they are called, in any portions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, name, name, fc.integer({ min: 1, max: 9_999_999 })), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.constantFrom('csv' as const, 'xlsx' as const),
        (changes, format) => {
          const products = changes.map(([zh, en, value, priceFen], at): Product => {
            const source = demoProducts[at * 7] as Product;
            const [option, ...others] = source.options;
            const values = option?.values.map((one, nth) =>
              nth === 0 ? { ...one, name: { zh: value, en } } : one,
            );
            return {
              ...source,
              title: { zh, en },
              subtitle: { zh: en, en: zh },
              description: { zh: `${zh}\n${en}`, en: `${value}\n\n${zh}` },
              ...(option && values && new Set(values.map((one) => one.name.zh)).size === values.length
                ? { options: [{ ...option, values }, ...others] }
                : {}),
              skus: source.skus.map((sku) => ({ ...sku, priceFen })),
            };
          });
          const content = { products, categories: demoCategories };
          const table = exported(content, format);
          expect(table.bad).toEqual([]);
          for (const rows of portionsOf(table.rows)) {
            const { bad, changed } = laid(content, rows);
            expect([bad, changed]).toEqual([[], 0]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('rows of goods', () => {
  const categories: Category[] = [{ id: 'shoes', parentId: null, name: { zh: '鞋', en: 'Shoes' } }];
  const empty: CatalogContent = { products: [], categories };
  const row = (nth: number, values: ImportRow['values']): ImportRow => ({ row: nth, values });
  const first = {
    productId: 'P9',
    skuId: 'P9-1',
    categoryId: 'shoes',
    titleZh: '鞋',
    weightGrams: 500,
    option1: '颜色 | Colour',
    value1: '白 | White | #FFFFFF',
    priceYuan: '199.00',
  };
  const second = {
    productId: 'P9',
    skuId: 'P9-2',
    value1: '黑',
    priceYuan: '189.00',
    barcodes: '6901234567892',
  };

  test('make a product with its options and SKUs, as a draft, and then change what they name alone', () => {
    const made = laid(empty, [row(2, first), row(3, second)]);
    expect(made.bad).toEqual([]);
    const [product] = made.content.products as [Product];
    expect(product).toMatchObject({
      status: 'draft',
      title: { zh: '鞋', en: '鞋' },
      options: [{ id: 'colour', values: [{ id: 'white', swatchHex: '#ffffff' }, { name: { zh: '黑' } }] }],
      skus: [
        { name: { zh: '白' }, priceFen: 19_900 },
        { barcodes: ['6901234567892'], priceFen: 18_900 },
      ],
    });
    const later = laid(made.content, [row(2, { productId: 'P9', skuId: 'P9-2', priceYuan: '150.00' })]);
    const [after] = later.content.products as [Product];
    expect([later.changed, later.touched, after.skus.map(({ priceFen }) => priceFen)]).toEqual([
      1,
      ['P9'],
      [19_900, 15_000],
    ]);
    expect({ ...after, skus: [] }).toEqual({ ...product, skus: [] });
  });

  test('that give a product another status end its plan: no timer sells what was archived', () => {
    const [some] = demoProducts as [Product];
    const planned = { ...some, status: 'draft' as const, onSaleAtMs: 3_000, offSaleAtMs: 5_000 };
    const content = { ...demo, products: [planned, ...demoProducts.slice(1)] };
    const row = (values: ImportRow['values']) =>
      laid(content, [{ row: 2, values: { productId: some.id, skuId: some.skus[0]!.id, ...values } }]).content
        .products[0];
    expect(row({ titleZh: '新名' })).toMatchObject({
      status: 'draft',
      onSaleAtMs: 3_000,
      offSaleAtMs: 5_000,
    });
    const archived = row({ status: 'archived' });
    expect(archived).toMatchObject({ status: 'archived' });
    expect([archived?.onSaleAtMs, archived?.offSaleAtMs]).toEqual([undefined, undefined]);
    expect(row({ status: 'on_sale' })).toMatchObject({ status: 'on_sale', offSaleAtMs: 5_000 });
  });

  test('are refused by row for what is wrong with them, and of such a product nothing is taken', () => {
    const there = laid(empty, [row(2, first), row(3, second)]).content;
    const faults = (rows: ImportRow[], content = empty) =>
      laid(content, rows).bad.map(({ row: nth, code, params }) => [
        nth,
        code,
        params.column ?? params.value ?? params.row,
      ]);
    const { categoryId: _c, ...noCategory } = first;
    expect(faults([row(2, noCategory), row(3, second)])).toEqual([
      [2, 'missing', 'categoryId'],
      [3, 'product_refused', 2],
    ]);
    expect(faults([row(2, { ...first, categoryId: 'hats' })])).toEqual([[2, 'unknown_category', 'hats']]);
    expect(faults([row(2, first), row(3, { ...second, titleZh: '靴' })])).toEqual([
      [3, 'contradicts', 'titleZh'],
      [2, 'product_refused', 3],
    ]);
    expect(faults([row(2, first), row(3, { ...second, value1: '白' })])).toEqual([
      [3, 'form_twice', undefined],
      [2, 'product_refused', 3],
    ]);
    const { priceYuan: _p, ...noPrice } = second;
    expect(faults([row(2, first), row(3, noPrice)])[0]).toEqual([3, 'missing', 'priceYuan']);
    const { value1: _v, ...noValue } = second;
    expect(faults([row(2, first), row(3, noValue)])[0]).toEqual([3, 'missing', 'value1']);
    expect(faults([row(2, { ...first, barcodes: '6901234567893' })])).toEqual([
      [2, 'unreadable', 'barcodes'],
    ]);
    const other = { ...first, productId: 'P8' };
    expect(faults([row(2, other)], there)).toEqual([[2, 'sku_elsewhere', 'P9']]);
    expect(faults([row(2, { ...other, skuId: 'P8-1', barcodes: '6901234567892' })], there)).toEqual([
      [2, 'barcode_elsewhere', '6901234567892'],
    ]);
    expect(faults([row(2, { productId: 'P9', skuId: 'P9-1', status: 'off_sale' })], there)).toEqual([
      [2, 'status_refused', 'off_sale'],
    ]);
    const pictured = readGoodsRow(row(2, { ...first, pictures: `/pictures/${'0'.repeat(32)}` }));
    if ('bad' in pictured) throw new Error('bad');
    expect(withGoods(empty, [pictured.value], () => false).bad[0]?.code).toBe('unknown_picture');
    // Wherever it stands: below the description, or beside a value of an option.
    const { pictures: _, ...plain } = pictured.value;
    const path = `/pictures/${'b'.repeat(32)}`;
    for (const more of [{ detailPictures: path }, { option1: '颜色', value1: `白 | White | ${path}` }]) {
      const found = withGoods(empty, [{ ...plain, ...more }], (one) => one !== path);
      expect([more, found.bad[0]?.code]).toEqual([more, 'unknown_picture']);
    }
    // What was refused leaves the content as it was.
    expect(laid(there, [row(2, { ...other })]).content).toBe(there);
  });

  test('whatever they hold, leave goods that can be published', () => {
    const word = fc.constantFrom(
      '白',
      '黑 | Black',
      '#000000',
      '|',
      '颜色',
      'P9',
      'shoes',
      '6901234567892',
      'x',
      '/pictures/1',
    );
    const cells = fc.record(
      {
        productId: fc.constantFrom('P1', 'P2', 'P001'),
        skuId: fc.constantFrom('P1-1', 'P1-2', 'P2-1', 'P001-01'),
        status: fc.constantFrom('draft', 'on_sale', 'archived'),
        categoryId: fc.constantFrom('shoes', 'hats'),
        titleZh: word,
        weightGrams: fc.integer({ min: 1, max: 500_000 }),
        option1: word,
        value1: word,
        option2: word,
        value2: word,
        priceYuan: fc.constantFrom('1.00', '99999.00'),
        barcodes: word,
        pictures: word,
      },
      { requiredKeys: ['productId', 'skuId'] },
    );
    const [source] = demoProducts as [Product];
    const content = { products: [{ ...source, categoryId: 'shoes' }], categories };
    fc.assert(
      fc.property(fc.array(cells, { maxLength: 12 }), (given) => {
        const after = laid(
          content,
          given.map((values, at) => row(at + 2, values)),
        );
        expect(catalogFaults(after.content)).toEqual([]);
        expect(after.changed + after.unchanged + new Set(after.bad.map((one) => one.row)).size).toBe(
          given.length,
        );
      }),
      { numRuns: 300 },
    );
  });
});
