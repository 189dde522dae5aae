import { z } from '../zod.ts';
import {
  amountFenSchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  productIdSchema,
  skuIdSchema,
  ulidSchema,
} from './common.ts';
import { addressSchema } from './member.ts';

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

/** Fulfilment: `held` (unpaid) → `to_pack` → `ready` (pickup) or `dispatched` (delivery) → `fulfilled`; or `cancelled`. */
export const fulfilmentStates = ['held', 'to_pack', 'ready', 'dispatched', 'fulfilled', 'cancelled'] as const;
export const fulfilmentStateSchema = z.enum(fulfilmentStates);
export type FulfilmentState = z.infer<typeof fulfilmentStateSchema>;

/** Tender: one means of payment on an order. `late` is money that came after the order was called off. */
export const tenderStates = ['created', 'captured', 'closed', 'late', 'refunding', 'refunded'] as const;
export const tenderStateSchema = z.enum(tenderStates);
export type TenderState = z.infer<typeof tenderStateSchema>;

export const quantitySchema = z.int().min(1).max(99);

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
      .max(50),
    method: methodSchema,
    /** Needed for delivery, ignored for pickup. */
    address: addressSchema.nullish(),
    note: z.string().trim().max(200).optional(),
  })
  .refine((order) => order.method === 'pickup' || order.address != null, {
    path: ['address'],
    message: 'delivery needs an address',
  });
export type OrderRequest = z.infer<typeof orderRequestSchema>;

export const quoteSchema = z.object({
  goodsFen: amountFenSchema,
  deliveryFeeFen: amountFenSchema,
  totalFen: amountFenSchema,
  /** Who would serve now; it is fixed only when the order is placed. */
  serving: z.object({
    locationId: locationIdSchema,
    name: localizedTextSchema,
    distanceMeters: z.number().nullable(),
  }),
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

export const placeViewSchema = z.object({
  locationId: locationIdSchema,
  name: localizedTextSchema,
  address: localizedTextSchema,
  latGcj02: z.number(),
  lngGcj02: z.number(),
});

export const stateChangeSchema = z.object({ atMs: epochMsSchema, state: z.string(), by: z.string() });

export const fulfilmentViewSchema = z.object({
  id: ulidSchema,
  orderId: ulidSchema,
  orderNumber: z.string(),
  method: methodSchema,
  state: fulfilmentStateSchema,
  place: placeViewSchema,
  lines: z.array(orderLineSchema),
  history: z.array(stateChangeSchema),
});
export type FulfilmentView = z.infer<typeof fulfilmentViewSchema>;

export const orderViewSchema = z.object({
  id: ulidSchema,
  /** Short number for people, e.g. `1121-7KQ2M`. */
  number: z.string(),
  state: orderStateSchema,
  method: methodSchema,
  createdAtMs: epochMsSchema,
  /** When an unpaid order is called off. */
  payByMs: epochMsSchema,
  lines: z.array(orderLineSchema),
  goodsFen: amountFenSchema,
  deliveryFeeFen: amountFenSchema,
  totalFen: amountFenSchema,
  storefront: z.object({ locationId: locationIdSchema, name: localizedTextSchema }),
  address: addressSchema.nullable(),
  note: z.string().nullable(),
  fulfilments: z.array(fulfilmentViewSchema),
  tenders: z.array(
    z.object({
      id: z.string(),
      kind: z.literal('wechat_pay'),
      state: tenderStateSchema,
      amountFen: amountFenSchema,
    }),
  ),
  history: z.array(stateChangeSchema),
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
    storefront: true,
  })
  .extend({
    firstLine: orderLineSchema.pick({ title: true, skuName: true, imagePath: true, quantity: true }),
    itemCount: z.int(),
    fulfilmentState: fulfilmentStateSchema,
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

/** `payment` is null when WeChat Pay could not be reached: the order stands, ask for payment again. */
export const placedOrderSchema = z.object({
  order: orderViewSchema,
  payment: wechatPayParamsSchema.nullable(),
});
export type PlacedOrder = z.infer<typeof placedOrderSchema>;

/** The QR text of a pickup code; it changes every `rotatesInMs`, an old one is worthless. */
export const pickupCodeSchema = z.object({
  code: z.string(),
  expiresAtMs: epochMsSchema,
  refreshAfterMs: z.int(),
});
export type PickupCode = z.infer<typeof pickupCodeSchema>;

export const pickupCodeTextSchema = z.string().min(8).max(120);
/** The work queues of a branch. */
export const branchQueues = ['to_pack', 'ready', 'dispatched', 'done'] as const;
export const branchQueueSchema = z.enum(branchQueues);
export type BranchQueue = z.infer<typeof branchQueueSchema>;

/** What a clerk works from. The recipient's name and phone are there only for a delivery that is still to be made. */
export const workItemSchema = fulfilmentViewSchema.extend({
  createdAtMs: epochMsSchema,
  note: z.string().nullable(),
  address: addressSchema.nullable(),
  shopperName: z.string(),
});
export type WorkItem = z.infer<typeof workItemSchema>;
