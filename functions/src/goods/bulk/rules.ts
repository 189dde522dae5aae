import { maxTags, type Product, statusOf } from '@jindian/shared/contract/goods/catalog';
import type { ProductBulkChange } from '@jindian/shared/contract/goods/product-bulk';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { nextStatuses, unknownAttribute, withStatus } from '../catalog/editing.ts';
import { planned } from '../catalog/sale-plan.ts';

/** The product as the change has it, by the rules that hold for one that is changed alone. */
export function productAfter(
  before: Product,
  change: ProductBulkChange,
  { categories, attributesFor }: Pick<Catalog, 'categories' | 'attributesFor'>,
  nowMs: number,
): Result<Product> {
  const { categoryId, status, onSaleAtMs, offSaleAtMs } = change;
  if (categoryId !== undefined && !categories.some(({ id }) => id === categoryId))
    return fail('category_unknown', { id: categoryId });
  const described = withDescription(before, change);
  if (!described.ok) return described;
  const unknown = unknownAttribute(attributesFor(described.value.categoryId), described.value);
  if (unknown) return unknown;
  let after = described.value;
  if (status !== undefined && statusOf(after) !== status) {
    const state = statusOf(after);
    if (!nextStatuses[state].includes(status)) return fail('transition_refused', { state });
    after = withStatus(after, status);
  }
  if (onSaleAtMs === undefined && offSaleAtMs === undefined) return ok(after);
  const on = onSaleAtMs === undefined ? (after.onSaleAtMs ?? null) : onSaleAtMs;
  return planned(
    after,
    {
      onSaleAtMs: on,
      offSaleAtMs: offSaleAtMs === undefined ? (after.offSaleAtMs ?? null) : offSaleAtMs,
      dealersFromMs: on === null ? null : (after.dealersFromMs ?? null),
    },
    nowMs,
  );
}

/** What is absent of a product is not there, whatever was said in its place. */
function withDescription(before: Product, change: ProductBulkChange): Result<Product> {
  const {
    addTags,
    removeTags,
    attributes,
    status: _s,
    onSaleAtMs: _on,
    offSaleAtMs: _off,
    ...plain
  } = change;
  const set: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(plain)) {
    if (value === undefined) continue;
    // Nationwide is said by null; everything else by absence.
    if (value === null && name !== 'regions') delete set[name];
    else set[name] = value;
  }
  if (plain.needs?.length === 0) delete set.needs;
  if (addTags || removeTags) {
    const gone = new Set(removeTags);
    const stay = (before.tags ?? []).filter(({ zh, en }) => !gone.has(zh) && !gone.has(en));
    const tags = [...stay];
    for (const tag of addTags ?? []) if (!tags.some(({ zh }) => zh === tag.zh)) tags.push(tag);
    if (tags.length > maxTags) return fail('too_many_tags', { most: maxTags });
    if (tags.length > 0) set.tags = tags;
    else delete set.tags;
  }
  if (attributes) {
    const all = Object.entries({ ...before.attributes, ...attributes }).filter(
      ([, values]) => values.length > 0,
    );
    if (all.length > 0) set.attributes = Object.fromEntries(all);
    else delete set.attributes;
  }
  return ok(set as Product);
}
