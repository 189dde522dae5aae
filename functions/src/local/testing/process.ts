import { type EventCatalogue, knowsEvent } from '@jindian/shared/events/define';
import { createWork } from '../../entry/work.ts';
import { createDueItems, type DueHandler } from '../../platform/due-items.ts';
import { createIds } from '../../platform/ids.ts';
import { createLogger } from '../../platform/logger.ts';
import { createOutbox, type EventHandler } from '../../platform/outbox.ts';
import { createConsumer } from '../../platform/queues/consumer.ts';
import { createDeadLetters } from '../../platform/queues/dead-letters.ts';
import { addressedAnew, handlersByName, type Knows } from '../../platform/queues/messages.ts';
import { createRelay } from '../../platform/queues/relay.ts';
import { happened, testCatalogue } from '../../platform/testing/events.ts';
import type { TestTable } from '../../platform/testing/table.ts';
import { createTimers } from '../../platform/timers.ts';
import { transact } from '../../platform/transact.ts';
import { createProcesses } from '../processes.ts';
import { createLocalQueues } from '../queues.ts';

/** A process on the table; another one is what comes after a restart. */
export function openProcess(
  bench: TestTable,
  events: readonly EventHandler[],
  due: readonly DueHandler[] = [],
  /** Of the program that the process runs; what is announced is always of the newest. */
  catalogue: EventCatalogue = testCatalogue,
  fanOut = false,
) {
  const { table, clock, engine, name } = bench;
  const logger = createLogger('silent');
  const outbox = createOutbox({ table, clock, ids: createIds(clock), catalogue: testCatalogue });
  const dueItems = createDueItems({ table });
  const handlers = handlersByName(events, due);
  const queues = createLocalQueues({
    table,
    clock,
    logger,
    consumer: () => consumer,
    deadLetters: () => deadLetters,
  });
  const known: Knows = (event) => knowsEvent(catalogue, event);
  const deadLetters = createDeadLetters({
    table,
    clock,
    queues,
    addressed: (message) => addressedAnew(handlers, known, message, clock.nowMs()),
  });
  const consumer = createConsumer({
    handlers,
    knows: known,
    catalogue,
    queues,
    deadLetters,
    clock,
    logger,
    runShard: (shard) => timers.runShard(shard),
  });
  const timers = createTimers({ dueItems, queues, handlers, clock, fanOut });
  const work = createWork({
    relay: createRelay({ handlers, knows: known, queues, clock }),
    consumer,
    queues,
    timers,
    logger,
  });
  const processes = createProcesses({ engine, work, queues, tableName: name, clock, logger });
  return {
    dueItems,
    work,
    queues,
    deadLetters,
    processes,
    plan: (ref: string, dueAtMs: number, kind = 'bell') =>
      transact(table, [dueItems.plan(kind, ref, dueAtMs)]),
    happen: (n: number) => transact(table, [outbox.announce(happened({ n }))]),
    settle: () => processes.settle(),
    async letters() {
      return (await deadLetters.page(50)).items;
    },
  };
}
