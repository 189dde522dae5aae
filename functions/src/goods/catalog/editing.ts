/** Changes of the brand's goods, one product or category at a time: what becomes of the content, and what refuses it. */
import { isDeepStrictEqual } from 'node:util';
import { attributesFor, maxCategoryDepth } from '@jindian/shared/category-tree';
import {
  type Attribute,
  type Category,
  type Product,
  type ProductStatus,
  statusOf,
} from '@jindian/shared/contract/goods/catalog';
import type { CategoryBody, ProductBody } from '@jindian/shared/contract/goods/editing';
import type { Edited } from '../../platform/edited.ts';
import { type Failure, fail, ok, type Result } from '../../platform/result.ts';
import type { CatalogContent, CatalogEdits } from './catalog.ts';
import { type CatalogFault, catalogFaults } from './catalog-faults.ts';

export type Kind = keyof CatalogEdits;
type By = Pick<Edited, 'by' | 'atMs'>;

/** `seen`: the revision that its maker saw; null: it is to be new. */
export type Change = {
  kind: Kind;
  id: string;
  seen: number | null;
  apply(content: CatalogContent): Result<CatalogContent>;
};

export type Changed =
  | { is: 'made'; content: CatalogContent }
  /** It was made before, by the same person, and only the answer was lost. */
  | { is: 'repeated' }
  | { is: 'stale'; last: Edited }
  | { is: 'refused'; failure: Failure };

/** Who changed it last. A category may be called as something that every object has. */
export function lastEdit(content: Pick<CatalogContent, 'edits'>, kind: Kind, id: string): Edited | null {
  const edits = content.edits?.[kind] ?? {};
  return (Object.hasOwn(edits, id) && edits[id]) || null;
}

/** Counts on over a removal, so that a form from before it is stale, whatever was made under the id since. */
export function revisionOf(content: CatalogContent, kind: Kind, id: string): number {
  return lastEdit(content, kind, id)?.revision ?? 0;
}

/** The content with one more revision of each of these. */
export function withEdits(
  content: CatalogContent,
  kind: Kind,
  ids: readonly string[],
  by: By,
): CatalogContent {
  if (ids.length === 0) return content;
  const edits = content.edits ?? { products: {}, categories: {} };
  const made = ids.map((id) => [id, { ...by, revision: revisionOf(content, kind, id) + 1 }]);
  return { ...content, edits: { ...edits, [kind]: { ...edits[kind], ...Object.fromEntries(made) } } };
}

export function changed(content: CatalogContent, change: Change, by: By): Changed {
  const { kind, id, seen } = change;
  const known = content[kind].some((one) => one.id === id);
  const revision = revisionOf(content, kind, id);
  const last = lastEdit(content, kind, id);
  const next = change.apply(content);
  if (seen === null ? known : revision !== seen) {
    const mine =
      last?.by === by.by &&
      (seen === null || revision === seen + 1) &&
      next.ok &&
      isDeepStrictEqual(next.value, content);
    if (mine) return { is: 'repeated' };
    if (known && (seen === null || !last))
      return refused(seen === null ? fail('goods_id_taken', { id }) : fail('not_found'));
    return last && known ? { is: 'stale', last } : refused(fail('not_found'));
  }
  if (!next.ok) return refused(next);
  const [fault] = catalogFaults(next.value);
  if (fault) return refused(problemOf(fault));
  return { is: 'made', content: withEdits(next.value, kind, [id], by) };
}

const refused = (failure: Failure): Changed => ({ is: 'refused', failure });

function problemOf({ code, id, of = '' }: CatalogFault): Failure {
  switch (code) {
    case 'duplicate_product':
    case 'duplicate_category':
      return fail('goods_id_taken', { id });
    case 'duplicate_sku':
      return fail('sku_id_taken', { id, of });
    case 'duplicate_barcode':
      return fail('barcode_taken', { id, of });
    case 'unknown_category':
    case 'unknown_parent':
      return fail('category_unknown', { id });
    case 'category_too_deep':
      return fail('category_too_deep', { id, max: maxCategoryDepth });
    case 'options_unfit':
      return fail('options_unfit', { id });
    case 'same_form_twice':
      return fail('same_form_twice', { id, of });
  }
}

export function addProduct(product: ProductBody & { id: string }): Change {
  return {
    kind: 'products',
    id: product.id,
    seen: null,
    apply(content) {
      const unknown = unknownAttribute(attributesFor(content.categories, product.categoryId), product);
      return unknown ?? withProduct(content, { ...product, status: 'draft' });
    },
  };
}

export function changeProduct(id: string, body: ProductBody, seen: number): Change {
  return productChange(id, seen, (before, { categories }) => {
    const unknown = unknownAttribute(attributesFor(categories, body.categoryId), body);
    if (unknown) return unknown;
    const { status, onSaleAtMs, offSaleAtMs } = before;
    const after: Product = {
      ...body,
      id,
      ...(status ? { status } : {}),
      ...(onSaleAtMs === undefined ? {} : { onSaleAtMs }),
      ...(offSaleAtMs === undefined ? {} : { offSaleAtMs }),
    };
    if (statusOf(before) === 'draft') return ok(after);
    // Stock and orders name it.
    const kept = new Set(after.skus.map((sku) => sku.id));
    const gone = before.skus.find((sku) => !kept.has(sku.id));
    return gone ? fail('sku_stays', { id: gone.id }) : ok(after);
  });
}

/** What a product may become from where it is. */
export const nextStatuses: Readonly<Record<ProductStatus, readonly ProductStatus[]>> = {
  draft: ['on_sale', 'archived'],
  on_sale: ['off_sale'],
  off_sale: ['on_sale', 'archived'],
  archived: ['off_sale'],
};

/** With its plan as far as it still means anything; `sinceMs`: as of when, where that is not what a person said. */
export function withStatus(
  before: Product,
  status: NonNullable<Product['status']>,
  sinceMs?: number,
): Product {
  const { onSaleAtMs: _on, offSaleAtMs, ...rest } = before;
  const stays = status === 'on_sale' && offSaleAtMs !== undefined;
  return {
    ...rest,
    status,
    ...(stays ? { offSaleAtMs } : {}),
    ...(status === 'on_sale' && sinceMs !== undefined ? { visibleFromMs: sinceMs } : {}),
  };
}

export function setStatus(id: string, status: ProductStatus, seen: number): Change {
  return productChange(id, seen, (before) => {
    const now = statusOf(before);
    if (now !== status && !nextStatuses[now].includes(status))
      return fail('transition_refused', { state: now });
    return ok(withStatus(before, status));
  });
}

/** A draft of it under another number. Barcodes stand on goods, so that the copy has none. */
export function copyProduct(from: string, id: string): Change {
  return {
    kind: 'products',
    id,
    seen: null,
    apply(content) {
      const source = content.products.find((product) => product.id === from);
      if (!source) return fail('not_found');
      const skus = source.skus.map((sku, at) => ({
        ...sku,
        id: `${id}-${String(at + 1).padStart(2, '0')}`,
        barcodes: [],
      }));
      const { onSaleAtMs: _on, offSaleAtMs: _off, ...rest } = source;
      return withProduct(content, { ...rest, id, status: 'draft', skus });
    },
  };
}

/** Of those that its category has: what stands there of another category would be shown nowhere. */
export function unknownAttribute(
  known: readonly Attribute[],
  { attributes = {} }: Pick<Product, 'attributes'>,
): Failure | null {
  for (const [id, values] of Object.entries(attributes)) {
    const had = known.find((one) => one.id === id)?.values;
    const unknown = values.find((value) => !had?.some((one) => one.id === value));
    if (unknown !== undefined) return fail('attribute_unknown', { id: `${id} ${unknown}` });
  }
  return null;
}

export function productChange(
  id: string,
  seen: number,
  change: (before: Product, content: CatalogContent) => Result<Product>,
): Change {
  return {
    kind: 'products',
    id,
    seen,
    apply(content) {
      const before = content.products.find((product) => product.id === id);
      if (!before) return fail('not_found');
      const after = change(before, content);
      return after.ok ? withProduct(content, after.value) : after;
    },
  };
}

/** In its place, or last; what is made again stays where it is. */
function withProduct(content: CatalogContent, product: Product): Result<CatalogContent> {
  if (!content.categories.some(({ id }) => id === product.categoryId))
    return fail('category_unknown', { id: product.categoryId });
  const isThere = content.products.some(({ id }) => id === product.id);
  const products = isThere
    ? content.products.map((one) => (one.id === product.id ? product : one))
    : [...content.products, product];
  return ok({ ...content, products });
}

export function addCategory({ id, ...body }: CategoryBody & { id: string }): Change {
  return { kind: 'categories', id, seen: null, apply: (content) => withCategory(content, id, body) };
}

export function changeCategory(id: string, body: CategoryBody, seen: number): Change {
  return {
    kind: 'categories',
    id,
    seen,
    apply: (content) =>
      content.categories.some((category) => category.id === id)
        ? withCategory(content, id, body)
        : fail('not_found'),
  };
}

/** Among its siblings; those below it come along, since they name it. */
function withCategory(content: CatalogContent, id: string, body: CategoryBody): Result<CatalogContent> {
  const { before, ...rest } = body;
  if (rest.parentId !== null && !content.categories.some((one) => one.id === rest.parentId))
    return fail('category_unknown', { id: rest.parentId });
  const category: Category = { id, ...rest };
  const at = content.categories.findIndex((one) => one.id === id);
  const others = content.categories.filter((one) => one.id !== id);
  const staysThere = before === undefined && content.categories[at]?.parentId === rest.parentId;
  const sibling = others.findIndex((one) => one.id === before && one.parentId === rest.parentId);
  if (before && sibling < 0) return fail('category_unknown', { id: before });
  const place = staysThere ? at : sibling < 0 ? others.length : sibling;
  return ok({ ...content, categories: others.toSpliced(place, 0, category) });
}

export function removeCategory(id: string, seen: number): Change {
  return {
    kind: 'categories',
    id,
    seen,
    apply(content) {
      if (!content.categories.some((category) => category.id === id)) return fail('not_found');
      const isUsed =
        content.categories.some(({ parentId }) => parentId === id) ||
        content.products.some(({ categoryId }) => categoryId === id);
      if (isUsed) return fail('category_not_empty', { id });
      return ok({
        ...content,
        categories: content.categories.filter((category) => category.id !== id),
      });
    },
  };
}
