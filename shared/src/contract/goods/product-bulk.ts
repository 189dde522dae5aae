import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { maxChosen } from '../bulk-edits.ts';
import { categoryIdSchema, epochMsSchema, productIdSchema } from '../common.ts';
import { maxTags, partIdSchema, productStatusSchema } from './catalog.ts';
import { productBodySchema } from './editing.ts';

const { shape } = productBodySchema;
const tags = shape.tags.unwrap();

/** By what the list of goods is narrowed, by people and for a bulk edit alike. What it does not know narrows nothing: that is refused. */
export const productFilterSchema = z
  .strictObject({
    /** A name, a number or a barcode. A bulk edit takes only what has it in it as it is typed. */
    text: words().min(1).max(60),
    /** And those below it. */
    categoryId: categoryIdSchema,
    status: productStatusSchema,
    /** What stands there in either language. */
    brandLine: shape.brandLine.unwrap().shape.zh,
    tag: tags.element.shape.zh,
  })
  .partial();
export type ProductFilter = z.infer<typeof productFilterSchema>;

/** What may be changed of many goods at once; what is each one's own (names, SKUs, prices, pictures) is not. */
export const productBulkChangeSchema = z
  .object({
    brandLine: shape.brandLine.unwrap().nullable(),
    addTags: tags.min(1),
    /** As they stand there in either language. */
    removeTags: z.array(tags.element.shape.zh).min(1).max(maxTags),
    categoryId: categoryIdSchema,
    /** Values of these attributes; none: it has none of that attribute any more. Others stay. */
    attributes: z.record(partIdSchema, z.array(partIdSchema).max(10)),
    deliverable: shape.deliverable,
    pickupable: shape.pickupable,
    needs: shape.needs.unwrap(),
    /** Null: it is taken back. */
    notReturnable: shape.notReturnable.unwrap().nullable(),
    warrantyMonths: shape.warrantyMonths.unwrap().nullable(),
    /** Null: as its category. */
    taxCode: shape.taxCode.unwrap().nullable(),
    taxRateBasisPoints: shape.taxRateBasisPoints.unwrap().nullable(),
    /** Null: nationwide. */
    regions: shape.regions,
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
