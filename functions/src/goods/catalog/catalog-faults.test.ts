import {
  type Category,
  imagePathOf,
  noPicture,
  type Product,
  productSchema,
  skuImagePath,
} from '@jindian/shared/contract/goods/catalog';
import { expect, test } from 'vitest';
import { demoCategories, demoProducts } from '../../local/demo/catalog/index.ts';
import { decodeCatalog, encodeCatalog } from './catalog.ts';
import { catalogFaults } from './catalog-faults.ts';

const text = { zh: '类', en: 'Kind' };
const category = (id: string, parentId: string | null = null): Category => ({ id, parentId, name: text });
const [shoe, other] = demoProducts as [Product, Product];
const codes = (products: Product[], categories: Category[]) =>
  catalogFaults({ products, categories }).map(({ code, id }) => `${code} ${id}`);

test('a sound catalog has none, and comes back from its bytes as it was', () => {
  const content = { products: demoProducts, categories: demoCategories };
  expect(catalogFaults(content)).toEqual([]);
  const { products, categories, categoryPath } = decodeCatalog(encodeCatalog(content));
  expect({ products, categories }).toEqual(content);
  expect(categoryPath('shoes.running')).toEqual(['shoes.running', 'shoes']);
  expect(categoryPath('no.such')).toEqual([]);
});

test('a tree that is none is told: two of one name, no such parent, a circle, too deep', () => {
  expect(codes([], [category('a'), category('a')])).toEqual(['duplicate_category a']);
  expect(codes([], [category('a', 'b')])).toEqual(['unknown_parent a']);
  expect(codes([], [category('a', 'b'), category('b', 'a')])).toEqual([
    'category_too_deep a',
    'category_too_deep b',
  ]);
  const chain = ['a', 'b', 'c', 'd', 'e'].map((id, at, all) => category(id, all[at - 1] ?? null));
  expect(codes([], chain.slice(0, 4))).toEqual([]);
  expect(codes([], chain)).toEqual(['category_too_deep e']);
});

test('goods that would be sold for others are told, and never published', () => {
  expect(codes([{ ...shoe, categoryId: 'gone' }], [...demoCategories])).toEqual([
    `unknown_category ${shoe.id}`,
  ]);
  expect(codes([shoe, shoe], [...demoCategories])).toContain(`duplicate_product ${shoe.id}`);
  const [sku] = other.skus;
  const barcode = shoe.skus[0]?.barcodes[0] as string;
  const twice = { ...other, skus: [{ ...(sku as Product['skus'][number]), barcodes: [barcode] }] };
  expect(codes([shoe, twice], [...demoCategories])).toEqual([`duplicate_barcode ${barcode}`]);
  expect(() => encodeCatalog({ products: [shoe, twice], categories: demoCategories })).toThrow(barcode);
});

test('goods without a picture are shown by a plain tile', () => {
  const [sku] = shoe.skus;
  const bare = { ...shoe, imagePaths: [] };
  expect(productSchema.parse(bare)).toEqual(bare);
  expect(skuImagePath(bare, sku as Product['skus'][number])).toBe(noPicture);
  expect(imagePathOf(bare)).toBe(noPicture);
  expect(imagePathOf(shoe)).toBe(shoe.imagePaths[0]);
});
