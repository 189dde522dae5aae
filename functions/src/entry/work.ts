import type { Logger } from '../platform/logger.ts';
import type { Consumer } from '../platform/queues/consumer.ts';
import type { Queues } from '../platform/queues/messages.ts';
import type { Relay, StreamRecord } from '../platform/queues/relay.ts';
import type { Timers } from '../platform/timers.ts';

type WorkDeps = {
  relay: Relay;
  consumer: Consumer;
  queues: Queues;
  timers: Timers;
  logger: Logger;
  /** Brings changed stock levels among stream records into the figures of the regions. */
  followLevels?: (records: readonly StreamRecord[]) => Promise<void>;
  /** What follows behind events and due items for the books, some of it only now and then. */
  keepUp?: () => Promise<void>;
};

/** What happens behind the requests: the stream and the clock bring it into the queues, consumers do it. */
export function createWork(deps: WorkDeps) {
  const { relay, timers, logger } = deps;

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

  /** Sends what is due, since the last run and after any silence. Gives how much. */
  async function runDue(): Promise<number> {
    const count = await timers.run();
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
