import { expect, test } from 'vitest';
import { goodsOf } from './compile.ts';

test('what weighs otherwise than its product is sent by its own weight', () => {
  const product = { weightGrams: 500, regions: null, needs: ['cold' as const] };
  expect(goodsOf({ product, sku: {} })).toBe(product);
  expect(goodsOf({ product, sku: { weightGrams: 5_000 } })).toEqual({ ...product, weightGrams: 5_000 });
  expect([goodsOf(null), goodsOf(undefined)]).toEqual([undefined, undefined]);
});
