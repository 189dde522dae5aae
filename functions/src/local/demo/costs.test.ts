import { expect, test } from 'vitest';
import { demoProducts, demoTradeOf } from './catalog/index.ts';
import { demoCostFen, hasDemoCosts } from './costs.ts';
import { tourShanghaiHuangpuBranchId } from './network/tour.ts';

test('whatever the demo sells leaves a margin that such goods leave', () => {
  for (const product of demoProducts)
    for (const { id, priceFen } of product.skus) {
      const margin = 1 - demoCostFen(product, id, priceFen) / priceFen;
      expect([id, margin > 0.1 && margin < 0.65]).toEqual([id, true]);
    }
});

test('goods of one trade do not all leave the same', () => {
  const shoes = demoProducts.filter(({ categoryId }) => demoTradeOf(categoryId) === 'shoes');
  const shares = shoes.flatMap((product) =>
    product.skus.map(({ id }) => demoCostFen(product, id, 1_000_000)),
  );
  expect(new Set(shares).size).toBeGreaterThan(3);
  expect(hasDemoCosts({ id: tourShanghaiHuangpuBranchId, kind: 'branch' })).toBe(true);
  expect(hasDemoCosts({ id: 'B00001', kind: 'branch' })).toBe(false);
  expect(hasDemoCosts({ id: 'W00001', kind: 'branch_warehouse' })).toBe(true);
});
