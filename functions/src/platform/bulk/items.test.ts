import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTable, startMs, type TestTable } from '../testing/table.ts';
import { transact } from '../transact.ts';
import { createBulkItems } from './items.ts';

let opened: TestTable;
beforeEach(async () => {
  opened = await openTable();
});
afterEach(() => opened.close());

test('as many of the latest are read as were asked for, also where they are larger than a page of the table', async () => {
  const items = createBulkItems(opened.table);
  const large = { addDays: 'x'.repeat(60_000) };
  const ids = Array.from({ length: 30 }, (_, nth) => `E${String(nth).padStart(2, '0')}`);
  for (const bulkEditId of ids)
    await transact(opened.table, [
      items.save(
        {
          subject: 'places',
          bulkEditId,
          state: 'draft',
          step: 0,
          change: large,
          count: 1,
          portions: 1,
          tally: {},
          madeBy: 'lin',
          madeAtMs: startMs,
          expiresAtS: Math.ceil(startMs / 1000) + 86_400,
        },
        null,
      ),
    ]);
  const latest = async (limit: number) =>
    (await items.latest('places', limit)).map(({ bulkEditId }) => bulkEditId);
  expect(await latest(500)).toEqual(ids.toReversed());
  expect(await latest(25)).toEqual(ids.toReversed().slice(0, 25));
});
