import type { ProductCard } from '@jindian/shared/contract/goods/storefront';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { Location } from '@jindian/shared/contract/places/network';
import type { GoodsToSell } from '@jindian/shared/contract/selling/seller';
import type { SellerKind } from '@jindian/shared/contract/selling/seller-kinds';
import type { Clock } from '../../platform/clock.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { CompiledRates, LineFacts, OrderFacts } from './rules/compile.ts';
import { judge } from './rules/judge.ts';

type Wanted = { locationId: string; text?: string | undefined; limit: number; cursor?: string | undefined };

/** What a branch has in stock, and what a seller earns by a piece of each: the most first. */
export function createGoodsToSell(deps: {
  clock: Clock;
  rates: { current(): Promise<CompiledRates> };
  location(locationId: string): Promise<Location | null>;
  /** As what they are credited, and where; null: they do not sell. */
  sellsAs(roles: readonly RoleGrant[]): { kind: SellerKind; locationId: string | null } | null;
  inStockAt(locationId: string, text: string | undefined): Promise<Result<readonly ProductCard[]>>;
  factsOf(cards: readonly ProductCard[]): Promise<readonly LineFacts[]>;
}) {
  /** As the rules in force say of one piece, bought alone by somebody of whom nothing is known. */
  return async function goodsToSell(
    caller: { memberId: string; roles: readonly RoleGrant[] } | null,
    { locationId, text, limit, cursor = '0' }: Wanted,
  ): Promise<Result<GoodsToSell>> {
    const as = caller && deps.sellsAs(caller.roles);
    const start = Number(cursor);
    if (!Number.isSafeInteger(start) || start < 0) return fail('invalid_request', { detail: 'cursor' });
    if (!as) return fail('forbidden');
    const { memberId } = caller;
    const [rates, shop, home, found] = await Promise.all([
      deps.rates.current(),
      deps.location(locationId),
      as.locationId === null ? null : deps.location(as.locationId),
      deps.inStockAt(locationId, text),
    ]);
    if (!found.ok) return found;
    if (!shop) return fail('not_found');
    const order: Omit<OrderFacts, 'goodsFen'> = {
      seller: {
        sellerId: memberId,
        kind: as.kind,
        branch: home && { locationId: home.id, ownership: home.ownership },
      },
      province: shop.province,
      city: shop.city,
      channel: null,
      sceneId: null,
      campaignId: null,
      nowMs: deps.clock.nowMs(),
      isFirstOrder: null,
    };
    const facts = await deps.factsOf(found.value);
    const all = found.value.map((card, nth) => {
      const amountFen = card.fromPriceFen;
      const line = {
        ...(facts[nth] as LineFacts),
        id: '1',
        categoryId: card.categoryId,
        quantity: 1,
        amountFen,
      };
      const nobodyElse = { branch: null, second_level: null, grid_branch: null };
      const { rows } = judge(rates, { ...order, goodsFen: amountFen }, [line], {
        seller: memberId,
        ...nobodyElse,
      });
      return { ...card, earnFen: rows.reduce((sum, row) => sum + row.amountFen, 0) };
    });
    // What comes to the same stays as the shop shows it.
    all.sort((a, b) => b.earnFen - a.earnFen);
    const end = start + limit;
    return ok({ items: all.slice(start, end), nextCursor: end < all.length ? String(end) : null });
  };
}
export type ListGoodsToSell = ReturnType<typeof createGoodsToSell>;
