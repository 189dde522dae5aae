import { shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import type { Promotion, PromotionRefusal } from '@jindian/shared/contract/selling/promotions';
import { brandMinuteOfDay } from '@jindian/shared/time';
import type { Basket, BuyingAt } from './types.ts';

/** Whether a promotion is for this moment, place, channel and member; null: it is. Knows nothing of goods. */
export function unfitFor(promotion: Promotion, at: BuyingAt): PromotionRefusal | null {
  const { scope, hours, fromMs, untilMs } = promotion;
  if (promotion.paused) return 'paused';
  if (at.atMs < fromMs) return 'not_yet';
  if (untilMs !== null && at.atMs >= untilMs) return 'over';
  if (hours) {
    const minute = brandMinuteOfDay(at.atMs);
    if (minute < hours.fromMinute || minute >= hours.untilMinute) return 'not_at_this_hour';
  }
  const { locationIds, provinces, channels, tierIds } = scope;
  if (locationIds.length > 0 && !locationIds.includes(at.locationId)) return 'not_here';
  if (
    provinces.length > 0 &&
    !provinces.some((name) => shortProvinceName(name) === shortProvinceName(at.province))
  )
    return 'not_here';
  if (channels.length > 0 && !(channels as readonly string[]).includes(at.channel))
    return 'not_in_this_channel';
  if (tierIds.length > 0 && (at.tierId === null || !tierIds.includes(at.tierId))) return 'not_for_this_tier';
  return null;
}

export function unfitForBasket(promotion: Promotion, basket: Basket): PromotionRefusal | null {
  const unfit = unfitFor(promotion, basket);
  if (unfit) return unfit;
  if (promotion.coupon && !basket.withCoupon.has(promotion.id)) return 'coupon_needed';
  return basket.noRoom.get(promotion.id) ?? null;
}
