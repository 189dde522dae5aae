import { z } from '../zod.ts';
import { epochMsSchema, localizedTextSchema, locationIdSchema } from './common.ts';
import { orderSummarySchema, orderViewSchema } from './order.ts';
import { attributionSchema } from './seller.ts';

/** One place that sourcing looked at, and why it was or was not chosen. */
export const trailEntrySchema = z.object({
  locationId: locationIdSchema,
  name: localizedTextSchema,
  distanceMeters: z.number().nullable(),
  chosen: z.boolean(),
  reason: z.string(),
});

export const postingViewSchema = z.object({
  transferId: z.string(),
  kind: z.string(),
  state: z.enum(['pending', 'posted', 'voided']),
  atMs: epochMsSchema,
  debitAccount: z.string(),
  creditAccount: z.string(),
  amountFen: z.int(),
});
export type PostingView = z.infer<typeof postingViewSchema>;

export const hqOrderSchema = z.object({
  order: orderViewSchema,
  gridId: z.string().nullable(),
  trail: z.array(trailEntrySchema),
  attribution: attributionSchema.nullable(),
  postings: z.array(postingViewSchema),
});
export type HqOrder = z.infer<typeof hqOrderSchema>;

export const hqOrderSummarySchema = orderSummarySchema.extend({
  servingLocationId: locationIdSchema,
  servingName: localizedTextSchema,
  latGcj02: z.number(),
  lngGcj02: z.number(),
  sellerName: z.string().nullable(),
});
export type HqOrderSummary = z.infer<typeof hqOrderSummarySchema>;

export const fundPoolSchema = z.object({
  balanceFen: z.int(),
  pendingOutFen: z.int(),
  items: z.array(postingViewSchema),
  nextCursor: z.string().nullable(),
});
export type FundPool = z.infer<typeof fundPoolSchema>;

export const locationChangeSchema = z
  .object({
    status: z.enum(['open', 'closed', 'suspended']),
    opensAtMinute: z.int().min(0).max(1439),
    closesAtMinute: z.int().min(0).max(1440),
    serviceRadiusMeters: z.int().min(100).max(500_000).nullable(),
  })
  .partial();

export const brandDaySchema = z.string().regex(/^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/);
