import { hourMs } from '@jindian/shared/time';
import type { Checkpoints } from '../platform/checkpoints.ts';
import type { Clock } from '../platform/clock.ts';
import type { DueItem, DueItems } from '../platform/due-items.ts';
import type { Logger } from '../platform/logger.ts';
import type { Consumer } from '../platform/queues/consumer.ts';
import { dueMessage, type Handlers, type Queues } from '../platform/queues/messages.ts';
import type { Relay, StreamRecord } from '../platform/queues/relay.ts';

type WorkDeps = {
  relay: Relay;
  consumer: Consumer;
  queues: Queues;
  handlers: Handlers;
  dueItems: DueItems;
  checkpoints: Checkpoints;
  clock: Clock;
  logger: Logger;
  /** Brings changed stock levels among stream records into the figures of the regions. */
  followLevels?: (records: readonly StreamRecord[]) => Promise<void>;
  /** What follows behind events and due items for the books, some of it only now and then. */
  keepUp?: () => Promise<void>;
};

const duePage = 100;

/** What happens behind the requests: the stream and the clock bring it into the queues, consumers do it. */
export function createWork(deps: WorkDeps) {
  const { relay, dueItems, checkpoints, clock, logger } = deps;

  /**
   * Sends what follows from changes into the queues. All or, from the first record on, again: the stream keeps them as
   * long, and what is sent twice is handled twice. Null when all went well.
   */
  async function handleStream(records: readonly StreamRecord[]): Promise<string | null> {
    try {
      await deps.queues.send(records.flatMap(relay.messagesOf), () => {});
      return null;
    } catch (error) {
      logger.error({ records: records.length, err: error }, 'relay failed');
      return records[0]?.dynamodb?.SequenceNumber ?? '';
    }
  }

  /**
   * The second reader of the stream: changed stock levels, apart from the events so that neither waits for the other.
   * All or, from the first record on, again: what is told twice changes nothing.
   */
  async function handleLevels(records: readonly StreamRecord[]): Promise<string | null> {
    try {
      await deps.followLevels?.(records);
      return null;
    } catch (error) {
      logger.error({ records: records.length, err: error }, 'levels were not followed');
      return records[0]?.dynamodb?.SequenceNumber ?? '';
    }
  }

  /** Due and sent, and not yet safe with whoever does it: a run after a crash must find it again. */
  const onTheWay = new Map<string, DueItem>();

  async function sendDue(found: readonly DueItem[]): Promise<void> {
    const dueOf = new Map(found.map((due) => [dueMessage(deps.handlers, due, clock.nowMs()), due]));
    const ofId = new Map([...dueOf].map(([{ id }, due]) => [id, due]));
    for (const [id, due] of ofId) onTheWay.set(id, due);
    await deps.queues.send([...dueOf.keys()], async (taken) => {
      await dueItems.done(taken.flatMap(({ id }) => ofId.get(id) ?? []));
      for (const { id } of taken) onTheWay.delete(id);
    });
  }

  /** Sends everything that is due by now into the queues, since the last run and after any silence. Gives how much. */
  async function runDue(): Promise<number> {
    const nowMs = clock.nowMs();
    const sinceMs = (await checkpoints.read('due')) ?? nowMs;
    let count = 0;
    // An hour back: what was due just before midnight may have been committed just after the last look.
    for (const day of dueItems.daysBetween(sinceMs - hourMs, nowMs)) {
      const counts = await Promise.all(
        dueItems.shards.map(async (shard) => {
          let sent = 0;
          let last: DueItem | undefined;
          do {
            const found: DueItem[] = await dueItems.dueOf(day, shard, nowMs, duePage, last);
            await sendDue(found);
            sent += found.length;
            last = found.length < duePage ? undefined : found.at(-1);
          } while (last);
          return sent;
        }),
      );
      count += counts.reduce((sum, n) => sum + n, 0);
    }
    const openFromMs = Math.min(nowMs, ...[...onTheWay.values()].map(({ dueAtMs }) => dueAtMs));
    await checkpoints.write('due', openFromMs);
    await deps.keepUp?.();
    return count;
  }

  /** Behind events: whoever gave them waits for none of it, and the timers try again what fails. */
  async function keepUp(): Promise<void> {
    try {
      await deps.keepUp?.();
    } catch (error) {
      logger.error({ err: error }, 'the books are behind');
    }
  }

  return {
    handleStream,
    handleLevels,
    runDue,
    keepUp,
    relay: relay.relay,
    messagesOf: relay.messagesOf,
    deliver: deps.consumer.deliver,
  };
}
export type Work = ReturnType<typeof createWork>;
