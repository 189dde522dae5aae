/**
 * A brand as a folder of files that people read and keep in git: what it is, not what happened in it.
 *
 *     brand.json               the form of the folder
 *     categories.json          in their order
 *     products/<id>.json
 *     places/<id>.json
 *     grids.json, map.topo.json
 *     owners.json              dealers by name
 *     prices/<place>.json      prices that a dealer's branch set itself
 *     policies/<name>.json     settings, texts, prices, rates, sourcing, …, as they are in force
 *     policies/<name>/<owner>.json   those that each owner has one of
 *     pictures/                by their content
 */
export const brandFormat = 1;
export const files = {
  mark: 'brand.json',
  categories: 'categories.json',
  products: 'products',
  places: 'places',
  grids: 'grids.json',
  map: 'map.topo.json',
  owners: 'owners.json',
  prices: 'prices',
  policies: 'policies',
  pictures: 'pictures',
} as const;

/** Says what is the matter with a folder, in a sentence, with the file's name. */
export class BrandRefusal extends Error {}

/** An id as a name of a file: ids are letters, digits and little else, but what is typed is not trusted. */
export function fileNameOf(id: string): string {
  return `${encodeURIComponent(id).replaceAll('.', '%2E')}.json`;
}
