import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  amountFenSchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  ownerIdSchema,
  pageOf,
  skuIdSchema,
} from '../common.ts';
import { shopPhoneSchema } from '../places/network.ts';

/** What of a dealer's stock may serve other people's orders. */
export const sharingModes = ['all', 'none', 'except', 'only'] as const;
export const sharingModeSchema = z.enum(sharingModes);
export type SharingMode = z.infer<typeof sharingModeSchema>;

export const maxSharingSkus = 200;

export const sharingTermsSchema = z.object({
  mode: sharingModeSchema,
  /** What `except` and `only` name; empty for the other two. */
  skuIds: z.array(skuIdSchema).max(maxSharingSkus),
});
export type SharingTerms = z.infer<typeof sharingTermsSchema>;

/** The terms as they are kept: names only where the mode names some, and who said so last. */
export const sharingPolicySchema = sharingTermsSchema
  .extend({ side: z.enum(['owner', 'hq']).default('hq') })
  .transform(({ mode, skuIds, side }) => ({
    mode,
    skuIds: mode === 'except' || mode === 'only' ? [...new Set(skuIds)].sort() : [],
    side,
  }));
export type SharingPolicy = z.infer<typeof sharingPolicySchema>;
/** Of whom nobody said anything, the stock is shared: what a brand's contracts say by default. */
export const defaultSharingTerms: SharingPolicy = { mode: 'all', skuIds: [], side: 'hq' };

export const sharingViewSchema = z.object({
  ownerId: ownerIdSchema,
  ...sharingTermsSchema.shape,
  /** Null: nobody ever said, and the brand's default holds. */
  changedAtMs: epochMsSchema.nullable(),
  changedBySide: z.enum(['owner', 'hq']).nullable(),
  /** Whoever changes it says which one they saw. */
  revision: z.int().min(0),
  /** HQ's own stock serves everybody; there is nothing to choose. */
  editable: z.boolean(),
  /** The dealer's branches by id, twenty at most. */
  branches: z.array(z.object({ locationId: locationIdSchema, name: localizedTextSchema })),
});
export type SharingView = z.infer<typeof sharingViewSchema>;

/** What one piece is worth between owners: an override, else basis points of the retail price, by category or default. */
export const transferPricesSchema = z.object({
  defaultBasisPoints: z.int().min(0).max(10_000),
  basisPointsByCategory: z.record(z.string().max(64), z.int().min(0).max(10_000)),
  priceFenBySku: z.record(skuIdSchema, amountFenSchema.max(100_000_000)),
});
export type TransferPrices = z.infer<typeof transferPricesSchema>;
export type TransferPriceList = TransferPrices & { version: string };

export const statementEntrySchema = z.object({
  transferId: z.string(),
  kind: z.string(),
  atMs: epochMsSchema,
  /** Positive: HQ owes it to the owner. */
  amountFen: z.int(),
  /** The order or the stock transfer that it is about. */
  subject: z.string(),
});
export type StatementEntry = z.infer<typeof statementEntrySchema>;

export const ownerStatementSchema = z.object({
  ownerId: ownerIdSchema,
  /** What HQ owes the owner; below zero, what the owner owes HQ. */
  balanceFen: z.int(),
  ...pageOf(statementEntrySchema).shape,
});
export type OwnerStatement = z.infer<typeof ownerStatementSchema>;

/** A dealer as headquarters write them down; what was agreed with them is their contract. */
export const dealerSchema = z.object({
  name: words().min(1).max(60),
  contact: words().min(1).max(60).nullable(),
  phone: shopPhoneSchema.nullable(),
});
export const dealerViewSchema = dealerSchema.extend({
  ownerId: ownerIdSchema,
  /** 0: known by their places alone. */
  revision: z.int().min(0),
});
export type DealerView = z.infer<typeof dealerViewSchema>;

export const ownerSummarySchema = z.object({
  ownerId: ownerIdSchema,
  branches: z.int(),
  /** One of the owner's branches, to know them by. */
  branchName: localizedTextSchema,
  mode: sharingModeSchema,
  balanceFen: z.int(),
});
export type OwnerSummary = z.infer<typeof ownerSummarySchema>;
