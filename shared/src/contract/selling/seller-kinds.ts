import { z } from '../../zod.ts';

/**
 * Who can be credited for a sale: a guide of a branch; a village shop or a restaurant that has no stock; a member who
 * opted in to share; a branch itself.
 */
export const sellerKinds = ['guide', 'station', 'promoter', 'branch'] as const;
export const sellerKindSchema = z.enum(sellerKinds);
export type SellerKind = z.infer<typeof sellerKindSchema>;
