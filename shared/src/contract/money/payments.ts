import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { amountFenSchema, epochMsSchema } from '../common.ts';

/** With what an order can be paid; `practice`: with nothing, in a rehearsal. How each kind is captured and given back is a row of a table on the server. */
export const tenderKinds = ['wechat_pay', 'practice'] as const;
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
 * `succeeded`. `failed`: it lies with HQ, who asks again, drops it, or pays by other means (`settled`).
 */
export const refundStates = ['requested', 'asked', 'succeeded', 'failed', 'settled', 'dropped'] as const;
export const refundStateSchema = z.enum(refundStates);
export type RefundState = z.infer<typeof refundStateSchema>;

/** Why money goes back. */
export const refundCauses = ['called_off', 'part_cancelled', 'by_hq', 'late_money', 'returned'] as const;
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

/** What HQ wants to give back: units of lines (or of the delivery fee), and amounts beyond what units cost. */
export const wantedBackSchema = z.object({
  lineId: pieceIdSchema,
  quantity: z.int().min(0).max(99).default(0),
  extraFen: amountFenSchema.default(0),
});
/**
 * On what ground goods are given back for: `without_reason`, as the law lets buyers at a distance, is refused for what was
 * sold as not returnable; what is `faulty` never is.
 */
export const refundGrounds = ['without_reason', 'faulty', 'other'] as const;
export const refundGroundSchema = z.enum(refundGrounds);
export type RefundGround = z.infer<typeof refundGroundSchema>;
export const refundWantedSchema = z.object({
  lines: z.array(wantedBackSchema).min(1).max(41),
  ground: refundGroundSchema.default('other'),
});
export type RefundWanted = z.infer<typeof refundWantedSchema>;
export const refundReasonSchema = words().min(1).max(120);
export const refundRequestSchema = refundWantedSchema.extend({ reason: refundReasonSchema });
export type RefundRequest = z.infer<typeof refundRequestSchema>;

/** What a refund would give back, and to which tender. */
export const refundPreviewSchema = z.object({
  amountFen: amountFenSchema,
  lines: z.array(refundLineSchema),
  backs: z.array(z.object({ tenderId: z.string(), kind: tenderKindSchema, amountFen: amountFenSchema })),
});
export type RefundPreview = z.infer<typeof refundPreviewSchema>;

/**
 * `ask_again`: the gateway is asked once more. `settle`: the shopper was paid by other means, and the note says how.
 * `drop`: it is given up, and can be refunded otherwise.
 */
export const refundActs = ['ask_again', 'settle', 'drop'] as const;
export const refundActSchema = z.enum(refundActs);
export type RefundAct = z.infer<typeof refundActSchema>;
export const refundResolutionSchema = z
  .object({ act: refundActSchema, note: words().max(200).default('') })
  .refine(({ act, note }) => act !== 'settle' || note !== '', { path: ['note'], message: 'how it was paid' });
export type RefundResolution = z.infer<typeof refundResolutionSchema>;

/** A payment as HQ sees it. */
export const hqPaymentSchema = paymentViewSchema.extend({
  merchant: z.string(),
  transactionId: z.string().nullable(),
});

/** A refund as HQ sees it: who wanted it and why, the numbers at the gateway, and what went wrong. */
export const hqRefundSchema = refundViewSchema.extend({
  reason: z.string().nullable(),
  ground: refundGroundSchema.optional(),
  byMemberId: z.string().nullable(),
  numbers: z.array(
    z.object({
      number: z.string(),
      paymentNumber: z.string(),
      amountFen: amountFenSchema,
      state: refundStateSchema,
      askAtMs: epochMsSchema,
      problem: z.string().nullable(),
    }),
  ),
  /** How it was paid otherwise than by the gateway, by whom and when. */
  byHand: z
    .object({ note: z.string(), byMemberId: z.string(), byName: z.string(), atMs: epochMsSchema })
    .nullable(),
  /** What may be done with it by hand. */
  acts: z.array(refundActSchema),
});
export type HqRefund = z.infer<typeof hqRefundSchema>;

/** What can still be refunded of a line, or of the delivery fee. */
export const refundableSchema = z.object({
  lineId: pieceIdSchema,
  quantity: z.int().min(0),
  amountFen: amountFenSchema,
});

export const failedRefundSchema = hqRefundSchema.extend({ orderId: z.string(), orderNumber: z.string() });
export type FailedRefund = z.infer<typeof failedRefundSchema>;

/** What invoices and margins need of a line. */
export const lineAccountSchema = z.object({
  lineId: z.string(),
  costFen: amountFenSchema,
  taxCode: z.string(),
  taxRateBasisPoints: z.int(),
});
