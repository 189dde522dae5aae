import { z } from '../../zod.ts';
import { epochMsSchema } from '../common.ts';

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
