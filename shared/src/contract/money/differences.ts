import { z } from '../../zod.ts';
import { amountFenSchema, epochMsSchema } from '../common.ts';

/** Where WeChat Pay's word and ours differ; each lies at HQ until a person settled it, or it settled itself. */
export const differenceKinds = [
  /** Paid there; no order of ours has that number. */
  'unknown_payment',
  /** Paid there, not paid here. */
  'unrecorded_payment',
  /** Paid here; WeChat Pay knows of no payment. */
  'missing_payment',
  'payment_amount',
  /** Another merchant, app or currency than ours: never taken for a payment. */
  'foreign_money',
  'unknown_refund',
  'unrecorded_refund',
  'missing_refund',
  'refund_amount',
  /** A line of the bill that cannot be read. */
  'unreadable_line',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** `stuck`: WeChat Pay could not hand the money over and still keeps it for that very refund; a person has to see to it. */
export const differenceStates = ['open', 'sending_back', 'stuck', 'settled'] as const;
export type DifferenceState = (typeof differenceStates)[number];

/** How a difference was settled: looked into and explained, money sent back by other means, or kept. */
export const settlements = ['explained', 'returned_elsewhere', 'kept'] as const;
export type Settlement = (typeof settlements)[number];

export const differenceActs = [
  'found',
  'noted',
  'send_back',
  'refunded',
  'refund_failed',
  'refund_stuck',
  ...settlements,
  'cleared',
] as const;
export type DifferenceAct = (typeof differenceActs)[number];

export const differenceIdSchema = z.string().regex(/^[0-9a-f]{32}$/);
export const merchantIdSchema = z
  .string()
  .regex(/^[0-9A-Za-z]{1,32}(\/[0-9A-Za-z]{1,32})?$/)
  .meta({ example: '1900009191', description: 'Merchant number; with a sub-merchant: `number/sub-number`' });
/** The brand's calendar day, as WeChat Pay bills it. */
export const billDateSchema = z.iso.date().meta({ example: '2026-11-28' });

export const differenceSchema = z.object({
  id: differenceIdSchema,
  kind: z.enum(differenceKinds),
  state: z.enum(differenceStates),
  /** What an edit has to name, so that of two edits none is lost. */
  revision: z.int(),
  merchantId: z.string(),
  outTradeNo: z.string(),
  outRefundNo: z.string().nullable(),
  transactionId: z.string().nullable(),
  /** What WeChat Pay says, in the smallest unit of `currency`; null: it says nothing. */
  theirAmount: z.int().nullable(),
  ourAmountFen: z.int().nullable(),
  currency: z.string(),
  /** Booked as received and not allocated to any order. */
  heldFen: amountFenSchema,
  source: z.enum(['notification', 'query', 'bill']),
  billDate: billDateSchema.nullable(),
  foundAtMs: epochMsSchema,
  assignee: z.string().nullable(),
  /** Of the last refund by which it was to go back; null: none was asked for. */
  refundNo: z.string().nullable(),
  canSendBack: z.boolean(),
  history: z.array(
    z.object({
      atMs: epochMsSchema,
      act: z.enum(differenceActs),
      /** The member, or null: it happened by itself. */
      byMemberId: z.string().nullable(),
      note: z.string(),
    }),
  ),
});
export type DifferenceView = z.infer<typeof differenceSchema>;

export const reconciliationSchema = z.object({
  billDate: billDateSchema,
  mchid: z.string(),
  state: z.enum(['comparing', 'searching', 'done', 'no_bill']),
  lines: z.int(),
  /** Payments and refunds that no notification told: taken in by the comparison. */
  recovered: z.int(),
  differences: z.int(),
  /** Of the bill's file; empty until it was there. */
  digest: z.string(),
  startedAtMs: epochMsSchema,
  doneAtMs: epochMsSchema.nullable(),
});
export type ReconciliationView = z.infer<typeof reconciliationSchema>;
