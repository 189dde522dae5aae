import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Mount } from '../../platform/http/mount.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import type { Module } from '../../platform/module.ts';
import { hears } from '../../platform/outbox.ts';
import { ok } from '../../platform/result.ts';
import type { Promotions } from './service.ts';

/** What is cheaper, for whom, where and when. */
export function promotionsModule(
  promotions: Promotions,
  /** Coupons of an order; null: none. Orders are above. */
  boughtWith: (orderId: string) => Promise<{ memberId: string; couponIds: readonly string[] } | null>,
): Module {
  return {
    name: 'selling/promotions',
    permissions: ['promotions.read', 'promotions.edit', 'promotions.publish', 'coupons.give'],
    items: ['PromotionUse', 'Coupon', 'CouponCount', 'CouponCode'],
    events: [
      hears({
        name: 'promotions: joined',
        queue: 'heavy',
        types: ['membership.joined'],
        handle: ({ data: { fromMemberId, toMemberId } }) =>
          promotions.coupons.follow(fromMemberId, toMemberId),
      }),
      hears({
        name: 'promotions: order refunded',
        queue: 'books',
        types: ['order.refunded'],
        async handle({ data: { orderId } }) {
          const bought = await boughtWith(orderId);
          if (bought) await promotions.coupons.backOnReturn(bought.memberId, bought.couponIds, orderId);
        },
      }),
    ],
    routes: (mount) => mountPromotionRoutes(mount, promotions),
  };
}

function mountPromotionRoutes(mount: Mount, promotions: Promotions): void {
  mount(endpoints.priceBasket, ({ principal, params, body }) =>
    promotions.basket(principal?.memberId ?? null, params.locationId, body),
  );
  mount(endpoints.getProductOffers, ({ principal, params, query }) =>
    promotions.offersFor(principal?.memberId ?? null, params.locationId, { ...params, ...query }),
  );
  const { coupons } = promotions;
  mount(endpoints.getMyCoupons, async ({ memberId }) => ok(await coupons.walletOf(memberId)));
  mount(endpoints.claimCoupon, ({ memberId, body, command }) =>
    coupons.claim(memberId, body.code, command as CommandClaim),
  );
  mount(endpoints.takeCoupon, ({ memberId, params, command }) =>
    coupons.takeOffered(memberId, params.promotionId, command as CommandClaim),
  );
  mount(endpoints.hqGiveCoupons, ({ params, body, command }) =>
    coupons.give(params.promotionId, body, command as CommandClaim),
  );
}
