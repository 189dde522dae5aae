import type { SavedAddress } from '@jindian/shared/contract/people/member';
import { createStore } from '../lib/store.ts';

/** The address the form opens with; null: a new one. Not in the route, which must hold no name or number. */
export const editedAddress = createStore<SavedAddress | null>(null);
