import type { Promotion, PromotionsPolicy } from '@jindian/shared/contract/selling/promotions';
import type { BasketLine, Compiled, CompiledPromotions } from './types.ts';

/** Of which goods a promotion is. A kind that names SKUs is of those alone. */
function covering({ goods, does }: Promotion): (line: BasketLine) => boolean {
  const products = new Set(goods.productIds);
  const categories = new Set(goods.categoryIds);
  const tags = new Set(goods.tags);
  const except = new Set(goods.exceptProductIds);
  const saysNothing = products.size + categories.size + tags.size === 0;
  const named =
    does.kind === 'member_price' || does.kind === 'time_price'
      ? new Set(does.prices.map(({ skuId }) => skuId))
      : does.kind === 'bundle'
        ? new Set(does.parts.flatMap(({ skuIds }) => skuIds))
        : null;
  return (line) =>
    (named === null || named.has(line.skuId)) &&
    !except.has(line.productId) &&
    (saysNothing ||
      products.has(line.productId) ||
      line.categoryPath.some((id) => categories.has(id)) ||
      line.tags.some((tag) => tags.has(tag)));
}

export function compilePromotions(policy: PromotionsPolicy, number: number): CompiledPromotions {
  const all = policy.promotions.map(
    (promotion): Compiled => ({ promotion, kind: promotion.does.kind, covers: covering(promotion) }),
  );
  return {
    number,
    lanes: policy.lanes.map((lane) => ({
      lane,
      promotions: all.filter(({ promotion }) => promotion.laneId === lane.id).sort(newestFirst),
    })),
    all,
    byId: new Map(all.map((one) => [one.promotion.id, one])),
  };
}

/** Of two that give as much the newer holds; made in one moment, the one whose id comes first. */
export function newestFirst({ promotion: a }: Compiled, { promotion: b }: Compiled): number {
  return b.madeAtMs - a.madeAtMs || (a.id < b.id ? -1 : 1);
}
