import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  productIdSchema,
  ulidSchema,
} from '../common.ts';
import { givenPicturesSchema } from '../goods/pictures.ts';

/** Two and below: somebody of the brand should look at it. */
export const lowStars = 2;
export const starCounts = [1, 2, 3, 4, 5] as const;
export const starsSchema = z.int().min(1).max(5);
export const ratingTextMaxCharacters = 500;
export const replyMaxCharacters = 300;
/** Of one command: each is several writes of its transaction. */
export const ratedAtOnceMax = 20;
export const ratedPicturesMax = 20;

/** `waiting`: nobody but who wrote it sees it until HQ has looked at it. */
export const ratingStates = ['shown', 'waiting', 'hidden'] as const;
export type RatingState = (typeof ratingStates)[number];

/** Which part of an order a rating is of: a line of it by its id, or how it was served. */
export const servicePart = 'service';
export const ratedPartSchema = z.string().regex(/^(service|[0-9]{1,3})$/);

export const ratingGivenSchema = z.object({
  part: ratedPartSchema,
  stars: starsSchema,
  text: words().max(ratingTextMaxCharacters).default(''),
  /** Given before (`givePicture`), by their paths. */
  imagePaths: givenPicturesSchema.default([]),
});
export type RatingGiven = z.infer<typeof ratingGivenSchema>;

export const rateOrderSchema = z.object({
  ratings: z
    .array(ratingGivenSchema)
    .min(1)
    .max(ratedAtOnceMax)
    .refine((all) => new Set(all.map(({ part }) => part)).size === all.length, 'a part twice')
    .refine(
      (all) => all.flatMap(({ imagePaths }) => imagePaths).length <= ratedPicturesMax,
      'too many pictures',
    ),
  /** Shown without anything of the name. */
  isAnonymous: z.boolean().default(false),
});
export type RateOrder = z.infer<typeof rateOrderSchema>;

const replySchema = z.object({ text: z.string(), atMs: epochMsSchema });

/** A rating as its member sees it. */
export const ownRatingSchema = z.object({
  part: ratedPartSchema,
  stars: starsSchema,
  text: z.string(),
  imagePaths: z.array(z.string()),
  state: z.enum(ratingStates),
  reply: replySchema.nullable(),
  /** Why HQ hides it. */
  reason: z.string().nullable(),
  atMs: epochMsSchema,
});
export type OwnRating = z.infer<typeof ownRatingSchema>;

export const orderRatingsSchema = z.object({
  orderId: ulidSchema,
  /** Until when what is not rated yet can be; null: not yet, or not any more. */
  untilMs: epochMsSchema.nullable(),
  items: z.array(ownRatingSchema),
});
export type OrderRatings = z.infer<typeof orderRatingsSchema>;

/** How many gave one star, two, … five. */
export const starTotalsSchema = z.object({
  count: z.int(),
  /** To a tenth; null: nobody rated it yet. */
  average: z.number().nullable(),
  byStars: z.array(z.int()).length(starCounts.length),
});
export type StarTotals = z.infer<typeof starTotalsSchema>;

/** As everybody sees it on the page of the goods. */
export const shownRatingSchema = z.object({
  stars: starsSchema,
  text: z.string(),
  imagePaths: z.array(z.string()),
  /** Masked; null: without a name. */
  shownAs: z.string().nullable(),
  skuName: localizedTextSchema,
  reply: replySchema.nullable(),
  atMs: epochMsSchema,
});
export type ShownRating = z.infer<typeof shownRatingSchema>;
export const productRatingsSchema = z.object({
  totals: starTotalsSchema,
  items: z.array(shownRatingSchema),
  nextCursor: z.string().nullable(),
});
export type ProductRatings = z.infer<typeof productRatingsSchema>;

/** `open`: low, unanswered, and nobody said that it is dealt with; or waiting to be looked at. */
export const ratingLists = ['open', 'all'] as const;
export type RatingList = (typeof ratingLists)[number];

/** As whoever looks after it sees it. */
export const deskRatingSchema = ownRatingSchema.extend({
  orderId: ulidSchema,
  orderNumber: z.string(),
  /** Who served it. */
  locationId: locationIdSchema,
  locationName: localizedTextSchema,
  /** Of goods. */
  goods: z
    .object({ productId: productIdSchema, title: localizedTextSchema, skuName: localizedTextSchema })
    .nullable(),
  shownAs: z.string().nullable(),
  /** Low, unanswered and not dealt with. */
  isOpen: z.boolean(),
});
export type DeskRating = z.infer<typeof deskRatingSchema>;
export const deskRatingsSchema = z.object({
  items: z.array(deskRatingSchema),
  nextCursor: z.string().nullable(),
});

export const replyTextSchema = words().min(2).max(replyMaxCharacters);
export const ratingActs = ['show', 'hide', 'settle'] as const;
export type RatingAct = (typeof ratingActs)[number];
