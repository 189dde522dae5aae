import {
  type CommissionConditions,
  type CommissionRates,
  type CommissionRule,
  noCaps,
  noConditions,
  percentPay,
} from '@jindian/shared/contract/selling/rates';
import type { OrderFacts } from '../rules/compile.ts';
import type { JudgedLine, Payees } from '../rules/judge.ts';
import type { KnownThings } from '../rules/known.ts';

/** Rules, orders and lines of tests, each with what a test says of it. */

export function ruleWith(
  id: string,
  more: {
    when?: Partial<CommissionConditions>;
    pays?: Partial<CommissionRule['pays']>;
    enabled?: boolean;
  } = {},
): CommissionRule {
  return {
    id,
    name: { zh: id, en: id },
    enabled: more.enabled ?? true,
    when: { ...noConditions, ...more.when },
    pays: { seller: percentPay(500), branch: null, second_level: null, grid_branch: null, ...more.pays },
  };
}

export function ratesOf(rules: CommissionRule[], orderFen: number | null = null): CommissionRates {
  return { format: 2, rules, caps: { ...noCaps, orderFen } };
}

export const anOrder: OrderFacts = {
  seller: { sellerId: 'S1', kind: 'guide', branch: { locationId: 'B00001', ownership: 'dealer' } },
  province: '山东省',
  city: '烟台市',
  channel: 'mini_program',
  sceneId: null,
  campaignId: null,
  nowMs: Date.UTC(2026, 10, 21, 4),
  goodsFen: 20_000,
  isFirstOrder: true,
};

export function aLine(more: Partial<JudgedLine> = {}): JudgedLine {
  return {
    id: '1',
    categoryId: 'shoes.casual',
    categoryPath: ['shoes.casual', 'shoes'],
    productId: 'P001',
    brandLine: '轻行',
    quantity: 1,
    amountFen: 10_000,
    ...more,
  };
}

export const onlySeller: Payees = { seller: 'S1', branch: null, second_level: null, grid_branch: null };
export const everybody: Payees = {
  seller: 'S1',
  branch: 'B00001',
  second_level: 'S2',
  grid_branch: 'B00002',
};

const trees: Record<string, readonly string[]> = {
  shoes: ['shoes'],
  'shoes.casual': ['shoes.casual', 'shoes'],
  'shoes.casual.canvas': ['shoes.casual.canvas', 'shoes.casual', 'shoes'],
  fruit: ['fruit'],
};

export const knownThings: KnownThings = {
  categoryPath: (id) => (Object.hasOwn(trees, id) ? (trees[id] as string[]) : []),
  productIds: () => new Set(['P001']),
  brandLines: () => new Set(['轻行']),
  branchIds: async () => new Set(['B00001']),
  sellerIds: async () => new Set(['S1']),
  sceneIds: async () => new Set(['tv']),
  areAreas: async (areas) =>
    areas.map(
      ({ province, city }) => province.startsWith('山东') && (city === null || city.startsWith('烟台')),
    ),
};
