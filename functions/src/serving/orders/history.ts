/** One step of a life: when, into which state, and who caused it (a role, never a name). */
export type StateChange = { atMs: number; state: string; by: string };

type Lived = { history: readonly StateChange[]; attempt?: number };

/**
 * What is announced of a change says the next number of what changes, made of it as it is before: of two events about
 * it, the lower one happened first.
 */
export function nextSequence({ history, attempt = 0 }: Lived): number {
  return history.length + attempt + 1;
}

/** What every event about a part says. */
export function partEvent(
  part: Lived & { orderId: string; fulfilmentId: string },
  { atMs }: { atMs: number },
) {
  const { orderId, fulfilmentId } = part;
  return { orderId, fulfilmentId, sequence: nextSequence(part), atMs };
}
