/** What the form of a product makes of its further fields: lists as lines of text, times and rates as people write them. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import { type Attribute, type Product, shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import { readPercent } from '../../forms/coerce.ts';
import { bothTexts, type FormFields } from '../../forms/fields.ts';

/** What these fields show of a product. */
export const shownFurther = [
  'brandLine',
  'tags',
  'detailPaths',
  'specs',
  'attributes',
  'needs',
  'portionGrams',
  'warrantyMonths',
  'notReturnable',
  'tracking',
  'expiryBlockDays',
  'taxCode',
  'taxRateBasisPoints',
  'regions',
  'branchesOf',
  'onlineOnly',
  'hasSerials',
] as const satisfies readonly (keyof Product)[];

const maxLines = 40;

/** Of each line that says something, what stands between its bars. */
function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, maxLines)
    .map((line) => line.split('|').map((part) => part.trim()));
}

const both = (zh = '', en = ''): LocalizedText => ({ zh, en: en || zh });

/** 「面料 | 纯棉 | Fabric | Cotton」; the English may be left out. */
export function specLines(specs: Product['specs']): string {
  return specs
    .map(({ name, value }) =>
      (name.zh === name.en && value.zh === value.en
        ? [name.zh, value.zh]
        : [name.zh, value.zh, name.en, value.en]
      ).join(' | '),
    )
    .join('\n');
}

export const tagLines = (tags: readonly LocalizedText[]): string =>
  tags.map(({ zh, en }) => (zh === en ? zh : `${zh} | ${en}`)).join('\n');

/** A number, or what was typed, which the schema then refuses by its name; undefined: nothing was. */
function numberIn(fields: FormFields, name: string): number | undefined {
  const text = fields.text(name).trim();
  if (text === '') return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

const fieldOfAttribute = (id: string) => `attribute.${id}`;

/** The values that were ticked of the attributes that the category has. */
function attributesIn(fields: FormFields): Record<string, string[]> {
  return Object.fromEntries(
    fields
      .names()
      .filter((name) => name.startsWith(fieldOfAttribute('')))
      .map((name) => [name.slice(fieldOfAttribute('').length), [...new Set(fields.all(name))]]),
  );
}

export function furtherBody(fields: FormFields) {
  const text = (name: string) => fields.text(name).trim();
  const provinces = text('regions')
    .split(/[、,，;；\s]+/)
    .filter((name) => name !== '')
    .map(shortProvinceName);
  const said = {
    brandLine: text('brandLine.zh') === '' ? undefined : bothTexts(fields, 'brandLine'),
    notReturnable: text('notReturnable.zh') === '' ? undefined : bothTexts(fields, 'notReturnable'),
    detailPaths: fields.text('detailPaths').split(/\s+/).filter(Boolean),
    tags: rowsOf(fields.text('tags')).map(([zh, en]) => both(zh, en)),
    attributes: attributesIn(fields),
    needs: [...fields.all('needs')],
    portionGrams: numberIn(fields, 'portionGrams'),
    warrantyMonths: numberIn(fields, 'warrantyMonths'),
    tracking: text('tracking') || undefined,
    expiryBlockDays: numberIn(fields, 'expiryBlockDays'),
    taxCode: text('taxCode') || undefined,
    taxRateBasisPoints:
      text('taxRate') === '' ? undefined : (readPercent(text('taxRate').replace(/%$/, '')) ?? Number.NaN),
    branchesOf: text('branchesOf') || undefined,
    onlineOnly: text('onlineOnly') === 'yes' || undefined,
    hasSerials: text('hasSerials') === 'yes' || undefined,
  };
  const isSaid = (value: unknown) =>
    value !== undefined && (typeof value !== 'object' || value === null || Object.keys(value).length > 0);
  return {
    specs: rowsOf(fields.text('specs')).map(([nameZh, valueZh, nameEn, valueEn]) => ({
      name: both(nameZh, nameEn),
      value: both(valueZh, valueEn),
    })),
    regions: provinces.length === 0 ? null : provinces,
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => isSaid(value))),
  };
}

/** Without the attributes of the category that it stood in before. */
export function withKnownAttributes<Body extends object>(body: Body, known: readonly Attribute[]): Body {
  const { attributes, ...rest } = body as Body & { attributes?: Record<string, string[]> };
  const kept = Object.entries(attributes ?? {}).filter(([id]) => known.some((one) => one.id === id));
  return (kept.length === 0 ? rest : { ...rest, attributes: Object.fromEntries(kept) }) as Body;
}
