import type { Product, Sku } from '@jindian/shared/contract/goods/catalog';
import { canBeHad, type HadOf, isBetter } from './sku-ways.ts';

export type Choice = Record<string, string>;

export function skuOf(product: Product, choice: Choice): Sku | null {
  return (
    product.skus.find((sku) =>
      product.options.every((option) => sku.optionValueIds[option.id] === choice[option.id]),
    ) ?? null
  );
}

/** What the page starts with: the first SKU of those that are had best. */
export function firstChoice(product: Product, had: HadOf): Choice {
  return { ...bestOf(product.skus, had)?.optionValueIds };
}

/** Why a value cannot be chosen with what is chosen before it. */
export type Barred = 'no_such' | 'not_had';

/**
 * The first option is free, and the later ones follow it: a colour brings its own sizes. A value is barred where none of
 * its SKUs with what is chosen before it is there, or can be had.
 */
export function barredBy(
  product: Product,
  had: HadOf,
  choice: Choice,
  optionId: string,
  valueId: string,
): Barred | null {
  const fitting = skusWith(product, choice, optionId, valueId);
  if (fitting.length === 0) return 'no_such';
  return fitting.every((sku) => had(sku.id).by === 'nobody') ? 'not_had' : null;
}

/** Whether none of a value's SKUs is here, with what is chosen before it, though it may be had in another way. */
export function isElsewhere(
  product: Product,
  had: HadOf,
  choice: Choice,
  optionId: string,
  valueId: string,
): boolean {
  const fitting = skusWith(product, choice, optionId, valueId);
  return fitting.length > 0 && fitting.every((sku) => had(sku.id).by !== 'here');
}

/** Chooses a value and keeps the others where that can be had; else the best that there is. Always a SKU. */
export function chosen(
  product: Product,
  had: HadOf,
  choice: Choice,
  optionId: string,
  valueId: string,
): Choice {
  const fitting = skusWith(product, choice, optionId, valueId);
  const kept = fitting.find(
    (sku) => skuOf(product, { ...choice, [optionId]: valueId })?.id === sku.id && canBeHad(had(sku.id)),
  );
  const sku = kept ?? bestOf(fitting, had);
  return sku ? { ...sku.optionValueIds } : choice;
}

function skusWith(product: Product, choice: Choice, optionId: string, valueId: string): Sku[] {
  const at = product.options.findIndex(({ id }) => id === optionId);
  const before = product.options.slice(0, at);
  return product.skus.filter(
    (sku) =>
      sku.optionValueIds[optionId] === valueId &&
      before.every(({ id }) => sku.optionValueIds[id] === choice[id]),
  );
}

function bestOf(skus: readonly Sku[], had: HadOf): Sku | undefined {
  return skus.reduce<Sku | undefined>(
    (best, sku) => (best === undefined || isBetter(had(sku.id), had(best.id)) ? sku : best),
    undefined,
  );
}
