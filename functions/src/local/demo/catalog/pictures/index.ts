import { type Product, productImagePath } from '@jindian/shared/contract/goods/catalog';
import { demoTradeOf } from '../define.ts';
import { drawBackdrop } from './backdrop.ts';
import { Pen } from './pen.ts';
import { recipes } from './recipes.ts';

/**
 * The picture of a product as SVG text, 800 × 800. Without a colour: its first one. Undefined when the product
 * has no such colour.
 */
export function drawProduct(product: Product, colourValueId?: string): string | undefined {
  const recipe = recipes[product.id];
  if (!recipe) return undefined;
  const swatches = product.options
    .flatMap((option) => option.values)
    .filter((value) => value.swatchHex !== undefined);
  const swatch =
    colourValueId === undefined ? swatches[0] : swatches.find((value) => value.id === colourValueId);
  if (colourValueId !== undefined && !swatch) return undefined;
  const pen = new Pen(`${product.id}${swatch?.id.replaceAll('.', '_') ?? ''}-`);
  drawBackdrop(pen, demoTradeOf(product.categoryId));
  recipe(pen, swatch?.swatchHex ?? '#888888');
  return pen.svg();
}

/** Every path under which a product's pictures are found, each with the colour it shows. */
export function imagePathsOf(product: Product): Map<string, string | undefined> {
  const paths = new Map<string, string | undefined>([[productImagePath(product.id), undefined]]);
  for (const value of product.options.flatMap((option) => option.values)) {
    if (value.swatchHex !== undefined) paths.set(productImagePath(product.id, value.id), value.id);
  }
  return paths;
}
