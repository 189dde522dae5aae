/** What the demo brand pays for what is sold: a rule for each trade, the exceptions in front of it. */
import {
  type CommissionRates,
  type CommissionRule,
  noConditions,
  percentPay,
  sellersRule,
} from '@jindian/shared/contract/selling/rates';
import { demoCategories, demoCommissionRates, demoTrades } from './categories.ts';

const nothing: CommissionRule['pays'] = { seller: null, branch: null, second_level: null, grid_branch: null };

/** What stands in front of the trades: a time, a product by the piece, branches that have a part in it. */
const special: readonly CommissionRule[] = [
  {
    id: 'double_twelve',
    name: { zh: '双十二童鞋加码', en: 'Double Twelve: more for children’s shoes' },
    enabled: true,
    when: {
      ...noConditions,
      categoryIds: ['shoes.kids'],
      fromMs: Date.parse('2026-12-12T00:00:00+08:00'),
      beforeMs: Date.parse('2026-12-13T00:00:00+08:00'),
    },
    pays: { ...nothing, seller: percentPay(1200) },
  },
  {
    id: 'smart_television',
    name: { zh: '智慧电视每台 ¥60', en: 'Smart television: ¥60 each' },
    enabled: true,
    when: { ...noConditions, productIds: ['P024'] },
    pays: { ...nothing, seller: { by: 'piece', pieceFen: 6000, floorFen: null, capFen: null } },
  },
  {
    id: 'dealers_stew',
    name: { zh: '加盟店炖煮牛肉', en: 'Stewing cuts at dealers’' },
    enabled: true,
    when: {
      ...noConditions,
      categoryIds: ['beef.stew'],
      sellerKinds: ['guide'],
      branchOwnership: ['dealer'],
    },
    pays: { ...nothing, seller: percentPay(500), branch: percentPay(100) },
  },
  {
    id: 'travel_in_grids',
    name: { zh: '出行用品含网格门店', en: 'Strollers & car seats, with the branch of the grid' },
    enabled: true,
    when: { ...noConditions, categoryIds: ['baby.travel'] },
    pays: { ...nothing, seller: percentPay(500), grid_branch: { ...percentPay(100), capFen: 5000 } },
  },
];

/** Categories of a trade by their rate; the rate that most of them have is the trade's own. */
function rulesOfTrade(trade: (typeof demoTrades)[number]): CommissionRule[] {
  const byRate = new Map<number, typeof demoCategories>();
  for (const category of demoCategories) {
    const rate = category.parentId === trade.id ? demoCommissionRates[category.id] : undefined;
    if (rate !== undefined) byRate.set(rate, [...(byRate.get(rate) ?? []), category]);
  }
  const [usual, ...others] = [...byRate].sort(([a, of], [b, than]) => than.length - of.length || a - b);
  const exceptions = others.map(([basisPoints, of], index) =>
    sellersRule({
      id: `${trade.id}_${index + 1}`,
      name: {
        zh: of.map(({ name }) => name.zh).join('、'),
        en: of.map(({ name }) => name.en).join(', '),
      },
      categoryIds: of.map(({ id }) => id),
      basisPoints,
    }),
  );
  const whole = sellersRule({
    id: trade.id,
    name: trade.name,
    categoryIds: [trade.id],
    basisPoints: usual?.[0] ?? 0,
  });
  // Dear goods: what one line pays is bounded.
  const pays = { ...whole.pays, seller: { ...percentPay(usual?.[0] ?? 0), capFen: 50_000 } };
  return [...exceptions, trade.id === 'appliances' ? { ...whole, pays } : whole];
}

export const demoCommissionRules: CommissionRates = {
  format: 2,
  rules: [
    ...special,
    ...demoTrades.flatMap(rulesOfTrade),
    sellersRule({ id: 'all_else', name: { zh: '其他商品', en: 'All else' }, basisPoints: 300 }),
  ],
  caps: { orderFen: 300_000, sellerDayFen: 500_000, sellerMonthFen: 3_000_000 },
};
