import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { maxChosen } from '../bulk-edits.ts';
import { categoryIdSchema, epochMsSchema, productIdSchema } from '../common.ts';
import { partIdSchema, productSchema, productStatusSchema } from './catalog.ts';

const typed = (longest: number) =>
  z.object({ zh: words().min(1).max(longest), en: words().min(1).max(longest) });

/** By what the list of goods is narrowed, by people and for a bulk edit alike. */
export const productFilterSchema = z
  .object({
    /** A name, a number or a barcode. */
    text: words().min(1).max(60),
    /** And those below it. */
    categoryId: categoryIdSchema,
    status: productStatusSchema,
    /** What stands there in either language. */
    brandLine: words().min(1).max(30),
    tag: words().min(1).max(12),
  })
  .partial();
export type ProductFilter = z.infer<typeof productFilterSchema>;

const { shape } = productSchema;

/** What may be changed of many goods at once; what is each one's own (names, SKUs, prices, pictures) is not. */
export const productBulkChangeSchema = z
  .object({
    brandLine: typed(30).nullable(),
    addTags: z.array(typed(12)).min(1).max(6),
    /** As they stand there in either language. */
    removeTags: z.array(words().min(1).max(12)).min(1).max(6),
    categoryId: categoryIdSchema,
    /** Values of these attributes; none: it has none of that attribute any more. Others stay. */
    attributes: z.record(partIdSchema, z.array(partIdSchema).max(10)),
    deliverable: z.boolean(),
    pickupable: z.boolean(),
    needs: shape.needs.unwrap(),
    /** Null: it is taken back. */
    notReturnable: typed(80).nullable(),
    warrantyMonths: shape.warrantyMonths.unwrap().nullable(),
    /** Null: as its category. */
    taxCode: shape.taxCode.unwrap().nullable(),
    taxRateBasisPoints: shape.taxRateBasisPoints.unwrap().nullable(),
    /** Null: nationwide. */
    regions: z.array(words().min(2).max(4)).min(1).max(34).nullable(),
    /** Null: branches of HQ's and of dealers. */
    branchesOf: shape.branchesOf.unwrap().nullable(),
    status: z.enum(['on_sale', 'off_sale', 'archived']),
    /** When it goes on sale, or off sale, by itself; null: not by itself. */
    onSaleAtMs: epochMsSchema.nullable(),
    offSaleAtMs: epochMsSchema.nullable(),
  })
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'nothing changes')
  .refine(
    ({ status, onSaleAtMs }) => status === undefined || onSaleAtMs === undefined,
    'now or at a time, not both',
  );
export type ProductBulkChange = z.infer<typeof productBulkChangeSchema>;

export const productBulkSchema = z.object({
  choice: z.union([
    z.object({ ids: z.array(productIdSchema).min(1).max(maxChosen) }),
    z.object({ filter: productFilterSchema }),
  ]),
  change: productBulkChangeSchema,
});
export type ProductBulk = z.infer<typeof productBulkSchema>;
