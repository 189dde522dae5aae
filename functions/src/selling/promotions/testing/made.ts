import {
  type Lane,
  type Promotion,
  type PromotionDoes,
  type PromotionsPolicy,
  promotionsPolicySchema,
} from '@jindian/shared/contract/selling/promotions';
import { compilePromotions } from '../engine/compile.ts';
import type { Basket, BasketLine } from '../engine/types.ts';

export const noonMs = Date.UTC(2026, 4, 20, 4);

/** A promotion for everything, everybody and ever, but for what is said. */
export function made(id: string, does: PromotionDoes, more: Partial<Promotion> = {}): Promotion {
  return {
    id,
    name: { zh: id, en: id },
    laneId: 'lane1',
    madeAtMs: 0,
    does,
    goods: { productIds: [], categoryIds: [], tags: [], exceptProductIds: [] },
    scope: { locationIds: [], provinces: [], channels: [], tierIds: [] },
    fromMs: 0,
    untilMs: null,
    hours: null,
    borneBy: { brand: 100, branch: 0, owner: 0 },
    caps: { inAll: null, perDay: null, perMember: null, perMemberDay: null, budgetFen: null },
    coupon: null,
    paused: false,
    ...more,
  };
}

export const lane = (nth: number, onlyUntouched = false): Lane => ({
  id: `lane${nth}`,
  name: { zh: `第${nth}层`, en: `Lane ${nth}` },
  onlyUntouched,
});

export function policyOf(
  promotions: readonly Promotion[],
  lanes: readonly Lane[] = [lane(1), lane(2), lane(3)],
) {
  const policy: PromotionsPolicy = { lanes: [...lanes], promotions: [...promotions] };
  return compilePromotions(promotionsPolicySchema.parse(policy), 1);
}

/** A product of one SKU; what is said of it is its SKU, its product and its category. */
export const piece = (skuId: string, unitPriceFen: number, quantity: number, id: string): BasketLine => ({
  ...{ id, skuId, productId: skuId, categoryPath: [skuId.toLowerCase(), 'all'], tags: [] },
  ...{ quantity, unitPriceFen },
});

export function basketOf(lines: readonly BasketLine[], more: Partial<Basket> = {}): Basket {
  return {
    ...{ locationId: 'B001', province: '上海', channel: 'h5', tierId: null, atMs: noonMs, lines },
    ...{ withCoupon: new Set<string>(), noRoom: new Map(), deliveryFee: () => 0 },
    ...more,
  };
}
