import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  amountFenSchema,
  categoryIdSchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  productIdSchema,
  skuIdSchema,
  ulidSchema,
} from '../common.ts';
import { bearers } from '../money/payments.ts';
import { maxLineQuantity } from '../serving/order-limits.ts';
import { tierIdSchema } from './tiers.ts';

/** What a promotion does; the kinds that look at one line alone first, then those that look at several together. */
export const promotionKinds = [
  'member_price',
  'time_price',
  'percent',
  'amount',
  'full_reduction',
  'nth_piece',
  'buy_get',
  'bundle',
  'gift',
  'free_delivery',
] as const;
export type PromotionKind = (typeof promotionKinds)[number];

export const maxPromotions = 300;
export const maxLanes = 8;
const maxNamed = 200;

export const promotionIdSchema = z.string().regex(/^[a-z][a-z0-9_]{0,27}$/);
export const laneIdSchema = z.string().regex(/^[a-z][a-z0-9_]{0,19}$/);

const pricesSchema = z
  .array(z.object({ skuId: skuIdSchema, priceFen: amountFenSchema.min(1) }))
  .min(1)
  .max(maxNamed)
  .refine((rows) => new Set(rows.map(({ skuId }) => skuId)).size === rows.length, 'twice');
const offBasisPointsSchema = z.int().min(1).max(10_000);
/** What its goods have to come to: in fen after earlier lanes, or in pieces. */
export const thresholdSchema = z.object({
  measure: z.enum(['fen', 'pieces']),
  from: z.int().min(1).max(100_000_000),
});
export type Threshold = z.infer<typeof thresholdSchema>;

const stepSchema = z
  .object({
    from: z.int().min(1).max(100_000_000),
    offFen: amountFenSchema.min(1).nullable(),
    offBasisPoints: offBasisPointsSchema.nullable(),
  })
  .refine(({ offFen, offBasisPoints }) => (offFen === null) !== (offBasisPoints === null), 'one_of_both');
export type ReductionStep = z.infer<typeof stepSchema>;

export const promotionDoesSchema = z.discriminatedUnion('kind', [
  /** A price of its own, for members as the scope says. */
  z.object({ kind: z.literal('member_price'), prices: pricesSchema }),
  /** A price of its own, while it lasts. */
  z.object({ kind: z.literal('time_price'), prices: pricesSchema }),
  /** So much off each piece; rounded by the piece, so that what a label says is what is paid. */
  z.object({ kind: z.literal('percent'), offBasisPoints: offBasisPointsSchema }),
  z.object({ kind: z.literal('amount'), offFen: amountFenSchema.min(1) }),
  /** 满减: the highest step that is reached; `repeats`: a single step as often as it fits. */
  z
    .object({
      kind: z.literal('full_reduction'),
      measure: z.enum(['fen', 'pieces']),
      steps: z.array(stepSchema).min(1).max(8),
      repeats: z.boolean(),
    })
    .refine(({ steps }) => steps.every(({ from }, at) => from > (steps[at - 1]?.from ?? 0)), 'ascend')
    .refine(
      ({ steps, repeats }) => !repeats || (steps.length === 1 && steps[0]?.offFen !== null),
      'one_step_repeats',
    ),
  /** Of each `n` pieces the cheapest is so much cheaper: the second at half price. */
  z.object({
    kind: z.literal('nth_piece'),
    n: z.int().min(2).max(20),
    offBasisPoints: offBasisPointsSchema,
    sameSku: z.boolean(),
  }),
  /** Of each `buy + get` pieces the cheapest `get` are free. */
  z.object({
    kind: z.literal('buy_get'),
    buy: z.int().min(1).max(20),
    get: z.int().min(1).max(20),
    sameSku: z.boolean(),
  }),
  /** So many pieces of each part, together for a price. */
  z
    .object({
      kind: z.literal('bundle'),
      parts: z
        .array(z.object({ skuIds: z.array(skuIdSchema).min(1).max(50), quantity: z.int().min(1).max(20) }))
        .min(1)
        .max(8),
      priceFen: amountFenSchema.min(1),
    })
    .refine(({ parts }) => {
      const all = parts.flatMap(({ skuIds }) => skuIds);
      return new Set(all).size === all.length;
    }, 'twice'),
  z.object({
    kind: z.literal('gift'),
    threshold: thresholdSchema,
    gifts: z
      .array(z.object({ skuId: skuIdSchema, quantity: z.int().min(1).max(10) }))
      .min(1)
      .max(3),
  }),
  z.object({ kind: z.literal('free_delivery'), threshold: thresholdSchema.nullable() }),
]);
export type PromotionDoes = z.infer<typeof promotionDoesSchema>;

/** Of which goods; empty lists say nothing. Of several lists that say something, one is enough. */
export const promotionGoodsSchema = z.object({
  productIds: z.array(productIdSchema).max(maxNamed),
  categoryIds: z.array(categoryIdSchema).max(50),
  /** As they stand beside a product's name in Chinese. */
  tags: z.array(words().min(1).max(20)).max(20),
  exceptProductIds: z.array(productIdSchema).max(maxNamed),
});

export const promotionChannels = ['mini_program', 'h5', 'api'] as const;
/** Where, with what, and to whom; empty lists say nothing, all that say something have to fit. */
export const promotionScopeSchema = z.object({
  locationIds: z.array(locationIdSchema).max(maxNamed),
  provinces: z.array(z.string().min(2).max(8)).max(34),
  channels: z.array(z.enum(promotionChannels)).max(3),
  tierIds: z.array(tierIdSchema).max(8),
});

/** Times of the day between which it holds, by the brand's clock. */
export const promotionHoursSchema = z
  .object({ fromMinute: z.int().min(0).max(1_439), untilMinute: z.int().min(1).max(1_440) })
  .refine(({ fromMinute, untilMinute }) => untilMinute > fromMinute, 'ends_before_it_begins');

/** Who bears what it costs, in percent. */
export const borneBySchema = z
  .object({
    brand: z.int().min(0).max(100),
    branch: z.int().min(0).max(100),
    owner: z.int().min(0).max(100),
  })
  .refine((borne) => bearers.reduce((sum, bearer) => sum + borne[bearer], 0) === 100, 'a_hundred');

const capSchema = z.int().min(1).max(100_000_000).nullable();
/** How many orders, and how much of the brand's money; null: any number. */
export const promotionCapsSchema = z.object({
  inAll: capSchema,
  perDay: capSchema,
  perMember: capSchema,
  perMemberDay: capSchema,
  budgetFen: amountFenSchema.min(1).nullable(),
});
export type PromotionCaps = z.infer<typeof promotionCapsSchema>;

export const maxSingleCodes = 1_000_000;
export const couponCodeSchema = z.string().regex(/^[0-9A-Z]{4,16}$/);
/** How somebody comes to a coupon of a promotion that is for whoever has one. */
export const couponTermsSchema = z.object({
  /** One that all may type; null: none. */
  code: couponCodeSchema.nullable(),
  /** So many that are good once each. */
  singleCodes: z.int().min(0).max(maxSingleCodes),
  /** Offered in the app, to be taken. */
  inApp: z.boolean(),
  /** How many a member may come to by themselves, and all of them together. */
  perMember: z.int().min(1).max(100),
  inAll: z.int().min(1).max(100_000_000).nullable(),
  /** How long one is good; null: as long as the promotion. */
  validDays: z.int().min(1).max(3_650).nullable(),
  /** One that was used comes back when all of its order was returned. Of an order that is called off it always does. */
  backOnReturn: z.boolean(),
});
export type CouponTerms = z.infer<typeof couponTermsSchema>;

export const promotionSchema = z
  .object({
    id: promotionIdSchema,
    name: localizedTextSchema,
    laneId: laneIdSchema,
    /** Of two that give as much the later made holds. */
    madeAtMs: epochMsSchema,
    does: promotionDoesSchema,
    goods: promotionGoodsSchema,
    scope: promotionScopeSchema,
    fromMs: epochMsSchema,
    /** Ended by then; null: until somebody ends it. */
    untilMs: epochMsSchema.nullable(),
    hours: promotionHoursSchema.nullable(),
    borneBy: borneBySchema,
    caps: promotionCapsSchema,
    /** It is for whoever uses a coupon of it; null: for everybody. */
    coupon: couponTermsSchema.nullable(),
    /** Nothing happens by it, until somebody lets it on again. */
    paused: z.boolean(),
  })
  .refine(({ fromMs, untilMs }) => untilMs === null || untilMs > fromMs, {
    path: ['untilMs'],
    message: 'ends_before_it_begins',
  });
export type Promotion = z.infer<typeof promotionSchema>;

export const laneSchema = z.object({
  id: laneIdSchema,
  name: localizedTextSchema,
  /** It leaves alone what a lane before has made cheaper. */
  onlyUntouched: z.boolean(),
});
export type Lane = z.infer<typeof laneSchema>;

/**
 * All promotions of a brand, and the lanes that they run in: one lane after the other, each on what the ones before left
 * to be paid; inside a lane the best for each line.
 */
export const promotionsPolicySchema = z
  .object({
    lanes: z.array(laneSchema).min(1).max(maxLanes),
    promotions: z.array(promotionSchema).max(maxPromotions),
  })
  .superRefine(({ lanes, promotions }, ctx) => {
    const laneIds = new Set(lanes.map(({ id }) => id));
    if (laneIds.size !== lanes.length) ctx.addIssue({ code: 'custom', path: ['lanes'], message: 'twice' });
    const ids = new Set<string>();
    for (const [at, { id, laneId }] of promotions.entries()) {
      if (ids.has(id)) ctx.addIssue({ code: 'custom', path: ['promotions', at, 'id'], message: 'twice' });
      ids.add(id);
      if (!laneIds.has(laneId))
        ctx.addIssue({ code: 'custom', path: ['promotions', at, 'laneId'], message: 'unknown_id' });
    }
  });
export type PromotionsPolicy = z.infer<typeof promotionsPolicySchema>;

/** Why a promotion does nothing for a basket. */
export const promotionRefusals = [
  'paused',
  'not_yet',
  'over',
  'not_at_this_hour',
  'not_here',
  'not_in_this_channel',
  'not_for_this_tier',
  'coupon_needed',
  'used_up',
  'used_by_you',
  'no_goods',
  'too_little',
  'already_cheaper',
  'another_is_better',
  'nothing_off',
] as const;
export type PromotionRefusal = (typeof promotionRefusals)[number];

/** What an order keeps of a promotion; how much it took off stands on the lines. */
export const appliedPromotionSchema = z.object({
  id: promotionIdSchema,
  name: localizedTextSchema,
  kind: z.enum(promotionKinds),
  /** Off the lines of this order. */
  amountFen: amountFenSchema,
  /** Off its delivery. */
  deliveryFen: amountFenSchema.optional(),
});
export type AppliedPromotion = z.infer<typeof appliedPromotionSchema>;

/** What more of its goods would bring. */
export const missingSchema = z.object({
  id: promotionIdSchema,
  name: localizedTextSchema,
  measure: z.enum(['fen', 'pieces']),
  lacks: z.int().min(1),
  /** What there is then, in words. */
  brings: localizedTextSchema,
});
export type Missing = z.infer<typeof missingSchema>;

/** A basket at a branch, before anybody orders. */
export const basketRequestSchema = z.object({
  lines: z
    .array(z.object({ skuId: skuIdSchema, quantity: z.int().min(1).max(maxLineQuantity) }))
    .min(1)
    .max(50),
  channel: z.enum(['mini_program', 'h5']).optional(),
});

export const basketViewSchema = z.object({
  lines: z.array(z.object({ skuId: skuIdSchema, amountFen: amountFenSchema, netFen: amountFenSchema })),
  goodsFen: amountFenSchema,
  discountFen: amountFenSchema,
  promotions: z.array(appliedPromotionSchema),
  gifts: z.array(
    z.object({ promotionId: promotionIdSchema, title: localizedTextSchema, quantity: z.int().min(1) }),
  ),
  missing: z.array(missingSchema),
});
export type BasketView = z.infer<typeof basketViewSchema>;

/** What holds for a product at a branch now: for its page. */
export const productOffersSchema = z.object({
  items: z.array(
    z.object({
      id: promotionIdSchema,
      name: localizedTextSchema,
      kind: z.enum(promotionKinds),
      /** What it does, in words. */
      says: localizedTextSchema,
      untilMs: epochMsSchema.nullable(),
    }),
  ),
  /** What one piece costs with what looks at a piece alone. */
  prices: z.array(z.object({ skuId: skuIdSchema, priceFen: amountFenSchema })),
});
export type ProductOffers = z.infer<typeof productOffersSchema>;

export const couponIdSchema = ulidSchema;
export const maxCouponsOfOrder = 5;
/** In one transaction. */
export const maxGivenAtOnce = 90;

/** What somebody has, as their wallet shows it. */
export const couponViewSchema = z.object({
  id: couponIdSchema,
  promotionId: promotionIdSchema,
  name: localizedTextSchema,
  /** What it does, in words. */
  says: localizedTextSchema,
  state: z.enum(['held', 'used', 'expired']),
  validUntilMs: epochMsSchema.nullable(),
  orderId: ulidSchema.nullable(),
});
export type CouponView = z.infer<typeof couponViewSchema>;

export const walletSchema = z.object({
  items: z.array(couponViewSchema),
  /** What may be taken now. */
  offers: z.array(couponViewSchema.pick({ promotionId: true, name: true, says: true, validUntilMs: true })),
});
export type Wallet = z.infer<typeof walletSchema>;

/** A coupon beside an order: laid down or not, what it takes off, and why it does nothing. */
export const quotedCouponSchema = couponViewSchema
  .pick({ id: true, name: true, says: true, validUntilMs: true })
  .extend({
    isUsed: z.boolean(),
    savesFen: amountFenSchema,
    why: z.enum(promotionRefusals).nullable(),
  });
export type QuotedCoupon = z.infer<typeof quotedCouponSchema>;

/** The kind of a line's price adjustment that a promotion made. */
export const adjustmentOf = (promotionId: string) => `promotion:${promotionId}`;
export const promotionOfAdjustment = (kind: string): string | null =>
  kind.startsWith('promotion:') ? kind.slice('promotion:'.length) : null;
