import { z } from '../../zod.ts';
import { epochMsSchema, localizedTextSchema, locationIdSchema, skuIdSchema } from '../common.ts';
import { locationKindSchema } from '../places/network.ts';
import { availabilitySchema, branchViewSchema } from './storefront.ts';

/** From the county around a person to the whole country. */
export const regionScopes = ['county', 'city', 'province', 'nation'] as const;
export type RegionScope = (typeof regionScopes)[number];

export const regionSchema = z.object({
  province: z.string().max(40),
  city: z.string().max(40),
  county: z.string().max(40),
});
export type Region = z.infer<typeof regionSchema>;

/** What a shopper may know: how well a product is to be had around them, without numbers. */
export const productAvailabilitySchema = z.object({
  region: regionSchema,
  items: z.array(
    z.object({
      skuId: skuIdSchema,
      county: availabilitySchema,
      city: availabilitySchema,
      province: availabilitySchema,
      nation: availabilitySchema,
    }),
  ),
});
export type ProductAvailability = z.infer<typeof productAvailabilitySchema>;

export const branchesWithStockSchema = z.object({
  items: z.array(z.object({ branch: branchViewSchema, availability: availabilitySchema })),
});
export type BranchesWithStock = z.infer<typeof branchesWithStockSchema>;

/** Pieces that can be sold, and at how many places. */
export const regionStockSchema = z.object({ available: z.int(), places: z.int() });
export type RegionStock = z.infer<typeof regionStockSchema>;

export const skuRegionStockSchema = z.object({
  skuId: skuIdSchema,
  title: localizedTextSchema,
  skuName: localizedTextSchema,
  county: regionStockSchema,
  city: regionStockSchema,
  province: regionStockSchema,
  nation: regionStockSchema,
});
export type SkuRegionStock = z.infer<typeof skuRegionStockSchema>;

/** A place that could give goods, with what it has. */
export const stockSourceSchema = z.object({
  location: z.object({ id: locationIdSchema, name: localizedTextSchema, kind: locationKindSchema }),
  distanceMeters: z.number(),
  available: z.int(),
});
export type StockSource = z.infer<typeof stockSourceSchema>;

/** One region with the regions it is made of; the places of a county are its parts. */
export const regionPictureSchema = z.object({
  skuId: skuIdSchema,
  title: localizedTextSchema,
  skuName: localizedTextSchema,
  stock: regionStockSchema,
  parts: z.array(
    z.object({
      /** A region's name, or a place's id. */
      id: z.string(),
      name: localizedTextSchema,
      ...regionStockSchema.shape,
    }),
  ),
});
export type RegionPicture = z.infer<typeof regionPictureSchema>;

/** What comparing a province's figures with its levels found and mended. */
export const availabilityCheckSchema = z.object({
  province: z.string(),
  checkedAtMs: epochMsSchema,
  levels: z.int(),
  regions: z.int(),
  differences: z.int(),
  mended: z.int(),
  samples: z.array(
    z.object({
      skuId: skuIdSchema,
      region: z.string(),
      part: z.string(),
      found: z.int(),
      expected: z.int(),
    }),
  ),
});
export type AvailabilityCheck = z.infer<typeof availabilityCheckSchema>;
