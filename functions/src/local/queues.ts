import { AsyncLocalStorage } from 'node:async_hooks';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from '../platform/clock.ts';
import { Entity } from '../platform/entity.ts';
import type { Logger } from '../platform/logger.ts';
import type { Consumer } from '../platform/queues/consumer.ts';
import type { DeadLetters } from '../platform/queues/dead-letters.ts';
import { lanes, type QueueName, queueNames } from '../platform/queues/lanes.ts';
import { messageSchema, type QueueMessage, type Taken } from '../platform/queues/messages.ts';
import type { JindianTable } from '../platform/table.ts';
import { everyPage } from '../platform/whole.ts';

type Entry = {
  message: QueueMessage;
  tries: number;
  visibleAtMs: number;
  /** In the table: whoever sent it need not keep it. */
  kept: boolean;
  settled(): Promise<void>;
};

/**
 * The queues in this process, with what SQS promises and no more: delivered at least once, in no order, again after a
 * growing pause. What fails is kept in the table; what has not been tried yet is still with whoever sent it, who sends
 * it again after a restart.
 */
export function createLocalQueues(deps: {
  table: JindianTable;
  consumer(): Consumer;
  deadLetters(): Pick<DeadLetters, 'keep' | 'keepUnreadable'>;
  clock: Clock;
  logger: Logger;
  /** In tests: which of the waiting ones is taken next, from 0 to 1. */
  random?: () => number;
}) {
  const { table, clock, logger } = deps;
  const entity = new Entity({
    name: 'QueuedMessage',
    table,
    timestamps: false,
    schema: item({ id: string().key(), message: any(), tries: number(), visibleAtMs: number() }),
    computeKey: ({ id }: { id: string }) => ({ pk: 'QUEUED', sk: id }),
  });

  const waiting = new Map<QueueName, Map<string, Entry>>(queueNames.map((name) => [name, new Map()]));
  const underWay = new Map<QueueName, Map<string, { entry: Entry; done: Promise<unknown> }>>(
    queueNames.map((name) => [name, new Map()]),
  );
  let running = false;
  let loaded = false;
  /** A delivery belongs to no call, whoever woke the workers: not to an audited act above all. */
  const byItself = AsyncLocalStorage.snapshot();

  const of = <T>(map: Map<QueueName, T>, queue: QueueName): T => map.get(queue) as T;

  /** A message that waits already, or is being handled, is not taken twice. */
  async function send(messages: readonly QueueMessage[], taken: Taken): Promise<void> {
    for (const message of messages) {
      const { id, queue } = message;
      const there = of(waiting, queue).get(id) ?? of(underWay, queue).get(id)?.entry;
      if (there) {
        // From an earlier run, whose sender was not told any more: it is safe in the table.
        if (there.kept) await taken([message]);
        continue;
      }
      const settled = async () => taken([message]);
      of(waiting, queue).set(id, { message, tries: 0, visibleAtMs: 0, kept: false, settled });
    }
    if (running) wake();
  }

  /** Into the table at once. One that is being handled at this moment may just be given up on: it is sent behind that. */
  async function handOver(messages: readonly QueueMessage[]): Promise<void> {
    for (const message of messages) {
      const { id, queue } = message;
      for (let busy = of(underWay, queue).get(id); busy; busy = of(underWay, queue).get(id)) await busy.done;
      if (of(waiting, queue).has(id)) continue;
      const entry: Entry = { message, tries: 0, visibleAtMs: 0, kept: true, settled: async () => {} };
      of(waiting, queue).set(id, { ...entry, visibleAtMs: Number.POSITIVE_INFINITY });
      try {
        await put(entry);
      } catch (error) {
        of(waiting, queue).delete(id);
        throw error;
      }
      of(waiting, queue).set(id, entry);
    }
    if (running) wake();
  }

  const put = ({ message, tries, visibleAtMs }: Entry) =>
    entity.build(PutItemCommand).item({ id: message.id, message, tries, visibleAtMs }).send();

  function nextOf(queue: QueueName): Entry | null {
    const nowMs = clock.nowMs();
    const visible: Entry[] = [];
    for (const entry of of(waiting, queue).values()) {
      if (entry.visibleAtMs > nowMs) continue;
      if (!deps.random) return entry;
      visible.push(entry);
    }
    return visible[Math.floor((deps.random?.() ?? 0) * visible.length)] ?? null;
  }

  async function deliver(entry: Entry): Promise<'over' | 'again'> {
    const { message } = entry;
    entry.tries += 1;
    const delivery = await deps.consumer().deliver(message, entry.tries);
    if (delivery.kind === 'again') {
      entry.visibleAtMs = clock.nowMs() + delivery.pauseMs;
      // What fails once the stop is lifted is tried for as long as anything else.
      if (delivery.onHold) entry.message = { ...message, firstAtMs: clock.nowMs(), holds: 1 };
      await put(entry);
    } else if (entry.kept) {
      await entity.build(DeleteItemCommand).key({ id: message.id }).send();
    }
    // Done, or kept in the table now: the sender may forget it.
    if (!entry.kept) await entry.settled();
    entry.kept = delivery.kind === 'again';
    return delivery.kind;
  }

  /** Takes one visible message and delivers it; null when there is none or all workers are busy. */
  function take(queue: QueueName): Promise<'over' | 'again'> | null {
    const busy = of(underWay, queue);
    if (busy.size >= lanes[queue].concurrency) return null;
    const entry = nextOf(queue);
    if (!entry) return null;
    const { id } = entry.message;
    of(waiting, queue).delete(id);
    const done = byItself(() => deliver(entry))
      .catch((error): 'again' => {
        // The table does not answer: it stays here as it was, and with its sender.
        logger.error({ id, err: error }, 'queue is stuck');
        entry.visibleAtMs = clock.nowMs() + 1_000;
        return 'again';
      })
      .then((kind) => {
        busy.delete(id);
        if (kind === 'again') of(waiting, queue).set(id, entry);
        if (running) wake();
        return kind;
      });
    busy.set(id, { entry, done });
    return done;
  }

  function wake(): void {
    for (const queue of queueNames) while (take(queue)) {}
  }

  const inFlight = () =>
    queueNames.flatMap((queue) => [...of(underWay, queue).values()].map(({ done }) => done));

  /** What failed in an earlier run waits in the table. */
  async function load(): Promise<void> {
    if (loaded) return;
    loaded = true;
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: 'QUEUED' })
      .entities(entity)
      .options({ consistent: true, ...everyPage })
      .send();
    for (const { id, message: stored, tries, visibleAtMs } of Items ?? []) {
      const { data: message } = messageSchema.safeParse(stored);
      if (!message) {
        // Of another form than this program's: HQ sees it, and it is nowhere else.
        await deps.deadLetters().keepUnreadable(id, stored, tries);
        await entity.build(DeleteItemCommand).key({ id }).send();
        logger.error({ id }, 'a message that nobody can read');
        continue;
      }
      const settled = async () => {};
      of(waiting, message.queue).set(message.id, { message, tries, visibleAtMs, kept: true, settled });
    }
  }

  return {
    send,
    handOver,
    load,
    /** From now on workers take what comes and what becomes visible (looked at by `wake`). */
    async start(): Promise<void> {
      await load();
      running = true;
      wake();
    },
    wake,
    /**
     * Until nothing is visible and nothing under way; gives how many deliveries that took. `oneByOne`: in the order in
     * which they came, and it throws at the first that fails.
     */
    async drain({ oneByOne = false } = {}): Promise<number> {
      let count = 0;
      for (;;) {
        for (const queue of queueNames) {
          for (let done = take(queue); done; done = take(queue)) {
            count += 1;
            if (oneByOne && (await done) === 'again') throw new Error('a delivery failed');
          }
        }
        const busy = inFlight();
        if (busy.length === 0) return count;
        await Promise.race(busy);
      }
    },
    isAtRest: () => inFlight().length === 0 && queueNames.every((queue) => nextOf(queue) === null),
    /** How many wait: for a worker, or for their next try. */
    waitingCount: () => queueNames.reduce((sum, queue) => sum + of(waiting, queue).size, 0),
    /** After `stop`: what waits for its next try is headquarters' from now on, since nobody here tries it again. */
    async setAside(why: Error): Promise<void> {
      for (const queue of queueNames) {
        for (const [id, { message, tries }] of of(waiting, queue)) {
          await deps.deadLetters().keep(message, tries, why);
          await entity.build(DeleteItemCommand).key({ id }).send();
          of(waiting, queue).delete(id);
        }
      }
    },
    /** Takes nothing more; resolves when what is under way is over. */
    async stop(): Promise<void> {
      running = false;
      // Whoever was taking when this was called has begun one more.
      for (let busy = inFlight(); busy.length > 0; busy = inFlight()) await Promise.all(busy);
    },
  };
}
export type LocalQueues = ReturnType<typeof createLocalQueues>;
