import type { EventCatalogue } from '@jindian/shared/events/define';
import { hourMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { audited, type PendingAudit, pendingAudit } from '../platform/audit-context.ts';
import type { DueHandler } from '../platform/due-items.ts';
import type { EventHandler } from '../platform/outbox.ts';
import { NotYet } from '../platform/queues/lanes.ts';
import { openTable, type TestTable } from '../platform/testing/table.ts';
import { transact, type Write } from '../platform/transact.ts';
import { openProcess } from './testing/process.ts';

/** What the queues in this process keep when it dies at a moment that was not tried before. */

let bench: TestTable;
beforeEach(async () => {
  bench = await openTable();
});
afterEach(() => bench.close());

const listener = (handle: EventHandler['handle']): EventHandler => ({
  name: 'ear',
  queue: 'books',
  types: ['it.happened'],
  handle,
});

const open = (events: EventHandler[], due: DueHandler[] = [], catalogue?: EventCatalogue) =>
  openProcess(bench, events, due, catalogue);
const never = () => new Promise<void>(() => {});

test('a dead letter that is tried again is not lost when the process dies before it is done', async () => {
  const broken = open([
    listener(async () => {
      throw new Error('not now');
    }),
  ]);
  await broken.happen(1);
  for (let i = 0; i < 12; i += 1) {
    await broken.settle();
    bench.clock.ms += 20 * minuteMs;
  }
  const [letter] = await broken.letters();
  const dying = open([listener(never)]);
  await dying.processes.start();
  expect(await dying.deadLetters.retry(letter?.id as string)).toMatchObject({ ok: true });
  // It dies here: nothing of it is stopped in good order.
  const heard: unknown[] = [];
  const next = open([listener(async ({ data }) => void heard.push(data.n))]);
  await next.settle();
  bench.clock.ms += hourMs;
  await next.settle();
  expect({ heard, letters: await next.letters() }).toEqual({ heard: [1], letters: [] });
});

test('an event that became known is not lost when the process dies before its handler is done', async () => {
  const older = open([], [], {});
  await older.happen(1);
  await older.settle();
  bench.clock.ms += minuteMs;
  const dying = open([listener(never)]);
  await dying.processes.start();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const heard: unknown[] = [];
  const next = open([listener(async ({ data }) => void heard.push(data.n))]);
  await next.settle();
  bench.clock.ms += hourMs;
  await next.settle();
  expect(heard).toEqual([1]);
});

test('a due time that became known is not lost when the process dies before its handler is done', async () => {
  const bell = (handle: DueHandler['handle']): DueHandler => ({ kind: 'bell', queue: 'orders', handle });
  const older = open([]);
  await older.settle();
  await older.plan('x', bench.clock.ms);
  await older.settle();
  bench.clock.ms += minuteMs;
  const dying = open([], [bell(never)]);
  await dying.processes.start();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const done: string[] = [];
  const next = open([], [bell(async ({ ref }) => void done.push(ref))]);
  await next.settle();
  bench.clock.ms += hourMs;
  await next.settle();
  expect(done).toEqual(['x']);
});

test('the place in the stream goes on behind a message that waits in the table and is relayed again', async () => {
  const { engine } = bench;
  const first = open([
    listener(async () => {
      throw new Error('not now');
    }),
  ]);
  await first.settle();
  const before = await engine.streams.getPosition('relay');
  // It dies behind the write of the message and before that of the place.
  const { setPosition } = engine.streams;
  engine.streams.setPosition = async (name, place) => {
    if (name !== 'relay') await setPosition.call(engine.streams, name, place);
  };
  await first.happen(1);
  await first.settle();
  engine.streams.setPosition = setPosition;
  expect(await engine.streams.getPosition('relay')).toBe(before);

  const heard: unknown[] = [];
  const next = open([listener(async ({ data }) => void heard.push(data.n))]);
  await next.settle();
  bench.clock.ms += minuteMs;
  await next.settle();
  for (let n = 2; n < 5; n += 1) await next.happen(n);
  await next.settle();
  expect([...new Set(heard)]).toEqual([1, 2, 3, 4]);
  const place = await engine.streams.getPosition('relay');
  await next.happen(5);
  await next.settle();
  expect(String(await engine.streams.getPosition('relay')) > String(place)).toBe(true);
});

test('what can only be done later is tried for days also when the process was off at its time', async () => {
  let tries = 0;
  const process = open(
    [],
    [
      {
        kind: 'bell',
        queue: 'orders',
        handle: async () => {
          tries += 1;
          if (tries < 3) throw new NotYet('soon', minuteMs);
        },
      },
    ],
  );
  await process.settle();
  await process.plan('x', bench.clock.ms + hourMs);
  bench.clock.ms += 96 * hourMs;
  for (let i = 0; i < 5; i += 1) {
    await process.settle();
    bench.clock.ms += 2 * minuteMs;
  }
  expect({ tries, letters: await process.letters() }).toEqual({ tries: 3, letters: [] });
});

test('what fails is tried for two hours also when the process was off at its time', async () => {
  let broken = true;
  const done: string[] = [];
  const process = open(
    [],
    [
      {
        kind: 'bell',
        queue: 'orders',
        handle: async ({ ref }) => {
          if (broken) throw new Error('WeChat Pay is out of reach');
          done.push(ref);
        },
      },
    ],
  );
  await process.settle();
  await process.plan('x', bench.clock.ms + hourMs);
  bench.clock.ms += 96 * hourMs;
  for (let i = 0; i < 15; i += 1) {
    await process.settle();
    bench.clock.ms += minuteMs;
  }
  broken = false;
  bench.clock.ms += hourMs;
  await process.settle();
  expect({ done, letters: await process.letters() }).toEqual({ done: ['x'], letters: [] });
});

test('what is delivered is not part of the act that sent it: no record of it goes into its transactions', async () => {
  const broken = open([
    listener(async () => {
      throw new Error('not now');
    }),
  ]);
  await broken.happen(1);
  for (let i = 0; i < 12; i += 1) {
    await broken.settle();
    bench.clock.ms += 20 * minuteMs;
  }
  const [letter] = await broken.letters();
  const within: boolean[] = [];
  const process = open([listener(async () => void within.push(pendingAudit() !== null))]);
  await process.processes.start();
  const act: PendingAudit<Write> = { writes: () => [], details: {}, done: false };
  await audited(act, () => process.deadLetters.retry(letter?.id as string));
  await expect.poll(() => within).toEqual([false]);
  // What was tried again, or let go, is nowhere else any more.
  expect(act.details.before).toMatchObject({ handler: 'ear', event: 'it.happened', error: 'Error: not now' });
  await process.processes.stop();
});

test('one slow delivery keeps no other from being relayed, however much is written meanwhile', async () => {
  const heard: unknown[] = [];
  const process = open([
    {
      name: 'slow',
      queue: 'heavy',
      types: ['it.happened'],
      handle: ({ data }) => (data.n === 1 ? never() : Promise.resolve()),
    },
    listener(async ({ data }) => void heard.push(data.n)),
  ]);
  await process.processes.start();
  await process.happen(1);
  // Written by others: nothing follows from it.
  for (let n = 0; n < 60; n += 1)
    await transact(
      bench.table,
      Array.from({ length: 98 }, (_, i) => plain(`${n}-${i}`)),
    );
  await process.happen(2);
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual([1, 2]);
  await process.processes.stop(20);
});

const plain = (sk: string): Write => ({
  label: 'plain',
  item: { Put: { TableName: bench.name, Item: { pk: 'PLAIN', sk } } } as never,
});

test('a dead letter that two try again at once is done, once where it can be, and both are told so', async () => {
  const heard: unknown[] = [];
  let broken = true;
  const process = open([
    listener(async ({ data }) => {
      if (broken) throw new Error('not now');
      heard.push(data.n);
    }),
  ]);
  await process.happen(1);
  for (let i = 0; i < 12; i += 1) {
    await process.settle();
    bench.clock.ms += 20 * minuteMs;
  }
  const [letter] = await process.letters();
  broken = false;
  const answers = await Promise.all([1, 2, 3].map(() => process.deadLetters.retry(letter?.id as string)));
  await process.settle();
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect({ heard, letters: await process.letters() }).toEqual({ heard: [1], letters: [] });
});

test('a message that this program cannot read, or has no handler for, lies with HQ instead of being passed over', async () => {
  const first = open([
    listener(async () => {
      throw new Error('not now');
    }),
  ]);
  await first.happen(1);
  await first.settle();
  // Kept by a program whose messages had another form.
  const stored = { id: 'old', tries: 3, visibleAtMs: 0, message: { id: 'old', queue: 'gone', body: 'text' } };
  const item = { pk: 'QUEUED', sk: 'old', _et: 'QueuedMessage', ...stored };
  await transact(bench.table, [
    { label: 'old', item: { Put: { TableName: bench.name, Item: item } } as never },
  ]);
  const next = open([]);
  await next.settle();
  const [unreadable] = await next.letters();
  expect(unreadable).toMatchObject({ queue: 'unknown', handler: 'unreadable', tries: 3, about: {} });
  expect(unreadable?.error).toContain('queue');
  const id = unreadable?.id ?? '';
  expect(await next.deadLetters.retry(id)).toMatchObject({ ok: false, code: 'transition_refused' });
  expect(await next.deadLetters.letGo(id)).toMatchObject({ ok: true });
  // Its handler is gone with the program before.
  for (let i = 0; i < 12; i += 1) {
    bench.clock.ms += 20 * minuteMs;
    await next.settle();
  }
  expect(await next.letters()).toMatchObject([{ handler: 'ear', about: { event: 'it.happened' } }]);
  expect((await next.letters())[0]?.error).toContain('ear does not handle it.happened');
});

test('what waits for its next try when a business moves lies with headquarters, and nowhere else', async () => {
  const broken = open([
    listener(async () => {
      throw new Error('not now');
    }),
  ]);
  await broken.happen(1);
  await broken.settle();
  expect(await broken.letters()).toEqual([]);
  await broken.processes.stop();
  await broken.queues.setAside(new Error('moved before its next try'));
  expect(await broken.letters()).toMatchObject([{ handler: 'ear', tries: 1 }]);
  expect(broken.queues.waitingCount()).toBe(0);
  bench.clock.ms += hourMs;
  const next = open([listener(async () => {})]);
  await next.settle();
  expect(await next.letters()).toHaveLength(1);
});
