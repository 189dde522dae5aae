import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  pageOf,
  productIdSchema,
  skuIdSchema,
  ulidSchema,
} from '../common.ts';

/** As long as a card of WeChat shows. */
export const shareNoteMaxCharacters = 60;

/** What is sent to somebody: a product, the shop (of a branch), or a basket that is filled already. */
export const shareContentSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('product'),
    productId: productIdSchema,
    /** null: it leads to the branch that the shopper is at. */
    locationId: locationIdSchema.nullable(),
  }),
  z.object({ kind: z.literal('page'), locationId: locationIdSchema.nullable() }),
  z.object({
    kind: z.literal('basket'),
    locationId: locationIdSchema,
    lines: z
      .array(z.object({ productId: productIdSchema, skuId: skuIdSchema, quantity: z.int().min(1).max(99) }))
      .min(1)
      .max(20),
    /** Made by a shop for whoever stands at its counter. */
    atCounter: z.boolean().optional(),
  }),
]);
export type ShareContent = z.infer<typeof shareContentSchema>;

/** What it is called and looks like: of a basket its first goods, of the shop its branch. null: it is not there any more. */
export const sharedThingSchema = z.object({ title: localizedTextSchema, imagePath: z.string().nullable() });
export type SharedThing = z.infer<typeof sharedThingSchema>;

/** As whoever opens it sees it. */
export const shareViewSchema = z.object({
  shareId: ulidSchema,
  content: shareContentSchema,
  thing: sharedThingSchema.nullable(),
  note: z.string(),
  /** As it is printed and copied: it opens the share. */
  url: z.string(),
  /** Who sells and sent it; null: a shopper who earns nothing by it. */
  sellerId: z.string().nullable(),
  sellerName: z.string().nullable(),
  atMs: epochMsSchema,
});
export type ShareView = z.infer<typeof shareViewSchema>;

/** What a share brought, in the order in which it comes about. Sharers themselves are not counted. */
export const broughtByShareSchema = z.object({
  opens: z.int(),
  /** Each once. */
  visitors: z.int(),
  /** Paid ones of who was the seller's customer by it; called off ones are among them, with nothing brought. */
  orders: z.int(),
  /** Goods, less what refunds gave back. */
  salesFen: z.int(),
  commissionFen: z.int(),
});
export type BroughtByShare = z.infer<typeof broughtByShareSchema>;

export const myShareSchema = shareViewSchema.extend(broughtByShareSchema.shape);
export type MyShare = z.infer<typeof myShareSchema>;
export const mySharesSchema = pageOf(myShareSchema);

export const shareNoteSchema = words().max(shareNoteMaxCharacters);
