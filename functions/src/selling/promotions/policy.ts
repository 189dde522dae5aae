import type { PolicyProblem } from '@jindian/shared/contract/policies';
import {
  type Promotion,
  type PromotionsPolicy,
  promotionsPolicySchema,
} from '@jindian/shared/contract/selling/promotions';
import type { PolicyDocument, PolicyDocuments } from '../../platform/policy-document/documents.ts';
import { compilePromotions } from './engine/compile.ts';
import type { CompiledPromotions } from './engine/types.ts';

/** Until HQ publishes some there are no promotions; the lanes are in the order in which shops in China compute. */
export const standardPromotions: PromotionsPolicy = {
  lanes: [
    { id: 'price', name: { zh: '活动价', en: 'Prices' }, onlyUntouched: false },
    { id: 'reduction', name: { zh: '满减', en: 'Reductions' }, onlyUntouched: false },
    { id: 'coupon', name: { zh: '优惠券', en: 'Coupons' }, onlyUntouched: false },
    { id: 'extra', name: { zh: '赠品与运费', en: 'Gifts and delivery' }, onlyUntouched: false },
  ],
  promotions: [],
};

/** What a promotion names, asked of whoever knows. */
export type KnownToPromotions = {
  hasSku(skuId: string): boolean;
  hasProduct(productId: string): boolean;
  hasCategory(categoryId: string): boolean;
  hasPlace(locationId: string): boolean;
  hasTier(tierId: string): boolean;
};

/** What is named and is not there: a promotion that lost it would be of more than it was made for. */
export function unknownIn(promotions: readonly Promotion[], known: KnownToPromotions): PolicyProblem[] {
  return promotions.flatMap(({ does, goods, scope }, nth) => {
    const at = (path: string, ids: readonly string[], has: (id: string) => boolean) =>
      ids.flatMap((id, place) =>
        has(id) ? [] : [{ path: `promotions.${nth}.${path}.${place}`, code: 'unknown_id' }],
      );
    return [
      ...at('goods.productIds', goods.productIds, known.hasProduct),
      ...at('goods.exceptProductIds', goods.exceptProductIds, known.hasProduct),
      ...at('goods.categoryIds', goods.categoryIds, known.hasCategory),
      ...at('scope.locationIds', scope.locationIds, known.hasPlace),
      ...at('scope.tierIds', scope.tierIds, known.hasTier),
      ...at('does', skusIn(does), known.hasSku),
    ];
  });
}

function skusIn(does: Promotion['does']): string[] {
  if (does.kind === 'member_price' || does.kind === 'time_price')
    return does.prices.map(({ skuId }) => skuId);
  if (does.kind === 'bundle') return does.parts.flatMap(({ skuIds }) => skuIds);
  if (does.kind === 'gift') return does.gifts.map(({ skuId }) => skuId);
  return [];
}

export function createPromotionsPolicy(
  policies: PolicyDocuments,
  known: () => Promise<KnownToPromotions>,
): PromotionsPolicyDocument {
  return policies.document<PromotionsPolicy, CompiledPromotions>({
    name: 'promotions',
    schema: promotionsPolicySchema,
    permissions: { see: 'promotions.read', edit: 'promotions.edit', publish: 'promotions.publish' },
    standard: standardPromotions,
    validate: async ({ promotions }) => unknownIn(promotions, await known()),
    compile: compilePromotions,
  });
}
export type PromotionsPolicyDocument = PolicyDocument<PromotionsPolicy, CompiledPromotions>;
