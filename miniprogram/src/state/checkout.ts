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
};

const isDraft = (value: unknown): value is CheckoutDraft =>
  isObject(value) && typeof value.locationId === 'string' && Array.isArray(value.lines);

export const checkoutStore = createStore<CheckoutDraft | null>(readStored('checkout', isDraft));
checkoutStore.subscribe(() => writeStored('checkout', checkoutStore.get()));

/** The address picked in the address book for the order being made. */
export const pickedAddress = createStore<SavedAddress | null>(null);

export function beginCheckout(
  draft: Pick<CheckoutDraft, 'locationId' | 'branchName' | 'lines' | 'fromCart'>,
): void {
  const canPickUp = draft.lines.every((line) => line.pickupable);
  checkoutStore.set({ ...draft, method: canPickUp ? 'pickup' : 'delivery', note: '' });
}
