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
