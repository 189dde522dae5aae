import type { LocalizedText } from '@jindian/shared/contract/common';
import type { SavedAddress } from '@jindian/shared/contract/people/member';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';
import type { CartLine } from '../lib/cart-rules.ts';
import { isObject, readStored, writeStored } from '../lib/storage.ts';
import { createStore } from '../lib/store.ts';

/** What is about to be ordered. Kept on the device, so that a reload or a closed app loses nothing. */
export type CheckoutDraft = {
  locationId: string;
  branchName: LocalizedText;
  lines: CartLine[];
  fromCart: boolean;
  method: FulfilmentMethod;
  note: string;
  /** When it is wanted; absent or null: as soon as possible. */
  slotId?: string | null;
  /** Coupons that are laid down for it. */
  couponIds?: string[];
};

const isDraft = (value: unknown): value is CheckoutDraft =>
  isObject(value) && typeof value.locationId === 'string' && Array.isArray(value.lines);

export const checkoutStore = createStore<CheckoutDraft | null>(readStored('checkout', isDraft));
checkoutStore.subscribe(() => writeStored('checkout', checkoutStore.get()));

/** The address picked in the address book for the order being made. */
export const pickedAddress = createStore<SavedAddress | null>(null);

/** `method`: how the goods can be had; by default as far as each of them can be collected at the branch. */
export function beginCheckout(
  draft: Pick<CheckoutDraft, 'locationId' | 'branchName' | 'lines' | 'fromCart'> & {
    method?: FulfilmentMethod;
  },
): void {
  const canPickUp = draft.lines.every((line) => line.pickupable && line.here !== false);
  checkoutStore.set({ method: canPickUp ? 'pickup' : 'delivery', ...draft, note: '' });
}
