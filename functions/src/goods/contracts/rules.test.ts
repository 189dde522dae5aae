import { type OwnerContract, saleCases, standardContract } from '@jindian/shared/contract/goods/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contractProblems, contractsOf, type SaleFacts, sellerOf } from './rules.ts';

const owners = ['hq', 'D0001', 'D0002', 'D0003'];
const ownerId = fc.constantFrom(...owners);
const terms = fc.record({
  seller: fc.constantFrom('hq' as const, 'owner' as const),
  ownerBasisPoints: fc.option(fc.integer({ min: 0, max: 10_000 })),
});
const contract: fc.Arbitrary<OwnerContract> = fc.record({
  legalName: fc.constantFrom('', '某某商贸有限公司'),
  merchant: fc.constantFrom(null, '1900000201', '1900000300/1900000301'),
  own_goods_own_customer: terms,
  own_goods_hq_customer: terms,
  hq_goods_own_shop: terms,
});
const contracts = fc
  .dictionary(fc.constantFrom('D0001', 'D0002', 'D0003'), contract)
  .map((found) => new Map(Object.entries(found)));
const facts: fc.Arbitrary<SaleFacts> = fc.record({
  storefrontOwnerId: ownerId,
  broughtByOwnerId: fc.option(ownerId),
});

const selling = (change: Partial<OwnerContract>): OwnerContract => ({
  ...standardContract,
  legalName: '某某商贸有限公司',
  merchant: '1900000201',
  ...change,
});
const inForce = (contents: ReadonlyMap<string, OwnerContract>) => contractsOf(contents, () => '2026-11-30');
const himself = { seller: 'owner', ownerBasisPoints: 9_000 } as const;

describe('who sells', () => {
  test('everything is HQ’s as long as nobody has a contract', () => {
    fc.assert(
      fc.property(ownerId, facts, (goods, about) => {
        expect(sellerOf(goods, about, inForce(new Map())).sellerId).toBe('hq');
      }),
    );
  });

  test('there is one seller, the same for the same facts: HQ, or the dealer whose contract says so', () => {
    fc.assert(
      fc.property(ownerId, facts, contracts, (goods, about, found) => {
        const deal = sellerOf(goods, about, inForce(found));
        expect(sellerOf(goods, { ...about }, inForce(new Map(found)))).toEqual(deal);
        if (deal.sellerId === 'hq') return;
        const own = found.get(deal.sellerId);
        expect(own?.merchant).not.toBeNull();
        expect(deal.under?.ownerId).toBe(deal.sellerId);
        expect(own?.[deal.under!.saleCase].seller).toBe('owner');
        // Never another dealer: the goods are his, or HQ's in his own shop.
        expect([goods, goods === 'hq' ? about.storefrontOwnerId : goods]).toContain(deal.sellerId);
      }),
    );
  });

  test.each([
    ['own_goods_own_customer', 'D0001', { storefrontOwnerId: 'D0001', broughtByOwnerId: null }],
    ['own_goods_own_customer', 'D0001', { storefrontOwnerId: 'hq', broughtByOwnerId: 'D0001' }],
    ['own_goods_own_customer', 'D0001', { storefrontOwnerId: 'D0001', broughtByOwnerId: 'hq' }],
    ['own_goods_hq_customer', 'D0001', { storefrontOwnerId: 'hq', broughtByOwnerId: null }],
    ['own_goods_hq_customer', 'D0001', { storefrontOwnerId: 'D0002', broughtByOwnerId: 'D0003' }],
    ['hq_goods_own_shop', 'hq', { storefrontOwnerId: 'D0001', broughtByOwnerId: null }],
  ] as const)('%s: goods of %s, %o', (saleCase, goods, about) => {
    const found = inForce(new Map([['D0001', selling({ [saleCase]: himself })]]));
    expect(sellerOf(goods, about, found)).toEqual({
      sellerId: 'D0001',
      under: { ownerId: 'D0001', saleCase, ownerBasisPoints: 9_000 },
    });
    // The other two cases of the same contract say HQ.
    for (const other of saleCases.filter((name) => name !== saleCase))
      expect(
        sellerOf(goods, about, inForce(new Map([['D0001', selling({ [other]: himself })]]))).sellerId,
      ).toBe('hq');
  });

  test('a contract holds through its last day; from the next on HQ sells, under the name that is known', () => {
    const contract = { ...selling({ own_goods_own_customer: himself }), validUntil: '2026-11-30' };
    const about = { storefrontOwnerId: 'D0001', broughtByOwnerId: null };
    const soldOn = (today: string) =>
      sellerOf(
        'D0001',
        about,
        contractsOf(new Map([['D0001', contract]]), () => today),
      ).sellerId;
    expect(['2026-11-29', '2026-11-30', '2026-12-01'].map(soldOn)).toEqual(['D0001', 'D0001', 'hq']);
    const after = contractsOf(new Map([['D0001', contract]]), () => '2027-01-01').of('D0001');
    expect([after.legalName, after.merchant, after.priceBand]).toEqual([contract.legalName, null, undefined]);
  });

  test('HQ sells its goods in its own shop, whoever brought the shopper', () => {
    const found = inForce(new Map([['D0001', selling({ hq_goods_own_shop: himself })]]));
    expect(sellerOf('hq', { storefrontOwnerId: 'hq', broughtByOwnerId: 'D0001' }, found)).toEqual({
      sellerId: 'hq',
      under: null,
    });
  });
});

describe('a contract', () => {
  const payable = (merchantId: string) => merchantId === '1900000201';

  test('is sound when a dealer who sells has a name and a merchant that can be paid', () => {
    expect(contractProblems(standardContract, payable)).toEqual([]);
    expect(contractProblems(selling({ own_goods_own_customer: himself }), payable)).toEqual([]);
  });

  test.each([
    ['seller_without_merchant', { merchant: null }],
    ['seller_without_name', { legalName: '' }],
    ['merchant_not_payable', { merchant: '1900000202' }],
  ])('is refused: %s', (code, change) => {
    const contract = selling({ own_goods_hq_customer: himself, ...change });
    expect(contractProblems(contract, payable).map((problem) => problem.code)).toEqual([code]);
  });
});
