import type { Promotion, PromotionDoes } from '@jindian/shared/contract/selling/promotions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { basketOf, lane, made, piece, policyOf } from '../testing/made.ts';
import { priceBasket } from './price.ts';
import type { BasketLine } from './types.ts';

const skuIds = ['A-1', 'B-1', 'C-1', 'D-1'];
const offBasisPoints = fc.integer({ min: 1, max: 10_000 });
const offFen = fc.integer({ min: 1, max: 30_000 });
const measure = fc.constantFrom('fen' as const, 'pieces' as const);

const does: fc.Arbitrary<PromotionDoes> = fc.oneof(
  fc
    .uniqueArray(fc.record({ skuId: fc.constantFrom(...skuIds), priceFen: offFen }), {
      minLength: 1,
      selector: ({ skuId }) => skuId,
    })
    .map((prices): PromotionDoes => ({ kind: 'time_price', prices })),
  offBasisPoints.map((off): PromotionDoes => ({ kind: 'percent', offBasisPoints: off })),
  offFen.map((off): PromotionDoes => ({ kind: 'amount', offFen: off })),
  fc.record({ measure, from: fc.integer({ min: 1, max: 20_000 }), off: offFen, repeats: fc.boolean() }).map(
    ({ measure: by, from, off, repeats }): PromotionDoes => ({
      kind: 'full_reduction',
      measure: by,
      steps: [{ from: by === 'fen' ? from : (from % 9) + 1, offFen: off, offBasisPoints: null }],
      repeats,
    }),
  ),
  fc
    .record({ n: fc.integer({ min: 2, max: 4 }), offBasisPoints, sameSku: fc.boolean() })
    .map((one): PromotionDoes => ({ kind: 'nth_piece', ...one })),
  fc
    .record({
      buy: fc.integer({ min: 1, max: 3 }),
      get: fc.integer({ min: 1, max: 3 }),
      sameSku: fc.boolean(),
    })
    .map((one): PromotionDoes => ({ kind: 'buy_get', ...one })),
  offFen.map(
    (priceFen): PromotionDoes => ({
      kind: 'bundle',
      parts: [
        { skuIds: ['A-1', 'B-1'], quantity: 1 },
        { skuIds: ['C-1'], quantity: 2 },
      ],
      priceFen,
    }),
  ),
);

const promotions = fc
  .array(
    fc.record({
      does,
      lane: fc.integer({ min: 1, max: 3 }),
      only: fc.subarray(skuIds),
      shares: fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ does: what, lane: nth, only, shares: [a, b] }, at): Promotion => {
      const [brand, upTo] = a < b ? [a, b] : [b, a];
      return made(`p${at}`, what, {
        laneId: `lane${nth}`,
        madeAtMs: at,
        goods: { productIds: only, categoryIds: [], tags: [], exceptProductIds: [] },
        borneBy: { brand, branch: upTo - brand, owner: 100 - upTo },
      });
    }),
  );
const lines = fc
  .array(
    fc.record({
      skuId: fc.constantFrom(...skuIds),
      unitPriceFen: fc.integer({ min: 0, max: 50_000 }),
      quantity: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) =>
    all.map(({ skuId, unitPriceFen, quantity }, at) => piece(skuId, unitPriceFen, quantity, String(at + 1))),
  );
const lanes = fc.boolean().map((only) => [lane(1), lane(2), lane(3, only)]);
const gross = ({ unitPriceFen, quantity }: BasketLine) => unitPriceFen * quantity;
const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0);

describe('whatever is on and whatever is in a basket', () => {
  test('what is off is what stands on the lines, by promotion and by who bears it; no piece costs less than a fen', () => {
    fc.assert(
      fc.property(promotions, lines, lanes, (on, basket, how) => {
        const priced = priceBasket(policyOf(on, how), basketOf(basket));
        for (const [at, line] of basket.entries()) {
          const { netFen, allocations } = priced.lines[at] as (typeof priced.lines)[number];
          expect(gross(line) - sum(allocations.map(({ amountFen }) => amountFen))).toBe(netFen);
          expect(netFen).toBeGreaterThanOrEqual(Math.min(gross(line), line.quantity));
          expect(allocations.every(({ amountFen }) => amountFen > 0 && Number.isSafeInteger(amountFen))).toBe(
            true,
          );
        }
        const allocated = priced.lines.flatMap(({ allocations }) => allocations);
        expect(sum(allocated.map(({ amountFen }) => amountFen))).toBe(priced.discountFen);
        expect(priced.goodsFen + priced.discountFen).toBe(sum(basket.map(gross)));
        for (const { promotion, amountFen } of priced.applied)
          expect(
            sum(allocated.flatMap((one) => (one.promotionId === promotion.id ? [one.amountFen] : []))),
          ).toBe(amountFen);
      }),
    );
  });

  test('the order of its lines makes no difference', () => {
    const shuffled = lines.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(promotions, shuffled, lanes, (on, [a, b], how) => {
        const priced = [a, b].map((basket) => priceBasket(policyOf(on, how), basketOf(basket)));
        const paid = (nth: number, basket: readonly BasketLine[]) =>
          basket
            .map(
              (line, at) => `${line.skuId} ${gross(line)} ${line.quantity} ${priced[nth]?.lines[at]?.netFen}`,
            )
            .sort();
        expect(paid(0, a)).toEqual(paid(1, b));
      }),
    );
  });

  test('in one lane, one more promotion of one line alone never makes it dearer', () => {
    const alone = does.filter(({ kind }) => ['time_price', 'percent', 'amount'].includes(kind));
    fc.assert(
      fc.property(fc.array(alone, { maxLength: 5 }), alone, lines, (before, more, basket) => {
        const on = [...before, more].map((what, at) => made(`p${at}`, what));
        const [without, withIt] = [on.slice(0, -1), on].map((all) =>
          priceBasket(policyOf(all), basketOf(basket)),
        );
        for (const [at] of basket.entries())
          expect(withIt?.lines[at]?.netFen).toBeLessThanOrEqual(without?.lines[at]?.netFen ?? 0);
      }),
    );
  });
});
