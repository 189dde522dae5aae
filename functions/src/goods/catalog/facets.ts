/** What a list of goods can be narrowed by: attributes of their categories, lines of the brand, tags. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Product } from '@jindian/shared/contract/goods/catalog';
import { type Facet, lineFacet, tagFacet } from '@jindian/shared/contract/goods/storefront';
import type { Catalog } from './catalog.ts';

type Goods = Pick<Catalog, 'attributesFor'>;

const maxFacets = 10;
const maxValues = 30;
const lineName = { zh: '系列', en: 'Line' };
const tagName = { zh: '标签', en: 'Tags' };

/** Of each facet the values that are wanted, one of which is enough. */
export type WantedValues = ReadonlyMap<string, ReadonlySet<string>>;

/** `grade:a|grade:b|_tag:新品`, as the contract has it. */
export function wantedIn(text: string | undefined): WantedValues {
  const wanted = new Map<string, Set<string>>();
  for (const pair of (text ?? '').split('|')) {
    const cut = pair.indexOf(':');
    if (cut <= 0) continue;
    const facet = pair.slice(0, cut);
    wanted.set(facet, (wanted.get(facet) ?? new Set()).add(pair.slice(cut + 1)));
  }
  return wanted;
}

function valuesOf(product: Product, facet: string): readonly string[] {
  if (facet === lineFacet) return product.brandLine ? [product.brandLine.zh] : [];
  if (facet === tagFacet) return (product.tags ?? []).map(({ zh }) => zh);
  const { attributes = {} } = product;
  // Named by whoever asks.
  return Object.hasOwn(attributes, facet) ? (attributes[facet] ?? []) : [];
}

export function hasWanted(product: Product, wanted: WantedValues): boolean {
  for (const [facet, values] of wanted)
    if (!valuesOf(product, facet).some((value) => values.has(value))) return false;
  return true;
}

/** What would tell these products apart: facets of which some have a value, in the order of the categories. */
export function facetsOf(products: readonly Product[], { attributesFor }: Goods): Facet[] {
  const values = new Map<string, Map<string, LocalizedText | null>>();
  const add = (facet: string, id: string, name: LocalizedText | null) => {
    const known = values.get(facet) ?? new Map<string, LocalizedText | null>();
    if (known.size < maxValues) values.set(facet, known.set(id, known.get(id) ?? name));
  };
  const standing = new Set<string>();
  for (const { brandLine, tags = [], attributes, categoryId } of products) {
    if (brandLine) add(lineFacet, brandLine.zh, brandLine);
    for (const tag of tags) add(tagFacet, tag.zh, tag);
    if (!attributes) continue;
    standing.add(categoryId);
    for (const [id, all] of Object.entries(attributes)) for (const value of all) add(id, value, null);
  }
  const facets = new Map<string, Facet>();
  for (const categoryId of standing)
    for (const { id, name, values: all } of attributesFor(categoryId)) {
      const had = values.get(id);
      if (had) facets.set(id, { id, name, values: all.filter((value) => had.has(value.id)) });
    }
  const named = (id: string, name: LocalizedText): Facet[] => {
    const had = [...(values.get(id) ?? [])].flatMap(([value, text]) =>
      text ? [{ id: value, name: text }] : [],
    );
    return had.length === 0 ? [] : [{ id, name, values: had }];
  };
  return [...named(lineFacet, lineName), ...named(tagFacet, tagName), ...facets.values()]
    .filter((facet) => facet.values.length > 0)
    .slice(0, maxFacets);
}

/** As the page of a product names them: 「等级：特级」. */
export function attributesInWords(product: Product, { attributesFor }: Goods): Product['specs'] {
  const { brandLine } = product;
  const joined = (values: readonly LocalizedText[]) => ({
    zh: values.map(({ zh }) => zh).join('、'),
    en: values.map(({ en }) => en).join(', '),
  });
  return [
    ...(brandLine ? [{ name: lineName, value: brandLine }] : []),
    ...attributesFor(product.categoryId).flatMap(({ id, name, values }) => {
      const had = values.filter((value) => valuesOf(product, id).includes(value.id));
      return had.length === 0 ? [] : [{ name, value: joined(had.map((value) => value.name)) }];
    }),
  ];
}
