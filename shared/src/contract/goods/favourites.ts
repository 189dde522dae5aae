import { z } from '../../zod.ts';
import { productIdSchema } from '../common.ts';
import { productCardSchema } from './storefront.ts';

export const favouriteIdsSchema = z.object({ ids: z.array(productIdSchema) });

/** What a member put a heart on, the latest first. */
export const favouritesSchema = favouriteIdsSchema.extend({
  /** As the branch that was asked about would show them; what is not offered there is left out. */
  cards: z.array(productCardSchema),
});
export type Favourites = z.infer<typeof favouritesSchema>;
