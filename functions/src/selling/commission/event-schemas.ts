/** What commission hears about orders: events of the catalogue, and what orders plans for it. */
import { epochMsSchema } from '@jindian/shared/contract/common';
import type { EventData, EventType } from '@jindian/shared/events/catalogue';
import { creditSchema, ordersMoney } from '@jindian/shared/events/parts';
import { z } from '@jindian/shared/zod';

/** In no order: each is brought to the books by itself. */
type Told<Type extends EventType> = Omit<EventData<Type>, 'sequence' | 'split' | 'handedOver'>;
export type OrderPaid = Told<'order.paid'>;
export type OrderCompleted = Told<'order.completed'>;
export type RefundSucceeded = Told<'refund.succeeded'>;
export type OrderRefunded = Told<'order.refunded'>;
export type RefundedLate = Told<'payment.refunded_late'>;

/** The data of the due item `commission.settle`, planned when the order is completed. */
export const commissionSettleSchema = z.object({
  attribution: creditSchema.nullable(),
  totalFen: ordersMoney.totalFen,
  orderNumber: z.string(),
  paidAtMs: epochMsSchema,
  completedAtMs: epochMsSchema,
});
export type CommissionSettle = z.infer<typeof commissionSettleSchema>;
export const commissionSettleKind = 'commission.settle';
