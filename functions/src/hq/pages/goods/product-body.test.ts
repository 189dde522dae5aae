import { productBodySchema } from '@jindian/shared/contract/goods/editing';
import { expect, test } from 'vitest';
import { demoProducts } from '../../../local/demo/catalog/index.ts';
import { fieldsOf } from '../../forms/fields.ts';
import { knownValues, productBody, restOf, valueLines } from './product-body.ts';

type Entries = [string, string][];

test('every product of the demo comes back from its form as it was, but for the names of its SKUs', () => {
  for (const product of demoProducts) {
    const both = (['title', 'subtitle', 'description'] as const).flatMap(
      (name): Entries => [
        [`${name}.zh`, product[name].zh],
        [`${name}.en`, product[name].en],
      ],
    );
    const options = product.options.flatMap(
      (option, nth): Entries => [
        [`options.${nth}.name.zh`, option.name.zh],
        [`options.${nth}.name.en`, option.name.en],
        [`options.${nth}.values`, valueLines(option)],
        [`options.${nth}.known`, knownValues(option)],
      ],
    );
    const skus = product.skus.flatMap(
      (sku, nth): Entries => [
        [`sku.${nth}.id`, sku.id],
        [`sku.${nth}.form`, JSON.stringify(sku.optionValueIds)],
        [`sku.${nth}.price`, (sku.priceFen / 100).toFixed(2)],
        [`sku.${nth}.barcodes`, sku.barcodes.join(' ')],
      ],
    );
    const said: Entries = [
      ['rest', restOf(product)],
      ['categoryId', product.categoryId],
      ['weightGrams', String(product.weightGrams)],
      ['deliverable', product.deliverable ? 'yes' : ''],
      ['pickupable', product.pickupable ? 'yes' : ''],
      ['imagePaths', product.imagePaths.join('\n')],
    ];
    const body = productBodySchema.parse(
      productBody(fieldsOf([...both, ...options, ...skus, ...said]), product.id),
    );
    const { id: _id, status: _status, ...own } = product;
    const unnamed = (one: typeof body) => ({ ...one, skus: one.skus.map(({ name: _name, ...sku }) => sku) });
    expect(unnamed(body)).toEqual(unnamed(own));
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
