import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIds } from './ids.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { maxHops, withHops } from './queues/hops.ts';
import { eventsOf } from './testing/deliver.ts';
import { openTable, type TestTable } from './testing/table.ts';
import { transact } from './transact.ts';

let bench: TestTable;
let outbox: Outbox;

beforeEach(async () => {
  bench = await openTable();
  outbox = createOutbox({ table: bench.table, clock: bench.clock, ids: createIds(bench.clock) });
});
afterEach(() => bench.close());

const paid = { type: 'order.paid', data: { orderId: 'O1' } };
const packed = { type: 'fulfilment.ready', data: { orderId: 'O1' } };

test('what is announced comes by the stream, in its order', async () => {
  const deliver = eventsOf(bench, []);
  await transact(bench.table, [outbox.announce(packed, paid)]);
  await transact(bench.table, [outbox.announce(paid)]);
  expect(await deliver()).toEqual(['fulfilment.ready', 'order.paid', 'order.paid']);
  expect(await deliver()).toEqual([]);
});

test('it is spread over partitions', async () => {
  for (let i = 0; i < 60; i += 1) await transact(bench.table, [outbox.announce(paid)]);
  const records = await bench.engine.streams.read(bench.name, null, 100);
  expect(new Set(records.map(({ dynamodb }) => JSON.stringify(dynamodb.Keys?.pk))).size).toBeGreaterThan(8);
});

test('an event that says more than a queue takes is refused where it is announced', () => {
  const huge = { type: 'order.paid', data: { note: 'x'.repeat(70_000) } };
  expect(() => outbox.announce(huge)).toThrow(RangeError);
});

test('events that lead to one another for ever are refused', async () => {
  const announced = await withHops(maxHops - 1, async () => outbox.announce(paid));
  expect(announced.label).toBe('outbox');
  await expect(withHops(maxHops, async () => outbox.announce(paid))).rejects.toThrow('in a circle');
});
