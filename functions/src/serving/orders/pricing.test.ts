import { isOfferedIn, visibleTo } from '@jindian/shared/contract/goods/catalog';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCatalog, encodeCatalog } from '../../goods/catalog/catalog.ts';
import { compilePrices, noPriceContent } from '../../goods/catalog/prices.ts';
import { demoCategories, demoProducts } from '../../local/demo/catalog/index.ts';
import { deliveryFee, priceOrder } from './pricing.ts';

const catalog = decodeCatalog(encodeCatalog({ products: demoProducts, categories: demoCategories }));
const nowMs = Date.UTC(2026, 4, 20);
const fees = { deliveryFeeFen: 800, freeDeliveryFromFen: 9_900 };
const at = {
  priceHere: compilePrices(noPriceContent, 0).pricesIn({ province: '上海', city: '上海' }),
  storefront: { province: '上海', city: '上海', ownership: 'hq' as const },
  fees,
  tax: { taxCode: '1'.repeat(19), taxRateBasisPoints: 1_300 },
  keptByCategory: () => null,
  nowMs,
};
const skus = catalog.products.flatMap((product) => product.skus.map((sku) => ({ product, sku })));
const bothWays = skus.filter(
  ({ product }) => product.deliverable && product.pickupable && isOfferedIn(product, at.storefront.province),
);

function request(lines: { skuId: string; quantity: number; seenPriceFen: number }[], method = 'pickup') {
  return { locationId: 'B001', method: method as 'pickup' | 'delivery', lines };
}

describe('an order is priced', () => {
  test('by the catalog alone: whole fen, the sum of its lines and the fee', () => {
    const lines = fc.array(fc.tuple(fc.constantFrom(...bothWays), fc.integer({ min: 1, max: 99 })), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(lines, fc.constantFrom('pickup', 'delivery'), (wanted, method) => {
        const asked = wanted.map(([{ sku }, quantity]) => ({
          skuId: sku.id,
          quantity,
          seenPriceFen: sku.priceFen,
        }));
        const priced = priceOrder(catalog, request(asked, method), at);
        if (!priced.ok) throw new Error(priced.code);
        const goodsFen = wanted.reduce((sum, [{ sku }, quantity]) => sum + sku.priceFen * quantity, 0);
        const fee = method === 'delivery' && goodsFen < 9_900 ? 800 : 0;
        expect(priced.value).toMatchObject({ goodsFen, deliveryFeeFen: fee, totalFen: goodsFen + fee });
        expect(Number.isSafeInteger(priced.value.totalFen)).toBe(true);
        expect(priced.value.lines.map(({ amountFen }) => amountFen)).toEqual(
          wanted.map(([{ sku }, quantity]) => sku.priceFen * quantity),
        );
      }),
    );
  });

  test('never at a price that the shopper did not see', () => {
    fc.assert(
      fc.property(fc.constantFrom(...bothWays), fc.nat(1_000_000), ({ sku }, seenPriceFen) => {
        fc.pre(seenPriceFen !== sku.priceFen);
        expect(priceOrder(catalog, request([{ skuId: sku.id, quantity: 1, seenPriceFen }]), at)).toEqual({
          ok: false,
          code: 'price_changed',
          params: { skuId: sku.id, priceFen: sku.priceFen },
        });
      }),
    );
  });

  test('only as it can be had', () => {
    const line = ({ sku }: (typeof skus)[number]) => ({
      skuId: sku.id,
      quantity: 1,
      seenPriceFen: sku.priceFen,
    });
    const heavy = skus.find(({ product }) => !product.pickupable);
    const fresh = skus.find(({ product }) => !product.deliverable);
    if (heavy)
      expect(priceOrder(catalog, request([line(heavy)]), at)).toMatchObject({ code: 'not_pickupable' });
    if (fresh)
      expect(priceOrder(catalog, request([line(fresh)], 'delivery'), at)).toMatchObject({
        code: 'not_deliverable',
      });
    expect(heavy ?? fresh).toBeDefined();
    const unknown = { skuId: 'X999-99', quantity: 1, seenPriceFen: 1 };
    expect(priceOrder(catalog, request([unknown]), at)).toMatchObject({ code: 'product_not_offered' });
  });
});

test('regional goods are handed over where they are offered and nowhere else, fetched or sent', () => {
  const regional = skus.filter(
    ({ product }) => product.regions !== null && visibleTo(product, nowMs) === 'everyone',
  );
  expect(regional.length).toBeGreaterThan(0);
  const address = {
    recipientName: '林',
    phone: '13800010001',
    province: '',
    city: '',
    county: '',
    detail: '1',
    latGcj02: 31,
    lngGcj02: 121,
  };
  for (const { product, sku } of regional) {
    for (const province of ['上海', '北京', '广东', '黑龙江', '海南']) {
      const line = { skuId: sku.id, quantity: 1, seenPriceFen: sku.priceFen };
      const expected = isOfferedIn(product, province) ? null : 'product_not_offered';
      const codeOf = (answer: ReturnType<typeof priceOrder>) => (answer.ok ? null : answer.code);
      if (product.pickupable) {
        const here = { ...at, storefront: { ...at.storefront, province, city: '' } };
        expect([sku.id, province, codeOf(priceOrder(catalog, request([line]), here))]).toEqual([
          sku.id,
          province,
          expected,
        ]);
      }
      if (product.deliverable) {
        const home = { ...request([line], 'delivery'), address: { ...address, province } };
        expect([sku.id, province, codeOf(priceOrder(catalog, home, at))]).toEqual([
          sku.id,
          province,
          expected,
        ]);
      }
    }
  }
});

test('delivery is free from 99 yuan of goods on, and pickup always', () => {
  const asBrand = { deliveryFee: null };
  expect(deliveryFee(fees, asBrand, 'delivery', 9_899)).toBe(800);
  expect(deliveryFee(fees, asBrand, 'delivery', 9_900)).toBe(0);
  expect(deliveryFee(fees, asBrand, 'pickup', 1)).toBe(0);
});

test('a branch with a fee of its own asks for that, free from its own sum or never', () => {
  const own = { deliveryFee: { feeFen: 500, freeFromFen: 3_000 } };
  expect(deliveryFee(fees, own, 'delivery', 2_999)).toBe(500);
  expect(deliveryFee(fees, own, 'delivery', 3_000)).toBe(0);
  expect(deliveryFee(fees, own, 'pickup', 1)).toBe(0);
  const never = { deliveryFee: { feeFen: 300, freeFromFen: null } };
  expect(deliveryFee(fees, never, 'delivery', 1_000_000)).toBe(300);
});

test('a line freezes the tax of its goods: of the product, else of its category or one above, else of the brand', () => {
  const [{ product, sku }] = bothWays as [(typeof bothWays)[number]];
  const path = catalog.categoryPath(product.categoryId);
  const taxedBy = (of: { product?: number; category?: number; root?: number }) => {
    const rate = (taxRateBasisPoints: number | undefined) =>
      taxRateBasisPoints === undefined ? {} : { taxRateBasisPoints };
    const content = {
      products: [{ ...product, ...rate(of.product) }],
      categories: demoCategories.map((category) => ({
        ...category,
        ...(category.id === path.at(-1) ? rate(of.root) : {}),
        ...(category.id === path[0] ? rate(of.category) : {}),
      })),
    };
    const asked = request([{ skuId: sku.id, quantity: 1, seenPriceFen: sku.priceFen }]);
    const priced = priceOrder(decodeCatalog(encodeCatalog(content)), asked, at);
    return priced.ok && priced.value.lines[0];
  };
  expect(path.length).toBeGreaterThan(1);
  expect(taxedBy({})).toMatchObject(at.tax);
  expect(taxedBy({ root: 900 })).toMatchObject({ ...at.tax, taxRateBasisPoints: 900 });
  expect(taxedBy({ root: 900, category: 600 })).toMatchObject({ taxRateBasisPoints: 600 });
  expect(taxedBy({ root: 900, category: 600, product: 0 })).toMatchObject({ taxRateBasisPoints: 0 });
});

test('what only branches of HQ, or only those of dealers, offer is sold by no other', () => {
  const [{ product, sku }] = bothWays as [(typeof bothWays)[number]];
  const content = { products: [{ ...product, branchesOf: 'dealer' as const }], categories: demoCategories };
  const asked = request([{ skuId: sku.id, quantity: 1, seenPriceFen: sku.priceFen }]);
  const codeAt = (ownership: 'hq' | 'dealer') => {
    const priced = priceOrder(decodeCatalog(encodeCatalog(content)), asked, {
      ...at,
      storefront: { ...at.storefront, ownership },
    });
    return priced.ok ? null : priced.code;
  };
  expect([codeAt('dealer'), codeAt('hq')]).toEqual([null, 'product_not_offered']);
});
