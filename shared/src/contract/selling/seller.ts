import { z } from '../../zod.ts';
import { epochMsSchema, localizedTextSchema, locationIdSchema, ulidSchema } from '../common.ts';

/** A guide's own QR: print `url`; WeChat opens the mini-program, any other scanner the H5 page. */
export const sellerCodeSchema = z.object({
  code: z.string(),
  url: z.string(),
  name: z.string(),
  branchName: localizedTextSchema,
});
export type SellerCode = z.infer<typeof sellerCodeSchema>;

export const shelfCodeSchema = z.object({ code: z.string(), url: z.string() });
export type ShelfCode = z.infer<typeof shelfCodeSchema>;

export const commissionEntryStates = ['pending', 'posted', 'voided'] as const;
export const earningSchema = z.object({
  id: z.string(),
  orderId: ulidSchema,
  orderNumber: z.string(),
  atMs: epochMsSchema,
  state: z.enum(commissionEntryStates),
  /** Signed: a clawback is negative. */
  amountFen: z.int(),
  baseFen: z.int(),
  /** Why: one rule for each category bought. */
  rules: z.array(
    z.object({ categoryId: z.string(), baseFen: z.int(), basisPoints: z.int(), amountFen: z.int() }),
  ),
  /** When a pending amount becomes available at the earliest; null while the order is not completed. */
  availableAtMs: epochMsSchema.nullable(),
});
export type Earning = z.infer<typeof earningSchema>;

export const earningsSchema = z.object({
  pendingFen: z.int(),
  availableFen: z.int(),
  customers: z.int(),
  items: z.array(earningSchema),
  nextCursor: z.string().nullable(),
});
export type Earnings = z.infer<typeof earningsSchema>;

export const attributionSchema = z.object({
  sellerId: z.string(),
  sellerName: z.string(),
  locationId: locationIdSchema.nullable(),
  boundAtMs: epochMsSchema,
  rule: z.string(),
});
export type Attribution = z.infer<typeof attributionSchema>;
