import type { LocalizedText } from '@jindian/shared/contract/common';
import type { ModuleName } from '@jindian/shared/contract/modules/names';
import type {
  AppliedPromotion,
  BasketView,
  Missing,
  ProductOffers,
  PromotionsPolicy,
  QuotedCoupon,
} from '@jindian/shared/contract/selling/promotions';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import { type CouponsDeps, createCoupons } from './coupons.ts';
import { compilePromotions } from './engine/compile.ts';
import { unfitFor } from './engine/fits.ts';
import { lineOff } from './engine/kinds.ts';
import { isAloneKind } from './engine/lane.ts';
import { priceBasket } from './engine/price.ts';
import type { Applied, Basket, BasketLine, BuyingAt, Lacking, PricedBasket } from './engine/types.ts';
import type { PromotionsPolicyDocument } from './policy.ts';
import { type CountedUse, createPromotionUses } from './uses.ts';
import { bringsOf, saysOf } from './words.ts';

/** A piece as a branch sells it. */
export type OfferedPiece = Omit<BasketLine, 'id' | 'quantity'> & { title: LocalizedText };

export type PromotionsDeps = CouponsDeps & {
  policy: Pick<PromotionsPolicyDocument, 'current'>;
  off(): Promise<readonly ModuleName[]>;
  tierIdOf(memberId: string): Promise<string | null>;
  /** What a branch asks for its goods; null: no such branch. Goods are beside. */
  shelf(locationId: string): Promise<{
    province: string;
    piece(skuId: string): OfferedPiece | null;
    piecesOf(productId: string): OfferedPiece[];
  } | null>;
};

export type Buying = Omit<BuyingAt, 'tierId'> &
  Pick<Basket, 'lines' | 'deliveryFee'> & {
    memberId: string | null;
    /** Promotions that turned out to have no room while this was ordered. */
    without?: ReadonlySet<string>;
    /** Promotions that a coupon is laid down for. */
    withCoupon?: ReadonlySet<string>;
  };

const mostMissing = 3;
/** Kinds of coupons that are tried beside an order. */
const mostChoices = 20;

export type LaidCoupon = { memberId: string; couponId: string; promotionId: string };

/** What is cheaper, for whom, where and when: promotions as HQ published them, laid on what somebody buys. */
export function createPromotions(deps: PromotionsDeps) {
  const { clock } = deps;
  const uses = createPromotionUses(deps);
  const coupons = createCoupons({ ...deps, inForce, tierFor });

  /** Null: there is nothing on. */
  async function inForce() {
    const [policy, off] = await Promise.all([deps.policy.current(), deps.off()]);
    return policy.all.length === 0 || off.includes('promotions') ? null : policy;
  }

  async function tierFor(memberId: string | null): Promise<string | null> {
    if (memberId === null) return null;
    const policy = await deps.policy.current();
    const asks = policy.all.some(({ promotion }) => promotion.scope.tierIds.length > 0);
    return asks && !(await deps.off()).includes('tiers') ? deps.tierIdOf(memberId) : null;
  }

  /** What these lines cost now; null: no promotion is on, and nothing changes. */
  async function price({ memberId, without, withCoupon, ...buying }: Buying): Promise<PricedBasket | null> {
    const policy = await inForce();
    if (!policy) return null;
    const tierId = await tierFor(memberId);
    const at: BuyingAt = { ...buying, tierId };
    const capped = policy.all.filter(({ promotion }) => unfitFor(promotion, at) === null);
    const { noRoom, budgetLeft } = await uses.roomOf(capped, memberId ?? '', buying.atMs);
    for (const id of without ?? []) noRoom.set(id, 'used_up');
    for (;;) {
      const priced = priceBasket(policy, {
        ...{ ...buying, tierId, noRoom },
        withCoupon: withCoupon ?? new Set(),
      });
      // What is left of a budget has to be enough for all that it would pay: else it is over.
      const over = priced.applied.find(
        ({ promotion, amountFen, deliveryFen }) =>
          amountFen + deliveryFen > (budgetLeft.get(promotion.id) ?? Number.POSITIVE_INFINITY),
      );
      if (!over) return priced;
      noRoom.set(over.promotion.id, 'used_up');
    }
  }

  /** What a cart would get at a branch, and what is missing for more; nothing is written. */
  async function basket(
    memberId: string | null,
    locationId: string,
    asked: { lines: readonly { skuId: string; quantity: number }[]; channel?: string | undefined },
  ): Promise<Result<BasketView, 'not_found'>> {
    const shelf = await deps.shelf(locationId);
    if (!shelf) return fail('not_found');
    const lines = asked.lines.flatMap(({ skuId, quantity }, at): BasketLine[] => {
      const piece = shelf.piece(skuId);
      return piece ? [{ ...piece, id: String(at + 1), quantity }] : [];
    });
    const priced = await price({
      memberId,
      locationId,
      province: shelf.province,
      channel: asked.channel ?? 'api',
      atMs: clock.nowMs(),
      lines,
      // It is not known yet how it gets there.
      deliveryFee: () => 0,
    });
    const grossOf = ({ unitPriceFen, quantity }: BasketLine) => unitPriceFen * quantity;
    const netOf = new Map(priced?.lines.map(({ id, netFen }) => [id, netFen]));
    const goodsFen = priced?.goodsFen ?? lines.reduce((sum, line) => sum + grossOf(line), 0);
    return ok({
      lines: lines.map((line) => ({
        skuId: line.skuId,
        amountFen: grossOf(line),
        netFen: netOf.get(line.id) ?? grossOf(line),
      })),
      goodsFen,
      discountFen: priced?.discountFen ?? 0,
      promotions: priced?.applied.map(appliedView) ?? [],
      gifts:
        priced?.gifts.flatMap(({ promotionId, skuId, quantity }) => {
          const piece = shelf.piece(skuId);
          return piece ? [{ promotionId, title: piece.title, quantity }] : [];
        }) ?? [],
      missing: missingView(priced?.lacking ?? []),
    });
  }

  /** What holds for a product at a branch now, and what one piece costs with it. */
  async function offersFor(
    memberId: string | null,
    locationId: string,
    { productId, channel }: { productId: string; channel?: string | undefined },
  ): Promise<Result<ProductOffers, 'not_found'>> {
    const shelf = await deps.shelf(locationId);
    if (!shelf) return fail('not_found');
    const policy = await inForce();
    const pieces = shelf.piecesOf(productId).map((piece) => ({ ...piece, id: piece.skuId, quantity: 1 }));
    if (!policy || pieces.length === 0) return ok({ items: [], prices: [] });
    const at: BuyingAt = {
      locationId,
      province: shelf.province,
      channel: channel ?? 'api',
      tierId: await tierFor(memberId),
      atMs: clock.nowMs(),
    };
    const fitting = policy.all.filter(
      (by) => unfitFor(by.promotion, at) === null && by.promotion.coupon === null && pieces.some(by.covers),
    );
    const { noRoom } = await uses.roomOf(fitting, memberId ?? '', at.atMs);
    const on = fitting.filter(({ promotion }) => !noRoom.has(promotion.id));
    const alone = new Set(on.filter(isAloneKind));
    const prices = pieces.map(({ skuId, unitPriceFen, ...piece }) => {
      let leftFen = unitPriceFen;
      for (const { promotions, lane } of policy.lanes) {
        if (lane.onlyUntouched && leftFen < unitPriceFen) continue;
        const offs = promotions
          .filter((by) => alone.has(by) && by.covers({ ...piece, skuId, unitPriceFen }))
          .map((by) => lineOff(by.promotion.does, { index: 0, skuId, quantity: 1, leftFen }));
        leftFen = Math.max(Math.min(1, unitPriceFen), leftFen - Math.max(0, ...offs));
      }
      return { skuId, priceFen: leftFen };
    });
    return ok({
      items: on.map(({ promotion, kind }) => ({
        id: promotion.id,
        name: promotion.name,
        kind,
        says: saysOf(promotion),
        untilMs: promotion.untilMs,
      })),
      prices,
    });
  }

  /** What was laid down for an order; one of each promotion counts. Refused where one is not theirs to use any more. */
  async function couponsFor(
    memberId: string,
    couponIds: readonly string[],
  ): Promise<Result<ReadonlyMap<string, LaidCoupon>, 'coupon_unusable'>> {
    if (couponIds.length === 0) return ok(new Map());
    const held = (await inForce()) ? await coupons.usable(memberId) : [];
    const laid = couponIds.map((id) => held.find(({ couponId }) => couponId === id));
    if (laid.some((one) => one === undefined)) return fail('coupon_unusable');
    return ok(new Map((laid as LaidCoupon[]).map((one) => [one.promotionId, one])));
  }

  /** What somebody has, beside what they buy: what each would take off or does, and why it does nothing. */
  async function couponChoices(
    buying: Buying & { memberId: string },
    laid: ReadonlyMap<string, LaidCoupon>,
  ): Promise<QuotedCoupon[]> {
    const policy = await inForce();
    if (!policy) return [];
    const held = await coupons.usable(buying.memberId);
    const chosen = new Set(laid.keys());
    const told = new Map<string, Pick<QuotedCoupon, 'savesFen' | 'why'>>();
    for (const promotionId of new Set(held.map((one) => one.promotionId))) {
      if (told.size >= mostChoices) break;
      const withIt = await price({ ...buying, withCoupon: new Set([...chosen, promotionId]) });
      const without = await price({
        ...buying,
        withCoupon: new Set([...chosen].filter((id) => id !== promotionId)),
      });
      if (!withIt || !without) continue;
      const total = ({ goodsFen, deliveryFeeFen }: PricedBasket) => goodsFen + deliveryFeeFen;
      const applies = withIt.applied.some(({ promotion }) => promotion.id === promotionId);
      const why = withIt.refused.find(({ promotion }) => promotion.id === promotionId)?.why ?? null;
      told.set(promotionId, {
        savesFen: Math.max(0, total(without) - total(withIt)),
        why: applies ? null : (why ?? 'nothing_off'),
      });
    }
    return held.flatMap(({ couponId, promotionId, validUntilMs }) => {
      const promotion = policy.byId.get(promotionId)?.promotion;
      const one = told.get(promotionId);
      if (!promotion || !one) return [];
      return [
        {
          ...{ id: couponId, name: promotion.name, says: saysOf(promotion) },
          validUntilMs: validUntilMs ?? null,
          isUsed: laid.get(promotionId)?.couponId === couponId,
          ...one,
        },
      ];
    });
  }

  /** A basket by hand, by promotions that need not be in force; null: there is no such branch. Caps are as if unused. */
  async function tryOn(
    policy: PromotionsPolicy,
    {
      locationId,
      lines,
      ...at
    }: Omit<BuyingAt, 'province'> & { lines: readonly { skuId: string; quantity: number }[] },
  ) {
    const shelf = await deps.shelf(locationId);
    if (!shelf) return null;
    const pieces = lines.flatMap(({ skuId, quantity }, nth) => {
      const piece = shelf.piece(skuId);
      return piece ? [{ ...piece, id: String(nth + 1), quantity }] : [];
    });
    const priced = priceBasket(compilePromotions(policy, 0), {
      ...at,
      locationId,
      province: shelf.province,
      lines: pieces,
      withCoupon: new Set(policy.promotions.map(({ id }) => id)),
      noRoom: new Map(),
      // Of whatever it is: a promotion that delivers free has something to take off.
      deliveryFee: () => 1,
    });
    return { priced, basket: pieces, titles: new Map(pieces.map(({ id, title }) => [id, title])) };
  }

  /** Into the order's transaction; counted stays with the order. */
  function take(
    applied: readonly Applied[],
    laid: ReadonlyMap<string, LaidCoupon>,
    order: { orderId: string; memberId: string; atMs: number },
  ) {
    const { writes, counted } = uses.take(applied, order.memberId, order.atMs);
    const used = applied.flatMap(({ promotion: { id } }) => laid.get(id) ?? []);
    return {
      writes: [...writes, ...used.map((coupon) => coupons.useWrite(coupon, order.orderId))],
      counted,
      couponIds: used.map(({ couponId }) => couponId),
    };
  }

  /** Into the transaction that calls an order off: what it counted for, and the coupons that it was bought with. */
  async function giveBackWrites(
    taken: { uses?: readonly CountedUse[] | undefined; couponIds?: readonly string[] | undefined },
    { orderId, memberId }: { orderId: string; memberId: string },
  ): Promise<Write[]> {
    return [
      ...uses.giveBackWrites(taken.uses ?? [], memberId),
      ...(await coupons.backWrites(memberId, taken.couponIds ?? [], orderId)),
    ];
  }

  return {
    ...{ price, basket, offersFor, tryOn, couponsFor, couponChoices, take, giveBackWrites },
    ...{ coupons, usedOf: uses.usedOf },
  };
}
export type Promotions = ReturnType<typeof createPromotions>;

export function appliedView({ promotion, amountFen, deliveryFen }: Applied): AppliedPromotion {
  const { id, name, does } = promotion;
  return { id, name, kind: does.kind, amountFen, ...(deliveryFen > 0 ? { deliveryFen } : {}) };
}

export function missingView(lacking: readonly Lacking[]): Missing[] {
  return lacking.slice(0, mostMissing).map(({ promotion: { id, name, does }, measure, lacks, step }) => ({
    id,
    name,
    measure,
    lacks,
    brings: bringsOf(does, step),
  }));
}
