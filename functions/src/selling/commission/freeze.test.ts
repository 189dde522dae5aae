import { percentPay } from '@jindian/shared/contract/selling/rates';
import { describe, expect, it } from 'vitest';
import { freezeAttribution } from './freeze.ts';
import { byCategory, frozenAttributionSchema, maxReferralDepth, referralChain } from './frozen.ts';
import { compileRates } from './rules/compile.ts';
import { aLine, anOrder, ratesOf, ruleWith } from './testing/rules.ts';

const nowMs = Date.UTC(2026, 10, 21, 4);
const binding: NonNullable<Parameters<typeof freezeAttribution>[0]['binding']> = {
  sellerId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1D',
  sellerName: '李雷',
  sellerKind: 'guide',
  locationId: 'B00001',
  boundAtMs: nowMs - 1000,
  expiresAtMs: nowMs + 1000,
  recent: [
    { touchId: '01T2', atMs: nowMs - 500 },
    { touchId: '01T1', atMs: nowMs - 1000, sceneId: '01SCENE' },
  ],
};
const rates = compileRates(
  ratesOf([
    ruleWith('shoes', {
      when: { categoryIds: ['shoes'] },
      pays: { branch: percentPay(100), second_level: percentPay(50), grid_branch: percentPay(30) },
    }),
    ruleWith('fruit', { when: { categoryIds: ['fruit'] }, pays: { seller: percentPay(200) } }),
  ]),
  'v3',
);
const { seller: _, nowMs: __, goodsFen: ___, sceneId: ____, ...about } = anOrder;
const order: Parameters<typeof freezeAttribution>[0] = {
  binding,
  branch: { id: 'B00001', ownership: 'hq' },
  gridBranchId: null,
  policyVersion: 3,
  holds: [],
  about,
  lines: [aLine()],
  rates,
  returnWindowDays: 7,
  nowMs,
};
const payeesOf = (more: Partial<typeof order>) =>
  freezeAttribution({ ...order, ...more })?.byLine.map(({ part = 'seller', payeeId }) => [part, payeeId]);

describe('what is frozen on an order', () => {
  it('is a row for each line and payee, with the rule that decided; people read lines of a category at once', () => {
    const lines = [
      aLine({ amountFen: 19_999 }),
      aLine({ id: '2', categoryId: 'fruit', categoryPath: ['fruit'], amountFen: 333 }),
      aLine({ id: '3', amountFen: 20_000 }),
      aLine({ id: '4', categoryId: 'gifts', categoryPath: ['gifts'], amountFen: 100 }),
    ];
    const frozen = freezeAttribution({ ...order, lines });
    const shoe = { categoryId: 'shoes.casual', ruleId: 'shoes' };
    const ofBranch = { ...shoe, part: 'branch', payeeId: 'B00001', basisPoints: 100 };
    expect(frozen).toEqual({
      sellerId: binding.sellerId,
      sellerName: '李雷',
      sellerKind: 'guide',
      locationId: 'B00001',
      boundAtMs: binding.boundAtMs,
      rule: 'shoes、fruit',
      rules: [
        { id: 'shoes', name: { zh: 'shoes', en: 'shoes' } },
        { id: 'fruit', name: { zh: 'fruit', en: 'fruit' } },
      ],
      ratesVersion: 'v3',
      policyVersion: 3,
      touchIds: ['01T2', '01T1'],
      sceneId: '01SCENE',
      isFirstOrder: true,
      baseFen: 40_432,
      commissionFen: 999 + 199 + 6 + 1_000 + 200,
      returnWindowDays: 7,
      byLine: [
        { lineId: '1', ...shoe, baseFen: 19_999, basisPoints: 500, amountFen: 999 },
        { lineId: '1', ...ofBranch, baseFen: 19_999, amountFen: 199 },
        { lineId: '2', categoryId: 'fruit', baseFen: 333, basisPoints: 200, amountFen: 6, ruleId: 'fruit' },
        { lineId: '3', ...shoe, baseFen: 20_000, basisPoints: 500, amountFen: 1_000 },
        { lineId: '3', ...ofBranch, baseFen: 20_000, amountFen: 200 },
        { lineId: '4', categoryId: 'gifts', baseFen: 100, basisPoints: 0, amountFen: 0 },
      ],
    });
    expect(frozenAttributionSchema.parse(frozen)).toEqual(frozen);
    expect(byCategory(frozen?.byLine ?? [])).toEqual([
      { categoryId: 'fruit', baseFen: 333, basisPoints: 200, amountFen: 6 },
      { categoryId: 'gifts', baseFen: 100, basisPoints: 0, amountFen: 0 },
      { categoryId: 'shoes.casual', baseFen: 39_999, basisPoints: 500, amountFen: 1_999 },
      { categoryId: 'shoes.casual', part: 'branch', baseFen: 39_999, basisPoints: 100, amountFen: 399 },
    ]);
  });

  it('credits nobody without a binding, or from its expiry on', () => {
    expect(freezeAttribution({ ...order, binding: null })).toBeNull();
    expect(freezeAttribution({ ...order, nowMs: binding.expiresAtMs })).toBeNull();
    expect(freezeAttribution({ ...order, nowMs: binding.expiresAtMs - 1 })).not.toBeNull();
  });

  it('pays whom there is: who brought the seller, the branch of the grid where it is another', () => {
    expect(payeesOf({ broughtBy: 'S2', gridBranchId: 'B00002' })).toEqual([
      ['seller', undefined],
      ['branch', 'B00001'],
      ['second_level', 'S2'],
      ['grid_branch', 'B00002'],
    ]);
    expect(payeesOf({ broughtBy: binding.sellerId, gridBranchId: 'B00001' })).toEqual([
      ['seller', undefined],
      ['branch', 'B00001'],
    ]);
    // A branch that sells itself is the seller, and nobody else.
    expect(payeesOf({ binding: { ...binding, sellerId: 'B00001', sellerKind: 'branch' } })).toEqual([
      ['seller', undefined],
    ]);
    expect(payeesOf({ branch: null })).toEqual([['seller', undefined]]);
  });

  it('refuses a commission that is not the sum of its parts, and a part that is paid twice for a line', () => {
    const frozen = freezeAttribution(order);
    expect(frozenAttributionSchema.safeParse(frozen).success).toBe(true);
    expect(frozenAttributionSchema.safeParse({ ...frozen, commissionFen: 501 }).success).toBe(false);
    expect(frozenAttributionSchema.safeParse({ ...frozen, baseFen: 1 }).success).toBe(false);
    const [first] = frozen?.byLine ?? [];
    const byLine = [...(frozen?.byLine ?? []), { ...first, amountFen: 0 }];
    expect(frozenAttributionSchema.safeParse({ ...frozen, byLine }).success).toBe(false);
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
