import { percentPay } from '@jindian/shared/contract/selling/rates';
import { describe, expect, it } from 'vitest';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { compileRates } from '../../selling/commission/rules/compile.ts';
import { ratesOf, ruleWith } from '../../selling/commission/testing/rules.ts';
import { createCrediting } from './crediting.ts';

const nowMs = Date.UTC(2026, 10, 21, 4);
const rates = compileRates(ratesOf([ruleWith('all', { pays: { second_level: percentPay(50) } })]), 'v1');
const place = { province: '山东省', city: '烟台市' };
const line = { id: '1', productId: 'P1', categoryId: 'shoes', quantity: 1, netFen: 10_000 };

/** What an order of that member is credited for: the seller was brought by BRINGER. */
async function creditedTo(memberId: string, selfPurchase: 'none' | 'on_hold' | 'credited') {
  const credited = createCrediting({
    rates: { current: async () => rates },
    catalog: { current: async () => ({ categoryPath: () => ['shoes'], product: () => null }) },
    network: { location: async () => null, current: async () => ({ grid: () => null }) },
    shoppers: {
      creditable: async () => ({ isActive: true, broughtBy: 'BRINGER' }),
      isStaff: async () => false,
    },
    settings: { selling: fixedSettings('selling', { selfPurchase }) },
    store: {},
    channels: {},
  } as unknown as Parameters<typeof createCrediting>[0]);
  const binding = {
    ...{ sellerId: 'SELLER', sellerName: '李雷', sellerKind: 'promoter' as const, locationId: null },
    ...{ boundAtMs: nowMs - 1_000, expiresAtMs: nowMs + 1_000, recent: [] },
  };
  const request = { channel: 'mini_program', method: 'pickup' } as never;
  const about = { memberId, binding, request, storefront: place, gridId: null, nowMs };
  const frozen = (await credited(about))([line as never]);
  return {
    holds: frozen?.holds ?? [],
    payees: frozen?.byLine.map(({ payeeId }) => payeeId ?? 'SELLER') ?? [],
  };
}

describe('who buys of a seller whom they brought', () => {
  it.each([
    ['none', [], ['SELLER']],
    ['on_hold', ['self'], ['SELLER', 'BRINGER']],
    ['credited', [], ['SELLER', 'BRINGER']],
  ] as const)('buys for themselves, and is paid for it as settings say (%s)', async (how, holds, payees) => {
    expect(await creditedTo('BRINGER', how)).toEqual({ holds, payees });
    expect(await creditedTo('ANYBODY', how)).toEqual({ holds: [], payees: ['SELLER', 'BRINGER'] });
  });
});
