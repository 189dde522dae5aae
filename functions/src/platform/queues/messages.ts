import { z } from '@jindian/shared/zod';
import type { Due, DueHandler } from '../due-items.ts';
import type { EventHandler } from '../outbox.ts';
import { type QueueName, queueNames } from './lanes.ts';

const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  version: z.int().min(1),
  atMs: z.number(),
  hops: z.int().min(0),
  correlationId: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});
const dueSchema = z.object({
  kind: z.string(),
  ref: z.string(),
  dueAtMs: z.number(),
  nth: z.int().min(0),
  data: z.record(z.string(), z.unknown()),
});
/** A shard of what is due that has more than one look takes. */
const shardSchema = z.int().min(0);

/**
 * One thing to be done by one handler: about an event, or because it is due. Delivered at least once, in any order;
 * `id` is the same for every delivery.
 */
export const messageSchema = z.object({
  id: z.string().min(1),
  queue: z.enum(queueNames),
  /** The handler's name; for what is due, its kind. */
  handler: z.string(),
  /** When it was sent: what it is about may be older, where nothing ran for a while. */
  firstAtMs: z.number(),
  /** How often it was found on hold before `firstAtMs`: it is not looked at more often for having been sent anew. */
  holds: z.int().min(0).optional(),
  body: z.discriminatedUnion('about', [
    z.object({ about: z.literal('event'), event: eventSchema }),
    z.object({ about: z.literal('due'), due: dueSchema }),
    z.object({ about: z.literal('shard'), shard: shardSchema }),
  ]),
});
export type QueueMessage = z.infer<typeof messageSchema>;
export type DeliveredEvent = z.infer<typeof eventSchema>;

/** Called with messages that are safe now. */
export type Taken = (messages: readonly QueueMessage[]) => void | Promise<void>;

/**
 * Where messages are sent. `taken` is told of those that are safe, one by one or together: deployed, as soon as SQS
 * has them; in one process, once they are done or kept in the table. Until then whoever sends must be able to send
 * them again.
 */
export type Queues = {
  send(messages: readonly QueueMessage[], taken: Taken): Promise<void>;
  /** Sends what nobody could send again: it is safe when this comes back. */
  handOver(messages: readonly QueueMessage[]): Promise<void>;
};

/** Who handles what, by name. Throws for two of the same name. */
export function handlersByName(events: readonly EventHandler[], due: readonly DueHandler[]) {
  const eventHandlers = new Map<string, EventHandler>();
  const dueHandlers = new Map<string, DueHandler>();
  for (const handler of events) {
    if (eventHandlers.has(handler.name)) throw new Error(`two handlers are called ${handler.name}`);
    eventHandlers.set(handler.name, handler);
  }
  for (const handler of due) dueHandlers.set(handler.kind, handler);
  const byType = new Map<string, EventHandler[]>();
  for (const handler of events)
    for (const type of handler.types) byType.set(type, [...(byType.get(type) ?? []), handler]);
  return { eventHandlers, dueHandlers, byType };
}
export type Handlers = ReturnType<typeof handlersByName>;

export function dueMessage(handlers: Pick<Handlers, 'dueHandlers'>, due: Due, nowMs: number): QueueMessage {
  const { kind, ref, dueAtMs, nth, data } = due;
  const handler = handlers.dueHandlers.get(kind);
  const id = `${kind}#${ref}#${dueAtMs}`;
  return {
    // Sent on once it is known, it is another message: the one before is done then, and may not take this one along.
    id: handler ? id : `${id}>unknown`,
    queue: handler?.queue ?? 'unknown',
    handler: kind,
    firstAtMs: nowMs,
    body: { about: 'due', due: { kind, ref, dueAtMs, nth, data } },
  };
}

export function shardMessage(shard: number, nowMs: number): QueueMessage {
  const id = `timers#${shard}#${nowMs}`;
  return { id, queue: 'timers', handler: 'timers', firstAtMs: nowMs, body: { about: 'shard', shard } };
}

/** Whether this program can read an event at all: its type, and its version. */
export type Knows = (event: { type: string; version: number }) => boolean;

/** One message for each handler that hears of it; of one that nobody here can read, one that waits for a newer program. */
export function eventMessages(
  handlers: Pick<Handlers, 'byType'>,
  knows: Knows,
  event: DeliveredEvent,
  nowMs: number,
): QueueMessage[] {
  const to = (queue: QueueName, handler: string): QueueMessage => ({
    id: `${event.id}>${handler}`,
    queue,
    handler,
    firstAtMs: nowMs,
    body: { about: 'event', event },
  });
  if (!knows(event)) return [to('unknown', 'unknown event')];
  return (handlers.byType.get(event.type) ?? []).map(({ queue, name }) => to(queue, name));
}

/** The same message as this program would send it: to the queue in which its handler is now. */
export function addressedAnew(
  handlers: Handlers,
  knows: Knows,
  message: QueueMessage,
  nowMs: number,
): QueueMessage[] {
  const { body, queue, handler } = message;
  if (body.about === 'due') return [dueMessage(handlers, body.due, nowMs)];
  if (body.about === 'shard') return [{ ...message, queue: 'timers', firstAtMs: nowMs }];
  if (queue === 'unknown') return eventMessages(handlers, knows, body.event, nowMs);
  // Of a handler that is gone HQ is told again.
  return [{ ...message, queue: handlers.eventHandlers.get(handler)?.queue ?? queue, firstAtMs: nowMs }];
}
