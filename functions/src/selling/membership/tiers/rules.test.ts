import type { TiersPolicy } from '@jindian/shared/contract/selling/tiers';
import { tiersPolicySchema } from '@jindian/shared/contract/selling/tiers';
import { describe, expect, test } from 'vitest';
import {
  figuresWithin,
  joinStandings,
  moved,
  nextTier,
  noStanding,
  type Standing,
  withMonth,
} from './rules.ts';

const tier = (id: string, spendFen: number | null, orders: number | null) => ({
  id,
  name: { zh: id, en: id },
  from: { spendFen, orders, points: null },
  pointsPercent: 100,
});
const policy: TiersPolicy = {
  periodMonths: 12,
  tiers: [tier('silver', 100_000, 5), tier('gold', 500_000, null)],
};
const at = (text: string) => Date.parse(`${text}T12:00:00+08:00`);
const spent = (...months: [string, number, number?][]): Standing => ({
  ...noStanding,
  months: months.reduce<Standing['months']>(
    (all, [month, spendFen, orders = 1]) => withMonth(all, month, { spendFen, orders, points: 0 }),
    [],
  ),
});

describe('a tier', () => {
  test('is reached at once by any one of its conditions, and kept to the end of a whole period', () => {
    const bySpend = moved(spent(['2027-03', 100_000]), policy, at('2027-03-15'));
    expect(bySpend).toMatchObject({ reason: 'reached', standing: { tierId: 'silver' } });
    expect(new Date(bySpend.standing.untilMs ?? 0).toISOString()).toBe('2028-03-31T16:00:00.000Z');
    expect(moved(spent(['2027-03', 9_900, 5]), policy, at('2027-03-15')).standing.tierId).toBe('silver');
    expect(moved(spent(['2027-03', 99_999, 4]), policy, at('2027-03-15'))).toMatchObject({ reason: null });
  });

  test('of two the higher is given at once, and goods that come back later take none before the period is over', () => {
    const gold = moved(spent(['2027-03', 500_000]), policy, at('2027-03-15')).standing;
    expect(gold.tierId).toBe('gold');
    const back = {
      ...gold,
      months: withMonth(gold.months, '2027-03', { spendFen: -450_000, orders: 0, points: 0 }),
    };
    expect(moved(back, policy, at('2027-06-01'))).toEqual({ standing: back, reason: null });
  });

  test('becomes what counts once its period is over: lower, none, or the same for another period', () => {
    const gold = moved(spent(['2027-03', 500_000]), policy, at('2027-03-15')).standing;
    const over = at('2028-04-01');
    expect(moved(gold, policy, over)).toMatchObject({
      reason: 'period_over',
      standing: { tierId: null, untilMs: null, sinceMs: null },
    });
    const lower = {
      ...gold,
      months: withMonth(gold.months, '2027-12', { spendFen: 120_000, orders: 1, points: 0 }),
    };
    expect(moved(lower, policy, over)).toMatchObject({
      reason: 'period_over',
      standing: { tierId: 'silver' },
    });
    const same = {
      ...gold,
      months: withMonth(gold.months, '2027-12', { spendFen: 500_000, orders: 1, points: 0 }),
    };
    expect(moved(same, policy, over)).toMatchObject({
      reason: null,
      standing: { tierId: 'gold', sinceMs: gold.sinceMs },
    });
    expect(moved(same, policy, over).standing.untilMs).toBeGreaterThan(over);
  });

  test('counts the months of its period by the brand’s calendar', () => {
    const { months } = spent(['2026-12', 1], ['2027-01', 2], ['2027-12', 4]);
    expect(figuresWithin(months, 12, at('2027-12-01')).spendFen).toBe(6);
    // In Shanghai it is January already.
    expect(figuresWithin(months, 12, Date.UTC(2027, 11, 31, 17)).spendFen).toBe(4);
  });

  test('says what is missing for the next: any one of it', () => {
    const figures = { spendFen: 60_000, orders: 3, points: 0 };
    expect(nextTier(policy, null, figures)).toMatchObject({
      tier: { id: 'silver' },
      lacks: [
        { measure: 'spendFen', amount: 40_000 },
        { measure: 'orders', amount: 2 },
      ],
    });
    expect(nextTier(policy, 'silver', figures)?.lacks).toEqual([{ measure: 'spendFen', amount: 440_000 }]);
    expect(nextTier(policy, 'gold', figures)).toBeNull();
  });

  test('of two sign-ins of one person adds up, and the higher one stays', () => {
    const a = spent(['2027-03', 60_000]);
    const b = spent(['2027-03', 50_000], ['2027-02', 1]);
    expect(joinStandings(a, b, policy, at('2027-03-15'))).toMatchObject({
      reason: 'joined',
      standing: { tierId: 'silver', months: [{ month: '2027-02' }, { month: '2027-03', spendFen: 110_000 }] },
    });
    const gold = moved(spent(['2027-03', 500_000]), policy, at('2027-03-15')).standing;
    expect(joinStandings(gold, noStanding, policy, at('2027-04-15')).standing).toEqual(gold);
  });

  test('has conditions that ascend, and at least one', () => {
    const bad = (tiers: TiersPolicy['tiers']) => tiersPolicySchema.safeParse({ ...policy, tiers }).success;
    expect(bad(policy.tiers)).toBe(true);
    expect(bad([...policy.tiers].reverse())).toBe(false);
    expect(bad([tier('silver', null, null)])).toBe(false);
    expect(bad([tier('silver', 1, null), tier('silver', 2, null)])).toBe(false);
  });
});
