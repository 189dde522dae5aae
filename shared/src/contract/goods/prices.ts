import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { categoryIdSchema, localizedTextSchema, productIdSchema, skuIdSchema } from '../common.ts';
import { shortProvinceName } from './catalog.ts';

/** `national`: one online price everywhere. `regional`: entries of the price list may say otherwise for an area. */
export const pricePolicies = ['national', 'regional'] as const;
export const pricePolicySchema = z.enum(pricePolicies);
export type PricePolicy = z.infer<typeof pricePolicySchema>;

/** The city's short name: 「烟台市」 → 「烟台」; prefectures and leagues likewise. */
export function shortCityName(city: string): string {
  return city.trim().replace(/(自治州|地区|盟|市)$/, '');
}

/** A price of one SKU in a province, or in one of its cities (null: the whole province). Names in their short form. */
export const priceEntrySchema = z.object({
  skuId: skuIdSchema,
  province: words().max(20).transform(shortProvinceName).pipe(z.string().min(1)),
  city: words().max(20).transform(shortCityName).pipe(z.string().min(1)).nullable(),
  priceFen: z.int().min(1).max(100_000_000),
});
export type PriceEntry = z.infer<typeof priceEntrySchema>;

export const priceEntryKeySchema = priceEntrySchema.omit({ priceFen: true });
export type PriceEntryKey = z.infer<typeof priceEntryKeySchema>;

/** What the brand allows for a product, or for a category where the product says nothing; national by default. */
export const pricePolicyRuleSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('product'), id: productIdSchema, policy: pricePolicySchema }),
  z.object({ of: z.literal('category'), id: categoryIdSchema, policy: pricePolicySchema }),
]);
export type PricePolicyRule = z.infer<typeof pricePolicyRuleSchema>;

/** A published list: what all running functions hold in memory. */
export const priceContentSchema = z.object({
  policies: z.array(pricePolicyRuleSchema).max(2_000),
  entries: z.array(priceEntrySchema).max(50_000),
});
export type PriceContent = z.infer<typeof priceContentSchema>;

/** Changes of the draft; nothing of it is in force before it is published. */
export const priceChangeSchema = z.object({
  set: z.array(priceEntrySchema).max(40).default([]),
  remove: z.array(priceEntryKeySchema).max(40).default([]),
  policies: z.array(pricePolicyRuleSchema).max(20).default([]),
});
export type PriceChange = z.infer<typeof priceChangeSchema>;

export const draftEntrySchema = priceEntrySchema.extend({
  title: localizedTextSchema,
  skuName: localizedTextSchema,
  nationalFen: z.int(),
  /** What is in force in this area now; the national price where there is no entry yet. */
  inForceFen: z.int(),
  /** False: the product has one national price, so the entry would change nothing. */
  applies: z.boolean(),
});
export type DraftEntry = z.infer<typeof draftEntrySchema>;

export const priceDraftSchema = z.object({
  /** Whoever changes it says which one they saw. */
  revision: z.int().min(0),
  policies: z.array(pricePolicyRuleSchema),
  entries: z.array(draftEntrySchema),
  /** In force now; 0: nothing was ever published, all prices are national. */
  publishedVersion: z.int(),
  /** Entries and policies that differ from what is in force. */
  unpublished: z.int(),
});
export type PriceDraft = z.infer<typeof priceDraftSchema>;
