/** What the demo brand gives its members. */
import type { MemberProfileData } from '@jindian/shared/contract/selling/member-card';
import type { PointsPolicy } from '@jindian/shared/contract/selling/points';
import type { TiersPolicy } from '@jindian/shared/contract/selling/tiers';

/** A point a yuan, two for baby goods, good for two years. */
export const demoPoints: PointsPolicy = {
  perPointFen: 100,
  categories: [{ categoryId: 'baby', perPointFen: 50 }],
  expiresAfterMonths: 24,
  noticeDays: 30,
  hundredPointsFen: 100,
};

const tier = (
  id: string,
  zh: string,
  en: string,
  spendFen: number,
  orders: number | null,
  pointsPercent: number,
) => ({
  id,
  name: { zh, en },
  from: { spendFen, orders, points: null },
  pointsPercent,
});

export const demoTiers: TiersPolicy = {
  periodMonths: 12,
  tiers: [
    tier('silver', '银卡', 'Silver', 100_000, 5, 100),
    tier('gold', '金卡', 'Gold', 500_000, null, 120),
    tier('diamond', '钻石卡', 'Diamond', 2_000_000, null, 150),
  ],
};

/** One of its shoppers: what they have, and say of themselves. */
export const demoMember = {
  persona: 'shopper-wang',
  points: 268,
  tierId: 'silver',
  said: {
    birthday: '05-20',
    sizes: [
      { what: '鞋', size: '38' },
      { what: '上衣', size: 'M' },
    ],
    likes: '浅色、轻便',
    children: null,
    appliances: [],
  } satisfies MemberProfileData,
} as const;
