/** What the form of a product makes of its fields: options from lines of text, and a SKU for each combination of them. */

import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Product, ProductOption, Sku } from '@jindian/shared/contract/goods/catalog';
import { readYuan } from '@jindian/shared/money';
import { z } from '@jindian/shared/zod';
import { freeId } from '../../../goods/catalog/free-id.ts';
import { bothTexts, type FormFields } from '../../forms/fields.ts';
import { furtherBody, shownFurther } from './product-more-body.ts';

export const optionRows = 3;
const maxSkus = 200;
/** What the form shows as fields; everything else of a product goes along unseen. */
const shown = new Set<string>([
  'id',
  'status',
  'title',
  'subtitle',
  'description',
  'categoryId',
  'weightGrams',
  'volumeCubicCentimeters',
  'deliverable',
  'pickupable',
  'imagePaths',
  'options',
  'skus',
  'onSaleAtMs',
  'offSaleAtMs',
  ...shownFurther,
  'revision',
  'changedBy',
  'changedAtMs',
]);

export function restOf(product: Product): string {
  return JSON.stringify(Object.fromEntries(Object.entries(product).filter(([name]) => !shown.has(name))));
}

/** One value a line: Chinese | English | #colour. */
export function valueLines({ values }: ProductOption): string {
  return values
    .map(({ name, swatchHex }) => [name.zh, name.en, swatchHex].filter(Boolean).join(' | '))
    .join('\n');
}

/** What the lines stood for when they were shown, in their order: their ids outlive what they are called. */
export const knownValues = ({ id, values }: ProductOption) =>
  JSON.stringify({ id, values: values.map((value) => ({ id: value.id, ...value.name })) });

/** What a SKU is called, and what its values would have called it when it was shown. */
export const knownName = ({ options }: Product, { name, optionValueIds }: Sku) =>
  JSON.stringify({ name, made: nameOf(options, optionValueIds) });

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

const namesSchema = z.object({ zh: z.string(), en: z.string() });
const knownOptionSchema = z.object({
  id: z.string(),
  values: z.array(namesSchema.extend({ id: z.string() })),
});
const knownNameSchema = z.object({ name: namesSchema, made: namesSchema });

/**
 * Which value each line is still: the one that is called so in both languages, in Chinese, in English; of what is left
 * between the same two, as many lines as values are those values with other names. Anything else is new.
 */
function sameValues<T extends LocalizedText>(
  lines: readonly LocalizedText[],
  known: readonly T[],
): (T | undefined)[] {
  const found = new Map<number, T>();
  const free = new Set(known);
  const alike: ((line: LocalizedText, one: T) => boolean)[] = [
    (line, { zh, en }) => line.zh === zh && line.en === en,
    (line, { zh }) => line.zh === zh,
    (line, { en }) => line.en === en,
  ];
  for (const is of alike) {
    for (const [at, line] of lines.entries()) {
      const same = found.has(at) ? undefined : [...free].find((one) => is(line, one));
      if (!same) continue;
      found.set(at, same);
      free.delete(same);
    }
  }
  const gapsOf = <Item>(items: readonly Item[], toValue: (item: Item, at: number) => T | undefined) => {
    let after: T | null = null;
    const gaps = new Map<T | null, Item[]>();
    for (const [at, item] of items.entries()) {
      const value = toValue(item, at);
      if (value) after = value;
      else gaps.set(after, [...(gaps.get(after) ?? []), item]);
    }
    return gaps;
  };
  const places = gapsOf([...lines.keys()], (at) => found.get(at));
  for (const [after, values] of gapsOf(known, (one) => (free.has(one) ? undefined : one))) {
    const at = places.get(after) ?? [];
    if (at.length === values.length)
      for (const [nth, one] of values.entries()) found.set(at[nth] as number, one);
  }
  return lines.map((_, at) => found.get(at));
}

function optionsOf(fields: FormFields): ProductOption[] {
  const optionIds = new Set<string>();
  return Array.from({ length: optionRows }, (_, nth) => nth).flatMap((nth) => {
    const name = bothTexts(fields, `options.${nth}.name`);
    const lines = fields
      .text(`options.${nth}.values`)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(0, 41)
      .map((line) => {
        const [zh = '', ...rest] = line.split('|').map((part) => part.trim());
        const swatchHex = rest.find((part) => part.startsWith('#'))?.toLowerCase();
        const en = rest.find((part) => part !== '' && !part.startsWith('#')) ?? zh;
        return { zh, en, ...(swatchHex === undefined ? {} : { swatchHex }) };
      });
    if (name.zh === '' && lines.length === 0) return [];
    const known = knownOptionSchema.safeParse(objectIn(fields.text(`options.${nth}.known`))).data;
    const id = known && !optionIds.has(known.id) ? known.id : freeId(name.en, optionIds, 'o');
    optionIds.add(id);
    const before = sameValues(lines, known?.values ?? []);
    const taken = new Set(known?.values.map((value) => value.id));
    const idOf = new Map<string, string>();
    const values = lines.map(({ zh, en, ...swatch }, at) => {
      // What is written twice is one value twice, which is refused.
      const valueId = before[at]?.id ?? idOf.get(zh) ?? freeId(en, taken, 'v');
      taken.add(valueId);
      idOf.set(zh, valueId);
      return { id: valueId, name: { zh, en }, ...swatch };
    });
    return [{ id, name, values }];
  });
}

type Form = Record<string, string>;

function everyForm(options: readonly ProductOption[]): Form[] {
  return options.reduce<Form[]>(
    (forms, { id, values }) =>
      forms.flatMap((form) => values.map((value) => ({ ...form, [id]: value.id }))).slice(0, maxSkus + 1),
    [{}],
  );
}

/** Not a number where no price was typed: the schema says so. */
const priceOf = (yuan: string) => readYuan(yuan) ?? Number.NaN;

function nameOf(options: readonly ProductOption[], form: Form): LocalizedText {
  const values = options.flatMap(({ id, values: all }) => all.find((value) => value.id === form[id]) ?? []);
  if (values.length === 0) return { zh: '单款', en: 'One form' };
  return {
    zh: values.map(({ name }) => name.zh).join(' / '),
    en: values.map(({ name }) => name.en).join(' / '),
  };
}

/** What it is called already, unless the values that made its name are called otherwise now. */
function nameNow(known: string, made: LocalizedText): LocalizedText {
  const before = knownNameSchema.safeParse(objectIn(known)).data;
  return before && before.made.zh === made.zh && before.made.en === made.en ? before.name : made;
}

/**
 * Those that were there, with what was typed; then, where it is asked for, one for each combination that has none. Its
 * number is its combination's place, so that what is taken away and made again is under the same one.
 */
function skusOf(fields: FormFields, productId: string, options: readonly ProductOption[]): Sku[] {
  const keyOf = (form: Form) => options.map(({ id }) => form[id]).join('/');
  const there = new Set<string>();
  const ids = new Set<string>();
  const kept = Array.from({ length: maxSkus }, (_, nth) => `sku.${nth}`).flatMap((row) => {
    const id = fields.text(`${row}.id`);
    if (id === '') return [];
    const said = objectIn(fields.text(`${row}.form`));
    // Of an option that is new it has the first value.
    const form = Object.fromEntries(
      options.map((option) => [
        option.id,
        String((Object.hasOwn(said, option.id) ? said[option.id] : option.values[0]?.id) ?? ''),
      ]),
    );
    ids.add(id);
    // What is taken away is not made again by the same form.
    there.add(keyOf(form));
    if (fields.text(`${row}.remove`) === 'yes') return [];
    const weight = fields.text(`${row}.weight`).trim();
    const volume = fields.text(`${row}.volume`).trim();
    const barcodes = fields.text(`${row}.barcodes`).split(/[\s,，、;；]+/);
    return [
      {
        id,
        optionValueIds: form,
        name: nameNow(fields.text(`${row}.name`), nameOf(options, form)),
        barcodes: barcodes.filter((code) => code !== ''),
        priceFen: priceOf(fields.text(`${row}.price`)),
        ...(weight === '' ? {} : { weightGrams: Number(weight) }),
        ...(volume === '' ? {} : { volumeCubicCentimeters: Number(volume) }),
      },
    ];
  });
  if (ids.size > 0 && fields.text('fill') !== 'yes') return kept;
  const numbered = (nth: number) => `${productId}-${String(nth).padStart(2, '0')}`;
  const forms = everyForm(options);
  const idAt = (place: number) => {
    let nth = place;
    while (ids.has(numbered(nth))) nth = nth > forms.length ? nth + 1 : forms.length + 1;
    ids.add(numbered(nth));
    return numbered(nth);
  };
  const made = forms.flatMap((form, at) =>
    there.has(keyOf(form))
      ? []
      : [
          {
            id: idAt(at + 1),
            optionValueIds: form,
            name: nameOf(options, form),
            barcodes: [],
            priceFen: priceOf(fields.text('price')),
          },
        ],
  );
  return [...kept, ...made];
}

/** One a line: the path, and perhaps each `option/value` that it shows. */
function picturesIn(text: string): { path: string; shows: string[] }[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([path, ...shows]) => (path ? [{ path, shows }] : []));
}

function withPictures(
  options: readonly ProductOption[],
  pictures: ReturnType<typeof picturesIn>,
): ProductOption[] {
  const pathOf = new Map(pictures.flatMap(({ path, shows }) => shows.map((one) => [one, path] as const)));
  return options.map((option) => ({
    ...option,
    values: option.values.map((value) => {
      const imagePath = pathOf.get(`${option.id}/${value.id}`);
      return { ...value, ...(imagePath === undefined ? {} : { imagePath }) };
    }),
  }));
}

export function productBody(fields: FormFields, productId: string) {
  const pictures = picturesIn(fields.text('imagePaths'));
  const options = withPictures(optionsOf(fields), pictures);
  const imagePaths = pictures.map(({ path }) => path);
  const volume = fields.text('volumeCubicCentimeters').trim();
  const rest = objectIn(fields.text('rest'));
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !shown.has(name))),
    ...furtherBody(fields),
    title: bothTexts(fields, 'title'),
    subtitle: bothTexts(fields, 'subtitle'),
    description: bothTexts(fields, 'description'),
    categoryId: fields.text('categoryId'),
    weightGrams: Number(fields.text('weightGrams') || Number.NaN),
    ...(volume === '' ? {} : { volumeCubicCentimeters: Number(volume) }),
    deliverable: fields.text('deliverable') === 'yes',
    pickupable: fields.text('pickupable') === 'yes',
    imagePaths,
    options,
    skus: skusOf(fields, productId, options),
  };
}
