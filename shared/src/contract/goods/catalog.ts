import { isGtin } from '../../gtin.ts';
import { z } from '../../zod.ts';
import {
  categoryIdSchema,
  epochMsSchema,
  localizedTextSchema,
  productIdSchema,
  skuIdSchema,
} from '../common.ts';
import { abilitySchema, type Ownership, ownershipSchema } from '../places/network.ts';

/** Of one product. */
export const maxTags = 6;

const expiryBlockDaysSchema = z.int().min(0).max(365);

/** Records are kept by these: none is called as what every record has anyway. */
export const partIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.]{0,23}$/, 'id of an option or a value')
  .refine((id) => !(id in {}), 'not an id that can be used');

/** The code of a kind of goods for invoices, and what it is taxed with; prices hold the tax. */
export const taxCodeSchema = z.string().regex(/^\d{19}$/, 'a tax code has 19 digits');
export const taxRateSchema = z.int().min(0).max(10_000);

/** What goods of a category are told apart by: storefronts filter by it, and product pages name it. */
export const attributeSchema = z.object({
  id: partIdSchema,
  name: localizedTextSchema,
  values: z
    .array(z.object({ id: partIdSchema, name: localizedTextSchema }))
    .min(1)
    .max(40),
});
export type Attribute = z.infer<typeof attributeSchema>;

/** A node of the brand's tree of categories, in the order in which a storefront shows them. */
export const categorySchema = z.object({
  id: categoryIdSchema,
  /** Null: a root, which a place carries or not (`trades` of a location). */
  parentId: categoryIdSchema.nullable(),
  name: localizedTextSchema,
  /** How many days before it expires a lot of it is no longer offered; absent: as its parent, else as for all goods. */
  expiryBlockDays: expiryBlockDaysSchema.optional(),
  /** Beside those of the categories above it. */
  attributes: z.array(attributeSchema).max(12).optional(),
  /** Of its products; absent: as its parent, else as for all goods. */
  taxCode: taxCodeSchema.optional(),
  taxRateBasisPoints: taxRateSchema.optional(),
});
export type Category = z.infer<typeof categorySchema>;

/** As it stands on the goods: a GTIN, or the brand's own code of letters and digits (never digits alone). */
export const barcodeSchema = z
  .string()
  .max(32)
  .refine(
    (code) => isGtin(code) || /^(?=.*[A-Za-z])[0-9A-Za-z._-]{4,32}$/.test(code),
    'neither a GTIN with its check digit nor a code with letters',
  );

/** Where a picture is served: drawn ones of the demo, or one that was uploaded, by the hash of its content. */
export const imagePathSchema = z
  .string()
  .regex(
    /^\/assets\/products\/[0-9A-Z.-]{2,24}(-[a-z0-9.]{1,24})?\.svg$|^\/pictures\/[0-9a-f]{32}$/,
    'path of a picture',
  );

export const optionValueSchema = z.object({
  id: partIdSchema,
  name: localizedTextSchema,
  /** Present on colours: what the swatch shows, `#rrggbb`. */
  swatchHex: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .optional(),
  /** The one of the product's pictures that shows it. */
  imagePath: imagePathSchema.optional(),
});
export type OptionValue = z.infer<typeof optionValueSchema>;

export const productOptionSchema = z.object({
  id: partIdSchema,
  name: localizedTextSchema,
  values: z.array(optionValueSchema).min(1).max(40),
});
export type ProductOption = z.infer<typeof productOptionSchema>;

const weightGramsSchema = z.int().min(1).max(500_000);
/** Up to ten cubic metres: more than that no branch and no courier handles as one piece. */
const volumeSchema = z.int().min(1).max(10_000_000);
export const skuSchema = z.object({
  id: skuIdSchema,
  /** One value for every option of the product; empty when the product comes in one form only. */
  optionValueIds: z.record(partIdSchema, partIdSchema),
  /** The values in words, in the order of the options: 「月白 / 42」. */
  name: localizedTextSchema,
  /** The one that is printed today first; none where goods are sold without. */
  barcodes: z.array(barcodeSchema).max(8),
  /** The national online price, tax included. */
  priceFen: z.int().min(1).max(100_000_000),
  /** Of one piece, where it is not what the product says: a sack of five kilograms beside one of ten. */
  weightGrams: weightGramsSchema.optional(),
  volumeCubicCentimeters: volumeSchema.optional(),
});
export type Sku = z.infer<typeof skuSchema>;

export const productSpecSchema = z.object({ name: localizedTextSchema, value: localizedTextSchema });

/** Only what is on sale is offered; what was archived stays for the orders that name it. */
export const productStatuses = ['draft', 'on_sale', 'off_sale', 'archived'] as const;
export const productStatusSchema = z.enum(productStatuses);
export type ProductStatus = z.infer<typeof productStatusSchema>;

export const maxDetailPictures = 20;
export const productSchema = z.object({
  id: productIdSchema,
  /** Absent: on sale. */
  status: productStatusSchema.optional(),
  categoryId: categoryIdSchema,
  title: localizedTextSchema,
  subtitle: localizedTextSchema,
  description: localizedTextSchema,
  /** The default picture first, then one for each further colour. */
  imagePaths: z.array(imagePathSchema).max(12),
  /** Shown below the description, each as wide as the page, in their order; absent: none. */
  detailPaths: z.array(imagePathSchema).min(1).max(maxDetailPictures).optional(),
  specs: z.array(productSpecSchema).max(20),
  options: z.array(productOptionSchema).max(3),
  skus: z.array(skuSchema).min(1).max(200),
  /** Provinces, in the short form of `shortProvinceName`, where it is offered; null: nationwide. */
  regions: z.array(z.string().min(2).max(4)).min(1).max(34).nullable(),
  /** One packed unit, for freight and for what a courier can carry. */
  weightGrams: weightGramsSchema,
  /** The room that one packed unit takes up; absent: nobody measured it. */
  volumeCubicCentimeters: volumeSchema.optional(),
  /** What a place has to be able to do to send it; absent: nothing special. */
  needs: z.array(abilitySchema).max(2).optional(),
  /** Absent: as its category, else as the brand's settings say. */
  taxCode: taxCodeSchema.optional(),
  taxRateBasisPoints: taxRateSchema.optional(),
  deliverable: z.boolean(),
  pickupable: z.boolean(),
  /** What is written down of each receipt; absent: nothing beside the number of pieces. */
  tracking: z.enum(['lot', 'lot_and_expiry']).optional(),
  /** Each piece has a number of its maker, which is told when it leaves. */
  hasSerials: z.boolean().optional(),
  /** As for its category, where absent. */
  expiryBlockDays: expiryBlockDaysSchema.optional(),
  /** On no shelf: every storefront that may offer it shows it, and a warehouse delivers it. */
  onlineOnly: z.boolean().optional(),
  /** From when dealers see it, and from when everyone does; absent: has always been seen. */
  dealersFromMs: epochMsSchema.optional(),
  visibleFromMs: epochMsSchema.optional(),
  /** When it is put on sale, or taken off, by itself; said and called off apart. */
  onSaleAtMs: epochMsSchema.optional(),
  offSaleAtMs: epochMsSchema.optional(),
  /** Which line of the brand it belongs to. */
  brandLine: localizedTextSchema.optional(),
  /** A few words that stand beside its name: 「新品」, 「联名」. */
  tags: z.array(localizedTextSchema).max(maxTags).optional(),
  /** Values of the attributes of its category, by their ids. */
  attributes: z.record(partIdSchema, z.array(partIdSchema).min(1).max(10)).optional(),
  /** Only branches of HQ's, or only those of dealers; absent: both. */
  branchesOf: ownershipSchema.optional(),
  /** Why it is not taken back once it is handed over; absent: it is. */
  notReturnable: localizedTextSchema.optional(),
  warrantyMonths: z.int().min(1).max(240).optional(),
  /** Sold by weight: a piece is a portion of about so many grams. */
  portionGrams: z.int().min(1).max(100_000).optional(),
});
export type Product = z.infer<typeof productSchema>;

/**
 * The province's short name: 「广东省」 and 「广东」 → 「广东」, 「内蒙古自治区」 → 「内蒙古」.
 * Map data, address pickers and people write provinces in both forms, so they are compared in this one.
 */
export function shortProvinceName(province: string): string {
  return province.trim().replace(/(壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治区|省|市)$/, '');
}

/** All there are, in the short form of their names, in the order of their codes. */
export const provinces = [
  '北京',
  '天津',
  '河北',
  '山西',
  '内蒙古',
  '辽宁',
  '吉林',
  '黑龙江',
  '上海',
  '江苏',
  '浙江',
  '安徽',
  '福建',
  '江西',
  '山东',
  '河南',
  '湖北',
  '湖南',
  '广东',
  '广西',
  '海南',
  '重庆',
  '四川',
  '贵州',
  '云南',
  '西藏',
  '陕西',
  '甘肃',
  '青海',
  '宁夏',
  '新疆',
  '台湾',
  '香港',
  '澳门',
] as const;

/** Whether a product is offered at an address or a branch in `province` (either form of its name). */
export function isOfferedIn(product: Pick<Product, 'regions'>, province: string): boolean {
  return product.regions === null || product.regions.includes(shortProvinceName(province));
}

/** Whether a branch may offer it. */
export function isOfferedAt(
  product: Pick<Product, 'regions' | 'branchesOf'>,
  branch: { province: string; ownership: Ownership },
): boolean {
  return (
    isOfferedIn(product, branch.province) &&
    (product.branchesOf === undefined || product.branchesOf === branch.ownership)
  );
}

export function statusOf(product: Pick<Product, 'status'>): ProductStatus {
  return product.status ?? 'on_sale';
}

export type ProductVisibility = 'everyone' | 'dealers' | 'nobody';

/**
 * Who sees a product by now. A new online model is shown to dealers first, so that they hear of it from the brand and
 * not from their customers; nobody can order it before everyone sees it.
 */
export function visibleTo(
  product: Pick<Product, 'status' | 'dealersFromMs' | 'visibleFromMs' | 'onSaleAtMs'>,
  nowMs: number,
): ProductVisibility {
  const fromMs = seenFromMs(product);
  if (fromMs === undefined || (statusOf(product) === 'on_sale' && nowMs >= fromMs))
    return statusOf(product) === 'on_sale' ? 'everyone' : 'nobody';
  return product.dealersFromMs !== undefined && nowMs >= product.dealersFromMs ? 'dealers' : 'nobody';
}

/** From when everyone sees it, or will; undefined: nobody said. */
export function seenFromMs(
  product: Pick<Product, 'status' | 'visibleFromMs' | 'onSaleAtMs'>,
): number | undefined {
  return statusOf(product) === 'on_sale' ? product.visibleFromMs : product.onSaleAtMs;
}

/** The picture of a product, or of one of its colours. */
export function productImagePath(productId: string, colourValueId?: string): string {
  return `/assets/products/${productId}${colourValueId === undefined ? '' : `-${colourValueId}`}.svg`;
}

/** A plain tile, where goods have no picture yet: one point that is drawn as large as wanted. */
export const noPicture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mN48+oZAAWCAr1UxVRIAAAAAElFTkSuQmCC';

export const imagePathOf = ({ imagePaths }: Pick<Product, 'imagePaths'>): string =>
  imagePaths[0] ?? noPicture;

/** The picture that shows a SKU: that of one of its values, or else the default one. */
export function skuImagePath(product: Product, sku: Sku): string {
  for (const option of product.options) {
    const value = option.values.find((candidate) => candidate.id === sku.optionValueIds[option.id]);
    if (!value) continue;
    const path = value.imagePath ?? productImagePath(product.id, value.id);
    if (product.imagePaths.includes(path)) return path;
  }
  return imagePathOf(product);
}
