/** What the form of a product makes of its fields: options from lines of text, and a SKU for each combination of them. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Product, ProductOption, Sku } from '@jindian/shared/contract/goods/catalog';
import type { FormFields } from '../../forms/fields.ts';

export const optionRows = 3;
const maxSkus = 200;
/** What the form shows as fields; everything else of a product goes along unseen. */
const shown = new Set([
  'id',
  'status',
  'title',
  'subtitle',
  'description',
  'categoryId',
  'weightGrams',
  'deliverable',
  'pickupable',
  'imagePaths',
  'options',
  'skus',
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

export const knownValues = ({ id, values }: ProductOption) =>
  JSON.stringify({ id, values: Object.fromEntries(values.map((value) => [value.name.zh, value.id])) });

/** English may be empty: it is then as the Chinese. */
function bothOf(fields: FormFields, name: string): LocalizedText {
  const zh = fields.text(`${name}.zh`).trim();
  return { zh, en: fields.text(`${name}.en`).trim() || zh };
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The first id that nobody has. */
function freeId(wanted: string, taken: ReadonlySet<string>, letter: string): string {
  const plain = wanted
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 20);
  if (plain !== '' && !taken.has(plain)) return plain;
  for (let nth = 1; ; nth += 1) if (!taken.has(`${letter}${nth}`)) return `${letter}${nth}`;
}

function optionsOf(fields: FormFields): ProductOption[] {
  const optionIds = new Set<string>();
  return Array.from({ length: optionRows }, (_, nth) => nth).flatMap((nth) => {
    const name = bothOf(fields, `options.${nth}.name`);
    const lines = fields
      .text(`options.${nth}.values`)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(0, 41);
    if (name.zh === '' && lines.length === 0) return [];
    const known = objectIn(fields.text(`options.${nth}.known`));
    const idOf = new Map(Object.entries(objectIn(JSON.stringify(known.values ?? {}))));
    const id =
      typeof known.id === 'string' && !optionIds.has(known.id) ? known.id : freeId(name.en, optionIds, 'o');
    optionIds.add(id);
    const taken = new Set<string>([...idOf.values()].map(String));
    const values = lines.map((line) => {
      const [zh = '', ...rest] = line.split('|').map((part) => part.trim());
      const swatchHex = rest.find((part) => part.startsWith('#'))?.toLowerCase();
      const en = rest.find((part) => part !== '' && !part.startsWith('#')) ?? zh;
      const before = idOf.get(zh);
      const valueId = typeof before === 'string' ? before : freeId(en, taken, 'v');
      taken.add(valueId);
      return { id: valueId, name: { zh, en }, ...(swatchHex === undefined ? {} : { swatchHex }) };
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

export function fenOf(yuan: string): number {
  return /^\d{1,7}(\.\d{1,2})?$/.test(yuan.trim()) ? Math.round(Number(yuan) * 100) : Number.NaN;
}

function nameOf(options: readonly ProductOption[], form: Form): LocalizedText {
  const values = options.flatMap(({ id, values: all }) => all.find((value) => value.id === form[id]) ?? []);
  if (values.length === 0) return { zh: '单款', en: 'One form' };
  return {
    zh: values.map(({ name }) => name.zh).join(' / '),
    en: values.map(({ name }) => name.en).join(' / '),
  };
}

/** Those that were there, with what was typed; then one for each combination that has none yet. */
function skusOf(fields: FormFields, productId: string, options: readonly ProductOption[]): Sku[] {
  const keyOf = (form: Form) => options.map(({ id }) => form[id]).join('/');
  const kept = Array.from({ length: maxSkus }, (_, nth) => `sku.${nth}`).flatMap((row) => {
    const id = fields.text(`${row}.id`);
    if (id === '' || fields.text(`${row}.remove`) === 'yes') return [];
    const said = objectIn(fields.text(`${row}.form`));
    // Of an option that is new it has the first value.
    const form = Object.fromEntries(
      options.map((option) => [option.id, String(said[option.id] ?? option.values[0]?.id ?? '')]),
    );
    const barcodes = fields.text(`${row}.barcodes`).split(/[\s,，、;；]+/);
    return [
      {
        id,
        optionValueIds: form,
        name: nameOf(options, form),
        barcodes: barcodes.filter((code) => code !== ''),
        priceFen: fenOf(fields.text(`${row}.price`)),
      },
    ];
  });
  if (kept.length > 0 && fields.text('fill') !== 'yes') return kept;
  const there = new Set(kept.map(({ optionValueIds }) => keyOf(optionValueIds)));
  const ids = new Set(kept.map(({ id }) => id));
  let nth = 0;
  const nextId = () => {
    do nth += 1;
    while (ids.has(`${productId}-${String(nth).padStart(2, '0')}`));
    return `${productId}-${String(nth).padStart(2, '0')}`;
  };
  const made = everyForm(options)
    .filter((form) => !there.has(keyOf(form)))
    .map((form) => ({
      id: nextId(),
      optionValueIds: form,
      name: nameOf(options, form),
      barcodes: [],
      priceFen: fenOf(fields.text('price')),
    }));
  return [...kept, ...made];
}

export function productBody(fields: FormFields, productId: string) {
  const options = optionsOf(fields);
  const imagePaths = fields
    .text('imagePaths')
    .split(/\s+/)
    .filter((path) => path !== '');
  const rest = objectIn(fields.text('rest'));
  return {
    specs: [],
    regions: null,
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !shown.has(name))),
    title: bothOf(fields, 'title'),
    subtitle: bothOf(fields, 'subtitle'),
    description: bothOf(fields, 'description'),
    categoryId: fields.text('categoryId'),
    weightGrams: Number(fields.text('weightGrams') || Number.NaN),
    deliverable: fields.text('deliverable') === 'yes',
    pickupable: fields.text('pickupable') === 'yes',
    imagePaths,
    options,
    skus: skusOf(fields, productId, options),
  };
}
