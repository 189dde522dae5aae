import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCheckpoints } from '../platform/checkpoints.ts';
import { createDueItems, type DueHandler } from '../platform/due-items.ts';
import { createIds } from '../platform/ids.ts';
import { createLogger } from '../platform/logger.ts';
import { createOutbox, type EventHandler } from '../platform/outbox.ts';
import { type JindianTable, tableDefinition } from '../platform/table.ts';
import { embeddedTable } from '../platform/testing/table.ts';
import { transact } from '../platform/transact.ts';
import { createWork } from './work.ts';

const tableName = 'jindian-work';
/** Half a minute before midnight UTC. */
const startMs = Date.UTC(2026, 4, 20, 23, 59, 30);

let engine: Engine;
let table: JindianTable;
const clock = { ms: startMs, nowMs: () => clock.ms };

beforeEach(async () => {
  clock.ms = startMs;
  engine = await createEngine({ now: clock.nowMs });
  await engine.call('CreateTable', tableDefinition(tableName));
  table = embeddedTable(engine, tableName);
});
afterEach(() => engine.close());

function open(handlers: { events?: EventHandler[]; due?: DueHandler[] }) {
  const outbox = createOutbox({ table, clock, ids: createIds(clock) });
  const dueItems = createDueItems({ table });
  const work = createWork({
    outbox,
    dueItems,
    checkpoints: createCheckpoints({ table }),
    clock,
    logger: createLogger('silent'),
    eventHandlers: handlers.events ?? [],
    dueHandlers: handlers.due ?? [],
  });
  return { outbox, dueItems, work };
}

test('what is due is done once, not before its time, and after a silence of weeks', async () => {
  const done: string[] = [];
  const { dueItems, work } = open({
    due: [{ kind: 'bell', handle: async ({ ref }) => void done.push(ref) }],
  });
  await work.runDue();
  await transact(table, [
    dueItems.plan('bell', 'soon', startMs + minuteMs),
    dueItems.plan('bell', 'in days', startMs + 9 * dayMs),
    dueItems.plan('bell', 'in a year', startMs + 365 * dayMs),
  ]);
  expect(await work.runDue()).toBe(0);
  clock.ms += 21 * dayMs;
  await work.runDue();
  await work.runDue();
  expect(done).toEqual(['soon', 'in days']);
});

test('what was due just before midnight and committed just after it is not passed over', async () => {
  const done: string[] = [];
  const { dueItems, work } = open({
    due: [{ kind: 'bell', handle: async ({ ref }) => void done.push(ref) }],
  });
  clock.ms = startMs + minuteMs;
  await work.runDue();
  await transact(table, [dueItems.plan('bell', 'late commit', startMs)]);
  clock.ms += minuteMs;
  await work.runDue();
  expect(done).toEqual(['late commit']);
});

test('what fails comes again a minute later, and keeps nothing else from being done', async () => {
  const done: string[] = [];
  let broken = true;
  const handle: DueHandler['handle'] = async ({ ref }) => {
    if (ref === 'stubborn' && broken) throw new Error('not now');
    done.push(ref);
  };
  const { dueItems, work } = open({ due: [{ kind: 'bell', handle }] });
  await transact(table, [
    dueItems.plan('bell', 'stubborn', startMs),
    dueItems.plan('bell', 'easy', startMs),
    dueItems.plan('nobody', 'x', startMs),
  ]);
  await work.runDue();
  expect(done).toEqual(['easy']);
  broken = false;
  await work.runDue();
  expect(done).toEqual(['easy']);
  clock.ms += minuteMs;
  await work.runDue();
  expect(done).toEqual(['easy', 'stubborn']);
});

test('the sweep finds every batch that the stream lost, however many, and tries failures again', async () => {
  const heard = new Set<string>();
  let broken = true;
  const { outbox, work } = open({
    events: [
      {
        name: 'listener',
        types: ['it.happened'],
        async handle({ data }) {
          if (data.n === 7 && broken) throw new Error('not now');
          heard.add(String(data.n));
        },
      },
    ],
  });
  const count = 16 * 130;
  for (let from = 0; from < count; from += 80) {
    const writes = Array.from({ length: 80 }, (_, i) =>
      outbox.announce({ type: 'it.happened', data: { n: from + i } }),
    );
    expect((await transact(table, writes)).kind).toBe('done');
  }
  expect(await work.sweepOutbox()).toBe(0);
  clock.ms += 3 * hourMs;
  await work.sweepOutbox();
  expect(heard.size).toBe(count - 1);
  broken = false;
  clock.ms += hourMs;
  await work.sweepOutbox();
  expect(heard.size).toBe(count);
  expect(await work.sweepOutbox()).toBe(0);
});

test('a failed batch stops the stream at its record, and is delivered again from there', async () => {
  const heard: number[] = [];
  let broken = true;
  const { outbox, work } = open({
    events: [
      {
        name: 'listener',
        types: ['it.happened'],
        async handle({ data }) {
          if (data.n === 2 && broken) throw new Error('not now');
          heard.push(Number(data.n));
        },
      },
    ],
  });
  for (const n of [1, 2, 3]) await transact(table, [outbox.announce({ type: 'it.happened', data: { n } })]);
  const records = await engine.streams.read(tableName, null, 100);
  const failedFrom = await work.handleStream(records);
  expect(failedFrom).toBe(
    records.filter(({ eventName }) => eventName === 'INSERT')[1]?.dynamodb.SequenceNumber,
  );
  expect(heard).toEqual([1]);
  broken = false;
  const again = records.filter(({ dynamodb }) => dynamodb.SequenceNumber >= String(failedFrom));
  expect(await work.handleStream(again)).toBeNull();
  expect(heard).toEqual([1, 2, 3]);
});
