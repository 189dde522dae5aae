import { type EventCatalogue, readEvent } from '@jindian/shared/events/define';
import { type Cause, withCause } from '../cause.ts';
import type { Clock } from '../clock.ts';
import { type Logger, needsPerson } from '../logger.ts';
import type { DeadLetters } from './dead-letters.ts';
import { isGivenUp, longestHoldMs, OnHold, pauseMsOf } from './lanes.ts';
import { addressedAnew, type Handlers, type Knows, type QueueMessage, type Queues } from './messages.ts';

/** What became of one delivery: over (done, or left to a person), or to be tried again after a pause. */
export type Delivery = { kind: 'over' } | { kind: 'again'; pauseMs: number; onHold?: true };

type ConsumerDeps = {
  handlers: Handlers;
  knows: Knows;
  catalogue: EventCatalogue;
  queues: Queues;
  deadLetters: Pick<DeadLetters, 'keep'>;
  clock: Clock;
  logger: Logger;
  /** Sends on what is due in a busy shard. */
  runShard(shard: number): Promise<void>;
};

/** A look into a shard that fails is repeated by the timers within a minute, so its message need not wait for hours. */
const shardTries = 3;

/** Delivers messages to their handlers, wherever they were queued. */
export function createConsumer(deps: ConsumerDeps) {
  const { handlers, deadLetters, clock, logger } = deps;

  /** What became known: whoever is behind the queue `unknown` has no right to do it. */
  async function sendOn(message: QueueMessage): Promise<void> {
    const messages = addressedAnew(handlers, deps.knows, message, clock.nowMs());
    if (messages.every(({ queue }) => queue !== 'unknown')) return deps.queues.handOver(messages);
    const { body } = message;
    if (body.about === 'event')
      throw new Error(`nobody knows ${body.event.type} of version ${body.event.version}`);
    throw new Error(`nobody does ${message.handler}`);
  }

  async function handle(message: QueueMessage): Promise<void> {
    const { body } = message;
    if (message.queue === 'unknown') return sendOn(message);
    if (body.about === 'due') {
      const handler = handlers.dueHandlers.get(body.due.kind);
      if (!handler) throw new Error(`nobody does ${body.due.kind}`);
      return handler.handle(body.due);
    }
    if (body.about === 'shard') return deps.runShard(body.shard);
    const { event } = body;
    const handler = handlers.eventHandlers.get(message.handler);
    if (!handler?.types.includes(event.type))
      throw new Error(`${message.handler} does not handle ${event.type}`);
    const data = readEvent(deps.catalogue, event);
    return handler.handle({ type: event.type, data }, event);
  }

  /** `tries` counts this delivery too. Never throws. */
  function deliver(message: QueueMessage, tries: number): Promise<Delivery> {
    return withCause(causeOf(message), () => attempt(message, tries));
  }

  async function attempt(message: QueueMessage, tries: number): Promise<Delivery> {
    try {
      await handle(message);
      return { kind: 'over' };
    } catch (error) {
      const { id, queue, handler, firstAtMs } = message;
      if (message.body.about === 'shard' && tries >= shardTries) {
        // What is due is still in the index: a letter for every minute of a fault would tell HQ nothing.
        logger.error({ id, queue, handler, tries, err: error }, 'a shard is left to the next look');
        return { kind: 'over' };
      }
      if (error instanceof OnHold) {
        // Nothing failed, and whoever stopped it knows.
        logger.info({ id, queue, handler, tries, why: error.message }, 'on hold');
        const pauseMs = pauseMsOf(tries + (message.holds ?? 0), error);
        return { kind: 'again', pauseMs, onHold: true };
      }
      // Its last pause on hold is no time in which it failed.
      const ageMs = clock.nowMs() - firstAtMs - (message.holds ? longestHoldMs : 0);
      const givenUp = isGivenUp(tries, ageMs, error);
      const left = givenUp && (await keep(message, tries, error));
      const tells = left ? needsPerson : {};
      logger.error({ id, queue, handler, tries, givenUp, err: error, ...tells }, 'delivery failed');
      if (left) return { kind: 'over' };
      return { kind: 'again', pauseMs: pauseMsOf(tries, error) };
    }
  }

  async function keep(message: QueueMessage, tries: number, error: unknown): Promise<boolean> {
    try {
      await deadLetters.keep(message, tries, error);
      return true;
    } catch (failure) {
      logger.error({ id: message.id, err: failure }, 'dead letter was not kept');
      return false;
    }
  }

  return { deliver };
}
export type Consumer = ReturnType<typeof createConsumer>;

/** What is due begins anew; an event goes on with what led to it. */
function causeOf({ id, body }: QueueMessage): Cause {
  return body.about === 'event'
    ? {
        hops: body.event.hops,
        correlationId: body.event.correlationId ?? body.event.id,
        event: { type: body.event.type, data: body.event.data },
      }
    : { hops: 0, correlationId: id };
}
