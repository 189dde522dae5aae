import { type Sku, skuImagePath } from '@jindian/shared/contract/goods/catalog';
import type { BranchView, ProductAtBranch } from '@jindian/shared/contract/goods/storefront';
import type { CartLine } from './cart-rules.ts';
import { canBeHad, type Had } from './sku-ways.ts';

/** Where it is ordered: here, or at the branch where it can be collected. */
export function orderedAt({ branch }: ProductAtBranch, had: Had): BranchView {
  return had.by === 'pickup' ? had.at.branch : branch;
}

export function priceOf(view: ProductAtBranch, sku: Sku | null, had: Had): number {
  if (had.by === 'pickup') return had.at.priceFen;
  return view.skus.find((one) => one.skuId === sku?.id)?.priceFen ?? sku?.priceFen ?? 0;
}

/** null: nobody has it. */
export function lineOf(view: ProductAtBranch, sku: Sku | null, had: Had, quantity: number): CartLine | null {
  if (!sku || !canBeHad(had)) return null;
  const { product } = view;
  return {
    skuId: sku.id,
    productId: product.id,
    title: product.title,
    skuName: sku.name,
    imagePath: skuImagePath(product, sku),
    priceFen: priceOf(view, sku, had),
    quantity,
    pickupable: product.pickupable,
    deliverable: product.deliverable,
    ...(had.by === 'delivery' ? { here: false } : {}),
  };
}
