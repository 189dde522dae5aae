import type { Product } from '@jindian/shared/contract/goods/catalog';
import { productBodySchema } from '@jindian/shared/contract/goods/editing';
import { expect, test } from 'vitest';
import { noGoods } from '../../../goods/catalog/catalog.ts';
import {
  addCategory,
  addProduct,
  changed,
  changeProduct,
  setStatus,
} from '../../../goods/catalog/editing.ts';
import { demoProducts } from '../../../local/demo/catalog/index.ts';
import { fieldsOf } from '../../forms/fields.ts';
import { pictureLines } from './pictures.tsx';
import { knownName, knownValues, productBody, restOf, valueLines } from './product-body.ts';
import { specLines, tagLines, withKnownAttributes } from './product-more-body.ts';

const both = (text: string) => ({ zh: text, en: text });
const by = { by: 'lin', atMs: 1 };

/** The fields as `product-fields.tsx` shows them. */
function shown(product: Product): [string, string][] {
  return [
    ['rest', restOf(product)],
    ...(['title', 'subtitle', 'description'] as const).flatMap((name): [string, string][] => [
      [`${name}.zh`, product[name].zh],
      [`${name}.en`, product[name].en],
    ]),
    ['categoryId', product.categoryId],
    ['weightGrams', String(product.weightGrams)],
    ['volumeCubicCentimeters', String(product.volumeCubicCentimeters ?? '')],
    ['deliverable', product.deliverable ? 'yes' : ''],
    ['pickupable', product.pickupable ? 'yes' : ''],
    ['imagePaths', pictureLines(product)],
    ...product.options.flatMap((option, nth): [string, string][] => [
      [`options.${nth}.known`, knownValues(option)],
      [`options.${nth}.name.zh`, option.name.zh],
      [`options.${nth}.name.en`, option.name.en],
      [`options.${nth}.values`, valueLines(option)],
    ]),
    ...product.skus.flatMap((sku, nth): [string, string][] => [
      [`sku.${nth}.id`, sku.id],
      [`sku.${nth}.form`, JSON.stringify(sku.optionValueIds)],
      [`sku.${nth}.name`, knownName(product, sku)],
      [`sku.${nth}.price`, (sku.priceFen / 100).toFixed(2)],
      [`sku.${nth}.barcodes`, sku.barcodes.join(' ')],
      [`sku.${nth}.weight`, String(sku.weightGrams ?? '')],
      [`sku.${nth}.volume`, String(sku.volumeCubicCentimeters ?? '')],
    ]),
    ['price', '1.00'],
    ['brandLine.zh', product.brandLine?.zh ?? ''],
    ['brandLine.en', product.brandLine?.en ?? ''],
    ['notReturnable.zh', product.notReturnable?.zh ?? ''],
    ['notReturnable.en', product.notReturnable?.en ?? ''],
    ['detailPaths', product.detailPaths?.join('\n') ?? ''],
    ['tags', tagLines(product.tags ?? [])],
    ['specs', specLines(product.specs)],
    ...Object.entries(product.attributes ?? {}).flatMap(([id, values]) =>
      values.map((value): [string, string] => [`attribute.${id}`, value]),
    ),
    ...(product.needs ?? []).map((need): [string, string] => ['needs', need]),
    ['portionGrams', String(product.portionGrams ?? '')],
    ['warrantyMonths', String(product.warrantyMonths ?? '')],
    ['tracking', product.tracking ?? ''],
    ['expiryBlockDays', String(product.expiryBlockDays ?? '')],
    ['taxRate', product.taxRateBasisPoints === undefined ? '' : String(product.taxRateBasisPoints / 100)],
    ['taxCode', product.taxCode ?? ''],
    ['regions', product.regions?.join('、') ?? ''],
    ['branchesOf', product.branchesOf ?? ''],
    ['onlineOnly', product.onlineOnly ? 'yes' : ''],
  ];
}

const product: Product = {
  id: 'P1',
  categoryId: 'tea',
  title: both('茶'),
  subtitle: both('春茶'),
  description: both('一芽一叶'),
  imagePaths: [],
  specs: [],
  options: [
    {
      id: 'size',
      name: { zh: '规格', en: 'Size' },
      values: [
        { id: 's', name: { zh: '小缶', en: 'Small' } },
        { id: 'l', name: { zh: '大罐', en: 'Large' } },
      ],
    },
  ],
  skus: [
    { id: 'S1', optionValueIds: { size: 's' }, name: both('小缶'), barcodes: [], priceFen: 100 },
    {
      id: 'S2',
      optionValueIds: { size: 'l' },
      name: both('大罐'),
      barcodes: [],
      priceFen: 200,
      weightGrams: 250,
      volumeCubicCentimeters: 640,
    },
  ],
  regions: null,
  weightGrams: 100,
  volumeCubicCentimeters: 300,
  deliverable: true,
  pickupable: true,
};

function shop(one: Product) {
  const steps = [
    addCategory({ id: 'tea', name: both('茶'), parentId: null }),
    addProduct(one),
    setStatus('P1', 'on_sale', 1),
  ];
  return steps.reduce((content, change) => {
    const outcome = changed(content, change, by);
    if (outcome.is !== 'made') throw new Error(JSON.stringify(outcome));
    return outcome.content;
  }, noGoods);
}

test('every product of the demo comes back from its form as it was', () => {
  for (const product of demoProducts) {
    const body = productBodySchema.parse(productBody(fieldsOf(shown(product)), product.id));
    const { id: _id, status: _status, ...own } = product;
    expect(body).toEqual(own);
  }
});

test('a new product has a SKU for each combination, named by its values; English that is left out is the Chinese', () => {
  const body = productBody(
    fieldsOf([
      ['title.zh', '茶'],
      ['options.0.name.zh', '颜色'],
      ['options.0.values', '月白 | Moon | #F4F1EA\n黛'],
      ['options.1.name.zh', '尺码'],
      ['options.1.values', '大\n小'],
      ['price', '12.5'],
    ]),
    'P9',
  );
  expect(body.title).toEqual({ zh: '茶', en: '茶' });
  expect(body.options[0]?.values).toEqual([
    { id: 'moon', name: { zh: '月白', en: 'Moon' }, swatchHex: '#f4f1ea' },
    { id: 'v1', name: { zh: '黛', en: '黛' } },
  ]);
  expect(body.skus.map(({ id, name, priceFen }) => [id, name.zh, priceFen])).toEqual([
    ['P9-01', '月白 / 大', 1_250],
    ['P9-02', '月白 / 小', 1_250],
    ['P9-03', '黛 / 大', 1_250],
    ['P9-04', '黛 / 小', 1_250],
  ]);
});

test('a wrong sign in the name of a value can be mended while the goods are on sale', () => {
  const typed = shown(product).map(([name, text]): [string, string] => [
    name,
    text.replace('小缶 |', '小罐 |'),
  ]);
  const body = productBody(fieldsOf(typed), 'P1');
  const outcome = changed(shop(product), changeProduct('P1', body, 2), by);
  expect(outcome).toMatchObject({ is: 'made' });
});

test('what nobody touched on the form stays: the name of the one form of goods', () => {
  const single: Product = {
    ...product,
    options: [],
    skus: [{ id: 'S1', optionValueIds: {}, name: both('五斤装'), barcodes: [], priceFen: 100 }],
  };
  const body = productBody(fieldsOf(shown(single)), 'P1');
  expect(body.skus).toEqual(single.skus);
});

test('of goods that are not made in every combination a new title makes no more of them', () => {
  const colour = {
    id: 'colour',
    name: { zh: '颜色', en: 'Colour' },
    values: [
      { id: 'red', name: { zh: '红', en: 'Red' } },
      { id: 'blue', name: { zh: '蓝', en: 'Blue' } },
    ],
  };
  // Small ones are red, large ones are blue.
  const sparse: Product = {
    ...product,
    options: [...product.options, colour],
    skus: [
      {
        id: 'S1',
        optionValueIds: { size: 's', colour: 'red' },
        name: both('小 / 红'),
        barcodes: [],
        priceFen: 100,
      },
      {
        id: 'S2',
        optionValueIds: { size: 'l', colour: 'blue' },
        name: both('大 / 蓝'),
        barcodes: [],
        priceFen: 200,
      },
    ],
  };
  const typed = shown(sparse).map(([name, text]): [string, string] => [
    name,
    name === 'title.zh' ? '好茶' : text,
  ]);
  expect(productBody(fieldsOf(typed), 'P1').skus.map(({ id }) => id)).toEqual(['S1', 'S2']);
});

test('a SKU of a draft that is taken away with the form as it is shown stays away', () => {
  const typed: [string, string][] = [...shown(product), ['sku.1.remove', 'yes']];
  expect(productBody(fieldsOf(typed), 'P1').skus.map(({ id }) => id)).toEqual(['S1']);
});

test('with every combination asked for, one that was taken away comes again only later, and under its own id', () => {
  const numbered = { ...product, skus: product.skus.map((sku, at) => ({ ...sku, id: `P1-0${at + 1}` })) };
  const without = productBody(fieldsOf([...shown(numbered), ['sku.0.remove', 'yes'], ['fill', 'yes']]), 'P1');
  expect(without.skus.map(({ id }) => id)).toEqual(['P1-02']);
  const again = productBody(fieldsOf([...shown({ ...numbered, ...without }), ['fill', 'yes']]), 'P1');
  expect(again.skus.map(({ id, name }) => [id, name.zh])).toEqual([
    ['P1-02', '大罐'],
    ['P1-01', '小缶'],
  ]);
});

test('a price is read as everywhere: 1,200 is a price, and what is none is no number', () => {
  const priced = (text: string) =>
    productBody(
      fieldsOf([
        ['title.zh', '茶'],
        ['price', text],
      ]),
      'P9',
    ).skus[0]?.priceFen;
  expect([priced('1,200'), priced('12.5'), priced('dear')]).toEqual([120_000, 1_250, Number.NaN]);
});

test('a picture shows one value, several or none, and the form that is sent as it is shown changes none of it', () => {
  const source = demoProducts.find(({ options }) => (options[0]?.values.length ?? 0) > 2) as Product;
  const paths = [1, 2].map((nth) => `/pictures/${String(nth).padStart(32, '0')}`);
  const [option, ...others] = source.options;
  if (!option) throw new Error('no option');
  const values = option.values.map((value, nth) => {
    const imagePath = [paths[0], paths[0], paths[1]][nth];
    return imagePath ? { ...value, imagePath } : value;
  });
  const product = { ...source, imagePaths: paths, options: [{ ...option, values }, ...others] };
  const sent = productBodySchema.parse(productBody(fieldsOf(shown(product)), product.id));
  expect([sent.imagePaths, sent.options]).toEqual([product.imagePaths, product.options]);
});

test('what not every product has comes back from its form as it was, and of another category without its attributes', () => {
  const further: Product = {
    ...product,
    specs: [
      { name: both('产地'), value: both('杭州') },
      { name: { zh: '年份', en: 'Year' }, value: { zh: '今年', en: 'This year' } },
    ],
    brandLine: { zh: '雅集', en: 'Elegant' },
    detailPaths: [`/pictures/${'1'.repeat(32)}`, `/pictures/${'2'.repeat(32)}`],
    tags: [both('新品'), { zh: '联名', en: 'Joint' }],
    attributes: { grade: ['a', 'b'] },
    needs: ['cold'],
    portionGrams: 500,
    warrantyMonths: 12,
    notReturnable: both('食品开封后不退'),
    tracking: 'lot_and_expiry',
    expiryBlockDays: 0,
    taxCode: '1030101010000000000',
    taxRateBasisPoints: 0,
    regions: ['浙江', '上海'],
    branchesOf: 'dealer',
    onlineOnly: true,
  };
  const typed = shown(further).map(([name, text]): [string, string] => [
    name,
    name === 'regions' ? '浙江省，上海市' : text,
  ]);
  const body = productBody(fieldsOf(typed), 'P1');
  const { id: _id, status: _status, ...own } = further;
  expect(productBodySchema.parse(body)).toEqual(own);
  const grade = { id: 'grade', name: both('等级'), values: [{ id: 'a', name: both('特级') }] };
  expect(withKnownAttributes(body, [grade])).toEqual(body);
  expect(withKnownAttributes(body, [])).not.toHaveProperty('attributes');
});
