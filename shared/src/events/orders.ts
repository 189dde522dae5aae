import { amountFenSchema, epochMsSchema, ulidSchema } from '../contract/common.ts';
import { z } from '../zod.ts';
import { defineEvent } from './define.ts';
import {
  creditedLineSchema,
  maxCreditedLines,
  ordersMoney,
  sequenceSchema,
  splitShareSchema,
  tenderShare,
} from './parts.ts';

const ofOrder = { aggregate: 'order', id: 'orderId', sequence: 'sequence' } as const;
const ofRefund = { aggregate: 'refund', id: 'refundId', sequence: 'sequence' } as const;
const moved = { orderId: ulidSchema, sequence: sequenceSchema, atMs: epochMsSchema };
const back = { ...tenderShare, byHand: z.boolean() };

/** Orders and their money. */
export const orderEvents = {
  'order.paid': defineEvent({
    ...ofOrder,
    version: 1,
    data: z.object({ ...ordersMoney, ...moved, tenders: z.array(z.object(tenderShare)).min(1).max(8) }),
  }),
  /** `totalFen` and `commissionFen`: what refunds that arrived before have left of them. */
  'order.completed': defineEvent({
    ...ofOrder,
    version: 1,
    data: z.object({
      ...ordersMoney,
      ...moved,
      commissionFen: amountFenSchema,
      split: z.array(splitShareSchema),
      /** To the shopper himself, at the counter. */
      handedOver: z.boolean(),
    }),
  }),
  'order.cancelled': defineEvent({ ...ofOrder, version: 1, data: z.object(moved) }),
  'order.refunding': defineEvent({ ...ofOrder, version: 1, data: z.object(moved) }),
  /** All of an order that never was completed is back. */
  'order.refunded': defineEvent({ ...ofOrder, version: 1, data: z.object({ ...ordersMoney, ...moved }) }),
  /** Commission that was held is released, or refused for good. */
  'commission.decided': defineEvent({
    aggregate: 'order',
    id: 'orderId',
    sequence: null,
    version: 1,
    data: z.object({ orderId: ulidSchema, atMs: epochMsSchema }),
  }),
  'refund.requested': defineEvent({
    ...ofRefund,
    version: 1,
    data: z.object({ ...moved, refundId: ulidSchema }),
  }),
  /** `commission`: what it takes back of the order's commission, after all refunds before it. */
  'refund.succeeded': defineEvent({
    ...ofRefund,
    version: 1,
    data: z.object({
      ...ordersMoney,
      ...moved,
      refundId: ulidSchema,
      amountFen: amountFenSchema.min(1),
      /** `byHand`: HQ paid it by other means than the tender's. */
      tenders: z.array(z.object(back)).min(1).max(8),
      commission: z.object({
        amountFen: amountFenSchema,
        byLine: z.array(creditedLineSchema).max(maxCreditedLines),
      }),
      wasCompleted: z.boolean(),
      split: z.array(splitShareSchema),
    }),
  }),
  'payment.late': defineEvent({
    aggregate: 'payment',
    id: 'number',
    sequence: null,
    version: 1,
    data: z.object({
      orderId: ulidSchema,
      number: z.string(),
      amountFen: amountFenSchema,
      atMs: epochMsSchema,
    }),
  }),
  'payment.refunded_late': defineEvent({
    ...ofRefund,
    version: 1,
    data: z.object({ ...moved, soldByOwnerId: ordersMoney.soldByOwnerId, refundId: ulidSchema, ...back }),
  }),
};
