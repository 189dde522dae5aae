import { z } from '../../zod.ts';
import {
  amountFenSchema,
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  productIdSchema,
  skuIdSchema,
} from '../common.ts';
import { hoursExceptionSchema } from '../places/hours.ts';
import { locationSchema, placePictureSchema } from '../places/network.ts';
import { stopChannels } from '../stops.ts';
import { categorySchema, productSchema, productSpecSchema } from './catalog.ts';

export const branchViewSchema = locationSchema
  .pick({
    id: true,
    name: true,
    address: true,
    province: true,
    city: true,
    county: true,
    latGcj02: true,
    lngGcj02: true,
    opensAtMinute: true,
    closesAtMinute: true,
    trades: true,
    status: true,
  })
  .extend({
    /** `opensAtMinute` and `closesAtMinute` are those of today, where it opens today. */
    openNow: z.boolean(),
    /** Channels by which new orders are on hold there. Absent: none. */
    stopped: z.array(z.enum(stopChannels)).optional(),
    /** Days of the next two weeks, today included, that differ from the usual hours. */
    exceptions: z.array(hoursExceptionSchema).optional(),
    /** Where it is closed now: when it opens. Absent: nobody knows. */
    opensNextAtMs: epochMsSchema.optional(),
    /** A picture of it, where it has one. */
    imagePath: placePictureSchema.optional(),
    /** A dealer's, not the brand's own. Absent: the brand's. */
    ofDealer: z.boolean().optional(),
    /** From the point asked about; null when none was given. */
    distanceMeters: z.number().nullable(),
  });
export type BranchView = z.infer<typeof branchViewSchema>;

/** Whether what was found is what was typed. */
export const searchOutcomeSchema = z.object({
  /** Nothing is as typed: what was found only comes near. */
  near: z.boolean(),
  /** What was looked for instead, where a word was taken for another. */
  meant: z.string().nullable(),
});
export type SearchOutcome = z.infer<typeof searchOutcomeSchema>;

export const branchesFoundSchema = searchOutcomeSchema.extend({ items: z.array(branchViewSchema) });
export type BranchesFound = z.infer<typeof branchesFoundSchema>;

export const availabilities = ['in_stock', 'few', 'none'] as const;
export const availabilitySchema = z.enum(availabilities);
export type Availability = z.infer<typeof availabilitySchema>;

export const productCardSchema = z.object({
  productId: productIdSchema,
  categoryId: z.string(),
  title: localizedTextSchema,
  subtitle: localizedTextSchema,
  imagePath: z.string(),
  fromPriceFen: amountFenSchema,
  /** Best of its SKUs at this branch; of what is online only, at the warehouses around it. */
  availability: availabilitySchema,
  onlineOnly: z.boolean().optional(),
  /** Present where only dealers see it yet: from when it is on sale to everyone. */
  previewUntilMs: epochMsSchema.optional(),
});
export type ProductCard = z.infer<typeof productCardSchema>;

export const productSorts = ['relevance', 'price_up', 'price_down', 'newest'] as const;
export const productSortSchema = z.enum(productSorts);
export type ProductSort = z.infer<typeof productSortSchema>;

/** What the brand puts first on the home page, as far as the branch carries it: with pictures and titles of its own. */
export const storefrontHomeSchema = z.object({
  banners: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('product'), card: productCardSchema }),
      z.object({ kind: z.literal('category'), category: categorySchema, imagePath: z.string() }),
    ]),
  ),
  sections: z.array(z.object({ category: categorySchema, items: z.array(productCardSchema) })),
  /** To tap on before anything is typed into the search. */
  hotWords: z.array(z.string()),
});
export type StorefrontHome = z.infer<typeof storefrontHomeSchema>;

/** Lines of the brand and tags are facets beside attributes; their values are called as they read in Chinese. */
export const lineFacet = '_line';
export const tagFacet = '_tag';
export const facetSchema = z.object({
  id: z.string(),
  name: localizedTextSchema,
  values: z.array(z.object({ id: z.string(), name: localizedTextSchema })),
});
export type Facet = z.infer<typeof facetSchema>;

export const storefrontSchema = searchOutcomeSchema.extend({
  /** On the first page of a storefront of which nothing was asked. */
  home: storefrontHomeSchema.optional(),
  branch: branchViewSchema,
  categories: z.array(categorySchema),
  /** By what the list could be narrowed; with its first page. */
  facets: z.array(facetSchema).optional(),
  items: z.array(productCardSchema),
  nextCursor: z.string().nullable(),
});
export type Storefront = z.infer<typeof storefrontSchema>;

/** What a person may mean to type: a category of the branch, or the name of a product. */
export const suggestionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('category'), id: z.string(), name: localizedTextSchema }),
  z.object({ kind: z.literal('product'), id: productIdSchema, name: localizedTextSchema }),
]);
export type Suggestion = z.infer<typeof suggestionSchema>;

export const productAtBranchSchema = z.object({
  product: productSchema,
  branch: branchViewSchema,
  /** Its attributes in words, with the line of the brand that it belongs to. */
  attributes: z.array(productSpecSchema).optional(),
  /** As it is about to be changed, for whoever holds the preview's token, and until then. It cannot be ordered. */
  draftUntilMs: epochMsSchema.optional(),
  /** As on the card: nothing of it can be ordered yet. */
  previewUntilMs: epochMsSchema.optional(),
  skus: z.array(
    z.object({
      skuId: skuIdSchema,
      priceFen: amountFenSchema,
      availability: availabilitySchema,
      /** Pieces that can be sold here now, capped at 99. */
      sellable: z.int(),
    }),
  ),
});
export type ProductAtBranch = z.infer<typeof productAtBranchSchema>;

/** What a scanned code stands for. */
export const resolvedCodeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('product'), locationId: locationIdSchema, productId: productIdSchema }),
  z.object({
    kind: z.literal('guide'),
    sellerId: z.string(),
    sellerName: z.string(),
    locationId: locationIdSchema,
  }),
]);
export type ResolvedCode = z.infer<typeof resolvedCodeSchema>;

/** Outlines and branches around a point, small enough for a phone. Coordinates are [lngGcj02, latGcj02]. */
export const mapViewSchema = z.object({
  outlines: z.array(
    z.object({
      gridId: z.string(),
      name: localizedTextSchema,
      rings: z.array(z.array(z.tuple([z.number(), z.number()]))),
    }),
  ),
  branches: z.array(
    branchViewSchema.pick({ id: true, name: true, latGcj02: true, lngGcj02: true, openNow: true }),
  ),
  /** The county the point lies in, to fill an address. */
  area: z
    .object({ province: z.string(), city: z.string(), county: z.string(), gridId: z.string() })
    .nullable(),
});
export type MapView = z.infer<typeof mapViewSchema>;
