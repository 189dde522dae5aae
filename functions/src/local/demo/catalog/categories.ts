import type { Category } from '@jindian/shared/contract/goods/catalog';
import { defineCategory } from './define.ts';

interface CategoryRow {
  category: Category;
  commissionBasisPoints: number;
}

const row = (id: string, zh: string, en: string, commissionBasisPoints: number): CategoryRow => ({
  category: defineCategory(id, zh, en),
  commissionBasisPoints,
});

/**
 * Commission follows the margin of the trade: shoes carry much, big appliances little. Formula is kept
 * low because its price is watched by everyone and a referral there is mostly a repurchase.
 */
const rows: readonly CategoryRow[] = [
  row('shoes.running', '运动鞋', 'Sports shoes', 800),
  row('shoes.casual', '休闲鞋', 'Casual shoes', 800),
  row('shoes.business', '皮鞋', 'Leather shoes', 900),
  row('shoes.boots', '靴子', 'Boots', 900),
  row('shoes.sandals', '凉鞋拖鞋', 'Sandals & slippers', 700),
  row('shoes.kids', '童鞋', "Children's shoes", 800),
  row('appliances.fridge', '冰箱冷柜', 'Fridges & freezers', 200),
  row('appliances.laundry', '洗衣干衣', 'Laundry', 200),
  row('appliances.aircon', '空调', 'Air conditioners', 200),
  row('appliances.heating', '采暖热水', 'Heating & hot water', 250),
  row('appliances.tv', '电视', 'Televisions', 150),
  row('appliances.kitchen', '厨房小电', 'Small kitchen appliances', 400),
  row('baby.food', '奶粉辅食', 'Formula & baby food', 300),
  row('baby.diapers', '纸尿裤', 'Diapers', 500),
  row('baby.feeding', '喂养用品', 'Feeding', 600),
  row('baby.travel', '出行用品', 'Strollers & car seats', 500),
  row('baby.care', '洗护用品', 'Bath & care', 600),
  row('baby.nursery', '寝居', 'Nursery', 500),
  row('beef.steak', '牛排', 'Steaks', 600),
  row('beef.slices', '火锅肥牛', 'Hotpot slices', 600),
  row('beef.stew', '炖煮牛肉', 'Stewing cuts', 500),
  row('beef.ready', '牛肉熟制品', 'Prepared beef', 600),
  row('fruit.orchard', '苹果梨桃', 'Apples, pears & peaches', 500),
  row('fruit.citrus', '柑橘橙柚', 'Citrus', 500),
  row('fruit.berries', '葡萄浆果', 'Grapes & berries', 500),
  row('fruit.cherries', '车厘子', 'Cherries', 600),
  row('fruit.tropical', '热带水果', 'Tropical fruit', 500),
];

/** The roots of the tree, each with its categories behind it. */
export const demoTrades: readonly Category[] = [
  defineCategory('shoes', '鞋履', 'Footwear'),
  defineCategory('appliances', '家电', 'Appliances'),
  defineCategory('baby', '母婴', 'Mother & baby'),
  defineCategory('beef', '优选牛肉', 'Premium beef'),
  defineCategory('fruit', '时令鲜果', 'Fresh fruit'),
];

export const demoCategories: readonly Category[] = demoTrades.flatMap((trade) => [
  trade,
  ...rows.map(({ category }) => category).filter(({ parentId }) => parentId === trade.id),
]);

/** Category id → referral commission in basis points of what was paid for the line (800 = 8 %). */
export const demoCommissionRates: Readonly<Record<string, number>> = Object.fromEntries(
  rows.map((entry) => [entry.category.id, entry.commissionBasisPoints]),
);
