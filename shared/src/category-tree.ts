/** The brand's tree of categories, as far as whoever shows it needs to know it. */
type Node = { readonly id: string; readonly parentId: string | null };

/** Those that none is below: what goods stand in. */
export function leafCategories<T extends Node>(categories: readonly T[]): T[] {
  const parents = new Set(categories.map(({ parentId }) => parentId));
  return categories.filter(({ id }) => !parents.has(id));
}

/** Each root with all leaves below it, itself where it is one; roots without any are left out. */
export function categoriesByRoot<T extends Node>(categories: readonly T[]): { root: T; leaves: T[] }[] {
  const byId = new Map(categories.map((category) => [category.id, category]));
  const leaves = leafCategories(categories);
  return categories
    .filter(({ parentId }) => parentId === null)
    .map((root) => ({
      root,
      leaves: leaves.filter(({ id }) => categoryPath(byId, id).at(-1) === root.id),
    }))
    .filter(({ leaves }) => leaves.length > 0);
}

/** How deep the tree of categories may grow. */
export const maxCategoryDepth = 4;

/** A category and all above it, nearest first; empty for one that the brand does not have. */
export function categoryPath(categoryOf: ReadonlyMap<string, Node>, categoryId: string): string[] {
  const path: string[] = [];
  let at = categoryOf.get(categoryId);
  while (at && path.length < maxCategoryDepth) {
    path.push(at.id);
    at = at.parentId === null ? undefined : categoryOf.get(at.parentId);
  }
  return path;
}

type WithAttributes<Kind> = Node & { readonly attributes?: readonly Kind[] | undefined };

/** What goods of a category are told apart by: its own attributes after those of the categories above it. */
export function attributesFor<Kind extends { id: string }>(
  categories: readonly WithAttributes<Kind>[],
  categoryId: string,
): readonly Kind[] {
  return attributesByCategory(categories)(categoryId);
}

/** The same for who asks of many goods: each category is looked at once. */
export function attributesByCategory<Kind extends { id: string }>(
  categories: readonly WithAttributes<Kind>[],
): (categoryId: string) => readonly Kind[] {
  const byId = new Map(categories.map((category) => [category.id, category]));
  const found = new Map<string, readonly Kind[]>();
  return (categoryId) => {
    const before = found.get(categoryId);
    if (before) return before;
    const known = new Map<string, Kind>();
    for (const id of categoryPath(byId, categoryId).reverse())
      for (const attribute of byId.get(id)?.attributes ?? []) known.set(attribute.id, attribute);
    const attributes = [...known.values()];
    found.set(categoryId, attributes);
    return attributes;
  };
}
