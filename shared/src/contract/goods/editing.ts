import { cleanText, words } from '../../text.ts';
import { z } from '../../zod.ts';
import { categoryIdSchema, epochMsSchema, pageOf, productIdSchema, revisionSchema } from '../common.ts';
import {
  attributeSchema,
  categorySchema,
  maxTags,
  optionValueSchema,
  productOptionSchema,
  productSchema,
  productSpecSchema,
  skuSchema,
} from './catalog.ts';

const typed = (longest: number) =>
  z.object({ zh: words().min(1).max(longest), en: words().min(1).max(longest) });
/** Of several lines. */
const lines = z
  .string()
  .max(4_000, { abort: true })
  .overwrite((text) => cleanText(text).trim())
  .min(1)
  .max(2_000);

/** A product as a person writes it, whole. Whether it is on sale is said apart. */
export const productBodySchema = productSchema
  .omit({ id: true, status: true, onSaleAtMs: true, offSaleAtMs: true })
  .extend({
    title: typed(60),
    subtitle: typed(80),
    description: z.object({ zh: lines, en: lines }),
    specs: z.array(productSpecSchema.extend({ name: typed(30), value: typed(120) })).max(20),
    options: z
      .array(
        productOptionSchema.extend({
          name: typed(20),
          values: z
            .array(optionValueSchema.extend({ name: typed(30) }))
            .min(1)
            .max(40),
        }),
      )
      .max(3),
    skus: z
      .array(skuSchema.extend({ name: typed(80) }))
      .min(1)
      .max(200),
    regions: z.array(words().min(2).max(4)).min(1).max(34).nullable(),
    brandLine: typed(30).optional(),
    tags: z.array(typed(12)).max(maxTags).optional(),
    notReturnable: typed(80).optional(),
  });
export type ProductBody = z.infer<typeof productBodySchema>;

const edited = {
  /** Each change counts; 0: never changed since it was published with all others. */
  revision: revisionSchema,
  changedBy: z.string().nullable(),
  changedAtMs: epochMsSchema.nullable(),
};

export const editedProductSchema = productSchema.extend(edited);
export type EditedProduct = z.infer<typeof editedProductSchema>;
export const editedProductPageSchema = pageOf(editedProductSchema);

/** When a product goes on sale and off sale by itself; null: not by itself. `dealersFromMs`: dealers see it before. */
export const productPlanSchema = z.object({
  onSaleAtMs: epochMsSchema.nullable(),
  offSaleAtMs: epochMsSchema.nullable(),
  dealersFromMs: epochMsSchema.nullable().default(null),
});
export type ProductPlan = z.infer<typeof productPlanSchema>;

export const categoryBodySchema = categorySchema.omit({ id: true }).extend({
  name: typed(30),
  attributes: z
    .array(
      attributeSchema.extend({
        name: typed(20),
        values: z
          .array(z.object({ id: attributeSchema.shape.id, name: typed(20) }))
          .min(1)
          .max(40),
      }),
    )
    .max(12)
    .optional(),
  /** Stands before this one of its siblings; null: the last of them; absent: where it was. */
  before: categoryIdSchema.nullable().optional(),
});
export type CategoryBody = z.infer<typeof categoryBodySchema>;

export const editedCategorySchema = categorySchema.extend({
  ...edited,
  /** Of the category itself, not of those below it. */
  products: z.int().min(0),
});
export type EditedCategory = z.infer<typeof editedCategorySchema>;

export const newProductSchema = productBodySchema.extend({ id: productIdSchema });
export const newCategorySchema = categoryBodySchema.extend({ id: categoryIdSchema });

/** By which the storefront shows a product as it stands in a form, for a while. */
export const productPreviewSchema = z.object({ token: z.string(), expiresAtMs: epochMsSchema });
