/** The demo brand's catalog: products, categories, commission rates, what each place carries, pictures. */
import { type NamedTrade, trades } from '@jindian/shared/contract/catalog';
import { type AssortmentLine, type AssortmentLocation, assortmentFrom } from './assortment.ts';
import { demoProducts } from './products/all.ts';

export type { AssortmentLine, AssortmentLocation } from './assortment.ts';
export { demoCategories, demoCommissionRates } from './categories.ts';
export { demoProducts };

export const demoTrades: readonly NamedTrade[] = trades;

/** The SKUs a place carries with the pieces on hand; see `assortmentFrom`. */
export function demoAssortment(location: AssortmentLocation): AssortmentLine[] {
  return assortmentFrom(demoProducts, location);
}
