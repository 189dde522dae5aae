/** How goods that a branch does not have can be had all the same. */
import { z } from '../../zod.ts';
import {
  amountFenSchema,
  brandDaySchema,
  localizedTextSchema,
  locationIdSchema,
  productIdSchema,
  skuIdSchema,
} from '../common.ts';
import { branchViewSchema } from '../goods/storefront.ts';
import { locationKindSchema } from '../places/network.ts';

export const maxWaysProducts = 8;

/** One piece of a SKU: here, from whoever would deliver it now, or at the nearest branch that has it. */
export const skuWaysSchema = z.object({
  skuId: skuIdSchema,
  /** It can be collected here now; then nobody else is asked. */
  here: z.boolean(),
  /** Who would deliver it by the policy in force, as a quote would say; null: nobody. */
  delivery: z
    .object({
      locationId: locationIdSchema,
      name: localizedTextSchema,
      kind: locationKindSchema,
      distanceMeters: z.number(),
      /** The first day on which it can come, by the hours and notice of that place. */
      earliestDay: brandDaySchema,
    })
    .nullable(),
  /** Where else it can be collected, at the price there; null: nowhere near. */
  pickup: z.object({ branch: branchViewSchema, priceFen: amountFenSchema }).nullable(),
});
export type SkuWays = z.infer<typeof skuWaysSchema>;

export const waysSchema = z.object({
  today: brandDaySchema,
  items: z.array(z.object({ productId: productIdSchema, skus: z.array(skuWaysSchema) })),
});
export type Ways = z.infer<typeof waysSchema>;
