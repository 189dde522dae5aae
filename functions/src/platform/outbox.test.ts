import { afterEach, beforeEach, expect, test } from 'vitest';
import { maxHops, nextHops, withCause } from './cause.ts';
import { createIds } from './ids.ts';
import { createOutbox, type DomainEvent, type Outbox } from './outbox.ts';
import { eventsOf } from './testing/deliver.ts';
import { happened, testCatalogue } from './testing/events.ts';
import { openTable, type TestTable } from './testing/table.ts';
import { patchWrite, transact } from './transact.ts';

let bench: TestTable;
let outbox: Outbox;

beforeEach(async () => {
  bench = await openTable();
  outbox = createOutbox({
    table: bench.table,
    clock: bench.clock,
    ids: createIds(bench.clock),
    catalogue: testCatalogue,
  });
});
afterEach(() => bench.close());

const paid = happened({ n: 1 });
const packed = happened({ n: 2 });

test('what is announced comes by the stream, in its order', async () => {
  const deliver = eventsOf(bench, []);
  await transact(bench.table, [outbox.announce(packed, paid)]);
  await transact(bench.table, [outbox.announce(paid)]);
  expect(await deliver()).toEqual(['it.happened', 'it.happened', 'it.happened']);
  expect(await deliver()).toEqual([]);
});

test('it rides on an item that changes anyway, with room; the next change tells it no more', async () => {
  const deliver = eventsOf(bench, []);
  const key = { pk: 'JAR#1', sk: 'JAR' };
  const change = (set: Record<string, unknown>, before: Record<string, unknown>) =>
    patchWrite('jar', { tableName: bench.name, key, set, before });
  const stored = async () => {
    const { Item } = (await bench.engine.call('GetItem', {
      TableName: bench.name,
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
    })) as { Item: Record<string, unknown> };
    return Item;
  };
  const made = patchWrite('jar', { tableName: bench.name, key, isNew: true, set: { jam: 1 }, before: {} });
  bench.engine.meter.reset();
  await transact(bench.table, [made, outbox.announce(packed), outbox.announce(paid)]);
  expect(bench.engine.meter.snapshot().writeUnits).toBe(1);
  expect(await deliver()).toEqual(['it.happened', 'it.happened']);
  // Somebody who knows nothing of what rides there.
  await transact(bench.table, [patchWrite('jar', { tableName: bench.name, key, set: { jam: 2 } })]);
  expect(await stored()).toHaveProperty('_ev');
  expect(await deliver()).toEqual([]);
  await transact(bench.table, [change({ jam: 3 }, { jam: 2, _ev: 'x' })]);
  expect(await stored()).not.toHaveProperty('_ev');
  expect(await deliver()).toEqual([]);
  // The same events again are another batch.
  await transact(bench.table, [change({ jam: 4 }, { jam: 3 }), outbox.announce(packed)]);
  await transact(bench.table, [change({ jam: 5 }, { jam: 4, _ev: 'x' }), outbox.announce(packed)]);
  expect(await deliver()).toEqual(['it.happened', 'it.happened']);
  // No room: an item of its own, as before.
  const full = 'x'.repeat(1_000);
  await transact(bench.table, [change({ jam: full }, { jam: 5, _ev: 'x' }), outbox.announce(packed)]);
  expect(await stored()).not.toHaveProperty('_ev');
  expect(await deliver()).toEqual(['it.happened']);
});

test('it is spread over partitions', async () => {
  for (let i = 0; i < 60; i += 1) await transact(bench.table, [outbox.announce(paid)]);
  const records = await bench.engine.streams.read(bench.name, null, 100);
  expect(new Set(records.map(({ dynamodb }) => JSON.stringify(dynamodb.Keys?.pk))).size).toBeGreaterThan(8);
});

test('an event that says more than a queue takes is refused where it is announced', () => {
  const huge = happened({ n: 1, note: 'x'.repeat(70_000) });
  expect(() => outbox.announce(huge)).toThrow(RangeError);
});

test('events that lead to one another for ever are refused', async () => {
  const announced = await withCause({ hops: maxHops - 1, correlationId: 'r' }, async () =>
    outbox.announce(paid),
  );
  expect(announced.label).toBe('outbox');
  await expect(
    withCause({ hops: maxHops, correlationId: 'r' }, async () => outbox.announce(paid)),
  ).rejects.toThrow('in a circle');
});

test('work in steps goes on for as many steps as it has, and for no longer', () => {
  const [one, other] = ['01JD3V8Q9XKZ4M7T2N5R6W8Y1A', '01JD3V8Q9XKZ4M7T2N5R6W8Y1B'];
  const step = (runId: string, step: number) => ({ type: 'settlement.step', data: { runId, step } });
  const hopsOf = (handled: ReturnType<typeof step>, ...next: ReturnType<typeof step>[]) =>
    withCause({ hops: maxHops, correlationId: 'r', event: handled }, () => nextHops(next));
  expect(hopsOf(step(one, 4), step(one, 5))).toBe(maxHops);
  expect(hopsOf(step(one, 4), step(one, 400))).toBe(maxHops);
  // The same step again, one before it, another's, another kind of work, and more beside it lead round in a circle.
  for (const next of [
    [step(one, 4)],
    [step(one, 3)],
    [step(other, 5)],
    [{ ...step(one, 5), type: 'settlement.book' }],
    [step(one, 5), step(other, 5)],
  ])
    expect(() => hopsOf(step(one, 4), ...next)).toThrow('in a circle');
});

test.each([
  ['less than its schema has', {}],
  ['something else', { n: 'seven' }],
  ['more than the catalogue has', { n: 7, phone: '13800138000' }],
])('an event that says %s is refused where it is announced', (_, data) => {
  expect(() => outbox.announce(happened(data))).toThrow('it.happened');
});

test('an event that is not in the catalogue is refused', () => {
  const event: unknown = { type: 'constructor', data: {} };
  expect(() => outbox.announce(event as DomainEvent)).toThrow('not in the catalogue');
});
