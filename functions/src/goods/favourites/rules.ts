export type Favourite = { productId: string; atMs: number };

/** Nobody looks further; all of them lie in one item. */
export const maxFavourites = 200;

/** The latest first, each once. One that is there already keeps its place. */
export function withFavourite(before: readonly Favourite[], one: Favourite): Favourite[] | 'full' {
  if (before.some(({ productId }) => productId === one.productId)) return [...before];
  return before.length >= maxFavourites ? 'full' : [one, ...before];
}

export function withoutFavourite(before: readonly Favourite[], productId: string): Favourite[] {
  return before.filter((one) => one.productId !== productId);
}

/** The hearts of two members that are one: each product once, the latest first, and no more than there is room for. */
export function joined(one: readonly Favourite[], other: readonly Favourite[]): Favourite[] {
  const latest = [...one, ...other].sort((a, b) => b.atMs - a.atMs);
  const first = latest.filter(
    ({ productId }, at) => latest.findIndex((each) => each.productId === productId) === at,
  );
  return first.slice(0, maxFavourites);
}
