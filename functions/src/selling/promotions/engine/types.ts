import type { PriceAdjustment } from '@jindian/shared/contract/money/payments';
import type {
  Lane,
  Promotion,
  PromotionKind,
  PromotionRefusal,
} from '@jindian/shared/contract/selling/promotions';

/** A line of a basket; which goods it is of is told with it, since goods are beside. */
export type BasketLine = {
  id: string;
  skuId: string;
  productId: string;
  /** Its category and all above it. */
  categoryPath: readonly string[];
  /** In Chinese. */
  tags: readonly string[];
  quantity: number;
  unitPriceFen: number;
};

/** Who buys where, when and with what. */
export type BuyingAt = {
  locationId: string;
  province: string;
  channel: string;
  /** Null: none reached. */
  tierId: string | null;
  atMs: number;
};

export type Basket = BuyingAt & {
  lines: readonly BasketLine[];
  /** Promotions that a coupon was laid down for. */
  withCoupon: ReadonlySet<string>;
  /** Promotions that somebody's use was counted for, and which have no room. */
  noRoom: ReadonlyMap<string, Extract<PromotionRefusal, 'used_up' | 'used_by_you'>>;
  /** What delivery costs, of goods that come to so much. */
  deliveryFee(goodsFen: number): number;
};

/** A part of what is off a line: by which promotion, and who bears it. */
export type Allocation = { promotionId: string; bearer: PriceAdjustment['bearer']; amountFen: number };

export type PricedBasketLine = { id: string; netFen: number; allocations: Allocation[] };

export type Applied = { promotion: Promotion; amountFen: number; deliveryFen: number };
export type Gift = { promotionId: string; skuId: string; quantity: number };
export type Lacking = {
  promotion: Promotion;
  measure: 'fen' | 'pieces';
  lacks: number;
  /** The step that would be reached; null where the kind has none. */
  step: number | null;
};

export type PricedBasket = {
  /** In the order of the basket. */
  lines: PricedBasketLine[];
  goodsFen: number;
  discountFen: number;
  deliveryFeeFen: number;
  applied: Applied[];
  gifts: Gift[];
  lacking: Lacking[];
  /** Of each promotion that did nothing, why. */
  refused: { promotion: Promotion; why: PromotionRefusal }[];
};

/** A promotion, ready to be asked of a line. */
export type Compiled = {
  promotion: Promotion;
  kind: PromotionKind;
  covers(line: BasketLine): boolean;
};
export type CompiledPromotions = {
  number: number;
  lanes: readonly { lane: Lane; promotions: readonly Compiled[] }[];
  all: readonly Compiled[];
  byId: ReadonlyMap<string, Compiled>;
};
