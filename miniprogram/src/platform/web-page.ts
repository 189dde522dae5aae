import { createStore } from '../lib/store.ts';

/** What the web page shows; kept out of the route, because the address may hold a single-use ticket. */
export const webPageStore = createStore<string | null>(null);
