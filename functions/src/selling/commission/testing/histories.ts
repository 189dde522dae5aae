import { commissionFen, keptFen, partFen, type Step, totalFen } from './commission-fixture.ts';

const pending = { 'pending fund-pool': -commissionFen, 'pending commission': commissionFen };
const sold = { 'wechat-clearing': -totalFen, sales: totalFen - commissionFen };

/** What an order's events come to, whatever the order in which they are heard of. */
export const histories: { events: Step[]; effect: Record<string, number>; earned: number }[] = [
  {
    events: ['paid'],
    effect: {
      'wechat-clearing': -totalFen,
      'sales-deferred': totalFen,
      ...pending,
    },
    earned: 0,
  },
  {
    events: ['paid', 'completed'],
    effect: { ...sold, 'fund-pool': commissionFen, ...pending },
    earned: 0,
  },
  {
    events: ['paid', 'completed', 'settle'],
    effect: { ...sold, commission: commissionFen },
    earned: commissionFen,
  },
  { events: ['paid', 'refunded'], effect: {}, earned: 0 },
  { events: ['paid', 'completed', 'refunded after completion'], effect: {}, earned: 0 },
  { events: ['paid', 'completed', 'settle', 'refunded after completion'], effect: {}, earned: 0 },
  {
    events: ['paid', 'part refunded'],
    effect: {
      'wechat-clearing': partFen - totalFen,
      'sales-deferred': totalFen - partFen,
      'pending fund-pool': -keptFen,
      'pending commission': keptFen,
    },
    earned: 0,
  },
  {
    events: ['paid', 'part refunded', 'completed less a part', 'settle'],
    effect: {
      'wechat-clearing': partFen - totalFen,
      sales: totalFen - partFen - keptFen,
      commission: keptFen,
    },
    earned: keptFen,
  },
  {
    events: ['paid', 'completed', 'settle', 'part refunded after completion'],
    effect: {
      'wechat-clearing': partFen - totalFen,
      sales: totalFen - partFen - keptFen,
      commission: keptFen,
    },
    earned: keptFen,
  },
  { events: ['paid', 'part refunded', 'rest refunded'], effect: {}, earned: 0 },
  {
    events: ['paid', 'part refunded', 'completed less a part', 'settle', 'rest refunded after completion'],
    effect: {},
    earned: 0,
  },
  {
    events: [
      'paid',
      'completed',
      'settle',
      'part refunded after completion',
      'rest refunded after completion',
    ],
    effect: {},
    earned: 0,
  },
  { events: ['late'], effect: {}, earned: 0 },
];
