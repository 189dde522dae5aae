import { createStore } from '../lib/store.ts';

/** The share that this person came by, for as long as the app is open: whoever passes its thing on passes the same share. */
export type CameBy = { shareId: string; productId: string | null; said: string };

export const cameByStore = createStore<CameBy | null>(null);

export const openSharePath = (shareId: string) => `/packages/selling/share/open/index?share=${shareId}`;
export const makeSharePath = (query: string) => `/packages/selling/share/make/index?${query}`;
