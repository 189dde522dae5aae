/** Prices that a dealer's branch sets itself, within the band of his contract. */
import { z } from '../../zod.ts';
import { amountFenSchema, localizedTextSchema, productIdSchema, skuIdSchema } from '../common.ts';

/** How far below and above the price of the area a branch may go. */
export const priceBandSchema = z.object({
  belowBasisPoints: z.int().min(0).max(9_000),
  aboveBasisPoints: z.int().min(0).max(10_000),
});
export type PriceBand = z.infer<typeof priceBandSchema>;

/** Of one branch at most: they are read together, and an assortment of its own prices is a price list of its area. */
export const maxBranchPrices = 1_000;

/** All that one branch has, by SKU. */
export const ownPricesSchema = z
  .record(skuIdSchema, z.int().min(1).max(100_000_000))
  .refine((prices) => Object.keys(prices).length <= maxBranchPrices);

/** The lowest and the highest price of the band, in fen, both in it: rounded inwards, so that a fen is never outside. */
export function bandAround(areaFen: number, { belowBasisPoints, aboveBasisPoints }: PriceBand) {
  return {
    lowFen: Math.max(1, Math.ceil((areaFen * (10_000 - belowBasisPoints)) / 10_000)),
    highFen: Math.floor((areaFen * (10_000 + aboveBasisPoints)) / 10_000),
  };
}

/**
 * `applies`: it is asked of shoppers. `outside`: the price of the area or the band changed since; the area's is asked
 * until it is set anew. `national`: the product has one price everywhere.
 */
export const branchPriceStates = ['applies', 'outside', 'national'] as const;

export const branchPriceSchema = z.object({
  skuId: skuIdSchema,
  productId: productIdSchema,
  title: localizedTextSchema,
  skuName: localizedTextSchema,
  imagePath: z.string(),
  /** What it costs here without a price of its own. */
  areaFen: amountFenSchema,
  lowFen: amountFenSchema,
  highFen: amountFenSchema,
  /** Null: none of its own. */
  ownFen: amountFenSchema.nullable(),
  state: z.enum(branchPriceStates),
});
export type BranchPrice = z.infer<typeof branchPriceSchema>;

export const branchPricesSchema = z.object({
  /** Null: the contract allows none, and none is asked of shoppers. */
  band: priceBandSchema.nullable(),
  /** How many of its own the branch has. */
  count: z.int(),
  items: z.array(branchPriceSchema),
  nextCursor: z.string().nullable(),
});
export type BranchPrices = z.infer<typeof branchPricesSchema>;

export const branchPriceChangeSchema = z.object({
  set: z
    .array(z.object({ skuId: skuIdSchema, priceFen: z.int().min(1).max(100_000_000) }))
    .max(40)
    .default([]),
  remove: z.array(skuIdSchema).max(40).default([]),
});
export type BranchPriceChange = z.infer<typeof branchPriceChangeSchema>;
