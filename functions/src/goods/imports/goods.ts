/** What rows of goods make of the brand's content: pure, so that what was judged row by row is done in the same way. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import { type Product, type ProductOption, type Sku, statusOf } from '@jindian/shared/contract/goods/catalog';
import { productBodySchema } from '@jindian/shared/contract/goods/editing';
import { type BadRow, productColumns } from '@jindian/shared/contract/goods/imports';
import { pictureIdOf } from '@jindian/shared/picture-address';
import type { CatalogContent } from '../catalog/catalog.ts';
import { formFaults } from '../catalog/catalog-faults.ts';
import { nextStatuses, withStatus } from '../catalog/editing.ts';
import { freeId } from '../catalog/free-id.ts';
import { picturesOf } from '../pictures/named.ts';
import { withMore } from './more-columns.ts';
import { badRow, type GoodsRow } from './rows.ts';

export type LaidRows = {
  content: CatalogContent;
  bad: BadRow[];
  /** Rows that say something new, and rows that say what is so already. */
  changed: number;
  unchanged: number;
  /** What was made or changed. */
  touched: string[];
};

type Common = Pick<GoodsRow, (typeof productColumns)[number]>;
const numbers = [1, 2, 3] as const;

/** Rows laid on the products: a cell that says nothing leaves what is there, and no row takes anything away. */
export function withGoods(
  content: CatalogContent,
  rows: readonly GoodsRow[],
  knowsPicture: (path: string) => boolean = () => true,
): LaidRows {
  const bad: BadRow[] = [];
  const products = new Map(content.products.map((product) => [product.id as string, product]));
  const categories = new Set(content.categories.map(({ id }) => id as string));
  const [productOf, skuOf] = [new Map<string, string>(), new Map<string, string>()];
  for (const { id, skus } of content.products)
    for (const sku of skus) {
      productOf.set(sku.id, id);
      for (const barcode of sku.barcodes) skuOf.set(barcode, sku.id);
    }
  const groups = new Map<string, GoodsRow[]>();
  for (const row of rows) groups.set(row.productId, [...(groups.get(row.productId) ?? []), row]);
  const touched: string[] = [];
  let changed = 0;
  let unchanged = 0;
  for (const [id, group] of groups) {
    const before = products.get(id) ?? null;
    const laid = productWith(before, id, group, { categories, productOf, skuOf, knowsPicture });
    if ('bad' in laid) {
      const [fault] = laid.bad;
      bad.push(...laid.bad);
      // Half a product is none: the others of its rows are named, too.
      const named = new Set(laid.bad.map(({ row }) => row));
      for (const { row } of group)
        if (!named.has(row)) bad.push(badRow(row, 'product_refused', { row: fault?.row ?? row }));
      continue;
    }
    const { product } = laid;
    for (const sku of product.skus) {
      productOf.set(sku.id, id);
      for (const barcode of sku.barcodes) skuOf.set(barcode, sku.id);
    }
    if (before && JSON.stringify(before) === JSON.stringify(product)) unchanged += group.length;
    else {
      changed += group.length;
      touched.push(id);
      products.set(id, product);
    }
  }
  return {
    content: touched.length === 0 ? content : { ...content, products: [...products.values()] },
    bad,
    changed,
    unchanged,
    touched,
  };
}

type Surroundings = {
  categories: ReadonlySet<string>;
  productOf: ReadonlyMap<string, string>;
  skuOf: ReadonlyMap<string, string>;
  knowsPicture(path: string): boolean;
};

function productWith(
  before: Product | null,
  id: string,
  rows: readonly GoodsRow[],
  around: Surroundings,
): { product: Product } | { bad: BadRow[] } {
  const told = commonOf(rows);
  if ('bad' in told) return told;
  const { common, rowOf } = told;
  const at = (column: keyof Common) => rowOf.get(column) ?? rows[0]?.row ?? 0;
  const missing = (['categoryId', 'titleZh', 'weightGrams'] as const).filter(
    (column) => !before && common[column] === undefined,
  );
  if (missing.length > 0) return { bad: missing.map((column) => badRow(at(column), 'missing', { column })) };
  if (common.categoryId !== undefined && !around.categories.has(common.categoryId))
    return { bad: [badRow(at('categoryId'), 'unknown_category', { value: common.categoryId })] };
  const now = before ? statusOf(before) : 'draft';
  const status = common.status ?? now;
  if (status !== now && !nextStatuses[now].includes(status))
    return { bad: [badRow(at('status'), 'status_refused', { now, value: status })] };
  const imagePaths = common.pictures?.split(/\s+/).filter((path) => path !== '');

  const shaped = optionsOf(before, common, rows);
  if ('bad' in shaped) return shaped;
  const skus = skusOf(before, id, rows, shaped, around);
  if ('bad' in skus) return skus;
  const title = bothOf(before?.title, common.titleZh, common.titleEn) as LocalizedText;
  const product: Product = {
    // With a status of its own it is no longer as it was planned: no timer puts on sale what was archived meanwhile.
    ...(before
      ? status === now
        ? before
        : withStatus(before, status)
      : { specs: [], regions: null, deliverable: true, pickupable: true, imagePaths: [] }),
    id,
    ...(before?.status !== undefined || status !== 'on_sale' || !before ? { status } : {}),
    categoryId: common.categoryId ?? before?.categoryId ?? '',
    title,
    subtitle: bothOf(before?.subtitle, common.subtitleZh, common.subtitleEn) ?? title,
    description: bothOf(before?.description, common.descriptionZh, common.descriptionEn) ?? title,
    weightGrams: common.weightGrams ?? before?.weightGrams ?? 0,
    ...(common.deliverable === undefined ? {} : { deliverable: common.deliverable }),
    ...(common.pickupable === undefined ? {} : { pickupable: common.pickupable }),
    ...(imagePaths ? { imagePaths } : {}),
    options: shaped.options,
    skus: skus.skus,
  } as Product;
  const more = withMore(product, common);
  if ('bad' in more) {
    const value = String(common[more.bad] ?? '').slice(0, 60);
    return { bad: [badRow(at(more.bad), 'unreadable', { column: more.bad, value })] };
  }
  const unknown = picturesOf(more.product).find(
    (path) => pictureIdOf(path) !== null && !around.knowsPicture(path),
  );
  if (unknown !== undefined) {
    const said = Object.entries(common).find(([, value]) => String(value).includes(unknown));
    const row = rows.find((one) => Object.values(one).some((value) => String(value).includes(unknown)));
    const number = said ? at(said[0] as keyof Common) : (row?.row ?? at('pictures'));
    return { bad: [badRow(number, 'unknown_picture', { value: unknown })] };
  }
  return faultOf(more.product, rows, at) ?? { product: more.product };
}

/** What all rows of a product have in common, and the row that says it. */
function commonOf(
  rows: readonly GoodsRow[],
): { common: Common; rowOf: Map<string, number> } | { bad: BadRow[] } {
  const common: Record<string, unknown> = {};
  const rowOf = new Map<string, number>();
  const bad: BadRow[] = [];
  for (const row of rows)
    for (const column of productColumns) {
      const value = row[column];
      if (value === undefined) continue;
      const first = rowOf.get(column);
      if (first === undefined) {
        common[column] = value;
        rowOf.set(column, row.row);
      } else if (common[column] !== value) bad.push(badRow(row.row, 'contradicts', { column, row: first }));
    }
  return bad.length > 0 ? { bad } : { common: common as Common, rowOf };
}

/** English may be missing: of what is there it stays, of what is new it is as the Chinese. */
export function bothOf(
  before: LocalizedText | undefined,
  zh: string | undefined,
  en: string | undefined,
): LocalizedText | undefined {
  const chinese = zh ?? before?.zh ?? en;
  return chinese === undefined ? undefined : { zh: chinese, en: en ?? before?.en ?? chinese };
}

const isColour = (part: string) => /^#[0-9a-f]{6}$/i.test(part);

/** 「月白 | Moon white | #f4f1ea」; in our own tables with its id and picture: 「… | @moon | /pictures/…」. */
function partsOf(text: string): {
  zh: string;
  en: string | undefined;
  swatchHex: string | undefined;
  id: string | undefined;
  imagePath: string | undefined;
} {
  const [zh = '', ...named] = text.split('|').map((part) => part.trim());
  // Where our own table says its id, English stands before it, whatever it looks like.
  const isOurs = named.slice(1).some((part) => part.startsWith('@')) && !isColour(named[0] ?? '');
  const rest = isOurs ? named.slice(1) : named;
  return {
    zh,
    en: isOurs ? named[0] : rest.find((part) => part !== '' && !/^[#@/]/.test(part)),
    swatchHex: rest.find((part) => part.startsWith('#'))?.toLowerCase(),
    id: rest.find((part) => part.startsWith('@'))?.slice(1),
    imagePath: rest.find((part) => part.startsWith('/')),
  };
}

type Shaped = {
  options: ProductOption[];
  /** The value of each option that a row names; null: it says nothing of it. */
  valueIn(row: GoodsRow, nth: number): string | null;
};

/** The options as they were, with those and with the values that rows name and that were not there. */
function optionsOf(
  before: Product | null,
  common: Common,
  rows: readonly GoodsRow[],
): Shaped | { bad: BadRow[] } {
  const options: ProductOption[] = [];
  const taken = new Set(before?.options.map(({ id }) => id as string));
  for (const [nth, number] of numbers.entries()) {
    const known = before?.options[nth];
    const named = common[`option${number}`];
    const saying = rows.find((row) => row[`value${number}`] !== undefined);
    if (!known && named === undefined) {
      if (saying) return { bad: [badRow(saying.row, 'missing', { column: `option${number}` })] };
      continue;
    }
    // There is no second one without a first.
    if (options.length < nth)
      return { bad: [badRow(rows[0]?.row ?? 0, 'missing', { column: `option${nth}` })] };
    const said = named === undefined ? undefined : partsOf(named);
    const name = bothOf(known?.name, said?.zh, said?.en) as LocalizedText;
    const id = known?.id ?? said?.id ?? freeId(name.en, taken, 'o');
    taken.add(id);
    const values = [...(known?.values ?? [])];
    for (const row of rows) {
      const cell = row[`value${number}`];
      if (cell === undefined) continue;
      const value = partsOf(cell);
      const there = values.findIndex(({ name: { zh } }) => zh === value.zh);
      const old = values[there];
      const next = {
        ...(old ?? {
          id: value.id ?? freeId(value.en ?? value.zh, new Set(values.map((one) => one.id as string)), 'v'),
        }),
        name: bothOf(old?.name, value.zh, value.en) as LocalizedText,
        ...(value.swatchHex === undefined ? {} : { swatchHex: value.swatchHex }),
        ...(value.imagePath === undefined ? {} : { imagePath: value.imagePath }),
      };
      if (old) values[there] = next;
      else values.push(next);
    }
    options.push({ ...(known ?? {}), id, name, values });
  }
  return {
    options,
    valueIn(row, nth) {
      const cell = row[`value${numbers[nth] ?? 1}`];
      if (cell === undefined) return null;
      return options[nth]?.values.find(({ name }) => name.zh === partsOf(cell).zh)?.id ?? null;
    },
  };
}

function skusOf(
  before: Product | null,
  productId: string,
  rows: readonly GoodsRow[],
  { options, valueIn }: Shaped,
  around: Surroundings,
): { skus: Sku[] } | { bad: BadRow[] } {
  const bad: BadRow[] = [];
  const skus = new Map((before?.skus ?? []).map((sku) => [sku.id as string, sku]));
  const mine = new Map<string, string>();
  for (const row of rows) {
    const old = skus.get(row.skuId);
    const elsewhere = around.productOf.get(row.skuId);
    if (!old && elsewhere !== undefined && elsewhere !== productId) {
      bad.push(badRow(row.row, 'sku_elsewhere', { value: elsewhere }));
      continue;
    }
    const form: Record<string, string> = {};
    const unsaid = options.findIndex((option, nth) => {
      const value = valueIn(row, nth) ?? old?.optionValueIds[option.id];
      if (value !== undefined) form[option.id] = value;
      return value === undefined;
    });
    if (unsaid >= 0) {
      bad.push(badRow(row.row, 'missing', { column: `value${unsaid + 1}` }));
      continue;
    }
    const priceFen = row.priceYuan ?? old?.priceFen;
    if (priceFen === undefined) {
      bad.push(badRow(row.row, 'missing', { column: 'priceYuan' }));
      continue;
    }
    const barcodes =
      row.barcodes?.split(/[\s,，、;；]+/).filter((code) => code !== '') ?? old?.barcodes ?? [];
    const other = barcodes.find((code) => {
      const of = mine.get(code) ?? around.skuOf.get(code);
      return of !== undefined && of !== row.skuId;
    });
    if (other !== undefined) {
      const sku = mine.get(other) ?? around.skuOf.get(other) ?? '';
      bad.push(badRow(row.row, 'barcode_elsewhere', { value: other, sku }));
      continue;
    }
    for (const code of barcodes) mine.set(code, row.skuId);
    const sameForm = old && options.every(({ id }) => old.optionValueIds[id] === form[id]);
    skus.set(row.skuId, {
      ...(old ?? {}),
      id: row.skuId,
      optionValueIds: sameForm ? old.optionValueIds : form,
      name: bothOf(sameForm ? old.name : nameOf(options, form), row.skuNameZh, row.skuNameEn),
      barcodes,
      priceFen,
      ...(row.skuWeightGrams === undefined ? {} : { weightGrams: row.skuWeightGrams }),
      ...(row.skuVolumeCubicCentimeters === undefined
        ? {}
        : { volumeCubicCentimeters: row.skuVolumeCubicCentimeters }),
    } as Sku);
  }
  return bad.length > 0 ? { bad } : { skus: [...skus.values()] };
}

export function nameOf(
  options: readonly ProductOption[],
  form: Readonly<Record<string, string>>,
): LocalizedText {
  const values = options.flatMap(({ id, values: all }) => all.find((value) => value.id === form[id]) ?? []);
  if (values.length === 0) return { zh: '单款', en: 'One form' };
  return {
    zh: values.map(({ name }) => name.zh).join(' / '),
    en: values.map(({ name }) => name.en).join(' / '),
  };
}

const columnOf: Readonly<Record<string, string>> = {
  title: 'titleZh',
  subtitle: 'subtitleZh',
  description: 'descriptionZh',
  imagePaths: 'pictures',
  detailPaths: 'detailPictures',
  options: 'option1',
  taxRateBasisPoints: 'taxRate',
  dealersFromMs: 'dealersFrom',
  visibleFromMs: 'visibleFrom',
};

/** What the schema and the forms of its SKUs say of the product as it would be. */
function faultOf(
  product: Product,
  rows: readonly GoodsRow[],
  at: (column: keyof Common) => number,
): { bad: BadRow[] } | null {
  const { id: _id, status: _status, ...body } = product;
  const parsed = productBodySchema.safeParse(body);
  if (!parsed.success) {
    const [first, nth, field] = parsed.error.issues[0]?.path ?? [];
    const sku = first === 'skus' ? product.skus[Number(nth)] : undefined;
    const row = rows.find(({ skuId }) => skuId === sku?.id);
    const column = sku
      ? field === 'barcodes'
        ? 'barcodes'
        : 'priceYuan'
      : (columnOf[String(first)] ?? String(first));
    const told = sku ? row?.row : at(column as keyof Common);
    const value = (row ?? rows[0])?.[column as keyof GoodsRow];
    return {
      bad: [
        badRow(told ?? rows[0]?.row ?? 0, 'unreadable', { column, value: String(value ?? '').slice(0, 60) }),
      ],
    };
  }
  const [fault] = formFaults(product);
  if (!fault) return null;
  const row = rows.find(({ skuId }) => skuId === fault.id) ?? rows.at(-1);
  return {
    bad: [
      fault.code === 'same_form_twice'
        ? badRow(row?.row ?? 0, 'form_twice', { sku: fault.of ?? '' })
        : badRow(row?.row ?? 0, 'missing', { column: 'value1' }),
    ],
  };
}
