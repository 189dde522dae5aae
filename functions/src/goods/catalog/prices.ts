import { type Product, type Sku, shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import {
  type PriceContent,
  type PriceEntryKey,
  type PricePolicy,
  type PricePolicyRule,
  shortCityName,
} from '@jindian/shared/contract/goods/prices';
import type { Catalog } from './catalog.ts';

/** Where a price is asked for: a branch, or an address. Names in any form. */
export type PriceArea = { province: string; city: string };

/** Published regional prices, indexed. */
export type PriceLists = {
  version: number;
  content: PriceContent;
  policyOf(product: Pick<Product, 'id' | 'categoryId'>): PricePolicy;
  /** The price of a SKU in an area: its city's, else its province's, else the national one. */
  priceAt(
    product: Pick<Product, 'id' | 'categoryId'>,
    sku: Pick<Sku, 'id' | 'priceFen'>,
    area: PriceArea,
  ): number;
  /** The same for many of one area. */
  pricesIn(
    area: PriceArea,
  ): (product: Pick<Product, 'id' | 'categoryId'>, sku: Pick<Sku, 'id' | 'priceFen'>) => number;
};

/** Where no list was ever published: every price is the national one. */
export const noPriceContent: PriceContent = { policies: [], entries: [] };

export function priceKey({ skuId, province, city }: PriceEntryKey): string {
  return `${skuId}#${shortProvinceName(province)}#${city === null ? '-' : shortCityName(city)}`;
}

/** What is allowed for a product: its own rule, else its category's, else one national price. */
export function policyFrom(policies: readonly PricePolicyRule[]) {
  const rules = new Map(policies.map(({ of, id, policy }) => [`${of} ${id}`, policy]));
  return ({ id, categoryId }: Pick<Product, 'id' | 'categoryId'>): PricePolicy =>
    rules.get(`product ${id}`) ?? rules.get(`category ${categoryId}`) ?? 'national';
}

export function compilePrices(content: PriceContent, version: number): PriceLists {
  const policyOf = policyFrom(content.policies);
  const prices = new Map(content.entries.map((entry) => [priceKey(entry), entry.priceFen]));
  const pricesIn: PriceLists['pricesIn'] = ({ province, city }) => {
    if (prices.size === 0) return (_product, sku) => sku.priceFen;
    // Names are brought into one form once, not for each of a brand's thousands.
    const inCity = priceKey({ skuId: '', province, city });
    const inProvince = priceKey({ skuId: '', province, city: null });
    return (product, sku) =>
      policyOf(product) === 'national'
        ? sku.priceFen
        : (prices.get(sku.id + inCity) ?? prices.get(sku.id + inProvince) ?? sku.priceFen);
  };
  return {
    version,
    content,
    policyOf,
    pricesIn,
    priceAt: (product, sku, area) => pricesIn(area)(product, sku),
  };
}

/** What a SKU costs in an area, in fen; null when the brand does not sell it. Pure: orders price by it too. */
export function priceOf(catalog: Catalog, prices: PriceLists, skuId: string, area: PriceArea): number | null {
  const found = catalog.sku(skuId);
  return found ? prices.priceAt(found.product, found.sku, area) : null;
}

/** What differs between two lists: entries by their keys, and the policies. */
export function priceChanges(before: PriceContent, after: PriceContent) {
  const [was, is] = [before, after].map(
    ({ entries }) => new Map(entries.map((entry) => [priceKey(entry), entry])),
  ) as [Map<string, PriceContent['entries'][number]>, Map<string, PriceContent['entries'][number]>];
  const changes = [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((key) => {
    const [old, now] = [was.get(key), is.get(key)];
    if (old?.priceFen === now?.priceFen) return [];
    const { skuId, province, city } = (now ?? old) as PriceEntryKey;
    return [{ skuId, province, city, beforeFen: old?.priceFen ?? null, afterFen: now?.priceFen ?? null }];
  });
  const ruleText = ({ of, id, policy }: PricePolicyRule) => `${of} ${id} ${policy}`;
  const wasRules = new Set(before.policies.map(ruleText));
  const isRules = new Set(after.policies.map(ruleText));
  const policies = [...new Set([...wasRules, ...isRules])].filter(
    (rule) => wasRules.has(rule) !== isRules.has(rule),
  ).length;
  return { changes, policies };
}
