/** What commission hears about orders. Orders announces these; what is in them is checked when they are handled. */
import { amountFenSchema, epochMsSchema, ulidSchema } from '@jindian/shared/contract/common';
import { z } from '@jindian/shared/zod';
import { frozenAttributionSchema } from './rules.ts';

const about = {
  orderId: ulidSchema,
  totalFen: amountFenSchema,
  attribution: frozenAttributionSchema.nullable(),
};

export const orderPaidSchema = z.object({ ...about, orderNumber: z.string(), atMs: epochMsSchema });
export type OrderPaid = z.infer<typeof orderPaidSchema>;

export const orderCompletedSchema = z.object({ ...about, atMs: epochMsSchema });
export type OrderCompleted = z.infer<typeof orderCompletedSchema>;

export const orderRefundedSchema = z.object({ ...about, atMs: epochMsSchema, wasCompleted: z.boolean() });
export type OrderRefunded = z.infer<typeof orderRefundedSchema>;

export const tenderRefundedLateSchema = z.object({
  orderId: ulidSchema,
  amountFen: amountFenSchema.min(1),
  atMs: epochMsSchema,
  /** Where an order was paid late by more than one tender. */
  tenderId: z
    .string()
    .regex(/^[0-9A-Za-z_-]{1,64}$/)
    .optional(),
});
export type TenderRefundedLate = z.infer<typeof tenderRefundedLateSchema>;

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
