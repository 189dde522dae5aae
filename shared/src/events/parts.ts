import {
  amountFenSchema,
  epochMsSchema,
  locationIdSchema,
  ownerIdSchema,
  skuIdSchema,
  ulidSchema,
} from '../contract/common.ts';
import { tenderKindSchema } from '../contract/money/payments.ts';
import { commissionPartSchema, commissionParts } from '../contract/selling/commission-parts.ts';
import { holdReasonSchema } from '../contract/selling/holds.ts';
import { z } from '../zod.ts';

/** What several events say. */

/** Rises with every change of what the event is about. */
export const sequenceSchema = z.int().min(0);
const basisPointsSchema = z.int().min(0).max(10_000);

/** What one line pays to one of those whom its order credits. */
export const creditedLineSchema = z.object({
  lineId: z.string(),
  categoryId: z.string(),
  /** Absent: who sold it, as before there were others. */
  part: commissionPartSchema.optional(),
  /** Whom it is paid to; absent: the seller of the credit. */
  payeeId: z.string().min(1).max(64).optional(),
  baseFen: amountFenSchema,
  /** 0 where it pays by the piece. */
  basisPoints: basisPointsSchema,
  amountFen: amountFenSchema,
});

/** A row for each line and payee. */
export const maxCreditedLines = 50 * commissionParts.length;

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

/** Of each line once, however many it pays. */
export function baseOf(rows: readonly { lineId: string; baseFen: number }[]): number {
  return sum([...new Map(rows.map(({ lineId, baseFen }) => [lineId, baseFen])).values()]);
}

/** Who is credited for an order and how much, as frozen when it was placed. */
export const creditSchema = z
  .object({
    sellerId: z.string().min(1).max(64),
    locationId: locationIdSchema.nullable(),
    /** The goods' price, without delivery. */
    baseFen: amountFenSchema,
    commissionFen: amountFenSchema,
    /** How long goods can be brought back after completion; commission stays pending until then. */
    returnWindowDays: z.int().min(1).max(365),
    /** Why it is not paid until somebody has looked. */
    holds: z.array(holdReasonSchema).optional(),
    byLine: z.array(creditedLineSchema).max(maxCreditedLines),
  })
  .refine(({ byLine, commissionFen }) => sum(byLine.map(({ amountFen }) => amountFen)) === commissionFen, {
    message: 'commission is not the sum of its lines',
  })
  .refine(({ byLine, baseFen }) => baseOf(byLine) === baseFen, {
    message: 'base is not the sum of its lines',
  });
export type Credit = z.infer<typeof creditSchema>;

/** What the books need to know of an order. */
export const ordersMoney = {
  orderId: ulidSchema,
  orderNumber: z.string(),
  /** The dealer who sold it, and whose merchant has its money; absent: HQ. */
  soldByOwnerId: ownerIdSchema.optional(),
  /** What of it goes to the fund pool, by the rule of when it was placed; absent: placed before that was kept. */
  poolPercent: z.int().min(0).max(100).optional(),
  totalFen: amountFenSchema,
  attribution: creditSchema.nullable(),
};

/** How much of a sum each kind of tender paid, or gets back. */
export const tenderShare = { kind: tenderKindSchema, amountFen: amountFenSchema.min(1) };

/** What a contract divides between the seller and the owner of goods. */
export const splitShareSchema = z.object({
  sellerId: ownerIdSchema,
  ownerId: ownerIdSchema,
  goodsOwnerId: ownerIdSchema,
  amountFen: amountFenSchema.min(1),
});

/** Pieces of an owner, and what he is owed for each. */
export const owedPiecesSchema = z.object({
  skuId: skuIdSchema,
  ownerId: ownerIdSchema,
  quantity: z.int().min(1),
  transferPriceFen: amountFenSchema,
});

export const ofFulfilment = {
  orderId: ulidSchema,
  fulfilmentId: ulidSchema,
  sequence: sequenceSchema,
  atMs: epochMsSchema,
};
