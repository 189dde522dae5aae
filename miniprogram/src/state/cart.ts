import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import { texts } from '../i18n/index.ts';
import { addedToCart, type BranchCart, type CartLine } from '../lib/cart-rules.ts';
import { isObject, readStored, writeStored } from '../lib/storage.ts';
import { createStore } from '../lib/store.ts';
import { notice } from './questions.ts';

const isCarts = (value: unknown): value is BranchCart[] =>
  Array.isArray(value) && value.every((cart) => isObject(cart) && Array.isArray(cart.lines));

/** One cart for each branch, the one used last first: an order is served from one storefront. */
export const cartStore = createStore<BranchCart[]>(readStored('cart', isCarts) ?? []);
cartStore.subscribe(() => writeStored('cart', cartStore.get()));

/** Puts it in, and says so, or that there is no room. */
export function addLine(at: Pick<BranchView, 'id' | 'name'>, line: CartLine): void {
  const next = addedToCart(cartStore.get(), { locationId: at.id, name: at.name }, line);
  if (next !== 'full') cartStore.set(next);
  notice(texts.now()(next === 'full' ? 'cartFull' : 'addedToCart'));
}
