import { leafCategories } from '@jindian/shared/category-tree';
import {
  categorySchema,
  isOfferedIn,
  productImagePath,
  productSchema,
  shortProvinceName,
  skuImagePath,
} from '@jindian/shared/contract/goods/catalog';
import { ean13CheckDigit, isGtin } from '@jindian/shared/gtin';
import { describe, expect, it } from 'vitest';
import { catalogFaults } from '../../../goods/catalog/catalog-faults.ts';
import {
  type AssortmentLocation,
  demoAssortment,
  demoCategories,
  demoCommissionRates,
  demoProducts,
  demoTradeOf,
} from './index.ts';

const skus = demoProducts.flatMap((product) => product.skus);
const productOfSku = new Map(
  demoProducts.flatMap((product) => product.skus.map((sku) => [sku.id, product] as const)),
);

const tradeOfSku = (skuId: string) => demoTradeOf(productOfSku.get(skuId)?.categoryId ?? '');

describe('barcodes', () => {
  it('computes the check digit of a known EAN-13', () => {
    expect(ean13CheckDigit('690123456789')).toBe(2);
    for (const good of ['6901234567892', '4006381333931', '96385074', '036000291452', '10614141000415'])
      expect([good, isGtin(good)]).toEqual([good, true]);
    for (const bad of ['6901234567893', '96385075', '036000291453', '123', '69012345678921', ''])
      expect([bad, isGtin(bad)]).toEqual([bad, false]);
  });
});

describe('provinces', () => {
  it('compares them in their short form', () => {
    expect(['广东省', '广东', '内蒙古自治区', '广西壮族自治区', '北京市'].map(shortProvinceName)).toEqual([
      '广东',
      '广东',
      '内蒙古',
      '广西',
      '北京',
    ]);
    expect(isOfferedIn({ regions: ['广东'] }, '广东省')).toBe(true);
    expect(isOfferedIn({ regions: ['广东'] }, '北京市')).toBe(false);
    expect(isOfferedIn({ regions: null }, '北京市')).toBe(true);
  });
});

describe('the demo catalog', () => {
  it('keeps the contract', () => {
    for (const product of demoProducts) expect(productSchema.parse(product)).toEqual(product);
    for (const category of demoCategories) expect(categorySchema.parse(category)).toEqual(category);
    expect(catalogFaults({ products: demoProducts, categories: demoCategories })).toEqual([]);
  });

  it('has 60 products and 250 to 320 SKUs in five trades', () => {
    expect(demoProducts).toHaveLength(60);
    expect(skus.length).toBeGreaterThanOrEqual(250);
    expect(skus.length).toBeLessThanOrEqual(320);
    expect(new Set(demoProducts.map(({ categoryId }) => demoTradeOf(categoryId))).size).toBe(5);
  });

  it('has no id, barcode or title twice', () => {
    for (const values of [
      demoProducts.map((product) => product.id),
      demoProducts.map((product) => product.title.zh),
      demoProducts.map((product) => product.title.en),
      skus.map((sku) => sku.id),
      skus.flatMap((sku) => sku.barcodes),
      demoCategories.map((category) => category.id),
    ]) {
      expect(new Set(values).size).toBe(values.length);
    }
  });

  it('has every combination of the options exactly once as a SKU', () => {
    for (const product of demoProducts) {
      const combinations = product.options.reduce((count, option) => count * option.values.length, 1);
      expect(product.skus, product.id).toHaveLength(combinations);
      const seen = new Set<string>();
      for (const sku of product.skus) {
        expect(sku.id.startsWith(`${product.id}-`)).toBe(true);
        expect(Object.keys(sku.optionValueIds)).toEqual(product.options.map((option) => option.id));
        for (const option of product.options) {
          expect(option.values.map((value) => value.id)).toContain(sku.optionValueIds[option.id]);
        }
        seen.add(JSON.stringify(sku.optionValueIds));
      }
      expect(seen.size).toBe(combinations);
    }
  });

  it('names Chinese in Chinese characters, English without them, and promises no superlatives', () => {
    const texts = demoProducts.flatMap((product) => [product.title, product.subtitle, product.description]);
    for (const { zh, en } of texts) {
      expect(zh).toMatch(/[\u4e00-\u9fff]/);
      expect(en).not.toMatch(/[\u3400-\u9fff]/);
      // Article 9 of the Advertising Law of the PRC.
      expect(zh).not.toMatch(/最|第一|顶级|极品|国家级|首选|绝对|唯一/);
    }
  });

  it('puts every product in a category of its trade, and gives every category a commission rate', () => {
    const categories = new Map(demoCategories.map((category) => [category.id, category]));
    for (const product of demoProducts) {
      expect(categories.get(product.categoryId)?.parentId).toBe(demoTradeOf(product.categoryId));
    }
    const leaves = leafCategories(demoCategories).map(({ id }) => id);
    expect(Object.keys(demoCommissionRates).sort()).toEqual(leaves.sort());
    for (const rate of Object.values(demoCommissionRates)) {
      expect(Number.isInteger(rate) && rate >= 100 && rate <= 1000).toBe(true);
    }
  });

  it('shows a SKU in its colour', () => {
    const shoe = demoProducts[0]!;
    expect(skuImagePath(shoe, shoe.skus[0]!)).toBe(productImagePath('P001'));
    expect(skuImagePath(shoe, shoe.skus.at(-1)!)).toBe(productImagePath('P001', 'ink'));
  });
});

describe('the assortment', () => {
  const all = ['shoes', 'appliances', 'baby', 'beef', 'fruit'];
  const branchIds = Array.from({ length: 120 }, (_, index) => `B${String(index + 1).padStart(5, '0')}`);
  const branch = (id: string, trades: string[], province = '广东省'): AssortmentLocation => ({
    id,
    kind: 'branch',
    trades,
    province,
  });

  it('is the same on every run, and differs between branches', () => {
    const first = demoAssortment(branch('B00001', ['shoes']));
    expect(demoAssortment(branch('B00001', ['shoes']))).toEqual(first);
    expect(demoAssortment(branch('B00002', ['shoes']))).not.toEqual(first);
  });

  it('gives a branch 25 to 40 SKUs of its trades only, a flagship about 80 of all five', () => {
    for (const id of branchIds) {
      for (const trades of [['shoes'], ['baby'], ['beef', 'fruit'], ['shoes', 'baby', 'fruit']]) {
        const lines = demoAssortment(branch(id, trades));
        expect(lines.length).toBeGreaterThanOrEqual(25);
        expect(lines.length).toBeLessThanOrEqual(40);
        for (const line of lines) expect(trades).toContain(tradeOfSku(line.skuId));
        for (const line of lines) expect(line.onHand).toBeLessThanOrEqual(40);
      }
      const flagship = demoAssortment(branch(id, all));
      expect(flagship.length).toBeGreaterThanOrEqual(70);
      expect(flagship.length).toBeLessThanOrEqual(90);
      expect(new Set(flagship.map((line) => tradeOfSku(line.skuId))).size).toBe(5);
    }
  });

  it('leaves a few branch lines empty and none in warehouses', () => {
    const lines = branchIds.flatMap((id) => demoAssortment(branch(id, all)));
    const emptyShare = lines.filter((line) => line.onHand === 0).length / lines.length;
    expect(emptyShare).toBeGreaterThan(0.03);
    expect(emptyShare).toBeLessThan(0.1);
    const warehouse = demoAssortment({
      id: 'W0001',
      kind: 'branch_warehouse',
      trades: all,
      province: '广东省',
    });
    expect(Math.abs(warehouse.length - 80)).toBeLessThanOrEqual(6);
    expect(Math.min(...warehouse.map((line) => line.onHand))).toBeGreaterThanOrEqual(5);
  });

  it('offers regional goods only in their provinces, also in central warehouses', () => {
    for (const province of ['广东省', '黑龙江省', '江苏省', '新疆维吾尔自治区']) {
      const lines = demoAssortment({ id: 'C001', kind: 'central_warehouse', trades: all, province });
      const offered = demoProducts.filter((product) => isOfferedIn(product, province));
      expect(lines).toHaveLength(offered.flatMap((product) => product.skus).length);
      for (const line of lines) {
        expect(isOfferedIn(productOfSku.get(line.skuId)!, province)).toBe(true);
        expect(line.onHand).toBeGreaterThanOrEqual(48);
      }
    }
    const north = demoAssortment({ id: 'C001', kind: 'central_warehouse', trades: all, province: '黑龙江' });
    const names = new Set(north.map((line) => productOfSku.get(line.skuId)?.id));
    expect(names.has('P022')).toBe(true);
    expect(names.has('P020')).toBe(false);
  });
});
