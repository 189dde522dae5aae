import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { QueryCommand, type QueryCommandInput, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { createDueItems, type DueHandler, dueShards } from '../due-items.ts';
import { createLogger } from '../logger.ts';
import { createConsumer } from '../queues/consumer.ts';
import { deliveriesOf, lanes, type QueueName, queueNames } from '../queues/lanes.ts';
import { handlersByName } from '../queues/messages.ts';
import { createSqsConsumer, createSqsQueues, type QueueUrls } from '../queues/sqs.ts';
import { createTable, type JindianTable } from '../table.ts';
import { createTimers } from '../timers.ts';
import { createVirtualTime } from './virtual-time.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * What orders wait for: how long, how many of them, how many of these come to it (all others were changed before, by
 * the payment, the answer, the hand-over), and how many calls are made then.
 */
const waits: readonly {
  kind: string;
  queue: QueueName;
  afterMs: number;
  share: number;
  comesTrue: number;
  calls: number;
}[] = [
  { kind: 'order.unpaid', queue: 'orders', afterMs: 15 * minuteMs, share: 1, comesTrue: 0.05, calls: 8 },
  {
    kind: 'fulfilment.offer_ends',
    queue: 'orders',
    afterMs: 10 * minuteMs,
    share: 0.3,
    comesTrue: 0.2,
    calls: 10,
  },
  { kind: 'order.not_picked_up', queue: 'orders', afterMs: 3 * dayMs, share: 0.7, comesTrue: 0.01, calls: 8 },
  {
    kind: 'order.late_check',
    queue: 'payments',
    afterMs: 25 * minuteMs,
    share: 0.05,
    comesTrue: 1,
    calls: 4,
  },
  {
    kind: 'order.refund_check',
    queue: 'payments',
    afterMs: 5 * minuteMs,
    share: 0.05,
    comesTrue: 0.3,
    calls: 4,
  },
  { kind: 'commission.settle', queue: 'books', afterMs: 7 * dayMs, share: 0.9, comesTrue: 1, calls: 6 },
];

/** What the queues carry of events at the same time, for each order. */
const events: readonly { queue: QueueName; anOrder: number; calls: number }[] = [
  { queue: 'books', anOrder: 2, calls: 4 },
  { queue: 'orders', anOrder: 0.3, calls: 3 },
  { queue: 'payments', anOrder: 0.05, calls: 4 },
];

export type SimulatedTimers = {
  ordersPerSecond: number;
  minutes: number;
  callMs: number;
  /** By default what is deployed. */
  shards?: number;
};

/** One place in a shard of the index: waits of one kind become due in the order in which they begin. */
type Entry = { mark: string; pk: string; gone: boolean };
type Shard = { queues: Entry[][]; heads: number[] };

/** The same sequence of numbers from 0 to 1 every time. */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * The timers at work in virtual time: the code that shards, finds, fans out, sends, takes off and delivers is the real
 * one. The table only counts and answers, SQS only keeps messages; each call of either takes `callMs`. Functions run at
 * once as often as they are allowed to when they are deployed.
 */
export async function simulateTimers({ ordersPerSecond, minutes, callMs, shards }: SimulatedTimers) {
  const startMs = Date.UTC(2026, 10, 11, 12);
  const time = createVirtualTime(startMs);
  const { clock } = time;
  const random = seeded(20_261_111);
  const shardCount = shards ?? dueShards.deployed;
  const index: Shard[] = Array.from({ length: shardCount }, () => ({
    queues: waits.map(() => []),
    heads: waits.map(() => 0),
  }));
  const counted = { queries: 0, takenOff: 0, messages: 0, calls: 0 };
  /** Changes of the index by shard: each is a write unit. */
  const indexWrites = new Float64Array(shardCount);
  const shardOfKey = (gsi4pk: string) => Number(gsi4pk.slice('DUE#'.length));
  const kindIndex = new Map(waits.map(({ kind }, at) => [kind, at]));

  /** Earliest first, past what is gone. */
  function found(shard: Shard, untilMark: string, limit: number, after: string | undefined) {
    const at = [...shard.heads];
    const all: Entry[] = [];
    while (all.length < limit) {
      let first: { of: number; entry: Entry } | null = null;
      for (const [of, queue] of shard.queues.entries()) {
        let next = queue[at[of] as number];
        while (next && (next.gone || (after !== undefined && next.mark + next.pk <= after))) {
          at[of] = (at[of] as number) + 1;
          next = queue[at[of] as number];
        }
        if (next && next.mark < untilMark && (!first || next.mark < first.entry.mark))
          first = { of, entry: next };
      }
      if (!first) return { all, more: false };
      all.push(first.entry);
      at[first.of] = (at[first.of] as number) + 1;
    }
    return { all, more: true };
  }

  const entries = new Map<string, { entry: Entry; shard: number; of: number }>();
  function remove(pk: string): void {
    const there = entries.get(pk);
    if (!there) return;
    entries.delete(pk);
    there.entry.gone = true;
    const shard = index[there.shard] as Shard;
    const queue = shard.queues[there.of] as Entry[];
    let head = shard.heads[there.of] as number;
    while (queue[head]?.gone) head += 1;
    if (head > 10_000) {
      queue.splice(0, head);
      head = 0;
    }
    shard.heads[there.of] = head;
    indexWrites[there.shard] = (indexWrites[there.shard] ?? 0) + 1;
  }

  /** A process has as many connections as the SDK opens; whoever finds none waits. */
  function processOf(send: (command: { input: unknown }) => unknown) {
    let free = 50;
    const queue: (() => void)[] = [];
    return {
      async send(command: { input: unknown }) {
        if (free === 0) await new Promise<void>((resolve) => queue.push(resolve));
        else free -= 1;
        counted.calls += 1;
        await time.sleep(callMs);
        const next = queue.shift();
        if (next) next();
        else free += 1;
        return send(command);
      },
    };
  }

  function answer(command: { input: unknown }): unknown {
    if (command instanceof QueryCommand) {
      const {
        ExpressionAttributeValues,
        Limit = 100,
        ExclusiveStartKey,
      } = command.input as QueryCommandInput;
      const [pk, until] = Object.values(ExpressionAttributeValues ?? {}) as [string, string];
      counted.queries += 1;
      const after = ExclusiveStartKey && `${ExclusiveStartKey.gsi4sk}${ExclusiveStartKey.pk}`;
      const page = found(index[shardOfKey(pk)] as Shard, until, Limit, after);
      const Items = page.all.map((entry) => ({ pk: entry.pk, sk: 'ORDER', gsi4pk: pk, gsi4sk: entry.mark }));
      return { Items, ...(page.more ? { LastEvaluatedKey: Items.at(-1) } : {}) };
    }
    const { Key } = command.input as UpdateCommandInput;
    counted.takenOff += 1;
    remove(String(Key?.pk));
    return {};
  }

  function tableOf(client: { send(command: { input: unknown }): Promise<unknown> }): JindianTable {
    const table = createTable('simulated', new DynamoDBClient({ region: 'simulated' }));
    table.documentClient = client as never;
    return table;
  }

  // Queues, and the functions behind them.
  const waiting = Object.fromEntries(
    queueNames.map((name) => [name, { bodies: [] as string[], head: 0 }]),
  ) as Record<QueueName, { bodies: string[]; head: number }>;
  const running = Object.fromEntries(queueNames.map((name) => [name, 0])) as Record<QueueName, number>;
  const urls = Object.fromEntries(queueNames.map((name) => [name, name])) as QueueUrls;
  const logger = createLogger('silent');
  const latenessMs: number[] = [];

  const done = (calls: number) => time.sleep(calls * callMs);
  const handlers = handlersByName(
    [],
    waits.map(
      ({ kind, queue, calls }): DueHandler => ({
        kind,
        queue,
        async handle({ dueAtMs }) {
          latenessMs.push(clock.nowMs() - dueAtMs);
          await done(calls);
        },
      }),
    ),
  );

  function openProcess() {
    const sqs = processOf(({ input }) => {
      const { QueueUrl, Entries = [] } = input as {
        QueueUrl: QueueName;
        Entries?: { MessageBody: string }[];
      };
      counted.messages += Entries.length;
      waiting[QueueUrl].bodies.push(...Entries.map(({ MessageBody }) => MessageBody));
      work(QueueUrl);
      return {};
    });
    const dueItems = createDueItems({ table: tableOf(processOf(answer)), shardCount });
    const queues = createSqsQueues({ client: sqs as never, urls });
    const timers = createTimers({ dueItems, queues, handlers, clock, fanOut: true });
    const deadLetters = { keep: async () => '' };
    const consumer = createConsumer({
      handlers,
      knows: () => true,
      catalogue: {},
      queues,
      deadLetters,
      clock,
      logger,
      runShard: timers.runShard,
    });
    const sqsConsumer = createSqsConsumer({
      client: sqs as never,
      urls,
      consumer,
      deadLetters,
      clock,
      logger,
    } as never);
    return { dueItems, timers, consume: sqsConsumer.consume };
  }

  const idle = new Map<QueueName, ReturnType<typeof openProcess>[]>(queueNames.map((name) => [name, []]));

  /** As many calls of a queue's function at once as are allowed, each with a batch. */
  function work(name: QueueName): void {
    const queue = waiting[name];
    while (running[name] < lanes[name].deployedConcurrency && queue.head < queue.bodies.length) {
      running[name] += 1;
      void callOf(name, queue.bodies.slice(queue.head, queue.head + deliveriesOf(name)));
      queue.head = Math.min(queue.bodies.length, queue.head + deliveriesOf(name));
      if (queue.head > 50_000) {
        queue.bodies.splice(0, queue.head);
        queue.head = 0;
      }
    }
  }

  async function callOf(name: QueueName, bodies: string[]): Promise<void> {
    const pool = idle.get(name) as ReturnType<typeof openProcess>[];
    const process = pool.pop() ?? openProcess();
    const told = bodies.filter((body) => body !== eventBody);
    const batch = told.map(
      (body, n) =>
        ({
          messageId: String(n),
          body,
          attributes: { ApproximateReceiveCount: '1' },
        }) as unknown as SQSRecord,
    );
    const eventsOf = events.find(({ queue }) => queue === name)?.calls ?? 0;
    const beside = Array.from({ length: bodies.length - told.length }, () => done(eventsOf));
    await Promise.all([process.consume(batch, () => 60_000), ...beside]);
    pool.push(process);
    running[name] -= 1;
    work(name);
  }

  // Orders: what they wait for is written as the stores write it, and only what comes true is kept.
  const orders = openProcess();
  let orderCount = 0;
  function order(kindAt: number, dueAtMs: number): void {
    const { kind, comesTrue } = waits[kindAt] as (typeof waits)[number];
    orderCount += 1;
    const id = `${orderCount}`;
    const keys = orders.dueItems.waits(id, { kind, atMs: dueAtMs }) as { gsi4pk: string; gsi4sk: string };
    const shard = shardOfKey(keys.gsi4pk);
    const isTrue = random() < comesTrue;
    indexWrites[shard] = (indexWrites[shard] ?? 0) + (isTrue ? 1 : 2);
    if (!isTrue) return;
    const entry = { mark: keys.gsi4sk, pk: `ORDER#${id}`, gone: false };
    const of = kindIndex.get(kind) as number;
    (index[shard] as Shard).queues[of]?.push(entry);
    entries.set(entry.pk, { entry, shard, of });
  }

  const eventBody = 'event';
  const stepMs = 100;
  async function placeOrders(): Promise<void> {
    const owed = { events: events.map(() => 0), waits: waits.map(() => 0) };
    for (let atMs = startMs; atMs < startMs + minutes * minuteMs; atMs += stepMs) {
      const placed = (ordersPerSecond * stepMs) / 1000;
      for (const [of, { afterMs, share }] of waits.entries()) {
        // Waits of days began days ago: what becomes due now is what was placed then, at the same rate.
        const began = afterMs > 60 * minuteMs ? 0 : afterMs;
        const all = (owed.waits[of] ?? 0) + placed * share;
        const begin = Math.floor(all);
        for (let n = 0; n < begin; n += 1) order(of, atMs + began + Math.floor((n * stepMs) / begin));
        owed.waits[of] = all - begin;
      }
      for (const [of, { queue, anOrder }] of events.entries()) {
        const all = (owed.events[of] ?? 0) + placed * anOrder;
        for (let n = 0; n < Math.floor(all); n += 1) waiting[queue].bodies.push(eventBody);
        owed.events[of] = all - Math.floor(all);
        work(queue);
      }
      await time.sleep(stepMs);
    }
  }

  /** Every minute, and never beside itself. */
  let longestRunMs = 0;
  async function runTimers(): Promise<void> {
    const { timers } = openProcess();
    for (let atMs = startMs; atMs < startMs + minutes * minuteMs; atMs += minuteMs) {
      await time.sleep(Math.max(0, atMs - clock.nowMs()));
      const beganMs = clock.nowMs();
      await timers.run();
      longestRunMs = Math.max(longestRunMs, clock.nowMs() - beganMs);
    }
  }

  void placeOrders();
  void runTimers();
  await time.passUntil(startMs + minutes * minuteMs - 1);

  const sorted = Float64Array.from(latenessMs).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  // What is due by now and nobody has begun yet.
  let oldestUndoneMs = 0;
  for (const shard of index)
    for (const queue of shard.queues)
      for (const { mark, gone } of queue)
        if (!gone) oldestUndoneMs = Math.max(oldestUndoneMs, clock.nowMs() - Number(mark.slice(0, 15)));
  const undone = queueNames.reduce((sum, name) => sum + waiting[name].bodies.length - waiting[name].head, 0);
  return {
    ordersPerSecond,
    minutes,
    callMs,
    shards: shardCount,
    waits: orderCount,
    done: sorted.length,
    latestS: Math.max(at(1), oldestUndoneMs) / 1000,
    p99S: at(0.99) / 1000,
    medianS: at(0.5) / 1000,
    longestRunS: longestRunMs / 1000,
    waitingInQueues: undone,
    busiestShardWritesPerS: Math.max(...indexWrites) / (minutes * 60),
    ...counted,
  };
}
