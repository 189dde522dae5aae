import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How many events led to what is done now. AWS in China does not stop functions that call one another for ever, so
 * events carry the count, and a chain that is longer than any that we know is refused.
 */
export const maxHops = 16;

/** Why something is done: a request, or something due, and the events that it led to. */
export type Cause = {
  /** -1: a request, or nothing that we know of. */
  hops: number;
  /**
   * The same from a request through every event that follows from it, in every log line on the way. There are no traces
   * in AWS China.
   */
  correlationId: string;
};

const storage = new AsyncLocalStorage<Cause>();

export function withCause<T>(cause: Cause, run: () => T): T {
  return storage.run(cause, run);
}

export function correlationId(): string | undefined {
  return storage.getStore()?.correlationId;
}

/** The hops of an event that is announced here: one more than of what is being handled. Throws at the limit. */
export function nextHops(): number {
  const hops = (storage.getStore()?.hops ?? -1) + 1;
  if (hops > maxHops) throw new Error(`events go round in a circle: ${hops} hops`);
  return hops;
}
