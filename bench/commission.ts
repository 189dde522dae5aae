/**
 * Commission of past orders judged again by a list of rules: one JSON line a figure. CPU of one process, so that it says
 * the same on a busy machine. `node --import tsx bench/commission.ts`
 *
 * 200,000 orders of one to four lines over the demo's products, by 2,000 sellers of 500 branches, by the demo's rules
 * and by sixty; beside them one rule for all, which is the floor.
 */

import {
  demoCategories,
  demoCommissionRules,
  demoProducts,
} from '../functions/src/local/demo/catalog/index.ts';
import { seededRandom } from '../functions/src/local/demo/network/random.ts';
import { freezeAttribution } from '../functions/src/selling/commission/freeze.ts';
import { type CompiledRates, compileRates } from '../functions/src/selling/commission/rules/compile.ts';
import {
  type CommissionRates,
  noCaps,
  noConditions,
  percentPay,
  sellersRule,
} from '../shared/src/contract/selling/rates.ts';

const orderCount = 200_000;
const rounds = 3;
const nowMs = Date.parse('2026-11-21T12:00:00+08:00');
const cities = [
  ['上海市', '上海市'],
  ['山东省', '烟台市'],
  ['广东省', '深圳市'],
] as const;

const { below } = seededRandom('commission');
const parents = new Map(demoCategories.map(({ id, parentId }) => [id, parentId]));
const pathOf = (id: string): string[] => {
  const parent = parents.get(id) ?? null;
  return parent === null ? [id] : [id, ...pathOf(parent)];
};
const goods = demoProducts.map(({ id, categoryId }) => ({
  productId: id,
  categoryId,
  categoryPath: pathOf(categoryId),
  brandLine: null,
}));

type Order = Omit<Parameters<typeof freezeAttribution>[0], 'rates'>;
const orders: Order[] = Array.from({ length: orderCount }, () => {
  const seller = below(2_000);
  const branchId = `B${String(seller % 500).padStart(5, '0')}`;
  const [province, city] = cities[below(3)] as (typeof cities)[number];
  return {
    binding: {
      sellerId: `SELLER${seller}`,
      sellerName: '导购',
      sellerKind: 'guide',
      locationId: branchId,
      boundAtMs: nowMs - 1,
      expiresAtMs: nowMs + 1,
      recent: [],
    },
    policyVersion: 0,
    holds: [],
    branch: { id: branchId, ownership: seller % 2 === 0 ? 'hq' : 'dealer' },
    gridBranchId: below(2) === 0 ? null : `B${String(below(500)).padStart(5, '0')}`,
    about: { province, city, channel: 'mini_program', isFirstOrder: null, campaignId: null },
    lines: Array.from({ length: 1 + below(4) }, (_, index) => ({
      ...(goods[below(goods.length)] as (typeof goods)[number]),
      id: String(index + 1),
      quantity: 1 + below(3),
      amountFen: 1_000 + below(300_000),
    })),
    returnWindowDays: 7,
    nowMs,
  };
});

const name = { zh: '规则', en: 'Rule' };
const allElse = sellersRule({ id: 'all_else', name, basisPoints: 300 });
const one: CommissionRates = { format: 2, rules: [allElse], caps: noCaps };
/** What is asked of each: an area, a branch, a step; the last ones decide most. */
const sixty: CommissionRates = {
  format: 2,
  rules: [
    ...Array.from({ length: 59 }, (_, nth) => ({
      ...allElse,
      id: `rule_${nth}`,
      when: {
        ...noConditions,
        areas: [{ province: '山东', city: nth % 2 === 0 ? '烟台' : null }],
        branchIds: [`B${String(nth).padStart(5, '0')}`],
        orderFromFen: 10_000 * (nth % 7),
      },
      pays: {
        seller: percentPay(500),
        branch: percentPay(100),
        second_level: null,
        grid_branch: { ...percentPay(50), capFen: 900 },
      },
    })),
    allElse,
  ],
  caps: { ...noCaps, orderFen: 20_000 },
};

function judgeAll(rates: CompiledRates): { seconds: number; rows: number; paidFen: number } {
  let rows = 0;
  let paidFen = 0;
  const from = process.cpuUsage();
  for (const order of orders) {
    const frozen = freezeAttribution({ ...order, rates });
    rows += frozen?.byLine.length ?? 0;
    paidFen += frozen?.commissionFen ?? 0;
  }
  const { user, system } = process.cpuUsage(from);
  return { seconds: (user + system) / 1_000_000, rows, paidFen };
}

for (const [rules, content] of [
  ['one', one],
  ['demo', demoCommissionRules],
  ['sixty', sixty],
] as const) {
  const rates = compileRates(content, 'bench');
  const runs = Array.from({ length: rounds }, () => judgeAll(rates));
  const best = Math.min(...runs.map(({ seconds }) => seconds));
  const { rows, paidFen } = runs[0] as (typeof runs)[number];
  console.log(
    JSON.stringify({
      bench: 'commission',
      rules,
      ruleCount: content.rules.length,
      orders: orderCount,
      rows,
      paidFen,
      ordersPerCpuSecond: Math.round(orderCount / best),
      microsecondsPerOrder: Number(((best / orderCount) * 1_000_000).toFixed(2)),
    }),
  );
}
