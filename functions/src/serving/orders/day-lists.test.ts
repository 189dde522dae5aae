import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDueItems } from '../../platform/due-items.ts';
import { openTable, type TestTable } from '../../platform/testing/table.ts';
import { transact } from '../../platform/transact.ts';
import { listOfDay, newestOf, partsOfList } from './day-lists.ts';
import { createFulfilmentItems, type FulfilmentItems, type FulfilmentRecord } from './fulfilment-items.ts';

/** What is only served in a region, of which an order may have several parts there. */
let bench: TestTable;
let items: FulfilmentItems;

beforeAll(async () => {
  bench = await openTable();
  items = createFulfilmentItems(bench.table, createDueItems({ table: bench.table }));
});
afterAll(() => bench.close());

function partOf(orderId: string, nth: number, awayList: string): FulfilmentRecord {
  return {
    orderId,
    fulfilmentId: `${orderId}-${nth}`,
    locationId: 'L1',
    awayList,
    method: 'delivery',
    state: 'to_pack',
    attempt: 1,
    distanceMeters: null,
    lines: [],
    allocations: [],
    acceptance: { mode: 'auto' },
    serviceFeeFen: 0,
    givenAtMs: 0,
    asked: [],
    history: [],
  };
}

let lists = 0;
test('a page names as many orders as are wanted or all that are left, however many parts each has there', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 6 }),
      async (partsOfEach, limit) => {
        lists += 1;
        const list = listOfDay('2026-05-20', lists);
        const orderIds = partsOfEach.map((_, index) => `ORDER-${lists}-${String(index).padStart(2, '0')}`);
        const parts = partsOfEach.flatMap((count, index) =>
          Array.from({ length: count }, (_, nth) => partOf(orderIds[index] as string, nth, list)),
        );
        await transact(
          bench.table,
          parts.map((part) => items.put(part)),
        );
        const read: string[] = [];
        for (let before: string | undefined; ; before = read.at(-1)) {
          const page = await newestOf(
            partsOfList(list).map((part) => (most, after) => items.orderIdsServedAway(part, most, after)),
            limit,
            before,
          );
          expect(page).toHaveLength(Math.min(limit, orderIds.length - read.length));
          read.push(...page);
          if (page.length < limit) break;
        }
        expect(read).toEqual(orderIds.toReversed());
      },
    ),
    { numRuns: 12 },
  );
});

test('pages over parts are the whole list in order, however it is spread, and no part is read whole for one page', async () => {
  const parts = fc.array(fc.uniqueArray(fc.integer({ min: 100_000, max: 999_999 }), { maxLength: 60 }), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(parts, fc.integer({ min: 1, max: 40 }), async (numbers, limit) => {
      const all = numbers.map((some) => some.map(String).sort().reverse());
      let read = 0;
      const readers = all.map((ids) => async (most: number, before: string | undefined) => {
        const page = ids.filter((id) => before === undefined || id < before).slice(0, most);
        read += page.length;
        return page;
      });
      const expected = [...new Set(all.flat())].sort().reverse();
      const shown: string[] = [];
      for (let before: string | undefined; ; before = shown.at(-1)) {
        read = 0;
        const page = await newestOf(readers, limit, before);
        shown.push(...page);
        // What one part gave for nothing is less than twice what it gave for the page, or its first portion.
        const portion = Math.max(8, Math.ceil((2 * limit) / readers.length));
        expect(read).toBeLessThanOrEqual(3 * limit + readers.length * portion);
        if (page.length < limit) break;
      }
      expect(shown).toEqual(expected);
    }),
  );
});
