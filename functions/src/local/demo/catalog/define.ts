import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  type Category,
  type OptionValue,
  type Product,
  type ProductOption,
  productImagePath,
  type Sku,
} from '@jindian/shared/contract/goods/catalog';
import type { Ability } from '@jindian/shared/contract/places/network';
import { ean13CheckDigit } from '@jindian/shared/gtin';

/** Short for a text in both languages: the demo data holds hundreds of them. */
export const t = (zh: string, en: string): LocalizedText => ({ zh, en });

export type Spec = Product['specs'][number];
/** A line of the specification table: Chinese name and value, then English name and value. */
export const spec = (zhName: string, zhValue: string, enName: string, enValue: string): Spec => ({
  name: t(zhName, enName),
  value: t(zhValue, enValue),
});

/** A colour as [id, Chinese, English, swatch]. */
export type ColourEntry = readonly [id: string, zh: string, en: string, swatchHex: string];
/** A value without a swatch as [id, Chinese, English]. */
export type ValueEntry = readonly [id: string, zh: string, en: string];

export function colours(...entries: ColourEntry[]): ProductOption {
  return {
    id: 'colour',
    name: t('颜色', 'Colour'),
    values: entries.map(([id, zh, en, swatchHex]) => ({ id, name: t(zh, en), swatchHex })),
  };
}

export function choices(id: string, name: LocalizedText, ...entries: ValueEntry[]): ProductOption {
  return { id, name, values: entries.map(([valueId, zh, en]) => ({ id: valueId, name: t(zh, en) })) };
}

/** Shoe sizes by the French scale that Chinese shops print, each step 1. */
export function sizes(from: number, to: number): ProductOption {
  const values: OptionValue[] = [];
  for (let size = from; size <= to; size += 1) {
    values.push({ id: String(size), name: t(String(size), String(size)) });
  }
  return { id: 'size', name: t('尺码', 'Size'), values };
}

export interface ProductDraft {
  id: string;
  categoryId: string;
  title: LocalizedText;
  subtitle: LocalizedText;
  description: LocalizedText;
  specs: Spec[];
  options?: ProductOption[];
  /**
   * One price for every SKU, or prices by value ids joined with `/` in the order of the options.
   * A key may leave out leading options: `42` serves `black/42` and `white/42`.
   */
  priceFen: number | Record<string, number>;
  weightGrams: number;
  regions?: readonly string[];
  /** Default: can be delivered and picked up. Big appliances are delivered only. */
  deliverable?: boolean;
  pickupable?: boolean;
  /** In warehouses only. */
  onlineOnly?: boolean;
}

/** A demo EAN-13: 699 and a made-up company code, then the product's and the SKU's numbers. */
function demoBarcode(productId: string, skuNumber: number): string {
  const digits = `69988${productId.slice(1).padStart(4, '0')}${String(skuNumber).padStart(3, '0')}`;
  return `${digits}${ean13CheckDigit(digits)}`;
}

function combinationsOf(options: readonly ProductOption[]): OptionValue[][] {
  let rows: OptionValue[][] = [[]];
  for (const option of options) {
    rows = rows.flatMap((row) => option.values.map((value) => [...row, value]));
  }
  return rows;
}

function priceOf(draft: ProductDraft, row: readonly OptionValue[]): number {
  if (typeof draft.priceFen === 'number') return draft.priceFen;
  const ids = row.map((value) => value.id);
  for (let start = 0; start < ids.length; start += 1) {
    const price = draft.priceFen[ids.slice(start).join('/')];
    if (price !== undefined) return price;
  }
  throw new Error(`${draft.id}: no price for ${ids.join('/')}`);
}

function skusOf(draft: ProductDraft, options: readonly ProductOption[]): Sku[] {
  return combinationsOf(options).map((row, index) => {
    const optionValueIds: Record<string, string> = {};
    options.forEach((option, position) => {
      const value = row[position];
      if (value) optionValueIds[option.id] = value.id;
    });
    const name =
      row.length === 0
        ? t('标准', 'Standard')
        : t(row.map((value) => value.name.zh).join(' / '), row.map((value) => value.name.en).join(' / '));
    return {
      id: `${draft.id}-${String(index + 1).padStart(2, '0')}`,
      optionValueIds,
      name,
      barcodes: [demoBarcode(draft.id, index + 1)],
      priceFen: priceOf(draft, row),
    };
  });
}

/** Turns the short form in which the demo data is written into a full product with all its SKUs. */
export function defineProduct(draft: ProductDraft): Product {
  const options = draft.options ?? [];
  const coloured = options
    .flatMap((option) => option.values)
    .filter((value) => value.swatchHex !== undefined);
  return {
    id: draft.id,
    categoryId: draft.categoryId,
    title: draft.title,
    subtitle: draft.subtitle,
    description: draft.description,
    // The first colour is what the default picture shows.
    imagePaths: [
      productImagePath(draft.id),
      ...coloured.slice(1).map((value) => productImagePath(draft.id, value.id)),
    ],
    specs: draft.specs,
    options,
    skus: skusOf(draft, options),
    regions: draft.regions ? [...draft.regions] : null,
    weightGrams: draft.weightGrams,
    ...needsOf(draft),
    deliverable: draft.deliverable ?? true,
    pickupable: draft.pickupable ?? true,
    ...(draft.onlineOnly ? { onlineOnly: true } : {}),
  };
}

export type DemoTrade = 'shoes' | 'appliances' | 'baby' | 'beef' | 'fruit';

/** In the demo brand a category's id begins with its trade. */
export const demoTradeOf = (categoryId: string) => categoryId.split('.')[0] as DemoTrade;

/** From here on an appliance takes two people and a van. */
const largeFromGrams = 30_000;

/** Fresh goods stay cold; what one person cannot carry is large. */
function needsOf({ categoryId, weightGrams }: ProductDraft): Pick<Product, 'needs'> {
  const trade = demoTradeOf(categoryId);
  const needs: Ability[] = [
    ...(trade === 'beef' || trade === 'fruit' ? (['cold'] as const) : []),
    ...(trade === 'appliances' && weightGrams >= largeFromGrams ? (['large'] as const) : []),
  ];
  return needs.length === 0 ? {} : { needs };
}

export function defineCategory(id: string, zh: string, en: string): Category {
  return { id, parentId: id.includes('.') ? demoTradeOf(id) : null, name: t(zh, en) };
}
