import { z } from '../../zod.ts';
import { amountFenSchema, epochMsSchema } from '../common.ts';

/** With what an order can be paid. How each kind is captured and given back is a row of a table on the server. */
export const tenderKinds = ['wechat_pay'] as const;
export const tenderKindSchema = z.enum(tenderKinds);
export type TenderKind = z.infer<typeof tenderKindSchema>;

/** Tender: how much of an order is to be paid with one kind. What went back of it is told by the refunds. */
export const tenderStates = ['created', 'captured', 'closed'] as const;
export const tenderStateSchema = z.enum(tenderStates);
export type TenderState = z.infer<typeof tenderStateSchema>;

/** Payment: one attempt to collect a tender. `late` is money that came when the order could not use it any more. */
export const paymentStates = ['created', 'captured', 'closed', 'late'] as const;
export const paymentStateSchema = z.enum(paymentStates);
export type PaymentState = z.infer<typeof paymentStateSchema>;

/**
 * What a refund gives back to one tender: `requested` (written down) → `asked` (the gateway works on it) →
 * `succeeded`. `failed`: it lies with HQ, who asks again or drops it.
 */
export const refundStates = ['requested', 'asked', 'succeeded', 'failed', 'dropped'] as const;
export const refundStateSchema = z.enum(refundStates);
export type RefundState = z.infer<typeof refundStateSchema>;

/** Why money goes back. */
export const refundCauses = ['called_off', 'part_cancelled', 'by_hq', 'late_money'] as const;
export const refundCauseSchema = z.enum(refundCauses);
export type RefundCause = z.infer<typeof refundCauseSchema>;

/** Who bears what an adjustment takes off a price. */
export const bearers = ['brand', 'branch', 'owner'] as const;

/** What changed a line's price; below zero it became cheaper. */
export const priceAdjustmentSchema = z.object({
  kind: z.string().min(1).max(40),
  amountFen: z.int(),
  bearer: z.enum(bearers),
});
export type PriceAdjustment = z.infer<typeof priceAdjustmentSchema>;

/** The piece of an order that is its delivery fee, beside its lines. */
export const deliveryPieceId = 'delivery';
export const pieceIdSchema = z.string().regex(/^([1-9][0-9]?|delivery)$/);

export const tenderViewSchema = z.object({
  id: z.string(),
  kind: tenderKindSchema,
  state: tenderStateSchema,
  amountFen: amountFenSchema,
  /** What has arrived back. */
  refundedFen: amountFenSchema,
});

export const paymentViewSchema = z.object({
  /** The merchant's order number at the gateway: what stands on the shopper's bill. */
  number: z.string(),
  tenderId: z.string(),
  state: paymentStateSchema,
  amountFen: amountFenSchema,
});
export type PaymentView = z.infer<typeof paymentViewSchema>;

export const refundLineSchema = z.object({
  /** A line's id, or `delivery`. */
  lineId: pieceIdSchema,
  /** 0: only an amount, no pieces. */
  quantity: z.int().min(0),
  amountFen: amountFenSchema,
});

export const refundViewSchema = z.object({
  id: z.string(),
  atMs: epochMsSchema,
  cause: refundCauseSchema,
  state: refundStateSchema,
  amountFen: amountFenSchema,
  lines: z.array(refundLineSchema),
  /** Where the money goes. */
  backs: z.array(
    z.object({
      tenderId: z.string(),
      kind: tenderKindSchema,
      amountFen: amountFenSchema,
      state: refundStateSchema,
    }),
  ),
  finishedAtMs: epochMsSchema.nullable(),
});
export type RefundView = z.infer<typeof refundViewSchema>;
