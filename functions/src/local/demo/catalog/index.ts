/** The demo brand's catalog: products, categories, commission rates, what each place carries, pictures. */
import type { Product } from '@jindian/shared/contract/goods/catalog';
import { type AssortmentLine, type AssortmentLocation, assortmentFrom } from './assortment.ts';
import { drawProduct, imagePathsOf } from './pictures/index.ts';
import { demoProducts } from './products/all.ts';

export type { AssortmentLine, AssortmentLocation } from './assortment.ts';
export { demoCategories, demoCommissionRates, demoTrades } from './categories.ts';
export { demoCommissionRules } from './commission-rules.ts';
export { type DemoTrade, demoTradeOf } from './define.ts';
export { demoProducts };

/** The SKUs a place carries with the pieces on hand; see `assortmentFrom`. */
export function demoAssortment(location: AssortmentLocation): AssortmentLine[] {
  return assortmentFrom(demoProducts, location);
}

interface Picture {
  product: Product;
  colourValueId: string | undefined;
}

const pictures = new Map<string, Picture>(
  demoProducts.flatMap((product) =>
    [...imagePathsOf(product)].map(([path, colourValueId]) => [path, { product, colourValueId }] as const),
  ),
);

/** Every path that `drawProductImage` answers: each product, and each product in each of its colours. */
export const demoImagePaths: readonly string[] = [...pictures.keys()];

/** The SVG text of `/assets/products/P001.svg` or `/assets/products/P001-ink.svg`; undefined when there is none. */
export function drawProductImage(imagePath: string): string | undefined {
  const picture = pictures.get(imagePath);
  return picture && drawProduct(picture.product, picture.colourValueId);
}
