/** Several orders packed in one go: what they want together, and what became of each. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { doToEach, pickListOf } from '../src/packages/serving/clerk/lib/picking.ts';

const skus = ['P001-01', 'P001-02', 'P002-01', 'P003-01'];
const anyOrders = fc.array(
  fc.array(fc.record({ skuId: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    maxLength: 5,
  }),
  { maxLength: 8 },
);

test('a pick list has each SKU once, with all its pieces, and says which order gets how many', () => {
  fc.assert(
    fc.property(anyOrders, (orders) => {
      const items = orders.map((lines, index) => ({
        orderNumber: `1201-${index}`,
        lines: lines.map(({ skuId, quantity }) => ({
          skuId,
          quantity,
          productId: skuId.slice(0, 4),
          title: { zh: `商品${skuId.slice(0, 4)}`, en: skuId },
          skuName: { zh: skuId, en: skuId },
          imagePath: '/p.svg',
          unitPriceFen: 100,
          amountFen: 100 * quantity,
        })),
      }));
      const rows = pickListOf(items);
      expect(new Set(rows.map(({ skuId }) => skuId)).size).toBe(rows.length);
      for (const { skuId, quantity, orders: shares } of rows) {
        const wanted = items.flatMap(({ lines }) => lines).filter((line) => line.skuId === skuId);
        expect(quantity).toBe(wanted.reduce((sum, line) => sum + line.quantity, 0));
        expect(shares.reduce((sum, share) => sum + share.quantity, 0)).toBe(quantity);
        expect(new Set(shares.map(({ number }) => number)).size).toBe(shares.length);
      }
      expect(rows.length).toBe(new Set(items.flatMap(({ lines }) => lines.map((line) => line.skuId))).size);
    }),
  );
});

test('each is done once, a few at a time, and one that fails stops no other', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  const result = await doToEach(
    Array.from({ length: 23 }, (_, index) => index),
    async (index) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (index % 5 === 0) throw new Error(`no ${index}`);
      done.push(index);
    },
  );
  expect(result.done).toBe(18);
  expect(result.errors).toHaveLength(5);
  expect([...done].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 23 }, (_, index) => index).filter((index) => index % 5 !== 0),
  );
  expect(most).toBe(4);
  expect(await doToEach([], async () => undefined)).toEqual({ done: 0, errors: [] });
});
