import type { OrderView } from '@jindian/shared/contract/serving/order';
import { call, endpoints } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { cartStore } from '../state/cart.ts';
import { addedToCart, type BranchCart, type CartLine } from './cart-rules.ts';

type Ordered = Pick<OrderView, 'storefront' | 'lines'>;

/** What is sold of it today, at today's prices. What its branch no longer offers is left out. */
async function soldToday({ storefront, lines }: Ordered): Promise<CartLine[]> {
  const { locationId } = storefront;
  const productIds = [...new Set(lines.map(({ productId }) => productId))];
  const views = await Promise.all(
    productIds.map(async (productId) => {
      try {
        return await call(endpoints.getProductAtBranch, { params: { locationId, productId } });
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    }),
  );
  return lines.flatMap((line) => {
    const view = views.find((one) => one?.product.id === line.productId);
    const sku = view?.skus.find(({ skuId }) => skuId === line.skuId);
    if (!view || !sku) return [];
    const { skuId, productId, title, skuName, imagePath, quantity } = line;
    const { pickupable, deliverable } = view.product;
    return [
      {
        skuId,
        productId,
        title,
        skuName,
        imagePath,
        quantity,
        pickupable,
        deliverable,
        priceFen: sku.priceFen,
        // What the branch lacks is brought: checkout begins with that.
        ...(sku.sellable > 0 ? {} : { here: false }),
      },
    ];
  });
}

/** Puts what was ordered into the cart of its branch; how many of its lines, or null where they do not fit. */
export async function reorder(order: Ordered): Promise<number | null> {
  const lines = await soldToday(order);
  const { locationId, name } = order.storefront;
  let carts: readonly BranchCart[] = cartStore.get();
  for (const line of lines) {
    const next = addedToCart(carts, { locationId, name }, line);
    if (next === 'full') return null;
    carts = next;
  }
  cartStore.set([...carts]);
  return lines.length;
}
