import { skuImagePath } from '@jindian/shared/contract/goods/catalog';
import type { Location } from '@jindian/shared/contract/places/network';
import {
  adjustmentOf,
  promotionOfAdjustment,
  type QuotedCoupon,
} from '@jindian/shared/contract/selling/promotions';
import type { OrderRequest, Quote } from '@jindian/shared/contract/serving/order';
import type { Catalog } from '../../goods/catalog/catalog.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import { couponLabel } from '../../selling/promotions/coupons.ts';
import { borne } from '../../selling/promotions/engine/price.ts';
import type { BasketLine, PricedBasket } from '../../selling/promotions/engine/types.ts';
import { appliedView, type LaidCoupon, missingView } from '../../selling/promotions/service.ts';
import { promotionOfLabel, useLabel } from '../../selling/promotions/uses.ts';
import type { OrderContext } from './context.ts';
import { deliveryFee, type PricedAt, type PricedLine, type PricedOrder } from './pricing.ts';
import type { OrderDetail, OrderPromotion, OrderRecord } from './store.ts';

/** An order with its promotions laid on. */
export type PromotedOrder = PricedOrder & {
  basket: PricedBasket | null;
  laid: ReadonlyMap<string, LaidCoupon>;
  /** For a quote: what the shopper has. */
  choices: QuotedCoupon[];
};

/** What a catalog says of a line, for promotions, which know no goods. */
export function basketLine(
  catalog: Catalog,
  line: Pick<PricedLine, 'id' | 'skuId' | 'productId' | 'categoryId' | 'quantity' | 'unitPriceFen'>,
): BasketLine {
  return {
    id: line.id,
    skuId: line.skuId,
    productId: line.productId,
    categoryPath: catalog.categoryPath(line.categoryId),
    tags: catalog.product(line.productId)?.tags?.map(({ zh }) => zh) ?? [],
    quantity: line.quantity,
    unitPriceFen: line.unitPriceFen,
  };
}

/** What is off the prices of an order: from the price that the catalog asks to what is paid. */
export function createPromoting({ promotions, clock }: Pick<OrderContext, 'promotions' | 'clock'>) {
  /** `seenTotalFen`: what the shopper was shown to pay in all; with another total nothing is ordered. */
  async function promoted(
    catalog: Catalog,
    priced: PricedOrder,
    about: {
      memberId: string;
      request: OrderRequest;
      storefront: Location;
      at: PricedAt;
      without: ReadonlySet<string>;
      noGifts: boolean;
      isQuote: boolean;
    },
  ): Promise<Result<PromotedOrder, 'total_changed' | 'coupon_unusable'>> {
    const { memberId, request, storefront, at, without, noGifts, isQuote } = about;
    const laid = await promotions.couponsFor(memberId, request.practice ? [] : (request.couponIds ?? []));
    if (!laid.ok) return laid;
    const buying = {
      memberId,
      locationId: storefront.id,
      province: storefront.province,
      channel: request.channel ?? 'api',
      atMs: clock.nowMs(),
      lines: priced.lines.map((line) => basketLine(catalog, line)),
      deliveryFee: (goodsFen: number) => deliveryFee(at.fees, storefront, request.method, goodsFen),
      without,
      withCoupon: new Set(laid.value.keys()),
    };
    const basket = request.practice ? null : await promotions.price(buying);
    const choices = isQuote && basket ? await promotions.couponChoices(buying, laid.value) : [];
    const now = basket ? laidOn(catalog, priced, basket, at, noGifts) : priced;
    const { seenTotalFen } = request;
    if (seenTotalFen !== undefined && seenTotalFen !== now.totalFen)
      return fail('total_changed', { totalFen: now.totalFen });
    return ok({ ...now, basket, laid: laid.value, choices });
  }

  return { promoted, takenWrites, spentIn };

  /** Counts the uses of capped promotions with the order; they stand on the first of a checkout. */
  function takenWrites(
    { basket, laid }: PromotedOrder,
    [first]: readonly [OrderRecord, ...OrderRecord[]],
  ): Write[] {
    if (!basket || basket.applied.length === 0) return [];
    const { orderId, memberId } = first.head;
    const order = { orderId, memberId, atMs: clock.nowMs() };
    const { writes, counted, couponIds } = promotions.take(basket.applied, laid, order);
    if (counted.length > 0) first.detail.promotionUses = counted;
    if (couponIds.length > 0) first.detail.couponIds = couponIds;
    return writes;
  }
}

/** Promotions of an order that may turn out to have no room: what a refused write of theirs means. */
function spentIn(
  { basket, laid }: PromotedOrder,
  spent: Set<string>,
): [string, () => 'again' | Failure<'coupon_unusable'>][] {
  const coupons = [...laid.values()].map(({ couponId }): [string, () => Failure<'coupon_unusable'>] => [
    couponLabel(couponId),
    () => fail('coupon_unusable'),
  ]);
  const uses = (basket?.applied ?? []).map(({ promotion: { id } }): [string, () => 'again'] => [
    useLabel(id),
    () => {
      spent.add(promotionOfLabel(useLabel(id)) as string);
      return 'again';
    },
  ]);
  return [...coupons, ...uses];
}

/** What an order took of promotions goes back, into the transaction that calls it off. */
export function promotionsBack(
  { promotions }: Pick<OrderContext, 'promotions'>,
  { head, detail: { promotionUses: uses, couponIds } }: OrderRecord,
): Promise<Write[]> {
  return promotions.giveBackWrites({ uses, couponIds }, head);
}

function laidOn(
  catalog: Catalog,
  priced: PricedOrder,
  basket: PricedBasket,
  at: PricedAt,
  noGifts: boolean,
): PricedOrder {
  const allocatedTo = new Map(basket.lines.map((line) => [line.id, line]));
  const lines = priced.lines.map((line): PricedLine => {
    const found = allocatedTo.get(line.id);
    if (!found || found.allocations.length === 0) return line;
    return {
      ...line,
      adjustments: found.allocations.map(({ promotionId, bearer, amountFen }) => ({
        kind: adjustmentOf(promotionId),
        bearer,
        amountFen: 0 - amountFen,
      })),
      netFen: found.netFen,
    };
  });
  if (!noGifts) lines.push(...giftLines(catalog, basket, at, lines.length));
  const used = new Set(lines.flatMap(({ adjustments }) => adjustments.map(({ kind }) => kind)));
  const kept = basket.applied.flatMap((applied): OrderPromotion[] => {
    const { id, name, does } = applied.promotion;
    if (!used.has(adjustmentOf(id)) && applied.deliveryFen === 0) return [];
    const { deliveryFen } = applied;
    return [{ id, name, kind: does.kind, ...(deliveryFen > 0 ? { deliveryFen } : {}) }];
  });
  return {
    lines,
    goodsFen: basket.goodsFen,
    deliveryFeeFen: basket.deliveryFeeFen,
    totalFen: basket.goodsFen + basket.deliveryFeeFen,
    ...(kept.length > 0 ? { promotions: kept } : {}),
  };
}

/** Lines of their own, at the catalog's price and all of it off; of what is not sold any more there is none. */
function giftLines(catalog: Catalog, basket: PricedBasket, at: PricedAt, after: number): PricedLine[] {
  const promotionOf = new Map(basket.applied.map(({ promotion }) => [promotion.id, promotion]));
  return basket.gifts.flatMap(({ promotionId, skuId, quantity }, nth): PricedLine[] => {
    const found = catalog.sku(skuId);
    const promotion = promotionOf.get(promotionId);
    if (!found || !promotion) return [];
    const { product, sku } = found;
    const unitPriceFen = at.priceHere(product, sku);
    const amountFen = unitPriceFen * quantity;
    return [
      {
        id: String(after + nth + 1),
        skuId,
        productId: product.id,
        categoryId: product.categoryId,
        title: product.title,
        skuName: sku.name,
        imagePath: skuImagePath(product, sku),
        quantity,
        unitPriceFen,
        amountFen,
        adjustments:
          amountFen === 0
            ? [{ kind: adjustmentOf(promotionId), bearer: 'brand', amountFen: 0 }]
            : borne(promotion, amountFen).map(({ bearer, amountFen: part }) => ({
                kind: adjustmentOf(promotionId),
                bearer,
                amountFen: 0 - part,
              })),
        netFen: 0,
        ...catalog.taxOf(product, at.tax),
        ...(product.hasSerials ? { hasSerials: true as const } : {}),
        ...(product.notReturnable ? { notReturnable: product.notReturnable } : {}),
      },
    ];
  });
}

/** Whether an order has goods that are given with others: without them it may be served where those are short. */
export const hasGifts = ({ basket }: PromotedOrder) => (basket?.gifts.length ?? 0) > 0;

/** Of the whole, what stands on the lines of one seller's order; free delivery is with the delivery fee, on the first. */
export function promotionsOf(
  { promotions }: Pick<PricedOrder, 'promotions'>,
  lines: readonly Pick<PricedLine, 'adjustments'>[],
  isFirst: boolean,
): Pick<PricedOrder, 'promotions'> {
  const used = new Set(lines.flatMap(({ adjustments }) => adjustments.map(({ kind }) => kind)));
  const own = (promotions ?? []).flatMap(({ deliveryFen, ...one }): OrderPromotion[] => {
    const withFee = isFirst && deliveryFen !== undefined;
    if (!used.has(adjustmentOf(one.id)) && !withFee) return [];
    return [withFee ? { ...one, deliveryFen } : one];
  });
  return own.length > 0 ? { promotions: own } : {};
}

/** What of a quote is told of promotions. */
export function quotedPromotions({ basket, lines, promotions, choices }: PromotedOrder): Partial<Quote> {
  if (!basket) return {};
  const kept = new Set(promotions?.map(({ id }) => id));
  return {
    discountFen: lines.reduce((sum, { amountFen, netFen }) => sum + amountFen - netFen, 0),
    promotions: basket.applied.filter(({ promotion }) => kept.has(promotion.id)).map(appliedView),
    gifts: lines
      .slice(basket.lines.length)
      .map(({ title, imagePath, quantity }) => ({ title, imagePath, quantity })),
    missing: missingView(basket.lacking),
    ...(choices.length > 0 ? { coupons: choices } : {}),
  };
}

/** What an order says of its promotions: each with what it took off these lines. */
export function promotionsView({ lines, promotions }: Pick<OrderDetail, 'lines' | 'promotions'>) {
  if (!promotions) return {};
  const off = new Map<string, number>();
  for (const { kind, amountFen } of lines.flatMap(({ adjustments }) => adjustments)) {
    const id = promotionOfAdjustment(kind);
    if (id !== null) off.set(id, (off.get(id) ?? 0) - amountFen);
  }
  return { promotions: promotions.map((one) => ({ ...one, amountFen: off.get(one.id) ?? 0 })) };
}
