import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  amountFenSchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  skuIdSchema,
  ulidSchema,
} from '../common.ts';

export const transferStates = [
  'requested',
  'approved',
  'rejected',
  'shipped',
  'received',
  'cancelled',
] as const;
export const transferStateSchema = z.enum(transferStates);
export type TransferState = z.infer<typeof transferStateSchema>;

/** Why fewer pieces arrived than were shipped. `not_packed`: they never left, and are put back at the giver. */
export const differenceReasons = ['lost_in_transit', 'damaged', 'not_packed'] as const;
export const differenceReasonSchema = z.enum(differenceReasons);
export type DifferenceReason = z.infer<typeof differenceReasonSchema>;

/** Whose hand it was: the place that gives, the place that gets, HQ, or an order that called the goods. */
export const transferSideSchema = z.enum(['giver', 'receiver', 'hq', 'system']);
export type TransferSide = z.infer<typeof transferSideSchema>;

export const transferActions = ['approve', 'reject', 'ship', 'receive', 'cancel'] as const;
export const transferActionSchema = z.enum(transferActions);
export type TransferAction = z.infer<typeof transferActionSchema>;

/** Each line is a level at both ends and one in transit, and all of it is one transaction of a hundred writes. */
export const maxTransferLines = 20;
const quantitySchema = z.int().min(1).max(9_999);

export const transferRequestSchema = z.object({
  fromLocationId: locationIdSchema,
  lines: z
    .array(z.object({ skuId: skuIdSchema, quantity: quantitySchema }))
    .min(1)
    .max(maxTransferLines),
  note: words().max(120).optional(),
  /** HQ only, and only for a giver who is a dealer: paid from the fund pool when the goods have arrived. */
  incentiveFen: amountFenSchema.max(10_000_000).optional(),
});
export type TransferRequest = z.infer<typeof transferRequestSchema>;

export const transferShipmentSchema = z.object({
  /** What is really packed, at most what was approved; without it everything is. */
  lines: z
    .array(z.object({ skuId: skuIdSchema, quantity: z.int().min(0).max(9_999) }))
    .max(maxTransferLines)
    .optional(),
});

export const transferReceiptSchema = z.object({
  /** What really arrived, where it is less than what was shipped; other lines arrived whole. */
  differences: z
    .array(
      z.object({
        skuId: skuIdSchema,
        receivedQuantity: z.int().min(0).max(9_999),
        reason: differenceReasonSchema,
      }),
    )
    .max(maxTransferLines)
    .optional(),
});

export const transferPlaceSchema = z.object({
  id: locationIdSchema,
  name: localizedTextSchema,
  ownerId: z.string(),
});

export const transferLineSchema = z.object({
  skuId: skuIdSchema,
  title: localizedTextSchema,
  skuName: localizedTextSchema,
  imagePath: z.string(),
  quantity: z.int(),
  /** Null until shipped, until received. */
  shippedQuantity: z.int().nullable(),
  receivedQuantity: z.int().nullable(),
  differenceReason: differenceReasonSchema.nullable(),
});
export type TransferLine = z.infer<typeof transferLineSchema>;

export const transferViewSchema = z.object({
  id: ulidSchema,
  state: transferStateSchema,
  from: transferPlaceSchema,
  to: transferPlaceSchema,
  lines: z.array(transferLineSchema),
  note: z.string().nullable(),
  rejectionReason: z.string().nullable(),
  incentiveFen: amountFenSchema.nullable(),
  /** The order whose goods these are; they are reserved for it on arrival. */
  forOrder: z.object({ orderId: ulidSchema, fulfilmentId: ulidSchema }).nullable(),
  /** What the receiving owner owes the giving one for what arrived; null where the owner is the same. */
  titleFen: amountFenSchema.nullable(),
  createdAtMs: epochMsSchema,
  history: z.array(z.object({ atMs: epochMsSchema, state: transferStateSchema, side: transferSideSchema })),
  /** What whoever asks may do with it now. */
  actions: z.array(transferActionSchema),
});
export type TransferView = z.infer<typeof transferViewSchema>;

export const inTransitSchema = z.object({
  items: z.array(
    z.object({
      skuId: skuIdSchema,
      title: localizedTextSchema,
      skuName: localizedTextSchema,
      quantity: z.int(),
    }),
  ),
});
