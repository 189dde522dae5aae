import type { Page } from '@jindian/shared/contract/common';

export type ListRead<Found, Item> = {
  limit: number;
  cursor: string | undefined;
  /** How many are looked at in one go; without it as many as the page still lacks, and one. */
  atOnce?: number | undefined;
  /** After so many a page may be short and still have a next one. */
  maxLookedAt?: number | undefined;
  /** In the order of the list, those after the cursor. */
  read(limit: number, after: string | undefined): Promise<readonly Found[]>;
  cursorOf(found: Found): string;
  /** Of each what is shown, or null: it has moved on since it was listed, or is not for whoever asks. */
  look(found: readonly Found[]): Promise<readonly (Item | null)[]>;
};

const mostLookedAt = 1_000;

/**
 * A page of a list of which not everything is shown. It is read on until the page is full or the list ends, so that an
 * empty page means that there is nothing; only a list of which hardly anything is shown has short pages in between.
 */
export async function filledPage<Found, Item>(wanted: ListRead<Found, Item>): Promise<Page<Item>> {
  const { limit, maxLookedAt = mostLookedAt, read, cursorOf, look } = wanted;
  const items: Item[] = [];
  let after = wanted.cursor;
  let looked = 0;
  while (looked < maxLookedAt) {
    const asked = Math.min(wanted.atOnce ?? limit - items.length + 1, maxLookedAt - looked);
    const found = await read(asked, after);
    const shown = await look(found);
    for (const [index, item] of shown.entries()) {
      // There is one more than the page holds.
      if (item !== null && items.length === limit) return { items, nextCursor: after ?? null };
      if (item !== null) items.push(item);
      after = cursorOf(found[index] as Found);
    }
    looked += found.length;
    if (found.length < asked) return { items, nextCursor: null };
  }
  return { items, nextCursor: after ?? null };
}
