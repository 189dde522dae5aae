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
  /** The event that is being handled. */
  event?: CausingEvent;
};
export type CausingEvent = { type: string; data: Readonly<Record<string, unknown>> };

const storage = new AsyncLocalStorage<Cause>();

export function withCause<T>(cause: Cause, run: () => T): T {
  return storage.run(cause, run);
}

export function correlationId(): string | undefined {
  return storage.getStore()?.correlationId;
}

/** Work in steps that says how far it is: the same of the same thing, and a step behind the one that is being done. */
function isNextStep(handled: CausingEvent | undefined, { type, data }: CausingEvent): boolean {
  if (handled?.type !== type || typeof data.step !== 'number') return false;
  const names = new Set([...Object.keys(handled.data), ...Object.keys(data)]);
  names.delete('step');
  const isSame = [...names].every((name) => handled.data[name] === data[name]);
  return isSame && typeof handled.data.step === 'number' && data.step > handled.data.step;
}

/**
 * The hops of events that are announced here: one more than of what is being handled. Throws at the limit. Where all of them
 * are the next steps of the work that is being done they are no hop: work has as many steps as it has, and each is behind
 * the one before.
 */
export function nextHops(announced: readonly CausingEvent[]): number {
  const { hops = -1, event } = storage.getStore() ?? {};
  if (hops >= 0 && announced.every((one) => isNextStep(event, one))) return hops;
  const next = hops + 1;
  if (next > maxHops) throw new Error(`events go round in a circle: ${next} hops`);
  return next;
}
