import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  amountFenSchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  productIdSchema,
  skuIdSchema,
  slotIdSchema,
  ulidSchema,
} from '../common.ts';
import { sellerViewSchema } from '../goods/contracts.ts';
import {
  paymentViewSchema,
  pieceIdSchema,
  priceAdjustmentSchema,
  refundViewSchema,
  tenderViewSchema,
} from '../money/payments.ts';
import { addressSchema } from '../people/member.ts';
import { hoursExceptionSchema } from '../places/hours.ts';
import {
  appliedPromotionSchema,
  couponIdSchema,
  maxCouponsOfOrder,
  missingSchema,
  quotedCouponSchema,
} from '../selling/promotions.ts';
import { maxLineQuantity, maxOrderLines } from './order-limits.ts';
import { pieceSerialSchema } from './serials.ts';

export const methods = ['pickup', 'delivery'] as const;
export const methodSchema = z.enum(methods);
export type FulfilmentMethod = z.infer<typeof methodSchema>;

/**
 * Order: `awaiting_payment` (stock reserved) → `paid` → `completed`. `closing`: the payment is being closed at
 * WeChat Pay before the stock is released → `cancelled`. `refunding` → `refunded`: paid, then called off.
 */
export const orderStates = [
  'awaiting_payment',
  'closing',
  'cancelled',
  'paid',
  'completed',
  'refunding',
  'refunded',
] as const;
export const orderStateSchema = z.enum(orderStates);
export type OrderState = z.infer<typeof orderStateSchema>;

/**
 * Fulfilment: `held` (unpaid) → `to_pack` → `ready` (pickup) or `dispatched` (delivery) → `fulfilled`; or `cancelled`.
 * Before it is to be packed it may be `offered` to one branch or be `in_grab_pool` for several to grab. `with_hq`: nobody
 * takes it, HQ decides. `awaiting_goods`: HQ called goods from elsewhere. `awaiting_shopper`: a pickup was refused
 * and the shopper is asked what to do. `disputed`: on its way for all we know, and the shopper says that it did not
 * come. `delivery_failed`: it could not be delivered, and its goods are not back yet.
 */
export const fulfilmentStates = [
  'held',
  'offered',
  'in_grab_pool',
  'to_pack',
  'ready',
  'dispatched',
  'disputed',
  'delivery_failed',
  'fulfilled',
  'with_hq',
  'awaiting_goods',
  'awaiting_shopper',
  'cancelled',
] as const;
export const fulfilmentStateSchema = z.enum(fulfilmentStates);
export type FulfilmentState = z.infer<typeof fulfilmentStateSchema>;

/**
 * Where the phone pays by WeChat Pay: in WeChat (`wx.requestPayment`, which is meant where nothing is said), or on WeChat
 * Pay's page from a browser outside WeChat.
 */
export const payWaySchema = z.enum(['jsapi', 'h5']);
export type PayWay = z.infer<typeof payWaySchema>;

export const quantitySchema = z.int().min(1).max(maxLineQuantity);

export const orderRequestSchema = z
  .object({
    /** The branch whose storefront the shopper is in. */
    locationId: locationIdSchema,
    /** Two lines of one SKU are allowed and summed before stock is reserved. */
    lines: z
      .array(
        z.object({
          skuId: skuIdSchema,
          quantity: quantitySchema,
          /** The unit price the shopper saw; another price now is refused with `price_changed`. */
          seenPriceFen: amountFenSchema,
        }),
      )
      .min(1)
      // Moving an order between places touches each SKU twice in one transaction of at most 100 writes.
      .max(maxOrderLines),
    /** All that the shopper was shown to pay: of another sum by now nothing is ordered (`total_changed`). */
    seenTotalFen: amountFenSchema.optional(),
    /** Laid down for it; one of each promotion counts. */
    couponIds: z.array(couponIdSchema).max(maxCouponsOfOrder).optional(),
    method: methodSchema,
    /** Needed for delivery, ignored for pickup. */
    address: addressSchema.nullish(),
    note: words().max(200).optional(),
    /** A delivery or pickup slot of the branch, from `listSlots`; its capacity is taken with the order. */
    slotId: slotIdSchema.optional(),
    /** What the order is placed with; a sourcing policy may differ by it. */
    channel: z.enum(['mini_program', 'h5']).optional(),
    payBy: payWaySchema.optional(),
    /** By its own people, at a branch that rehearses: it counts nowhere, holds nothing, and no money is asked for. */
    practice: z.boolean().optional(),
  })
  .refine((order) => order.method === 'pickup' || order.address != null, {
    path: ['address'],
    message: 'delivery needs an address',
  });
export type OrderRequest = z.infer<typeof orderRequestSchema>;

/** Not before one moment, and before the other. */
export const arrivalSchema = z.object({ fromMs: epochMsSchema, byMs: epochMsSchema });

export const quoteSchema = z.object({
  goodsFen: amountFenSchema,
  deliveryFeeFen: amountFenSchema,
  totalFen: amountFenSchema,
  /** Who would serve now; it is fixed only when the order is placed. */
  serving: z.object({
    locationId: locationIdSchema,
    name: localizedTextSchema,
    distanceMeters: z.number().nullable(),
    /** When all of it would be there; null where it is collected or a slot was chosen. */
    expected: arrivalSchema.nullable(),
  }),
  /** More than one: the order comes from several places. */
  parts: z.int().min(1),
  /** What it would earn the member; absent: no points. */
  points: z.int().min(1).optional(),
  /** What promotions take off the lines, which of them, what is given with it, and what is missing for more; absent: none is on. */
  discountFen: amountFenSchema.optional(),
  promotions: z.array(appliedPromotionSchema).optional(),
  gifts: z
    .array(z.object({ title: localizedTextSchema, imagePath: z.string(), quantity: quantitySchema }))
    .optional(),
  missing: z.array(missingSchema).optional(),
  /** What the shopper has, whether it is laid down or not. */
  coupons: z.array(quotedCouponSchema).optional(),
  /** What is not taken back without a reason, and why: told before it is ordered. */
  notReturnable: z.array(z.object({ title: localizedTextSchema, why: localizedTextSchema })).optional(),
  /** Who would sell what. More than one: it becomes as many orders, which are paid at once; the first has the fee. */
  sellers: z.array(
    z.object({
      soldBy: sellerViewSchema,
      lines: z.array(z.object({ skuId: skuIdSchema, quantity: quantitySchema })),
      goodsFen: amountFenSchema,
      deliveryFeeFen: amountFenSchema,
      totalFen: amountFenSchema,
    }),
  ),
});
export type Quote = z.infer<typeof quoteSchema>;

export const orderLineSchema = z.object({
  skuId: skuIdSchema,
  productId: productIdSchema,
  title: localizedTextSchema,
  skuName: localizedTextSchema,
  imagePath: z.string(),
  quantity: quantitySchema,
  unitPriceFen: amountFenSchema,
  amountFen: amountFenSchema,
});
export type OrderLine = z.infer<typeof orderLineSchema>;

/** A line of the whole order: with what changed its price, and what of it has been or is being refunded. */
export const orderedLineSchema = orderLineSchema.extend({
  id: pieceIdSchema,
  adjustments: z.array(priceAdjustmentSchema),
  /** What is paid for it: the amount with all its adjustments. */
  netFen: amountFenSchema,
  refundedQuantity: z.int().min(0),
  refundedFen: amountFenSchema,
  /** Why it is not taken back without a reason, as its shopper was told before they ordered. */
  notReturnable: localizedTextSchema.optional(),
});
export type OrderedLine = z.infer<typeof orderedLineSchema>;

export const placeViewSchema = z.object({
  locationId: locationIdSchema,
  name: localizedTextSchema,
  address: localizedTextSchema,
  latGcj02: z.number(),
  lngGcj02: z.number(),
  /** Where its customers call, and between which minutes of the day somebody is there. */
  phone: z.string().nullable().optional(),
  opensAtMinute: z.int().optional(),
  closesAtMinute: z.int().optional(),
  /** Days of the next two weeks that differ from these hours. */
  exceptions: z.array(hoursExceptionSchema).optional(),
});

export type PlaceView = z.infer<typeof placeViewSchema>;

export const stateChangeSchema = z.object({ atMs: epochMsSchema, state: z.string(), by: z.string() });

/** Why a branch will not serve. `no_stock` says what is really there; `price` may say what the branch charges. */
export const refusalReasons = ['no_stock', 'price', 'too_far', 'closed', 'other'] as const;
export const refusalReasonSchema = z.enum(refusalReasons);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

/** Why a fulfilment leaves its place: what a branch says, and what else moves it. HQ reads each in words. */
export const leavingReasons = [
  ...refusalReasons,
  'timeout',
  'assigned',
  'asked_again',
  'goods_called',
  'chose_branch',
  'chose_delivery',
  'sold_at_till',
] as const;
export type LeavingReason = (typeof leavingReasons)[number];

/** Why a delivery did not reach its shopper. */
export const deliveryFailures = ['refused', 'nobody_there', 'lost', 'damaged'] as const;
export const deliveryFailureSchema = z.enum(deliveryFailures);
export type DeliveryFailure = z.infer<typeof deliveryFailureSchema>;

/** What became of goods that were not delivered: on the shelf again, put aside, or gone for good. */
export const broughtBackConditions = ['sellable', 'quarantine', 'written_off'] as const;

/**
 * What a person says of a delivery on its way: it was `delivered`; it `failed`; it is tried `again`, with the goods that
 * are still out; or its goods are `back`, in what condition.
 */
export const deliveryOutcomeSchema = z
  .object({
    act: z.enum(['delivered', 'failed', 'again', 'back']),
    reason: deliveryFailureSchema.optional(),
    condition: z.enum(broughtBackConditions).optional(),
    note: words().max(200).default(''),
  })
  .refine(({ act, reason }) => act !== 'failed' || reason !== undefined, {
    path: ['reason'],
    message: 'why it was not delivered',
  })
  .refine(({ act, condition }) => act !== 'back' || condition !== undefined, {
    path: ['condition'],
    message: 'what became of the goods',
  });
export type DeliveryOutcome = z.infer<typeof deliveryOutcomeSchema>;

/** The shopper has a delivery, or says that it did not come. */
export const receiptSchema = z.object({ received: z.boolean() });

/** A place that had it gave it up, and somebody else was looked for. */
export const passedOnSchema = z.object({ atMs: epochMsSchema, from: z.enum(['branch', 'warehouse']) });

export const fulfilmentViewSchema = z.object({
  id: ulidSchema,
  orderId: ulidSchema,
  orderNumber: z.string(),
  method: methodSchema,
  state: fulfilmentStateSchema,
  place: placeViewSchema,
  /** Only what this fulfilment serves. */
  lines: z.array(orderLineSchema),
  /** Why it could not be delivered, the last time that it could not. */
  failure: z.object({ reason: deliveryFailureSchema, atMs: epochMsSchema }).nullable(),
  history: z.array(stateChangeSchema),
  passedOn: z.array(passedOnSchema).optional(),
  /** When it should come, as said when its place was given it; null: collected, in a slot, or nobody has it. */
  expected: arrivalSchema.nullable().optional(),
  /** Which pieces they are, of goods whose pieces have numbers. */
  serials: z.array(pieceSerialSchema).optional(),
});
export type FulfilmentView = z.infer<typeof fulfilmentViewSchema>;

const namedPlaceSchema = z.object({ locationId: locationIdSchema, name: localizedTextSchema });

export const orderViewSchema = z.object({
  id: ulidSchema,
  /** Short number for people, e.g. `1121-7KQ2M`. */
  number: z.string(),
  state: orderStateSchema,
  method: methodSchema,
  createdAtMs: epochMsSchema,
  /** When an unpaid order is called off. */
  payByMs: epochMsSchema,
  lines: z.array(orderedLineSchema),
  goodsFen: amountFenSchema,
  deliveryFeeFen: amountFenSchema,
  totalFen: amountFenSchema,
  /** What has arrived back at the shopper. */
  refundedFen: amountFenSchema,
  /** What it earns the member, as far as the goods stay; absent: no points. */
  points: z.int().min(1).optional(),
  /** What made it cheaper: the lines' adjustments name it by `promotion:<id>`. */
  promotions: z.array(appliedPromotionSchema).optional(),
  storefront: namedPlaceSchema,
  address: addressSchema.nullable(),
  note: z.string().nullable(),
  /** When it is wanted, where a slot was chosen. */
  slotId: slotIdSchema.nullable(),
  fulfilments: z.array(fulfilmentViewSchema),
  tenders: z.array(tenderViewSchema),
  payments: z.array(paymentViewSchema),
  refunds: z.array(refundViewSchema),
  /** Who sells it: his name is on the invoice, and his merchant has the money. */
  soldBy: sellerViewSchema,
  /** Every order that was placed and is paid together with this one, and this one; null: it stands alone. */
  checkout: z
    .array(
      z.object({
        id: ulidSchema,
        number: z.string(),
        soldBy: sellerViewSchema,
        totalFen: amountFenSchema,
      }),
    )
    .nullable(),
  history: z.array(stateChangeSchema),
  /** The number of its payment at WeChat, where the shopper can tell WeChat itself that they have it; null: only us. */
  wechatReceipt: z.string().nullable().optional(),
  /** It is no real order, and never will be. */
  practice: z.boolean().optional(),
});
export type OrderView = z.infer<typeof orderViewSchema>;

export const orderSummarySchema = orderViewSchema
  .pick({
    id: true,
    number: true,
    state: true,
    method: true,
    createdAtMs: true,
    payByMs: true,
    totalFen: true,
    soldBy: true,
    storefront: true,
  })
  .extend({
    firstLine: orderLineSchema.pick({ title: true, skuName: true, imagePath: true, quantity: true }),
    itemCount: z.int(),
    fulfilmentState: fulfilmentStateSchema,
    /** Where it is fetched, which may have changed since it was ordered; null when it is brought. */
    pickupPlace: namedPlaceSchema.nullable().optional(),
    practice: z.boolean().optional(),
  });
export type OrderSummary = z.infer<typeof orderSummarySchema>;

/** What `wx.requestPayment` takes. */
export const wechatPayParamsSchema = z.object({
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string(),
  signType: z.literal('RSA'),
  paySign: z.string(),
});
export type WechatPayParams = z.infer<typeof wechatPayParamsSchema>;

/** Where a browser outside WeChat goes to pay, within five minutes; `redirect_url` appended, it comes back. */
export const wechatPayPageSchema = z.object({ h5Url: z.url() });
export const wechatPaymentSchema = z.union([wechatPayParamsSchema, wechatPayPageSchema]);
export type WechatPayment = z.infer<typeof wechatPaymentSchema>;

/** What `wx.requestPayment` takes, of what was asked for in WeChat. */
export const inWechat = (payment: WechatPayment | null): WechatPayParams | null =>
  payment && 'package' in payment ? payment : null;

/**
 * `payment` is null when WeChat Pay could not be reached: the order stands, ask for payment again. `checkout`: the
 * goods have several sellers and became several orders, `order` being the first; `payment` pays all of them.
 */
export const placedOrderSchema = z.object({
  order: orderViewSchema,
  /** For what `payBy` asked for. */
  payment: wechatPaymentSchema.nullable(),
  checkout: z
    .object({ id: ulidSchema, totalFen: amountFenSchema, orders: z.array(orderViewSchema).min(2) })
    .nullable(),
});
export type PlacedOrder = z.infer<typeof placedOrderSchema>;

/** The QR text of a pickup code; it changes every `rotatesInMs`, an old one is worthless. */
export const pickupCodeSchema = z.object({
  code: z.string(),
  /** The same in eight digits, to be said and typed where nothing can be scanned. */
  digits: z.string(),
  expiresAtMs: epochMsSchema,
  refreshAfterMs: z.int(),
});
export type PickupCode = z.infer<typeof pickupCodeSchema>;

/** What was scanned, or the digits that were typed. */
export const pickupCodeTextSchema = words().min(8).max(120);
