import type { Product, Sku } from '@jindian/shared/contract/goods/catalog';
import type { ProductAtBranch } from '@jindian/shared/contract/goods/storefront';

export type Choice = Record<string, string>;
export type SkuAtBranch = ProductAtBranch['skus'][number];

export function skuOf(product: Product, choice: Choice): Sku | null {
  return (
    product.skus.find((sku) =>
      product.options.every((option) => sku.optionValueIds[option.id] === choice[option.id]),
    ) ?? null
  );
}

/** What the page starts with: the first form that this branch can sell now, or else the first. */
export function firstChoice(view: ProductAtBranch): Choice {
  const sellable = view.skus.find((one) => one.sellable > 0)?.skuId;
  const sku = view.product.skus.find((one) => one.id === sellable) ?? view.product.skus[0];
  return { ...sku?.optionValueIds };
}

/** Whether choosing this value, with the rest as chosen, is something the branch can sell now. */
export function canSell(view: ProductAtBranch, choice: Choice, optionId: string, valueId: string): boolean {
  const sku = skuOf(view.product, { ...choice, [optionId]: valueId });
  return sku !== null && (view.skus.find((one) => one.skuId === sku.id)?.sellable ?? 0) > 0;
}
