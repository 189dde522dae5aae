import { cleanLine } from '@jindian/shared/clean-text';
import {
  categoryIdSchema,
  locationIdSchema,
  productIdSchema,
  skuIdSchema,
} from '@jindian/shared/contract/common';
import {
  attributeSchema,
  productStatusSchema,
  taxCodeSchema,
  taxRateSchema,
} from '@jindian/shared/contract/goods/catalog';
import {
  type BadRow,
  type ImportFault,
  type ImportRow,
  importColumnWords,
  maxTextLength,
} from '@jindian/shared/contract/goods/imports';
import {
  expiryDaySchema,
  lotCodeSchema,
  ownerIdSchema,
  stockConditionSchema,
} from '@jindian/shared/contract/goods/inventory';
import { brandTimeOf } from '@jindian/shared/time';
import { z } from '@jindian/shared/zod';
import type { Lot } from '../inventory/lots.ts';
import { readAttributes, readPercent } from './more-columns.ts';
import { readCell } from './reading/cells.ts';

const whole = (min: number, max: number) => z.number().pipe(z.int().min(min).max(max));

/** `398.00`, as it was understood, to the fen. */
export const yuanAsFen = ({ min = 1, max = 100_000_000 } = {}) =>
  z
    .string()
    .transform((text) => Number(text.replace('.', '')))
    .pipe(z.int().min(min).max(max));
const priceAsFen = yuanAsFen();

/** `2026-11-29 09:30` by the brand's clock. */
const moment = z
  .string()
  .transform((text) => brandTimeOf(text.replace(' ', 'T')))
  .pipe(z.int());

const levelRowSchema = z.object({
  locationId: locationIdSchema,
  skuId: skuIdSchema,
  ownerId: ownerIdSchema.optional(),
  onHand: whole(0, 1_000_000),
  safety: whole(0, 10_000).optional(),
  condition: stockConditionSchema.optional(),
  lot: lotCodeSchema.optional(),
  expiresOn: expiryDaySchema.optional(),
  asOf: moment.optional(),
});
type LevelCells = z.infer<typeof levelRowSchema>;
export type LevelRow = Omit<LevelCells, 'lot' | 'expiresOn' | 'asOf'> & {
  row: number;
  lot?: Lot;
  /** When it was so; absent: as the whole import says. */
  asOfMs?: number;
};

const text = z.string().min(1).max(maxTextLength);

const priceRowSchema = z.object({
  skuId: skuIdSchema,
  region: z.string().min(1).max(20).optional(),
  city: z.string().min(1).max(20).optional(),
  productName: text.optional(),
  oldPriceYuan: priceAsFen.optional(),
  priceFen: whole(1, 100_000_000).optional(),
  priceYuan: priceAsFen.optional(),
});
export type PriceRow = {
  row: number;
  skuId: string;
  /** Null: the national price. */
  region: string | null;
  city: string | null;
  priceFen: number;
  /** What whoever wrote the row saw; undefined: they do not say. */
  oldFen?: number;
  productName?: string;
};

const yes = ['是', '可', '可以', 'yes', 'y', 'true', '1'];
const no = ['否', '不可', '不可以', 'no', 'n', 'false', '0'];
const yesOrNo = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(z.enum([...yes, ...no]))
  .transform((text) => yes.includes(text));
const statusWords: Readonly<Record<string, string>> = {
  草稿: 'draft',
  在售: 'on_sale',
  上架: 'on_sale',
  已下架: 'off_sale',
  下架: 'off_sale',
  已归档: 'archived',
  归档: 'archived',
};
const typedStatus = z
  .string()
  .transform((text) => statusWords[text] ?? text.toLowerCase().replace(/[ -]/g, '_'))
  .pipe(productStatusSchema);
const line = z.string().overwrite(cleanLine).min(1).max(maxTextLength);
const upper = z.string().transform((id) => id.toUpperCase());

const goodsRowSchema = z.object({
  productId: upper.pipe(productIdSchema),
  skuId: upper.pipe(skuIdSchema),
  status: typedStatus.optional(),
  categoryId: categoryIdSchema.optional(),
  titleZh: line.optional(),
  titleEn: line.optional(),
  subtitleZh: line.optional(),
  subtitleEn: line.optional(),
  descriptionZh: text.optional(),
  descriptionEn: text.optional(),
  weightGrams: whole(1, 500_000).optional(),
  volumeCubicCentimeters: whole(1, 10_000_000).optional(),
  deliverable: yesOrNo.optional(),
  pickupable: yesOrNo.optional(),
  option1: line.optional(),
  value1: line.optional(),
  option2: line.optional(),
  value2: line.optional(),
  option3: line.optional(),
  value3: line.optional(),
  priceYuan: priceAsFen.optional(),
  barcodes: line.optional(),
  pictures: line.optional(),
  skuWeightGrams: whole(1, 500_000).optional(),
  skuVolumeCubicCentimeters: whole(1, 10_000_000).optional(),
  skuNameZh: line.optional(),
  skuNameEn: line.optional(),
  // Read as their kinds where they are laid on the product: `-` takes away what is there.
  detailPictures: text.optional(),
  specs: text.optional(),
  regions: text.optional(),
  branchesOf: text.optional(),
  brandLine: text.optional(),
  tags: text.optional(),
  attributes: text.optional(),
  tracking: text.optional(),
  expiryBlockDays: whole(0, 365).optional(),
  taxCode: text.optional(),
  taxRate: text.optional(),
  needs: text.optional(),
  onlineOnly: text.optional(),
  hasSerials: text.optional(),
  notReturnable: text.optional(),
  warrantyMonths: whole(1, 240).optional(),
  portionGrams: whole(1, 100_000).optional(),
  dealersFrom: text.optional(),
  visibleFrom: text.optional(),
});
export type GoodsRow = z.output<typeof goodsRowSchema> & { row: number };

const categoryRowSchema = z.object({
  categoryId: categoryIdSchema,
  parentId: categoryIdSchema.optional(),
  titleZh: line,
  titleEn: line.optional(),
  expiryBlockDays: whole(0, 365).optional(),
  attributes: text.transform(readAttributes).pipe(z.array(attributeSchema).max(12)).optional(),
  taxCode: taxCodeSchema.optional(),
  taxRate: text.transform(readPercent).pipe(taxRateSchema).optional(),
});
export type CategoryRow = z.output<typeof categoryRowSchema> & { row: number };

/** What means the whole country in the column of regions. */
const national = new Set(['全国', 'national', 'all', '*']);

export function badRow(row: number, code: ImportFault, params: BadRow['params'] = {}): BadRow {
  return { row, code, params };
}

/** Every cell as the kind of its column says, by the same reader that showed it to whoever sent it. */
export function understood({ row, values }: ImportRow): { given: ImportRow['values'] } | { bad: BadRow } {
  const given: ImportRow['values'] = {};
  for (const [column, value] of Object.entries(values)) {
    const kind = importColumnWords[column]?.kind;
    if (!kind) continue;
    const found = readCell(kind, typeof value === 'number' ? { digits: String(value), format: '' } : value);
    if (found === null) continue;
    if ('fault' in found) return { bad: badRow(row, found.fault, { column, ...found.params }) };
    given[column] = found.value;
  }
  return { given };
}

export function readRow<Schema extends z.ZodType>(
  schema: Schema,
  row: ImportRow,
): { value: z.output<Schema> } | { bad: BadRow } {
  const found = understood(row);
  if ('bad' in found) return found;
  const parsed = schema.safeParse(found.given);
  if (parsed.success) return { value: parsed.data };
  const column = String(parsed.error.issues[0]?.path[0] ?? '');
  const value = found.given[column];
  return {
    bad:
      value === undefined
        ? badRow(row.row, 'missing', { column })
        : badRow(row.row, 'unreadable', { column, value: String(value).slice(0, 60) }),
  };
}

export function readLevelRow(given: ImportRow): { value: LevelRow } | { bad: BadRow } {
  const found = readRow(levelRowSchema, given);
  if ('bad' in found) return found;
  const { lot, expiresOn, asOf, ...cells } = found.value;
  if (expiresOn !== undefined && lot === undefined)
    return { bad: badRow(given.row, 'missing', { column: 'lot' }) };
  return {
    value: {
      ...cells,
      row: given.row,
      ...(lot === undefined ? {} : { lot: { code: lot, expiresOn: expiresOn ?? null } }),
      ...(asOf === undefined ? {} : { asOfMs: asOf }),
    },
  };
}

export function readGoodsRow(given: ImportRow): { value: GoodsRow } | { bad: BadRow } {
  const found = readRow(goodsRowSchema, given);
  return 'bad' in found ? found : { value: { ...found.value, row: given.row } };
}

export function readCategoryRow(given: ImportRow): { value: CategoryRow } | { bad: BadRow } {
  const found = readRow(categoryRowSchema, given);
  return 'bad' in found ? found : { value: { ...found.value, row: given.row } };
}

export function readPriceRow(given: ImportRow): { value: PriceRow } | { bad: BadRow } {
  const found = readRow(priceRowSchema, given);
  if ('bad' in found) return found;
  const { skuId, region, city, priceFen, priceYuan, oldPriceYuan, productName } = found.value;
  if (priceFen !== undefined && priceYuan !== undefined && priceFen !== priceYuan)
    return { bad: badRow(given.row, 'ambiguous', { column: 'priceYuan', value: String(priceYuan / 100) }) };
  const price = priceFen ?? priceYuan;
  if (price === undefined) return { bad: badRow(given.row, 'missing', { column: 'priceYuan' }) };
  const isNational = region === undefined || national.has(region.toLowerCase());
  if (isNational && city !== undefined) return { bad: badRow(given.row, 'missing', { column: 'region' }) };
  return {
    value: {
      row: given.row,
      skuId,
      region: isNational ? null : region,
      city: city ?? null,
      priceFen: price,
      ...(oldPriceYuan === undefined ? {} : { oldFen: oldPriceYuan }),
      ...(productName === undefined ? {} : { productName }),
    },
  };
}
