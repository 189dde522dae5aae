import type { BranchCart } from '../lib/cart-rules.ts';
import { isObject, readStored, writeStored } from '../lib/storage.ts';
import { createStore } from '../lib/store.ts';

const isCarts = (value: unknown): value is BranchCart[] =>
  Array.isArray(value) && value.every((cart) => isObject(cart) && Array.isArray(cart.lines));

/** One cart for each branch, the one used last first: an order is served from one storefront. */
export const cartStore = createStore<BranchCart[]>(readStored('cart', isCarts) ?? []);
cartStore.subscribe(() => writeStored('cart', cartStore.get()));
