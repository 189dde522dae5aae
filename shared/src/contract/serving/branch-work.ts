/** What the people of a branch have before them of orders: their queues, the grab pool, and what they refuse. */
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  amountFenSchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  skuIdSchema,
  slotIdSchema,
  ulidSchema,
} from '../common.ts';
import { lotPiecesSchema } from '../goods/inventory.ts';
import { addressSchema } from '../people/member.ts';
import { fulfilmentViewSchema, orderLineSchema, placeViewSchema, refusalReasonSchema } from './order.ts';
import { orderNoteSchema } from './order-notes.ts';
import { serialsWantedSchema } from './serials.ts';

/** The work queues of a branch. */
export const branchQueues = [
  'offered',
  'to_pack',
  'ready',
  'dispatched',
  'delivery_failed',
  'awaiting_goods',
  'done',
] as const;
export const branchQueueSchema = z.enum(branchQueues);
export type BranchQueue = z.infer<typeof branchQueueSchema>;

/** What a clerk works from. The recipient's name and phone are there only for a delivery that is still to be made. */
export const workItemSchema = fulfilmentViewSchema.extend({
  createdAtMs: epochMsSchema,
  note: z.string().nullable(),
  address: addressSchema.nullable(),
  shopperName: z.string(),
  slotId: slotIdSchema.nullable(),
  /** From the serving place to the address. */
  distanceMeters: z.number().nullable(),
  /** What the fund pool pays the branch for serving it. */
  serviceFeeFen: amountFenSchema,
  /** Until when an offer can be accepted, or grabbed in the grab pool. */
  offerUntilMs: epochMsSchema.nullable(),
  /** Of goods that are tracked: which lots are held for it, and are to be given out. */
  lots: z.array(lotPiecesSchema),
  /** Of goods whose pieces have numbers: which are to be told before it leaves, and which were. */
  serials: z.array(serialsWantedSchema).optional(),
  /** Notes and tags of colleagues. */
  staffNotes: z.array(orderNoteSchema).optional(),
  practice: z.boolean().optional(),
});
export type WorkItem = z.infer<typeof workItemSchema>;

/** What branches around see of a fulfilment that nobody must serve: no name, no street, no phone. */
export const grabPoolItemSchema = z.object({
  orderId: ulidSchema,
  fulfilmentId: ulidSchema,
  createdAtMs: epochMsSchema,
  offerUntilMs: epochMsSchema,
  /** From the branch that asks. */
  distanceMeters: z.int(),
  /** County and city of the address. */
  area: z.string(),
  lines: z.array(orderLineSchema),
  goodsFen: amountFenSchema,
  serviceFeeFen: amountFenSchema,
  slotId: slotIdSchema.nullable(),
});
export type GrabPoolItem = z.infer<typeof grabPoolItemSchema>;

/** Where a part went that a branch refused: to a place, to several that may grab it, to HQ, or its shopper is asked. */
export const refusedToSchema = z.object({
  kind: z.enum(['place', 'several', 'hq', 'shopper']),
  name: localizedTextSchema.nullable(),
});
export type RefusedTo = z.infer<typeof refusedToSchema>;

export const refusalSchema = z.object({
  reason: refusalReasonSchema,
  /** With `no_stock`: what is really there of the SKUs that are short. */
  counted: z
    .array(z.object({ skuId: skuIdSchema, onHand: z.int().min(0).max(1_000_000) }))
    .max(40)
    .default([]),
  /** With `price`: what one piece costs in the branch. */
  localPrices: z
    .array(z.object({ skuId: skuIdSchema, priceFen: amountFenSchema.min(1) }))
    .max(40)
    .default([]),
  note: words().max(200).optional(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** Where a refused pickup could be picked up instead: branches nearby that have everything. */
export const pickupAlternativeSchema = placeViewSchema.extend({ distanceMeters: z.int() });
export type PickupAlternative = z.infer<typeof pickupAlternativeSchema>;

/** What the shopper wants done with a pickup that the branch refused. */
export const pickupAnswerSchema = z.discriminatedUnion('choice', [
  z.object({ choice: z.literal('another_branch'), locationId: locationIdSchema }),
  z.object({ choice: z.literal('delivery'), address: addressSchema }),
  z.object({ choice: z.literal('refund') }),
]);
export type PickupAnswer = z.infer<typeof pickupAnswerSchema>;
