import { hourMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIds } from './ids.ts';
import { createOutbox, type DomainEvent, dispatch, type EventBatch, type Outbox } from './outbox.ts';
import { openTable, startMs, type TestTable } from './testing/table.ts';
import { transact } from './transact.ts';

let bench: TestTable;
let outbox: Outbox;

beforeEach(async () => {
  bench = await openTable();
  outbox = createOutbox({ table: bench.table, clock: bench.clock, ids: createIds(bench.clock) });
});
afterEach(() => bench.close());

const paid: DomainEvent = { type: 'order.paid', data: { orderId: 'O1' } };
const packed: DomainEvent = { type: 'fulfilment.ready', data: { orderId: 'O1' } };

async function announce(...events: DomainEvent[]): Promise<void> {
  expect(await transact(bench.table, [outbox.announce(...events)])).toEqual({ kind: 'done' });
}

function batch(...events: DomainEvent[]): EventBatch {
  return { id: '01', bucket: '1#1', atMs: startMs, events };
}

describe('what is left over', () => {
  test('is what was announced in that hour and not settled', async () => {
    await announce(paid);
    await announce(packed, paid);
    bench.clock.advance(hourMs);
    await announce(packed);
    const left = await outbox.leftOver(startMs, bench.clock.ms);
    expect(left.map(({ events }) => events.length).sort()).toEqual([1, 2]);
    for (const one of left) await outbox.settle(one);
    expect(await outbox.leftOver(startMs, bench.clock.ms)).toEqual([]);
    expect(await outbox.leftOver(bench.clock.ms, bench.clock.ms + 1)).toHaveLength(1);
  });

  test('is not what was announced just now: it is on its way through the stream', async () => {
    await announce(paid);
    expect(await outbox.leftOver(startMs, startMs)).toEqual([]);
    expect(await outbox.leftOver(startMs, startMs + 1)).toHaveLength(1);
  });

  test('settled twice is settled', async () => {
    await announce(paid);
    const [one] = await outbox.leftOver(startMs, startMs + 1);
    await outbox.settle(one as EventBatch);
    await outbox.settle(one as EventBatch);
    expect(await outbox.leftOver(startMs, startMs + 1)).toEqual([]);
  });

  test('is spread over shards, so that no partition takes every order', async () => {
    for (let i = 0; i < 60; i += 1) await announce(paid);
    const left = await outbox.leftOver(startMs, startMs + 1);
    expect(left).toHaveLength(60);
    expect(new Set(left.map(({ bucket }) => bucket)).size).toBeGreaterThan(8);
  });
});

describe('a batch is handed to', () => {
  test('each handler that wants its events, in the order of the events', async () => {
    const heard: string[] = [];
    const handler = (name: string, types: string[]) => ({
      name,
      types,
      handle: async (event: DomainEvent) => void heard.push(`${name} ${event.type}`),
    });
    await dispatch(batch(paid, packed), [
      handler('books', ['order.paid']),
      handler('messages', ['fulfilment.ready', 'order.paid']),
      handler('nobody', ['order.refunded']),
    ]);
    expect(heard).toEqual(['books order.paid', 'messages order.paid', 'messages fulfilment.ready']);
  });

  test('the others too when one fails, and the first failure is told at the end', async () => {
    const heard: string[] = [];
    const failing = {
      name: 'books',
      types: ['order.paid', 'fulfilment.ready'],
      handle: async ({ type }: DomainEvent) => {
        throw new Error(`cannot do ${type}`);
      },
    };
    const well = {
      name: 'messages',
      types: ['order.paid', 'fulfilment.ready'],
      handle: async ({ type }: DomainEvent) => void heard.push(type),
    };
    const outcome = dispatch(batch(paid, packed), [failing, well]);
    await expect(outcome).rejects.toThrow('books failed on order.paid');
    expect(heard).toEqual(['order.paid', 'fulfilment.ready']);
  });
});
