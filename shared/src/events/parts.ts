import {
  amountFenSchema,
  epochMsSchema,
  locationIdSchema,
  ownerIdSchema,
  skuIdSchema,
  ulidSchema,
} from '../contract/common.ts';
import { tenderKindSchema } from '../contract/money/payments.ts';
import { z } from '../zod.ts';

/** What several events say. */

/** Rises with every change of what the event is about. */
export const sequenceSchema = z.int().min(0);
const basisPointsSchema = z.int().min(0).max(10_000);

export const creditedLineSchema = z.object({
  lineId: z.string(),
  categoryId: z.string(),
  baseFen: amountFenSchema,
  basisPoints: basisPointsSchema,
  amountFen: amountFenSchema,
});

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

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
    byLine: z.array(creditedLineSchema).max(50),
  })
  .refine(({ byLine, commissionFen }) => sum(byLine.map(({ amountFen }) => amountFen)) === commissionFen, {
    message: 'commission is not the sum of its lines',
  })
  .refine(({ byLine, baseFen }) => sum(byLine.map((line) => line.baseFen)) === baseFen, {
    message: 'base is not the sum of its lines',
  });
export type Credit = z.infer<typeof creditSchema>;

/** What the books need to know of an order. */
export const ordersMoney = {
  orderId: ulidSchema,
  orderNumber: z.string(),
  /** The dealer who sold it, and whose merchant has its money; absent: HQ. */
  soldByOwnerId: ownerIdSchema.optional(),
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
