import { codeBodyOf, plainCode } from '../../printed-code.ts';
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, locationIdSchema, pageOf, productIdSchema, ulidSchema } from '../common.ts';
import { sellerKindSchema } from './seller-kinds.ts';

/**
 * What a code is first of all. It may say more: a guide's code of a product at a branch is a `seller`'s code with a
 * product and a place. The first of these that it names is its kind.
 */
export const codeKinds = ['seller', 'scene', 'campaign', 'table', 'shelf', 'product', 'branch'] as const;
export type CodeKind = (typeof codeKinds)[number];
export const tableSchema = words()
  .min(1)
  .max(12)
  .regex(/^[\p{L}\p{N}-]+$/u);

/** What a code stands for. What it does not say is null. */
export const codeMeaningSchema = z.object({
  kind: z.enum(codeKinds),
  sellerId: z.string().nullable(),
  sellerName: z.string().nullable(),
  sellerKind: sellerKindSchema.nullable(),
  productId: productIdSchema.nullable(),
  /** The branch where it hangs or whose it is; null: it leads to the branch that the shopper is at. */
  locationId: locationIdSchema.nullable(),
  /** Of a table at a branch, as it is called there. */
  table: z.string().nullable(),
  /** The channel by which it reaches people: a TV spot, a leaflet. */
  sceneId: ulidSchema.nullable(),
  /** The campaign that it is part of; of a channel's code the channel's. */
  campaignId: ulidSchema.nullable(),
});
export type CodeMeaning = z.infer<typeof codeMeaningSchema>;

/** As it is printed, typed or scanned; the body under which it is kept. */
export const ownCodeSchema = z
  .string()
  .max(64, { abort: true })
  .overwrite(plainCode)
  .refine((text) => codeBodyOf(text) !== null, 'not a code of ours');

export const codeInputSchema = z
  .object({
    sellerId: ulidSchema.optional(),
    productId: productIdSchema.optional(),
    locationId: locationIdSchema.optional(),
    table: tableSchema.optional(),
    sceneId: ulidSchema.optional(),
    campaignId: ulidSchema.optional(),
  })
  .refine((parts) => Object.values(parts).some((part) => part !== undefined), { path: ['locationId'] })
  // A channel knows its campaign.
  .refine(({ sceneId, campaignId }) => sceneId === undefined || campaignId === undefined, {
    path: ['campaignId'],
  })
  .refine(({ table, locationId }) => table === undefined || locationId !== undefined, {
    path: ['locationId'],
  });
export type CodeInput = z.infer<typeof codeInputSchema>;

export const madeCodeSchema = z.object({
  /** With its check character. */
  code: z.string(),
  url: z.string(),
  meaning: codeMeaningSchema,
  /** null: made before this was noted, or by whoever looked at a shelf's label. */
  madeAtMs: epochMsSchema.nullable(),
  revoked: z
    .object({ atMs: epochMsSchema, by: z.string(), byName: z.string(), reason: z.string() })
    .nullable(),
});
export type MadeCode = z.infer<typeof madeCodeSchema>;
export const madeCodesSchema = pageOf(madeCodeSchema);
