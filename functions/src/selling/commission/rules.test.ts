import type { BindingView } from '@jindian/shared/contract/people/member';
import { type CommissionRateList, commissionRatesSchema } from '@jindian/shared/contract/selling/rates';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byCategory,
  freezeAttribution,
  frozenAttributionSchema,
  maxReferralDepth,
  referralChain,
} from './rules.ts';

const nowMs = Date.UTC(2026, 10, 21, 4);
const binding: BindingView = {
  sellerId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1D',
  sellerName: '李雷',
  locationId: 'B00001',
  boundAtMs: nowMs - 1000,
  expiresAtMs: nowMs + 1000,
};
const rates: CommissionRateList = {
  version: '2026-11-01',
  ruleName: 'standard-2026',
  basisPointsByCategory: { shoes: 500, appliances: 120, gifts: 0 },
  defaultBasisPoints: 200,
};

/** Everything lies below one root. */
const categoryPath = (categoryId: string) => [categoryId, 'everything'];

describe('freezeAttribution', () => {
  it('takes the rate of the nearest category that has one', () => {
    const lines = [
      { id: '1', categoryId: 'shoes', amountFen: 10_000 },
      { id: '2', categoryId: 'fruit', amountFen: 10_000 },
    ];
    const above = { ...rates, basisPointsByCategory: { ...rates.basisPointsByCategory, everything: 900 } };
    const frozen = freezeAttribution({
      binding,
      lines,
      categoryPath,
      rates: above,
      returnWindowDays: 7,
      nowMs,
    });
    expect(frozen?.byLine.map(({ basisPoints }) => basisPoints)).toEqual([500, 900]);
  });

  it('freezes each line by itself, its share rounded down; people read lines of a category at once', () => {
    const lines = [
      { id: '1', categoryId: 'shoes', amountFen: 19_999 },
      { id: '2', categoryId: 'fruit', amountFen: 333 },
      { id: '3', categoryId: 'shoes', amountFen: 20_000 },
      { id: '4', categoryId: 'gifts', amountFen: 100 },
    ];
    const frozen = freezeAttribution({ binding, lines, categoryPath, rates, returnWindowDays: 7, nowMs });
    expect(frozen).toEqual({
      sellerId: binding.sellerId,
      sellerName: '李雷',
      locationId: 'B00001',
      boundAtMs: binding.boundAtMs,
      rule: 'standard-2026',
      ratesVersion: '2026-11-01',
      baseFen: 40_432,
      commissionFen: 1_999 + 6,
      returnWindowDays: 7,
      byLine: [
        { lineId: '1', categoryId: 'shoes', baseFen: 19_999, basisPoints: 500, amountFen: 999 },
        { lineId: '2', categoryId: 'fruit', baseFen: 333, basisPoints: 200, amountFen: 6 },
        { lineId: '3', categoryId: 'shoes', baseFen: 20_000, basisPoints: 500, amountFen: 1_000 },
        { lineId: '4', categoryId: 'gifts', baseFen: 100, basisPoints: 0, amountFen: 0 },
      ],
    });
    expect(byCategory(frozen?.byLine ?? [])).toEqual([
      { categoryId: 'fruit', baseFen: 333, basisPoints: 200, amountFen: 6 },
      { categoryId: 'gifts', baseFen: 100, basisPoints: 0, amountFen: 0 },
      { categoryId: 'shoes', baseFen: 39_999, basisPoints: 500, amountFen: 1_999 },
    ]);
  });

  it('credits nobody without a binding, or from its expiry on', () => {
    const lines = [{ id: '1', categoryId: 'shoes', amountFen: 100 }];
    expect(
      freezeAttribution({ binding: null, lines, categoryPath, rates, returnWindowDays: 7, nowMs }),
    ).toBeNull();
    expect(
      freezeAttribution({
        binding,
        lines,
        categoryPath,
        rates,
        returnWindowDays: 7,
        nowMs: binding.expiresAtMs,
      }),
    ).toBeNull();
    expect(
      freezeAttribution({
        binding,
        lines,
        categoryPath,
        rates,
        returnWindowDays: 7,
        nowMs: binding.expiresAtMs - 1,
      }),
    ).not.toBeNull();
  });

  it('takes no rate from what every object has', () => {
    const frozen = freezeAttribution({
      categoryPath,
      binding,
      lines: [{ id: '1', categoryId: 'constructor', amountFen: 10_000 }],
      rates,
      returnWindowDays: 7,
      nowMs,
    });
    expect(frozen?.commissionFen).toBe(200);
  });

  it('is a whole of its parts and never more than the goods, whatever was bought', () => {
    const line = fc.record({
      id: fc.constantFrom('1', '2', '3'),
      categoryId: fc.constantFrom('shoes', 'appliances', 'gifts', 'fruit', 'beef'),
      amountFen: fc.nat(100_000_000),
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 50 }),
        fc.dictionary(fc.constantFrom('shoes', 'appliances'), fc.nat(10_000)),
        fc.nat(10_000),
        (lines, basisPointsByCategory, defaultBasisPoints) => {
          const frozen = freezeAttribution({
            categoryPath,
            binding,
            lines,
            rates: { ...rates, basisPointsByCategory, defaultBasisPoints },
            returnWindowDays: 7,
            nowMs,
          });
          expect(frozenAttributionSchema.parse(frozen)).toEqual(frozen);
          expect(frozen?.baseFen).toBe(lines.reduce((total, { amountFen }) => total + amountFen, 0));
          expect(frozen?.commissionFen).toBeLessThanOrEqual(frozen?.baseFen ?? 0);
          for (const { baseFen, basisPoints, amountFen } of frozen?.byLine ?? []) {
            const exact = (baseFen * basisPoints) / 10_000;
            expect(amountFen).toBeLessThanOrEqual(exact);
            expect(exact - amountFen).toBeLessThan(1);
          }
        },
      ),
    );
  });
});

describe('what a snapshot or an event may say', () => {
  it('refuses a commission that is not the sum of its parts', () => {
    const frozen = freezeAttribution({
      categoryPath,
      binding,
      lines: [{ id: '1', categoryId: 'shoes', amountFen: 10_000 }],
      rates,
      returnWindowDays: 7,
      nowMs,
    });
    expect(frozenAttributionSchema.safeParse({ ...frozen, commissionFen: 501 }).success).toBe(false);
    expect(frozenAttributionSchema.safeParse({ ...frozen, baseFen: 1 }).success).toBe(false);
  });

  it('refuses rates beyond the whole, below nothing, or in parts of a point', () => {
    for (const basisPoints of [10_001, -1, 0.5]) {
      expect(
        commissionRatesSchema.safeParse({ ...rates, basisPointsByCategory: { shoes: basisPoints } }).success,
      ).toBe(false);
    }
  });
});

describe('depth of referral', () => {
  it('is two, in code', () => {
    expect(maxReferralDepth).toBe(2);
    expect(referralChain(['a'])).toEqual(['a']);
    expect(referralChain(['a', 'b'])).toEqual(['a', 'b']);
    expect(() => referralChain(['a', 'b', 'c'])).toThrow('3 levels');
    expect(() => referralChain([])).toThrow('0 levels');
  });
});
