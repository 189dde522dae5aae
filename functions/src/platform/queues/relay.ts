import type { Clock } from '../clock.ts';
import { batchOf, type StreamRecord } from '../event-batch.ts';
import { eventMessages, type Handlers, type Knows, type QueueMessage, type Queues } from './messages.ts';

export type { StreamRecord };

/** From the stream into the queues: it handles nothing itself, so nothing that fails holds the stream up. */
export function createRelay(deps: { handlers: Handlers; knows: Knows; queues: Queues; clock: Clock }) {
  const { handlers, knows, queues, clock } = deps;

  /** What is to be done because of a change. */
  function messagesOf(record: StreamRecord): QueueMessage[] {
    const batch = batchOf(record);
    if (!batch) return [];
    const { id, events, ...told } = batch;
    return events.flatMap((event, index) =>
      eventMessages(handlers, knows, { id: `${id}-${index}`, ...told, ...event }, clock.nowMs()),
    );
  }

  /** Sends what follows from a change; `taken` is called once all of it is safe, at once when it is nothing. */
  async function relay(record: StreamRecord, taken: () => void | Promise<void>): Promise<void> {
    const messages = messagesOf(record);
    let left = messages.length;
    if (left === 0) return taken();
    await queues.send(messages, (some) => {
      left -= some.length;
      return left === 0 ? taken() : undefined;
    });
  }

  return { messagesOf, relay };
}
export type Relay = ReturnType<typeof createRelay>;
