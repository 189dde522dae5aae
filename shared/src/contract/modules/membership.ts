import type { ModuleParts } from './names.ts';

/** What members have of the brand. */
export const membershipModules = {
  points: {
    name: { zh: '积分', en: 'Points' },
    explanation: {
      zh: '关闭后新订单不再得积分；已得的积分保留，重新打开后可用。',
      en: 'Off, orders earn no points; what members have stays for when it is on again.',
    },
    needs: [],
    endpoints: ['getMyPoints', 'hqGetMemberPoints', 'hqAdjustPoints'],
    bodies: {},
    hqPages: ['/points'],
    packages: [],
    roles: [],
    parts: {
      permission: ['points.read', 'points.edit', 'points.publish', 'points.adjust'],
      account: ['points-issued', 'points:*', 'points-promised:*', 'points-receivable:*', 'points-expired'],
    },
  },
  tiers: {
    name: { zh: '会员等级', en: 'Tiers' },
    explanation: {
      zh: '关闭后没有等级和等级权益，期间的订单不计入；已有的等级保留，重新打开后可用。',
      en: 'Off, there are no tiers and no order counts for one; what members have stays for when it is on again.',
    },
    needs: [],
    endpoints: ['getMyTier', 'hqGetMemberTier', 'hqSetTier'],
    bodies: {},
    hqPages: ['/tiers'],
    packages: [],
    roles: [],
    parts: { permission: ['tiers.read', 'tiers.edit', 'tiers.publish', 'tiers.set'] },
  },
  promotions: {
    name: { zh: '促销', en: 'Promotions' },
    explanation: {
      zh: '关闭后不再有促销价、满减、赠品等活动，商品按目录价出售；已下的订单不变。',
      en: 'Off, nothing is reduced and nothing given with it: goods are sold at the price of the catalog. Orders stay as they are.',
    },
    needs: [],
    endpoints: [
      'priceBasket',
      'getProductOffers',
      'getMyCoupons',
      'claimCoupon',
      'takeCoupon',
      'hqGiveCoupons',
    ],
    bodies: {},
    hqPages: ['/promotions'],
    packages: ['packages/selling/coupons'],
    roles: [],
    parts: { permission: ['promotions.read', 'promotions.edit', 'promotions.publish', 'coupons.give'] },
  },
  segments: {
    name: { zh: '会员分群', en: 'Segments' },
    explanation: {
      zh: '关闭后不再汇总会员的消费事实，也不能按分群计数；重新打开后从那时起汇总。',
      en: 'Off, nothing is kept for counting members by what they bought; on again, it is kept from then on.',
    },
    needs: [],
    endpoints: [
      'hqListSegments',
      'hqCountSegment',
      'hqGetRfm',
      'hqGatherMemberFacts',
      'hqSaveSegment',
      'hqRemoveSegment',
      'hqListSegmentMembers',
      'hqGetMemberTags',
      'hqTagMember',
    ],
    bodies: {},
    hqPages: ['/segments'],
    packages: [],
    roles: [],
    parts: {
      permission: ['segments.read', 'segments.manage', 'segments.members.read'],
      target: ['segment'],
      lane: ['figures'],
    },
  },
} as const satisfies Record<string, ModuleParts>;
