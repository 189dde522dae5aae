import { branchGrant } from '@jindian/shared/access';
import type { ProductCard } from '@jindian/shared/contract/goods/storefront';
import { percentPay } from '@jindian/shared/contract/selling/rates';
import { describe, expect, it } from 'vitest';
import { ok } from '../../platform/result.ts';
import { sellsAs } from '../sellers/rules.ts';
import { createGoodsToSell } from './goods-to-sell.ts';
import { compileRates } from './rules/compile.ts';
import { ratesOf, ruleWith } from './testing/rules.ts';

const card = (productId: string, categoryId: string, fromPriceFen: number): ProductCard => ({
  productId,
  categoryId,
  title: { zh: productId, en: productId },
  subtitle: { zh: '', en: '' },
  imagePath: '/assets/products/P001.svg',
  fromPriceFen,
  availability: 'in_stock',
});
/** As the shop shows them. */
const shown = [
  card('P001', 'fruit', 9_999),
  card('P002', 'shoes', 10_001),
  card('P003', 'shoes', 40_000),
  card('P004', 'fruit', 9_999),
];
const place = { id: 'B00001', ownership: 'dealer', province: '山东省', city: '烟台市' };
const rates = compileRates(
  ratesOf([
    ruleWith('stations', { when: { sellerKinds: ['station'] }, pays: { seller: percentPay(1_000) } }),
    ruleWith('dear', { when: { orderFromFen: 40_000 }, pays: { seller: null } }),
    ruleWith('shoes', {
      when: { categoryIds: ['shoes'], branchOwnership: ['dealer'] },
      pays: { seller: percentPay(250) },
    }),
    ruleWith('all_else', { pays: { seller: percentPay(300), branch: percentPay(5_000) } }),
  ]),
  'v1',
);
const goodsToSell = createGoodsToSell({
  clock: { nowMs: () => Date.UTC(2026, 10, 21) },
  rates: { current: async () => rates },
  location: async (id) => (id === place.id ? (place as never) : null),
  sellsAs,
  inStockAt: async (_, text) => ok(shown.filter(({ productId }) => productId.includes(text ?? ''))),
  factsOf: async (cards) =>
    cards.map(({ productId, categoryId }) => ({ productId, categoryPath: [categoryId], brandLine: null })),
});
const by = (role: 'guide' | 'station' | 'clerk') => ({
  memberId: 'S1',
  roles: [branchGrant(role, place.id)],
});
async function earned(...asked: Parameters<typeof goodsToSell>): Promise<unknown> {
  const found = await goodsToSell(...asked);
  return found.ok ? found.value.items.map(({ productId, earnFen }) => [productId, earnFen]) : found.code;
}
const all = { locationId: place.id, limit: 20 };

describe('goods to sell', () => {
  it('stand by what one earns of a piece, in whole fen, as the first rule that fits says; the rest as the shop shows them', async () => {
    expect(await earned(by('guide'), all)).toEqual([
      ['P001', 299],
      ['P004', 299],
      ['P002', 250],
      ['P003', 0],
    ]);
    expect(await earned(by('station'), all)).toEqual([
      ['P003', 4_000],
      ['P002', 1_000],
      ['P001', 999],
      ['P004', 999],
    ]);
  });

  it('of who belongs to no branch are not by the rules of one', async () => {
    const promoter = { memberId: 'S2', roles: [{ role: 'promoter', scope: { kind: 'self' } }] as never };
    expect(await earned(promoter, { ...all, text: 'P002' })).toEqual([['P002', 300]]);
  });

  it('come in pages, and to nobody who does not sell', async () => {
    const first = await goodsToSell(by('guide'), { ...all, limit: 3 });
    expect(first).toMatchObject({ ok: true, value: { nextCursor: '3' } });
    expect(await earned(by('guide'), { ...all, limit: 3, cursor: '3' })).toEqual([['P003', 0]]);
    expect(await earned(by('guide'), { ...all, cursor: '-1' })).toBe('invalid_request');
    expect(await earned(by('clerk'), all)).toBe('forbidden');
    expect(await earned(null, all)).toBe('forbidden');
    expect(await earned(by('guide'), { ...all, locationId: 'B09999' })).toBe('not_found');
  });
});
