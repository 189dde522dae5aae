import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How many events led to this one. AWS in China does not stop functions that call one another for ever, so events
 * carry the count, and a chain that is longer than any that we know is refused.
 */
export const maxHops = 16;

const storage = new AsyncLocalStorage<number>();

export function withHops<T>(hops: number, run: () => Promise<T>): Promise<T> {
  return storage.run(hops, run);
}

/** The hops of an event that is announced here: one more than of what is being handled. Throws at the limit. */
export function nextHops(): number {
  const hops = (storage.getStore() ?? -1) + 1;
  if (hops > maxHops) throw new Error(`events go round in a circle: ${hops} hops`);
  return hops;
}
