import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { categoryIdSchema, epochMsSchema, localizedTextSchema, productIdSchema } from '../common.ts';
import { imagePathSchema, shortProvinceName } from './catalog.ts';

/** Where and when something is shown. It ends by itself. */
const shownSchema = z.object({
  /** Provinces in the short form of `shortProvinceName`; none: everywhere. */
  provinces: z.array(z.string().min(1).max(4)).max(34),
  /** Null: from when it is published on. */
  fromMs: epochMsSchema.nullable(),
  /** Null: until it is taken out. */
  untilMs: epochMsSchema.nullable(),
});
export type Shown = z.infer<typeof shownSchema>;

const lastsAWhile = ({ fromMs, untilMs }: Shown) => fromMs === null || untilMs === null || fromMs < untilMs;
const noTime = { path: ['untilMs'], message: 'window_no_time' };

export const windowBannerSchema = z
  .object({
    /** A product or a category. */
    target: z.union([productIdSchema, categoryIdSchema]),
    /** Null: the picture, and what the target is called. */
    imagePath: imagePathSchema.nullable(),
    title: localizedTextSchema.nullable(),
    ...shownSchema.shape,
  })
  .refine(lastsAWhile, noTime);
export type WindowBanner = z.infer<typeof windowBannerSchema>;

export const maxSectionProducts = 6;
export const windowSectionSchema = z
  .object({
    categoryId: categoryIdSchema,
    title: localizedTextSchema.nullable(),
    /** Those that come first in it. */
    productIds: z.array(productIdSchema).max(maxSectionProducts),
    ...shownSchema.shape,
  })
  .refine(lastsAWhile, noTime);
export type WindowSection = z.infer<typeof windowSectionSchema>;

export const windowHotWordSchema = z
  .object({ text: words().min(1).max(12), ...shownSchema.shape })
  .refine(lastsAWhile, noTime);
export type WindowHotWord = z.infer<typeof windowHotWordSchema>;

export const windowCategorySchema = z
  .object({ categoryId: categoryIdSchema, ...shownSchema.shape })
  .refine(lastsAWhile, noTime);
export type WindowCategory = z.infer<typeof windowCategorySchema>;

/** As many as may be kept of each, those of all regions and times together. */
export const windowLimits = { banners: 32, sections: 32, hotWords: 40, categories: 60 } as const;
/** And as many as are shown at once. */
export const windowShown = { banners: 8, sections: 8, hotWords: 10 } as const;

/** What the home of the app begins with, what is searched for, and which categories stand first: each in its order. */
export const shopWindowSchema = z.object({
  banners: z.array(windowBannerSchema).max(windowLimits.banners),
  sections: z.array(windowSectionSchema).max(windowLimits.sections),
  hotWords: z.array(windowHotWordSchema).max(windowLimits.hotWords),
  categories: z.array(windowCategorySchema).max(windowLimits.categories),
});
export type ShopWindow = z.infer<typeof shopWindowSchema>;
export const windowParts = ['banners', 'sections', 'hotWords', 'categories'] as const;

export const emptyWindow: ShopWindow = { banners: [], sections: [], hotWords: [], categories: [] };
export const everywhere: Shown = { provinces: [], fromMs: null, untilMs: null };

/** Whether it is shown in a province (either form of its name) at a moment. */
export function isShownAt(shown: Shown, province: string, atMs: number): boolean {
  return (
    (shown.provinces.length === 0 || shown.provinces.includes(shortProvinceName(province))) &&
    (shown.fromMs === null || atMs >= shown.fromMs) &&
    (shown.untilMs === null || atMs < shown.untilMs)
  );
}

/** What of it is shown there and then. */
export function windowAt(content: ShopWindow, province: string, atMs: number): ShopWindow {
  const now = <T extends Shown>(all: readonly T[]) => all.filter((one) => isShownAt(one, province, atMs));
  return {
    banners: now(content.banners),
    sections: now(content.sections),
    hotWords: now(content.hotWords),
    categories: now(content.categories),
  };
}

/** Those that are named first, in the order in which they are named; the others as they were. */
export function windowOrder<T extends { readonly id: string }>(
  categories: readonly T[],
  named: readonly { readonly categoryId: string }[],
): T[] {
  const place = new Map<string, number>();
  for (const { categoryId } of named) if (!place.has(categoryId)) place.set(categoryId, place.size);
  const at = ({ id }: T) => place.get(id) ?? place.size;
  return [...categories].sort((a, b) => at(a) - at(b));
}
