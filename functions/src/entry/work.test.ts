import type { EventCatalogue } from '@jindian/shared/events/define';
import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openProcess } from '../local/testing/process.ts';
import type { DueHandler } from '../platform/due-items.ts';
import type { EventHandler } from '../platform/outbox.ts';
import { NotYet } from '../platform/queues/lanes.ts';
import { testCatalogue } from '../platform/testing/events.ts';
import { openTable, type TestTable } from '../platform/testing/table.ts';

let bench: TestTable;
beforeEach(async () => {
  bench = await openTable();
  // Half a minute before midnight UTC.
  bench.clock.ms = Date.UTC(2026, 4, 20, 23, 59, 30);
});
afterEach(() => bench.close());

const bell = (handle: DueHandler['handle']): DueHandler => ({ kind: 'bell', queue: 'orders', handle });
const listener = (
  name: string,
  queue: EventHandler['queue'],
  handle: EventHandler['handle'],
): EventHandler => ({ name, queue, types: ['it.happened'], handle });

const open = (events: EventHandler[], due: DueHandler[] = [], catalogue?: EventCatalogue) =>
  openProcess(bench, events, due, catalogue);

describe('what is due', () => {
  test('is done once, not before its time, and after a silence of weeks', async () => {
    const done: string[] = [];
    const { plan, settle } = open([], [bell(async ({ ref }) => void done.push(ref))]);
    const startMs = bench.clock.ms;
    await settle();
    await plan('soon', startMs + minuteMs);
    await plan('in days', startMs + 9 * dayMs);
    await plan('in a year', startMs + 365 * dayMs);
    await settle();
    expect(done).toEqual([]);
    bench.clock.ms += 21 * dayMs;
    await settle();
    await settle();
    expect(done.sort()).toEqual(['in days', 'soon']);
  });

  test('just before midnight and committed just after it is not passed over', async () => {
    const done: string[] = [];
    const { plan, settle } = open([], [bell(async ({ ref }) => void done.push(ref))]);
    const dueAtMs = bench.clock.ms;
    bench.clock.ms += minuteMs;
    await settle();
    await plan('late commit', dueAtMs);
    bench.clock.ms += minuteMs;
    await settle();
    expect(done).toEqual(['late commit']);
  });

  test('and fails comes again after a pause, and keeps nothing else from being done', async () => {
    const done: string[] = [];
    let broken = true;
    const { plan, settle } = open(
      [],
      [
        bell(async ({ ref }) => {
          if (ref === 'stubborn' && broken) throw new Error('not now');
          done.push(ref);
        }),
      ],
    );
    await plan('stubborn', bench.clock.ms);
    await plan('easy', bench.clock.ms);
    await plan('x', bench.clock.ms, 'nobody');
    await settle();
    expect(done).toEqual(['easy']);
    broken = false;
    await settle();
    expect(done).toEqual(['easy']);
    bench.clock.ms += minuteMs;
    await settle();
    expect(done).toEqual(['easy', 'stubborn']);
  });

  test('and was being done when the process died is done by the next one, days later as well', async () => {
    const dying = open([], [bell(() => new Promise(() => {}))]);
    await dying.processes.settle();
    await dying.plan('broken off', bench.clock.ms - 2 * hourMs);
    const never = dying.processes.settle();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(never).toBeInstanceOf(Promise);
    bench.clock.ms += 3 * dayMs;
    const done: string[] = [];
    const next = open([], [bell(async ({ ref }) => void done.push(ref))]);
    await next.settle();
    expect(done).toEqual(['broken off']);
  });
});

/** The queues in which something waits in the table. */
async function queuesThatWait(): Promise<unknown[]> {
  const { Items } = await bench.engine.call('Query', {
    TableName: bench.name,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'QUEUED' } },
  });
  return (Items as { message: { M: { queue: { S: string } } } }[]).map(({ message }) => message.M.queue.S);
}

describe('what is due and only a newer program does', () => {
  test('is sent on to its queue by the one that gets it, and is not done in its place', async () => {
    await open([]).plan('new', bench.clock.ms);
    await open([]).settle();
    expect(await queuesThatWait()).toEqual(['unknown']);
    const done: string[] = [];
    const next = open([], [bell(async ({ ref }) => void done.push(ref))]);
    const due = { kind: 'bell', ref: 'new', dueAtMs: bench.clock.ms, nth: 0, data: {} };
    const message = { id: 'M', queue: 'unknown' as const, handler: 'bell', firstAtMs: bench.clock.ms };
    expect(await next.work.deliver({ ...message, body: { about: 'due', due } }, 1)).toEqual({ kind: 'over' });
    expect({ done, queues: (await queuesThatWait()).sort() }).toEqual({
      done: [],
      queues: ['orders', 'unknown'],
    });
    bench.clock.ms += minuteMs;
    await next.settle();
    expect(new Set(done)).toEqual(new Set(['new']));
    expect(await queuesThatWait()).toEqual([]);
  });

  test('lies with HQ while no program does it, and goes to its queue when HQ tries again', async () => {
    const before = open([]);
    await before.plan('new', bench.clock.ms);
    for (let i = 0; i < 12; i += 1) {
      await before.settle();
      bench.clock.ms += 20 * minuteMs;
    }
    const [letter] = await before.letters();
    expect(letter).toMatchObject({
      queue: 'unknown',
      about: { due: 'bell' },
      error: 'Error: nobody does bell',
    });
    const done: string[] = [];
    const next = open([], [bell(async ({ ref }) => void done.push(ref))]);
    await next.deadLetters.retry(letter?.id ?? '');
    expect(await queuesThatWait()).toEqual(['orders']);
    await next.settle();
    expect({ done, letters: await next.letters() }).toEqual({ done: ['new'], letters: [] });
  });
});

describe('what happened', () => {
  test('is told to each of its consumers, however slow or broken another is', async () => {
    const heard: string[] = [];
    let release: () => void = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const process = open([
      listener('slow', 'heavy', () => slow),
      listener('broken', 'messages', async () => {
        throw new Error('not now');
      }),
      listener('well', 'books', async ({ data }) => void heard.push(String(data.n))),
    ]);
    await process.processes.start();
    for (let n = 0; n < 200; n += 1) await process.happen(n);
    await expect.poll(() => heard.length).toBe(200);
    release();
    await process.processes.stop();
  });

  test('comes again after growing pauses, and lies with a person after hours', async () => {
    const triesAtMs: number[] = [];
    const startMs = bench.clock.ms;
    const process = open([
      listener('broken', 'books', async () => {
        triesAtMs.push(bench.clock.ms - startMs);
        throw new Error('never');
      }),
    ]);
    await process.happen(1);
    for (let i = 0; i < 4 * 60; i += 1) {
      await process.settle();
      bench.clock.ms += minuteMs;
    }
    const pauses = triesAtMs.slice(1).map((atMs, i) => atMs - (triesAtMs[i] as number));
    // In minutes, since only once a minute is looked: 1, 1, 1, 3, 7, 15, 15, … and a tenth more or less.
    expect(pauses[4]).toBeGreaterThan(2 * (pauses[2] as number));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(18 * minuteMs);
    expect(triesAtMs.length).toBeGreaterThan(8);
    expect(triesAtMs.at(-1)).toBeLessThan(3 * hourMs);
    expect(await process.letters()).toMatchObject([
      { queue: 'books', handler: 'broken', about: { event: 'it.happened' }, error: 'Error: never' },
    ]);
  });

  test('waits for days where a consumer says that it can only be done later', async () => {
    let tries = 0;
    const process = open([
      listener('patient', 'shipping', async () => {
        tries += 1;
        if (tries < 9) throw new NotYet('WeChat does not know the order yet', 6 * hourMs);
      }),
    ]);
    await process.happen(1);
    for (let i = 0; i < 60; i += 1) {
      await process.settle();
      bench.clock.ms += hourMs;
    }
    expect(tries).toBe(9);
    expect(await process.letters()).toEqual([]);
  });

  test('and a process died with is told by the next one: nothing that was relayed is lost', async () => {
    const stuck = open([listener('stuck', 'books', () => new Promise(() => {}))]);
    await stuck.processes.start();
    for (let n = 0; n < 30; n += 1) await stuck.happen(n);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const heard = new Set<number>();
    const next = open([listener('stuck', 'books', async ({ data }) => void heard.add(Number(data.n)))]);
    await next.settle();
    expect(heard.size).toBe(30);
  });

  test('and failed before a restart goes on after it', async () => {
    const first = open([
      listener('again', 'books', async () => {
        throw new Error('not now');
      }),
    ]);
    await first.happen(1);
    await first.settle();
    const heard: unknown[] = [];
    const next = open([listener('again', 'books', async ({ data }) => void heard.push(data.n))]);
    await next.settle();
    expect(heard).toEqual([]);
    bench.clock.ms += minuteMs;
    await next.settle();
    expect(heard).toEqual([1]);
  });

  const olderPrograms: [string, EventCatalogue][] = [
    ['type', {}],
    ['version', { 'it.happened': { ...testCatalogue['it.happened'], version: 1, earlier: {} } }],
  ];
  const newer = (heard: unknown[]) => listener('newer', 'books', async ({ data }) => void heard.push(data.n));

  test.each(olderPrograms)(
    'of a %s that this program does not know waits for the one that does',
    async (_, older) => {
      const heard: unknown[] = [];
      const before = open([newer(heard)], [], older);
      await before.happen(1);
      await before.settle();
      expect(heard).toEqual([]);
      const next = open([newer(heard)]);
      bench.clock.ms += minuteMs;
      await next.settle();
      expect(heard).toEqual([1]);
    },
  );

  test.each(olderPrograms)(
    'of a %s that no program comes to know lies with HQ, and is done once one does',
    async (_, older) => {
      const heard: unknown[] = [];
      const before = open([newer(heard)], [], older);
      await before.happen(1);
      for (let i = 0; i < 12; i += 1) {
        await before.settle();
        bench.clock.ms += 20 * minuteMs;
      }
      const letters = await before.letters();
      expect(letters).toMatchObject([{ queue: 'unknown', about: { event: 'it.happened' } }]);
      const next = open([newer(heard)]);
      await next.deadLetters.retry(letters[0]?.id ?? '');
      await next.settle();
      expect({ heard, letters: await next.letters() }).toEqual({ heard: [1], letters: [] });
    },
  );

  test('that was announced by the program before is read as the present version', async () => {
    const heard: unknown[] = [];
    const process = open([newer(heard)]);
    const { deliver } = process.work;
    const event = { id: 'E1', type: 'it.happened', version: 1, atMs: 0, hops: 0, data: { number: 7 } };
    const message = { id: 'M1', queue: 'books' as const, handler: 'newer', firstAtMs: 0 };
    const old = await deliver({ ...message, body: { about: 'event', event } }, 1);
    // Sent before this program was there, by a newer one that was taken back.
    const newest = { ...event, version: 9 };
    const unread = await deliver({ ...message, body: { about: 'event', event: newest } }, 1);
    expect({ heard, old: old.kind, unread: unread.kind }).toEqual({
      heard: [7],
      old: 'over',
      unread: 'again',
    });
  });
});

describe('a dead letter', () => {
  async function givenUp() {
    let broken = true;
    const heard: unknown[] = [];
    const process = open([
      listener('mended', 'books', async ({ data }) => {
        if (broken) throw new Error('not now');
        heard.push(data.n);
      }),
    ]);
    await process.happen(7);
    for (let i = 0; i < 12; i += 1) {
      await process.settle();
      bench.clock.ms += 20 * minuteMs;
    }
    const [letter] = await process.letters();
    if (!letter) throw new Error('it was not given up on');
    return {
      ...process,
      heard,
      id: letter.id,
      mend() {
        broken = false;
      },
    };
  }

  test('that is tried again goes to its consumer, and is a letter again if it fails as long', async () => {
    const process = await givenUp();
    expect(await process.deadLetters.retry(process.id)).toEqual({ ok: true, value: null });
    expect(await process.letters()).toEqual([]);
    for (let i = 0; i < 12; i += 1) {
      await process.settle();
      bench.clock.ms += 20 * minuteMs;
    }
    expect((await process.letters()).map(({ id }) => id)).toEqual([process.id]);
    process.mend();
    await process.deadLetters.retry(process.id);
    await process.settle();
    expect(process.heard).toEqual([7]);
    expect(await process.letters()).toEqual([]);
  });

  test('that is tried again goes to the queue in which its consumer is now', async () => {
    const process = await givenUp();
    const heard: unknown[] = [];
    const next = open([listener('mended', 'heavy', async ({ data }) => void heard.push(data.n))]);
    await next.deadLetters.retry(process.id);
    expect(await queuesThatWait()).toEqual(['heavy']);
    await next.settle();
    expect(heard).toEqual([7]);
  });

  test('that two try at once, or let go, is gone once', async () => {
    const process = await givenUp();
    const answers = await Promise.all([
      process.deadLetters.letGo(process.id),
      process.deadLetters.letGo(process.id),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ code: 'not_found' });
    process.mend();
    bench.clock.ms += hourMs;
    await process.settle();
    expect(process.heard).toEqual([]);
  });
});
