import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filledPage } from './filled-page.ts';

/** A list of which some are shown, and how it was read. */
function listOf(shown: readonly boolean[]) {
  const all = shown.map((isShown, index) => ({ id: String(index).padStart(5, '0'), isShown }));
  const reads: number[] = [];
  const page = (limit: number, cursor: string | undefined, bounds = {}) =>
    filledPage({
      limit,
      cursor,
      ...bounds,
      async read(count, after) {
        const found = all.filter(({ id }) => after === undefined || id > after).slice(0, count);
        reads.push(found.length);
        return found;
      },
      cursorOf: ({ id }) => id,
      look: async (found) => found.map(({ id, isShown }) => (isShown ? id : null)),
    });
  return { page, reads, wanted: all.filter(({ isShown }) => isShown).map(({ id }) => id) };
}

async function everyPage(list: ReturnType<typeof listOf>, limit: number, bounds = {}) {
  const pages: string[][] = [];
  let cursor: string | null | undefined;
  do {
    const page = await list.page(limit, cursor ?? undefined, bounds);
    pages.push(page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

test('pages are full but for the last, hold each once and in order, and a next page is never empty', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      async (shown, limit, atOnce) => {
        const list = listOf(shown);
        const pages = await everyPage(list, limit, { atOnce });
        expect(pages.flat()).toEqual(list.wanted);
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
        if (pages.length > 1) expect(pages.at(-1)).not.toEqual([]);
      },
    ),
  );
});

test('a list of which hardly anything is shown is read so far and no further, and goes on from there', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 12 }),
      async (shown, limit, maxLookedAt) => {
        const list = listOf(shown);
        await list.page(limit, undefined, { atOnce: 5, maxLookedAt });
        expect(list.reads.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(maxLookedAt);
        expect((await everyPage(list, limit, { atOnce: 5, maxLookedAt })).flat()).toEqual(list.wanted);
      },
    ),
  );
});

test('what is shown whole costs one read', async () => {
  const list = listOf(Array.from({ length: 30 }, () => true));
  expect((await list.page(10, undefined)).items).toHaveLength(10);
  expect(list.reads).toEqual([11]);
});
