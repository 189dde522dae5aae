import { z } from '../zod.ts';
import { epochMsSchema, pageOf } from './common.ts';

/** Made from the message: given up on twice, it is there once. */
export const deadLetterIdSchema = z.string().regex(/^[0-9A-Z]{20}$/);

/** Stands as its handler where nobody can read what the message is. It can only be let go. */
export const unreadableHandler = 'unreadable';

/** What could not be done behind the requests after all its tries, until a person tries it again or lets it go. */
export const deadLetterSchema = z.object({
  id: deadLetterIdSchema,
  queue: z.string(),
  handler: z.string(),
  about: z.object({
    event: z.string().optional(),
    due: z.string().optional(),
    ref: z.string().optional(),
    orderId: z.string().optional(),
  }),
  error: z.string(),
  tries: z.int(),
  firstAtMs: epochMsSchema,
  givenUpAtMs: epochMsSchema,
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;
export const deadLetterPageSchema = pageOf(deadLetterSchema);
