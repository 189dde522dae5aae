import { eventCatalogue } from '@jindian/shared/events/catalogue';
import type { Clock } from '../clock.ts';
import { batchOf, changedItem, type StreamRecord } from '../event-batch.ts';
import type { Follows } from '../module.ts';
import { eventMessages, type Handlers, type Knows, type QueueMessage, type Queues } from './messages.ts';

export type { StreamRecord };

/** From the stream into the queues: it handles nothing itself, so nothing that fails holds the stream up. */
export function createRelay(deps: {
  handlers: Handlers;
  knows: Knows;
  queues: Queues;
  clock: Clock;
  follows?: readonly Follows[];
}) {
  const { handlers, knows, queues, clock, follows = [] } = deps;
  const followed = new Map(follows.flatMap((one) => one.items.map((kind) => [kind, one])));

  /** Changes that are told by themselves. */
  function followedBy(record: StreamRecord): QueueMessage[] {
    const changed = followed.size > 0 ? changedItem(record) : null;
    const follow = changed && followed.get(changed.kind);
    const id = follow && changed.text(follow.id);
    if (!follow || !id) return [];
    const nowMs = clock.nowMs();
    const { type } = follow;
    const version = eventCatalogue[type].version;
    const event = {
      id: `${type}#${changed.sequence}`,
      type,
      version,
      atMs: nowMs,
      hops: 0,
      data: { [follow.id]: id },
    };
    return eventMessages(handlers, knows, event, nowMs);
  }

  /** What is to be done because of a change. */
  function messagesOf(record: StreamRecord): QueueMessage[] {
    const batch = batchOf(record);
    if (!batch) return followedBy(record);
    const { id, events, ...told } = batch;
    const announced = events.flatMap((event, index) =>
      eventMessages(handlers, knows, { id: `${id}-${index}`, ...told, ...event }, clock.nowMs()),
    );
    return [...announced, ...followedBy(record)];
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
