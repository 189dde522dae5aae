import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, ulidSchema } from '../common.ts';

/** What colleagues tell each other about an order: sentences, and short tags by which it is known at a glance. */
export const orderNoteKinds = ['note', 'tag'] as const;
export const maxOrderNotes = 30;
export const maxTagLength = 12;

export const newOrderNoteSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('note'), text: words().min(1).max(300) }),
  z.object({ kind: z.literal('tag'), text: words().min(1).max(maxTagLength) }),
]);
export type NewOrderNote = z.infer<typeof newOrderNoteSchema>;

export const orderNoteSchema = z.object({
  id: ulidSchema,
  kind: z.enum(orderNoteKinds),
  text: z.string(),
  byName: z.string(),
  atMs: epochMsSchema,
});
export type OrderNote = z.infer<typeof orderNoteSchema>;
export const orderNotesSchema = z.object({ orderId: ulidSchema, items: z.array(orderNoteSchema) });
export type OrderNotesView = z.infer<typeof orderNotesSchema>;
