import { words } from '../../../text.ts';
import { z } from '../../../zod.ts';
import { locationIdSchema, productIdSchema, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import {
  basketRequestSchema,
  basketViewSchema,
  couponViewSchema,
  maxGivenAtOnce,
  productOffersSchema,
  promotionIdSchema,
  walletSchema,
} from '../../selling/promotions.ts';

const branch = z.object({ locationId: locationIdSchema });

export const promotionEndpoints = {
  priceBasket: endpoint({
    id: 'priceBasket',
    method: 'post',
    path: '/v1/branches/{locationId}/basket',
    tag: 'storefront',
    summary: 'What a cart would get by promotions, and what is missing for more; nothing is reserved',
    access: 'public',
    params: branch,
    body: basketRequestSchema,
    response: basketViewSchema,
    problems: ['not_found'],
  }),
  getProductOffers: endpoint({
    id: 'getProductOffers',
    method: 'get',
    path: '/v1/branches/{locationId}/products/{productId}/offers',
    tag: 'storefront',
    summary: 'Which promotions hold for a product at a branch now, and what one piece costs with them',
    access: 'public',
    params: branch.extend({ productId: productIdSchema }),
    query: z.object({ channel: z.enum(['mini_program', 'h5']).optional() }),
    response: productOffersSchema,
    problems: ['not_found'],
  }),
  getMyCoupons: endpoint({
    id: 'getMyCoupons',
    method: 'get',
    path: '/v1/me/coupons',
    tag: 'members',
    summary: 'Coupons that one has, had and may take',
    access: 'member',
    response: walletSchema,
  }),
  claimCoupon: endpoint({
    id: 'claimCoupon',
    method: 'post',
    path: '/v1/me/coupons',
    tag: 'members',
    summary:
      'Take a coupon by its code; one that was used, is over or for others answers like one that never was',
    access: 'member',
    idempotent: true,
    throttle: 'coupon_code',
    body: z.object({ code: words().min(4).max(40) }),
    response: couponViewSchema,
    status: 201,
    problems: ['coupon_unknown', 'coupon_held', 'busy'],
  }),
  takeCoupon: endpoint({
    id: 'takeCoupon',
    method: 'post',
    path: '/v1/me/coupons/offers/{promotionId}',
    tag: 'members',
    summary: 'Take a coupon that is offered in the app',
    access: 'member',
    idempotent: true,
    params: z.object({ promotionId: promotionIdSchema }),
    response: couponViewSchema,
    status: 201,
    problems: ['coupon_unknown', 'coupon_held', 'busy'],
  }),
  hqGiveCoupons: endpoint({
    id: 'hqGiveCoupons',
    method: 'post',
    path: '/v1/hq/promotions/{promotionId}/coupons',
    tag: 'hq',
    summary: 'Give members a coupon each; who is not known is left out and counted',
    access: needs('coupons.give', 'brand'),
    idempotent: true,
    audited: 'coupon.give',
    params: z.object({ promotionId: promotionIdSchema }),
    body: z.object({
      memberIds: z.array(ulidSchema).min(1).max(maxGivenAtOnce),
      reason: words().min(1).max(200),
    }),
    response: z.object({ given: z.int(), unknown: z.int() }),
    problems: ['not_found', 'busy'],
  }),
} as const;
