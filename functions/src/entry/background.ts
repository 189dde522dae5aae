import { eventCatalogue } from '@jindian/shared/events/catalogue';
import type { Clock } from '../platform/clock.ts';
import type { DueItems } from '../platform/due-items.ts';
import type { Logger } from '../platform/logger.ts';
import { createConsumer } from '../platform/queues/consumer.ts';
import type { DeadLetters } from '../platform/queues/dead-letters.ts';
import type { Handlers, Queues } from '../platform/queues/messages.ts';
import { createRelay } from '../platform/queues/relay.ts';
import { createTimers } from '../platform/timers.ts';
import { createWork } from './work.ts';

/** What runs behind the requests: relay, timers and consumers over the handlers of all modules. */
export function createBackground(
  deps: Pick<Parameters<typeof createRelay>[0], 'knows' | 'follows'> &
    Required<Pick<Parameters<typeof createWork>[0], 'followLevels' | 'keepUp'>> & {
      handlers: Handlers;
      dueItems: DueItems;
      queues: Queues;
      deadLetters: DeadLetters;
      clock: Clock;
      logger: Logger;
      /** Many functions share a busy minute; in one process there is nobody to share it with. */
      fanOut: boolean;
    },
) {
  const { handlers, knows, dueItems, queues, deadLetters, clock, logger, fanOut } = deps;
  const { followLevels, keepUp } = deps;
  const timers = createTimers({ dueItems, queues, handlers, clock, fanOut });
  const { runShard } = timers;
  const catalogue = eventCatalogue;
  const consumer = createConsumer({
    handlers,
    knows,
    catalogue,
    queues,
    deadLetters,
    clock,
    logger,
    runShard,
  });
  const relay = createRelay({ handlers, knows, queues, clock, follows: deps.follows ?? [] });
  const work = createWork({ relay, consumer, queues, timers, logger, followLevels, keepUp });
  return { consumer, work };
}
