/** What commission hears about orders. Orders announces these; what is in them is checked when they are handled. */
import { amountFenSchema, epochMsSchema, ownerIdSchema, ulidSchema } from '@jindian/shared/contract/common';
import { tenderKindSchema } from '@jindian/shared/contract/money/payments';
import { z } from '@jindian/shared/zod';
import { frozenAttributionSchema } from './rules.ts';

/** The dealer who sold it, and whose merchant has its money; absent: HQ. */
const soldByOwnerId = ownerIdSchema.optional();

const about = {
  orderId: ulidSchema,
  soldByOwnerId,
  totalFen: amountFenSchema,
  attribution: frozenAttributionSchema.nullable(),
};
/** How much of a sum each kind of tender paid, or gets back. */
const tender = { kind: tenderKindSchema, amountFen: amountFenSchema.min(1) };
/** HQ paid it by other means than the tender's. */
const byHand = z.boolean().default(false);
const paidSchema = z.array(z.object(tender)).min(1).max(8);
const backSchema = z
  .array(z.object({ ...tender, byHand }))
  .min(1)
  .max(8);

export const orderPaidSchema = z.object({
  ...about,
  orderNumber: z.string(),
  tenders: paidSchema,
  atMs: epochMsSchema,
});
export type OrderPaid = z.infer<typeof orderPaidSchema>;

/** `totalFen` and `commissionFen`: what refunds that arrived before have left of them. */
export const orderCompletedSchema = z.object({
  ...about,
  commissionFen: amountFenSchema,
  atMs: epochMsSchema,
});
export type OrderCompleted = z.infer<typeof orderCompletedSchema>;

/** A refund arrived. `commission`: what it takes back of the order's commission, after all refunds before it. */
export const refundSucceededSchema = z.object({
  ...about,
  orderNumber: z.string(),
  refundId: ulidSchema,
  amountFen: amountFenSchema.min(1),
  tenders: backSchema,
  commission: z.object({
    amountFen: amountFenSchema,
    byLine: frozenAttributionSchema.shape.byLine,
  }),
  wasCompleted: z.boolean(),
  atMs: epochMsSchema,
});
export type RefundSucceeded = z.infer<typeof refundSucceededSchema>;

/** All of an order that never was completed is back. */
export const orderRefundedSchema = z.object({ ...about, atMs: epochMsSchema });
export type OrderRefunded = z.infer<typeof orderRefundedSchema>;

export const refundedLateSchema = z.object({
  orderId: ulidSchema,
  soldByOwnerId,
  refundId: ulidSchema,
  kind: tenderKindSchema,
  amountFen: amountFenSchema.min(1),
  byHand,
  atMs: epochMsSchema,
});
export type RefundedLate = z.infer<typeof refundedLateSchema>;

/** The data of the due item `commission.settle`, planned when the order is completed. */
export const commissionSettleSchema = z.object({
  attribution: frozenAttributionSchema.nullable(),
  totalFen: amountFenSchema,
  orderNumber: z.string(),
  paidAtMs: epochMsSchema,
  completedAtMs: epochMsSchema,
});
export type CommissionSettle = z.infer<typeof commissionSettleSchema>;
export const commissionSettleKind = 'commission.settle';
