import type { Page } from '@jindian/shared/contract/common';
import type { csvOf } from '@jindian/shared/csv';
import type { Logger } from '../../platform/logger.ts';
import { csvDownload, csvMore } from '../csv-download.ts';
import { problemPage } from '../pages/errors.tsx';
import type { HqContext } from '../visit.ts';

/** So many of a list that comes page by page are looked through, filtered and sorted for a page; beyond it says so. */
export const maxLookedAt = 1_000;
/** So many are held and sorted for a download. */
export const maxSorted = 20_000;
const readAtOnce = 100;

export type ReadPage<T> = (limit: number, cursor: string | undefined) => Promise<Page<T>>;

/** All of a list, page by page. */
export async function* pagesOf<T>(read: ReadPage<T>): AsyncGenerator<readonly T[]> {
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await read(readAtOnce, cursor);
    yield items;
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}

/** Those that are meant among the first `maxLookedAt`; `isCut`: there are more, and nobody looked at them. */
export async function lookedThrough<T>(
  read: ReadPage<T>,
  fits: (one: T) => boolean,
): Promise<{ found: T[]; isCut: boolean }> {
  const found: T[] = [];
  let looked = 0;
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await read(Math.min(readAtOnce, maxLookedAt - looked), cursor);
    found.push(...items.filter(fits));
    looked += items.length;
    if (nextCursor === null) return { found, isCut: false };
    if (looked >= maxLookedAt || items.length === 0) return { found, isCut: true };
    cursor = nextCursor;
  }
}

/** Those that are meant, all together; null where they are more than can be held. */
export async function allFitting<T>(
  pages: AsyncIterable<readonly T[]>,
  fits: (one: T) => boolean,
): Promise<T[] | null> {
  const found: T[] = [];
  for await (const items of pages) {
    found.push(...items.filter(fits));
    if (found.length > maxSorted) return null;
  }
  return found;
}

type CsvRows = Parameters<typeof csvOf>[0];

/**
 * What a list shows, all of it, to download. In the list's own order it is sent while it is read; sorted otherwise, the
 * first row may be the last that is read, and all of them are held.
 */
export async function listDownload<T>(
  c: HqContext,
  list: {
    name: string;
    head: string;
    pages: AsyncIterable<readonly T[]>;
    fits(one: T): boolean;
    rowOf(one: T): CsvRows[number];
    /** Absent: in the order in which it is read. */
    sorted?: ((found: T[]) => readonly T[]) | undefined;
    logger: Logger;
  },
): Promise<Response> {
  const { name, head, pages, fits, rowOf, sorted, logger } = list;
  const rows = (items: readonly T[]) => csvMore(items.map(rowOf));
  async function* asRead() {
    for await (const items of pages) yield rows(items.filter(fits));
  }
  if (!sorted) return csvDownload(c, { name, head, parts: asRead(), logger });
  const found = await allFitting(pages, fits);
  if (found === null) return problemPage(c, 'too_many_to_sort', { max: maxSorted });
  async function* whole() {
    yield rows(sorted?.(found ?? []) ?? []);
  }
  return csvDownload(c, { name, head, parts: whole(), logger });
}
