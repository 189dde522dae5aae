import { z } from '../../zod.ts';
import { categoryIdSchema } from '../common.ts';

/** What the law leaves out of the seven days, and what a brand may; its shoppers are told before they order. */
export const returnExemptions = [
  'none',
  'final_sale',
  'made_to_order',
  'fresh',
  'opened',
  'by_nature',
] as const;
export type ReturnExemption = (typeof returnExemptions)[number];

/** The law's days for what was bought at a distance. */
export const lawfulDays = 7;

const terms = {
  /** Bought at a distance: from receipt on, at least as long as the law says. */
  remoteDays: z.int().min(lawfulDays).max(365),
  /** Bought in a shop. */
  inStoreDays: z.int().min(0).max(365),
  exemption: z.enum(returnExemptions),
  /** Of what was paid; never within the law's days of what was bought at a distance, nor of what is faulty. */
  restockingFeeBasisPoints: z.int().min(0).max(3_000),
};
export const returnTermsSchema = z.object(terms);
export type ReturnTerms = z.infer<typeof returnTermsSchema>;

export const returnsPolicySchema = z.object({
  ...terms,
  /** What a category says counts instead for it and all below. */
  categories: z
    .array(z.object({ categoryId: categoryIdSchema, ...terms }))
    .max(200)
    .refine((rows) => new Set(rows.map(({ categoryId }) => categoryId)).size === rows.length, {
      message: 'a category once',
    }),
  /** Without a reason and in time: at once, or a person looks at each. */
  approval: z.enum(['by_rule', 'by_hand']),
  /** Orders that were fetched at a counter: bought at a distance, or there. */
  pickupCountsAs: z.enum(['remote', 'in_store']),
  /** Who pays for sending in what was returned without a reason; what is faulty the seller does. */
  freightBearer: z.enum(['buyer', 'seller']),
  /** How long goods are waited for once it was approved. */
  broughtWithinDays: z.int().min(1).max(90),
  /** As many returns of a member within 90 days are looked at; 0: never. */
  manyReturnsCount: z.int().min(0).max(1_000),
});
export type ReturnsPolicy = z.infer<typeof returnsPolicySchema>;
