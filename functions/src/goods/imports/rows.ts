import { locationIdSchema, skuIdSchema } from '@jindian/shared/contract/common';
import type { BadRow, ImportFault, ImportRow } from '@jindian/shared/contract/goods/imports';
import {
  expiryDaySchema,
  lotCodeSchema,
  ownerIdSchema,
  stockConditionSchema,
} from '@jindian/shared/contract/goods/inventory';
import { brandUtcOffsetMs } from '@jindian/shared/time';
import { z } from '@jindian/shared/zod';
import type { Lot } from '../inventory/lots.ts';

/** Numbers as people and programs write them: `1,200`, ` 7 `, 7. */
const wholeNumber = (max: number) =>
  z
    .union([z.number(), z.string()])
    .transform((value) => (typeof value === 'number' ? value : Number(plainDigits(value))))
    .pipe(z.int().min(0).max(max));

/** Not a number unless it is digits with commas between thousands. */
function plainDigits(text: string): string {
  const trimmed = text.trim();
  return /^\d{1,3}(,\d{3})+$|^\d+$/.test(trimmed) ? trimmed.replaceAll(',', '') : 'no number';
}

/** Yuan with at most two decimals, to the fen. */
const yuanAsFen = z
  .union([z.number(), z.string()])
  .transform((value) => {
    const text = String(value).trim().replace(/^¥/, '').replace(/元$/, '');
    const found = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(text);
    if (!found) return Number.NaN;
    return Number((found[1] as string).replaceAll(',', '')) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
  })
  .pipe(z.int().min(1).max(100_000_000));

const id = <T extends string>(schema: z.ZodType<T, string>) => z.string().trim().pipe(schema);

/** `2026-11-29 09:30` by the brand's clock. */
const moment = z
  .string()
  .trim()
  .regex(/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$/)
  .transform((text) => Date.parse(`${text.replace(' ', 'T')}Z`) - brandUtcOffsetMs)
  .pipe(z.int());

const levelRowSchema = z.object({
  locationId: id(locationIdSchema),
  skuId: id(skuIdSchema),
  ownerId: id(ownerIdSchema).optional(),
  onHand: wholeNumber(1_000_000),
  safety: wholeNumber(10_000).optional(),
  condition: id(stockConditionSchema).optional(),
  lot: id(lotCodeSchema).optional(),
  expiresOn: id(expiryDaySchema).optional(),
  asOf: moment.optional(),
});
type LevelCells = z.infer<typeof levelRowSchema>;
export type LevelRow = Omit<LevelCells, 'lot' | 'expiresOn' | 'asOf'> & {
  row: number;
  lot?: Lot;
  /** When it was so; absent: as the whole import says. */
  asOfMs?: number;
};

const priceRowSchema = z.object({
  skuId: id(skuIdSchema),
  region: id(z.string().min(1).max(20)).optional(),
  city: id(z.string().min(1).max(20)).optional(),
  priceFen: wholeNumber(100_000_000).pipe(z.int().min(1)).optional(),
  priceYuan: yuanAsFen.optional(),
});
export type PriceRow = {
  row: number;
  skuId: string;
  /** Null: the national price. */
  region: string | null;
  city: string | null;
  priceFen: number;
};

/** What means the whole country in the column of regions. */
const national = new Set(['全国', 'national', 'all', '*']);

export function badRow(row: number, code: ImportFault, params: BadRow['params'] = {}): BadRow {
  return { row, code, params };
}

/** A cell that is left empty says nothing. */
function filled(values: ImportRow['values']): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === 'number' || value.trim() !== ''),
  );
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  { row, values }: ImportRow,
): { value: z.output<Schema> } | { bad: BadRow } {
  const given = filled(values);
  const parsed = schema.safeParse(given);
  if (parsed.success) return { value: parsed.data };
  const column = String(parsed.error.issues[0]?.path[0] ?? '');
  const value = given[column];
  return {
    bad:
      value === undefined
        ? badRow(row, 'missing', { column })
        : badRow(row, 'unreadable', { column, value: String(value).slice(0, 60) }),
  };
}

export function readLevelRow(given: ImportRow): { value: LevelRow } | { bad: BadRow } {
  const found = read(levelRowSchema, given);
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

export function readPriceRow(given: ImportRow): { value: PriceRow } | { bad: BadRow } {
  const found = read(priceRowSchema, given);
  if ('bad' in found) return found;
  const { skuId, region, city, priceFen, priceYuan } = found.value;
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
    },
  };
}
