import { call, endpoints } from '../api/client.ts';
import { createStore } from '../lib/store.ts';
import { memberStore } from './member.ts';

/** Ids of what the member put a heart on; null: not known yet. Kept by the server, for every phone of theirs. */
export const favouritesStore = createStore<readonly string[] | null>(null);
// Somebody else's hearts are none of mine.
let memberId: string | null = null;
memberStore.subscribe(() => {
  const id = memberStore.get()?.id ?? null;
  if (id === memberId) return;
  memberId = id;
  favouritesStore.set(null);
});

/** A heart is a help: where it cannot be told, it stays empty. */
export function loadFavourites(): void {
  if (favouritesStore.get() !== null) return;
  call(endpoints.listFavourites, {}).then(
    ({ ids }) => favouritesStore.set(ids),
    () => undefined,
  );
}

export async function setFavourite(productId: string, wanted: boolean): Promise<void> {
  const { ids } = await call(wanted ? endpoints.addFavourite : endpoints.removeFavourite, {
    params: { productId },
  });
  favouritesStore.set(ids);
}
