/** What rows of categories make of the brand's tree. */
import { categoryPath, maxCategoryDepth } from '@jindian/shared/category-tree';
import type { Category } from '@jindian/shared/contract/goods/catalog';
import type { BadRow } from '@jindian/shared/contract/goods/imports';
import type { CatalogContent } from '../catalog/catalog.ts';
import { bothOf, type LaidRows } from './goods.ts';
import { badRow, type CategoryRow } from './rows.ts';

/** Rows laid on the tree of categories: those that are there stay where they stand, new ones come last. */
export function withCategories(content: CatalogContent, rows: readonly CategoryRow[]): LaidRows {
  const bad: BadRow[] = [];
  const before = new Map(content.categories.map((category) => [category.id as string, category]));
  const ids = new Set([...before.keys(), ...rows.map(({ categoryId }) => categoryId)]);
  const next = new Map(before);
  const laid = new Map<string, CategoryRow>();
  for (const row of rows) {
    if (row.parentId !== undefined && !ids.has(row.parentId)) {
      bad.push(badRow(row.row, 'unknown_category', { value: row.parentId }));
      continue;
    }
    const old = before.get(row.categoryId);
    laid.set(row.categoryId, row);
    next.set(row.categoryId, {
      ...(old ?? {}),
      id: row.categoryId,
      parentId: row.parentId ?? old?.parentId ?? null,
      name: bothOf(old?.name, row.titleZh, row.titleEn),
      ...(row.expiryBlockDays === undefined ? {} : { expiryBlockDays: row.expiryBlockDays }),
      ...(row.attributes === undefined ? {} : { attributes: row.attributes }),
      ...(row.taxCode === undefined ? {} : { taxCode: row.taxCode }),
      ...(row.taxRate === undefined ? {} : { taxRateBasisPoints: row.taxRate }),
    } as Category);
  }
  // Whoever stands in a circle or too deep is refused, and those above it are judged without it.
  for (let again = true; again; ) {
    again = false;
    for (const [id, row] of laid) {
      const path = categoryPath(next, id);
      const top = next.get(path.at(-1) ?? '');
      const parent = next.get(id)?.parentId;
      const orphan = parent !== null && parent !== undefined && !next.has(parent);
      if (!orphan && top?.parentId === null && path.length <= maxCategoryDepth) continue;
      bad.push(
        orphan
          ? badRow(row.row, 'unknown_category', { value: parent ?? '' })
          : badRow(row.row, 'category_too_deep'),
      );
      laid.delete(id);
      const old = before.get(id);
      if (old) next.set(id, old);
      else next.delete(id);
      again = true;
    }
  }
  const touched = [...laid.keys()].filter(
    (id) => JSON.stringify(before.get(id)) !== JSON.stringify(next.get(id)),
  );
  return {
    content: touched.length === 0 ? content : { ...content, categories: [...next.values()] },
    bad,
    changed: touched.length,
    unchanged: laid.size - touched.length,
    touched,
  };
}
