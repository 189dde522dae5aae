import type { FulfilmentMethod, OrderState } from '@jindian/shared/contract/serving/order';

/**
 * One step of a life: when, into which state, and who caused it (a role, never a name). `mark`: by which command, where
 * the states go in circles; `memberId`: which of a place's people it was, for whoever leads them.
 */
export type StateChange = { atMs: number; state: string; by: string; mark?: string; memberId?: string };

/** Whether the command of that mark made a step of it already. */
export function wasMadeBy({ history }: Pick<Lived, 'history'>, mark: string | undefined): boolean {
  return mark !== undefined && history.some((step) => step.mark === mark);
}

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

/** What changes about an order: kept small, since every change pays for the whole item. */
export type OrderHead = {
  orderId: string;
  number: string;
  memberId: string;
  state: OrderState;
  method: FulfilmentMethod;
  storefrontId: string;
  /** Of the day's lists: by where its storefront lies. */
  dayShard: number;
  fulfilmentIds: string[];
  /** How many fulfilments are wanted, and how many reached their shopper; the last one completes the order. */
  partCount: number;
  fulfilledCount: number;
  totalFen: number;
  /** What has arrived back; the books of a completion count without it. */
  refundedFen: number;
  createdAtMs: number;
  payByMs: number;
  history: StateChange[];
};
