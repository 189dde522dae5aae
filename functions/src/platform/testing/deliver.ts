import type { Engine } from '@jindian/embedded-dynamodb';
import { eventCatalogue } from '@jindian/shared/events/catalogue';
import { readEvent } from '@jindian/shared/events/define';
import { withCause } from '../cause.ts';
import type { DueHandler, DueItems } from '../due-items.ts';
import { batchOf } from '../event-batch.ts';
import type { EventHandler } from '../outbox.ts';

/**
 * Brings every event that was announced since the last look to its handlers, without queues: for tests of one module.
 * The whole lot as often as asked for, since events may come again. Gives their types.
 */
export function eventsOf(
  { engine, name }: { engine: Engine; name: string },
  handlers: readonly EventHandler[],
) {
  let read: string | null = null;
  return async function deliver(times = 1): Promise<string[]> {
    const records = await engine.streams.read(name, read, 1_000);
    read = records.at(-1)?.dynamodb.SequenceNumber ?? read;
    const events = records.flatMap((record) => {
      const { id, atMs, hops, events } = batchOf(record) ?? { id: '', atMs: 0, hops: 0, events: [] };
      return events.map((event, index) => ({ ...event, id: `${id}-${index}`, atMs, hops }));
    });
    for (let time = 0; time < times; time += 1) {
      for (const event of events) {
        for (const handler of handlers)
          if (handler.types.includes(event.type))
            await withCause({ hops: event.hops, correlationId: event.id, event }, async () =>
              handler.handle({ type: event.type, data: readEvent(eventCatalogue, event) }, event),
            );
      }
    }
    return events.map(({ type }) => type).sort();
  };
}

/** What is due by now, for tests of one module; kinds that it does not handle stay. */
export async function doDue(
  dueItems: DueItems,
  handlers: readonly DueHandler[],
  nowMs: number,
): Promise<number> {
  let count = 0;
  for (const shard of dueItems.shards) {
    for (const due of (await dueItems.dueOf(shard, nowMs, 100)).found) {
      const handler = handlers.find(({ kind }) => kind === due.kind);
      if (!handler) continue;
      await handler.handle(due);
      await dueItems.takeOff(due);
      count += 1;
    }
  }
  return count;
}
