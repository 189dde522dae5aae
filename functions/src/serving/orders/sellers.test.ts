import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Deal } from '../../goods/contracts/rules.ts';
import type { StockAllocation } from '../../goods/inventory/rules.ts';
import type { SourcedPart } from '../sourcing/service.ts';
import type { PricedLine, PricedOrder } from './pricing.ts';
import { divideBySeller } from './sellers.ts';

const owners = ['hq', 'D0001', 'D0002'];
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

type Cart = { priced: PricedOrder; parts: SourcedPart[]; sellers: Record<string, string> };

function lineOf(
  id: string,
  skuId: string,
  quantity: number,
  unitPriceFen: number,
  offFen: number,
): PricedLine {
  const amountFen = unitPriceFen * quantity;
  const off = Math.min(offFen, amountFen);
  return {
    id,
    skuId,
    productId: skuId,
    categoryId: 'c',
    title: { zh: skuId, en: skuId },
    skuName: { zh: '', en: '' },
    imagePath: '',
    quantity,
    unitPriceFen,
    amountFen,
    adjustments: off > 0 ? [{ kind: 'coupon', amountFen: -off, bearer: 'brand' }] : [],
    netFen: amountFen - off,
    taxCode: '',
    taxRateBasisPoints: 0,
  };
}

function partOf(id: string, allocations: StockAllocation[], serviceFeeFen: number): SourcedPart {
  const skus = [...new Set(allocations.map(({ skuId }) => skuId))];
  return {
    place: { id } as SourcedPart['place'],
    distanceMeters: 1,
    lines: skus.map((skuId) => ({
      skuId,
      quantity: sum(allocations.filter((one) => one.skuId === skuId).map(({ quantity }) => quantity)),
    })),
    allocations,
    ruleId: 'rule',
    acceptance: { mode: 'auto' },
    serviceFeeFen,
  };
}

/** Lines, two of one SKU among them, whose pieces come from several places and owners. */
const cart: fc.Arbitrary<Cart> = fc
  .record({
    lines: fc.array(
      fc.record({
        sku: fc.constantFrom('A', 'B', 'C'),
        quantity: fc.integer({ min: 1, max: 9 }),
        off: fc.nat(500),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    places: fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 60, maxLength: 60 }),
    feeFen: fc.constantFrom(0, 800),
    sellers: fc.record({
      hq: fc.constantFrom('hq', 'D0001'),
      D0001: fc.constantFrom('hq', 'D0001'),
      D0002: fc.constantFrom('hq', 'D0002'),
    }),
  })
  .map(({ lines, places, feeFen, sellers }): Cart => {
    const priceOf = { A: 101, B: 2_050, C: 9_999 };
    const priced = lines.map(({ sku, quantity, off }, index) =>
      lineOf(String(index + 1), sku, quantity, priceOf[sku], off),
    );
    const allocations = new Map<number, StockAllocation[]>();
    let piece = 0;
    for (const { sku, quantity } of lines)
      for (let unit = 0; unit < quantity; unit += 1) {
        const [place, owner] = places[piece] as [number, number];
        piece += 1;
        const own = allocations.get(place) ?? [];
        own.push({ skuId: sku, ownerId: owners[owner] as string, quantity: 1 });
        allocations.set(place, own);
      }
    const goodsFen = sum(priced.map(({ netFen }) => netFen));
    return {
      priced: { lines: priced, goodsFen, deliveryFeeFen: feeFen, totalFen: goodsFen + feeFen },
      parts: [...allocations].map(([place, own]) => partOf(`P${place}`, own, 300 + place)),
      sellers,
    };
  });

const dealOf =
  (sellers: Record<string, string>) =>
  (ownerId: string): Deal => ({
    sellerId: sellers[ownerId] as string,
    under: { ownerId: 'D0001', saleCase: 'own_goods_own_customer', ownerBasisPoints: 5_000 },
  });

describe('dividing an order by seller', () => {
  test('loses and invents nothing: pieces, money, fees', () => {
    fc.assert(
      fc.property(cart, ({ priced, parts, sellers }) => {
        const shares = divideBySeller(priced, { parts }, dealOf(sellers));
        expect(new Set(shares.map(({ sellerId }) => sellerId)).size).toBe(shares.length);
        const all = <T>(of: (share: (typeof shares)[number]) => T[]) => shares.flatMap(of);

        expect(sum(shares.map((share) => share.priced.totalFen))).toBe(priced.totalFen);
        expect(sum(shares.map((share) => share.priced.goodsFen))).toBe(priced.goodsFen);
        expect(shares.map((share) => share.priced.deliveryFeeFen)).toEqual(
          shares.map((_, index) => (index === 0 ? priced.deliveryFeeFen : 0)),
        );
        for (const { priced: own, parts: served } of shares) {
          expect(own.lines.map(({ id }) => id)).toEqual(own.lines.map((_, index) => String(index + 1)));
          for (const line of own.lines) {
            expect(line.amountFen).toBe(line.quantity * line.unitPriceFen);
            expect(line.netFen).toBe(
              line.amountFen + sum(line.adjustments.map(({ amountFen }) => amountFen)),
            );
            expect(line.netFen).toBeGreaterThanOrEqual(0);
          }
          // Each order is served by its own pieces, all of them and no others.
          for (const sku of ['A', 'B', 'C'])
            expect(
              sum(
                served
                  .flatMap(({ lines }) => lines.filter(({ skuId }) => skuId === sku))
                  .map((l) => l.quantity),
              ),
            ).toBe(sum(own.lines.filter(({ skuId }) => skuId === sku).map(({ quantity }) => quantity)));
        }
        const pieces = (some: readonly StockAllocation[]) =>
          some.map(({ skuId, ownerId, quantity }) => `${skuId} ${ownerId} ${quantity}`).sort();
        expect(pieces(all((share) => share.parts.flatMap(({ allocations }) => allocations)))).toEqual(
          pieces(parts.flatMap(({ allocations }) => allocations)),
        );
        for (const [index, part] of parts.entries()) {
          const here = shares.flatMap((share) =>
            share.parts.filter((_, at) => share.partIndexes[at] === index),
          );
          expect(sum(here.map(({ serviceFeeFen }) => serviceFeeFen))).toBe(part.serviceFeeFen);
        }
      }),
    );
  });

  test('each piece is in the order of its one seller, with what was agreed on it', () => {
    fc.assert(
      fc.property(cart, ({ priced, parts, sellers }) => {
        for (const share of divideBySeller(priced, { parts }, dealOf(sellers))) {
          for (const { allocations } of share.parts)
            for (const { ownerId } of allocations) expect(sellers[ownerId]).toBe(share.sellerId);
          for (const { deals = [], quantity } of share.priced.lines) {
            expect(sum(deals.map((deal) => deal.quantity))).toBe(quantity);
            for (const { goodsOwnerId } of deals) expect(sellers[goodsOwnerId]).toBe(share.sellerId);
          }
        }
      }),
    );
  });

  test('an order of HQ alone, where nobody agreed on anything, is the one that was priced', () => {
    fc.assert(
      fc.property(cart, ({ priced, parts }) => {
        const shares = divideBySeller(priced, { parts }, () => ({ sellerId: 'hq', under: null }));
        expect(shares).toEqual([
          { sellerId: 'hq', priced, parts, partIndexes: parts.map((_, index) => index) },
        ]);
      }),
    );
  });
});
