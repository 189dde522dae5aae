import { z } from '../../zod.ts';
import { epochMsSchema, ulidSchema } from '../common.ts';

/** Of a colleague in WeCom's address book. */
export const wecomUserIdSchema = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}$/);

/** One's own way to be added on WeCom: whoever scans it and adds the seller meets the seller's code. */
export const contactCodeSchema = z.object({
  userId: wecomUserIdSchema,
  /** Address of a picture that WeCom keeps. */
  qrCodeUrl: z.url(),
  madeAtMs: epochMsSchema,
});
export type ContactCode = z.infer<typeof contactCodeSchema>;

/** `code_changed`: it says a code that is not the seller's any more, so whoever is added meets nobody. */
export const contactCodeViewSchema = z.object({
  sellerId: ulidSchema,
  name: z.string(),
  userId: z.string(),
  madeAtMs: epochMsSchema,
  state: z.enum(['works', 'code_changed', 'seller_left']),
});
export type ContactCodeView = z.infer<typeof contactCodeViewSchema>;

/** How the brand's WeCom is doing; of each kind the latest, a minute old at most. */
export const wecomConnectionSchema = z.object({
  /** The deployment has its keys. */
  isSetUp: z.boolean(),
  /** Where WeCom is to post. */
  callbackUrl: z.string(),
  heardAtMs: epochMsSchema.nullable(),
  /** Something came that was not WeCom's, or too old. */
  refusedAtMs: epochMsSchema.nullable(),
  workedAtMs: epochMsSchema.nullable(),
  failure: z.object({ atMs: epochMsSchema, code: z.string() }).nullable(),
  items: z.array(contactCodeViewSchema),
  nextCursor: z.string().nullable(),
});
export type WeComConnection = z.infer<typeof wecomConnectionSchema>;
