import { skuImagePath } from '@jindian/shared/contract/goods/catalog';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { call, endpoints } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { cartStore } from '../state/cart.ts';
import { addedToCart, type BranchCart, type CartLine } from './cart-rules.ts';

type Wanted = Pick<CartLine, 'skuId' | 'productId' | 'quantity'>;

/** What is sold of it today at a branch, at today's prices. What the branch no longer offers is left out. */
export async function linesToday(locationId: string, lines: readonly Wanted[]): Promise<CartLine[]> {
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
  return lines.flatMap(({ skuId, productId, quantity }) => {
    const view = views.find((one) => one?.product.id === productId);
    const sold = view?.skus.find((one) => one.skuId === skuId);
    const sku = view?.product.skus.find(({ id }) => id === skuId);
    if (!view || !sold || !sku) return [];
    const { title, pickupable, deliverable } = view.product;
    return [
      {
        ...{ skuId, productId, title, quantity, pickupable, deliverable },
        skuName: sku.name,
        imagePath: skuImagePath(view.product, sku),
        priceFen: sold.priceFen,
        // What the branch lacks is brought: checkout begins with that.
        ...(sold.sellable > 0 ? {} : { here: false }),
      },
    ];
  });
}

/** All of it, or nothing where it does not fit. */
export function putInCart(at: Pick<BranchCart, 'locationId' | 'name'>, lines: readonly CartLine[]): boolean {
  let carts: readonly BranchCart[] = cartStore.get();
  for (const line of lines) {
    const next = addedToCart(carts, at, line);
    if (next === 'full') return false;
    carts = next;
  }
  cartStore.set([...carts]);
  return true;
}

/** Puts what was ordered into the cart of its branch; how many of its lines, or null where they do not fit. */
export async function reorder({
  storefront,
  lines,
}: Pick<OrderView, 'storefront' | 'lines'>): Promise<number | null> {
  const { locationId, name } = storefront;
  const found = await linesToday(locationId, lines);
  return putInCart({ locationId, name }, found) ? found.length : null;
}
