import type { Product } from '@jindian/shared/contract/goods/catalog';
import { appliances } from './appliances.ts';
import { babyProducts } from './baby.ts';
import { beefProducts } from './beef.ts';
import { fruitProducts } from './fruit.ts';
import { sportsAndCasualShoes } from './shoes.ts';
import { leatherShoesAndSandals } from './shoes-leather.ts';

/** The whole demo catalog, by product id. */
export const demoProducts: readonly Product[] = [
  ...sportsAndCasualShoes,
  ...leatherShoesAndSandals,
  ...appliances,
  ...babyProducts,
  ...beefProducts,
  ...fruitProducts,
].sort((a, b) => (a.id < b.id ? -1 : 1));
