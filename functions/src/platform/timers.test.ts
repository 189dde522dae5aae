import { minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProcess } from '../local/testing/process.ts';
import type { DueHandler, FoundDue } from './due-items.ts';
import { type QueueMessage, shardMessage } from './queues/messages.ts';
import { openTable, type TestTable } from './testing/table.ts';
import { createTimers } from './timers.ts';

let bench: TestTable;
beforeEach(async () => {
  bench = await openTable();
});
afterEach(() => bench.close());

const bell = (handle: DueHandler['handle']): DueHandler => ({ kind: 'bell', queue: 'orders', handle });

/** Shards of `counts` things that are due, and queues that take or refuse them. */
function openShards(
  counts: readonly number[],
  refused: (shard: number) => boolean = () => false,
  stuck: (ref: string) => boolean = () => false,
) {
  const left = counts.map((count, shard) =>
    Array.from({ length: count }, (_, i): FoundDue => {
      const key = { pk: `W#${shard}-${i}`, sk: 'W' };
      return { kind: 'bell', ref: `${shard}-${i}`, dueAtMs: 0, nth: 0, data: {}, key, mark: `${i}` };
    }),
  );
  const sent: QueueMessage[] = [];
  const looks = gauge();
  const takeOffs = gauge();
  const timers = createTimers({
    dueItems: {
      shards: counts.map((_, shard) => shard),
      async dueOf(shard, _, limit, from) {
        await looks.pass();
        if (refused(shard)) throw new Error('throttled');
        const rest = (left[shard] ?? []).filter(({ mark }) => Number(mark) > Number(from?.mark ?? -1));
        const found = rest.slice(0, limit);
        return { found, next: rest.length > limit ? { mark: found.at(-1)?.mark } : undefined };
      },
      async takeOff({ key }) {
        await takeOffs.pass();
        if (stuck(key.pk.slice('W#'.length))) throw new Error('not taken off');
        const shard = Number(key.pk.slice('W#'.length).split('-')[0]);
        left[shard] = (left[shard] ?? []).filter((due) => due.key.pk !== key.pk);
      },
    },
    queues: {
      async send(messages, taken) {
        sent.push(...messages);
        await taken(messages);
      },
      async handOver(messages) {
        sent.push(...messages);
      },
    },
    handlers: { dueHandlers: new Map([['bell', bell(async () => {})]]) },
    clock: bench.clock,
    fanOut: true,
  });
  const bells = () => sent.flatMap(({ body }) => (body.about === 'due' ? [body.due.ref] : []));
  const shards = () => sent.flatMap(({ body }) => (body.about === 'shard' ? [body.shard] : []));
  return { timers, sent, bells, shards, left, looks, takeOffs };
}

/** How many were under way at once. */
function gauge() {
  let now = 0;
  let most = 0;
  return {
    async pass() {
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
    },
    most: () => most,
  };
}

test('a look sends a page of each shard, and a shard with more is a message of its own', async () => {
  const { timers, bells, shards, left } = openShards([3, 250, 100, 0]);
  expect(await timers.run()).toBe(203);
  expect(shards()).toEqual([1]);
  await timers.runShard(1);
  expect(new Set(bells()).size).toBe(353);
  expect(bells()).toHaveLength(353);
  expect(left.flat()).toEqual([]);
});

test('a shard with more than one delivery takes goes on in another', async () => {
  const { timers, bells, shards, left } = openShards([9_000]);
  await timers.run();
  for (let done = 0; done < shards().length; done += 1) await timers.runShard(0);
  expect(shards().length).toBeGreaterThan(1);
  expect(new Set(bells()).size).toBe(9_000);
  expect(left.flat()).toEqual([]);
});

test('a shard that cannot be read keeps no other waiting, is told, and goes on as a message of its own', async () => {
  let broken = true;
  const { timers, bells, shards, left } = openShards([2, 250, 2], (shard) => broken && shard === 1);
  await expect(timers.run()).rejects.toThrow('throttled');
  expect(bells().sort()).toEqual(['0-0', '0-1', '2-0', '2-1']);
  expect(shards()).toEqual([1]);
  broken = false;
  await timers.runShard(1);
  expect(left.flat()).toEqual([]);
});

test('what cannot be taken off keeps nothing behind it waiting', async () => {
  const { timers, shards, left } = openShards([250], undefined, (ref) => ref === '0-7');
  await expect(timers.run()).rejects.toThrow('not taken off');
  expect(shards()).toEqual([0]);
  await expect(timers.runShard(0)).rejects.toThrow('not taken off');
  expect(left.flat().map(({ ref }) => ref)).toEqual(['0-7']);
});

test('a full index is looked into by a few shards and taken off by a few items at once', async () => {
  const { timers, left, looks, takeOffs, bells } = openShards(Array.from({ length: 64 }, () => 100));
  expect(await timers.run()).toBe(6_400);
  expect({ looks: looks.most(), takeOffs: takeOffs.most() }).toEqual({ looks: 8, takeOffs: 32 });
  expect(new Set(bells()).size).toBe(6_400);
  expect(left.flat()).toEqual([]);
});

test('a shard that cannot be read is left to the next look soon, and is no letter to HQ', async () => {
  const { plan, settle, work, letters, dueItems } = openProcess(bench, [], [bell(async () => {})]);
  await settle();
  await plan('waits', bench.clock.ms);
  bench.engine.faults.set(() => 'fail-before');
  const deliveries = await Promise.all(
    [1, 2, 3].map((tries) => work.deliver(shardMessage(0, bench.clock.ms), tries)),
  );
  bench.engine.faults.set();
  expect(deliveries.map(({ kind }) => kind)).toEqual(['again', 'again', 'over']);
  expect(await letters()).toEqual([]);
  const pages = await Promise.all(dueItems.shards.map((shard) => dueItems.dueOf(shard, bench.clock.ms, 10)));
  expect(pages.flatMap(({ found }) => found.map(({ ref }) => ref))).toEqual(['waits']);
});

test('what is due and fails for ever lies with HQ in the end, and is not found again', async () => {
  const process = openProcess(
    bench,
    [],
    [
      bell(async () => {
        throw new Error('never');
      }),
    ],
  );
  await process.plan('poison', bench.clock.ms);
  for (let i = 0; i < 12; i += 1) {
    await process.settle();
    bench.clock.ms += 20 * minuteMs;
  }
  expect(await process.letters()).toMatchObject([{ handler: 'bell', about: { due: 'bell', ref: 'poison' } }]);
  const found = await Promise.all(
    process.dueItems.shards.map((shard) => process.dueItems.dueOf(shard, bench.clock.ms, 10)),
  );
  expect(found.flatMap((page) => page.found)).toEqual([]);
});
