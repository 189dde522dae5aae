import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, ulidSchema } from '../common.ts';

/** Lists of HQ whose filters can be kept under a name. */
export const savedLists = [
  'orders',
  'refusals',
  'places',
  'products',
  'people',
  'sellers',
  'transfers',
  'audit',
  'ledger',
  'stock',
  'stock_differences',
  'refunds',
  'differences',
  'work',
] as const;
export type SavedList = (typeof savedLists)[number];
export const maxSavedViews = 50;

export const newSavedViewSchema = z.object({
  list: z.enum(savedLists),
  name: words().min(1).max(30),
  /** What the list's address says. */
  query: z
    .string()
    .max(1_000)
    .regex(/^[\w\-.*%&=+]*$/),
});
export type NewSavedView = z.infer<typeof newSavedViewSchema>;

export const savedViewSchema = newSavedViewSchema.extend({ id: ulidSchema, savedAtMs: epochMsSchema });
export type SavedView = z.infer<typeof savedViewSchema>;
