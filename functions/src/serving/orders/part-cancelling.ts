import { nextState } from '../../platform/state-machine.ts';
import type { Write } from '../../platform/transact.ts';
import { createBooking } from './booking.ts';
import { type Cause, createChanges } from './changes.ts';
import type { OrderContext } from './context.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { createLoad } from './load.ts';
import { fulfilmentMachine } from './machines.ts';
import { noLongerWaits } from './stock-moves.ts';
import type { OrderRecord } from './store.ts';

/** Parts that are still to be served, or were. */
export function wantedParts({ fulfilments }: Pick<OrderRecord, 'fulfilments'>): FulfilmentRecord[] {
  return fulfilments.filter(({ state }) => state !== 'cancelled');
}

/** The order with that part as it will be; its head is the same one. */
export function withPart(record: OrderRecord, after: FulfilmentRecord): OrderRecord {
  const fulfilments = record.fulfilments.map((part) =>
    part.fulfilmentId === after.fulfilmentId ? after : part,
  );
  return { ...record, fulfilments };
}

export function isCancellable({ state }: Pick<FulfilmentRecord, 'state'>): boolean {
  return nextState(fulfilmentMachine, state, 'cancel') !== null;
}

/** A part that is not to be served any more gives back what it holds: its stock, its slot, its share of the day's load. */
export function createPartCancelling(context: OrderContext) {
  const { store, inventory, outbox } = context;
  const changes = createChanges(store);
  const booking = createBooking(context.slots);
  const load = createLoad(context);

  async function cancelOne(fulfilment: FulfilmentRecord, cause: Cause): Promise<Write[]> {
    const unload = await load.takenAway(fulfilment);
    const events = noLongerWaits(fulfilment, cause);
    return [
      ...(events.length > 0 ? [outbox.announce(...events)] : []),
      ...inventory.orderWrites('release', fulfilment.locationId, fulfilment.orderId, fulfilment.allocations),
      ...booking.releaseWrites(fulfilment),
      changes.fulfilment(fulfilment, 'cancel', cause, { offerUntilMs: undefined }),
      ...unload,
    ];
  }

  async function cancelAll(record: OrderRecord, cause: Cause): Promise<Write[]> {
    const writes: Write[] = [];
    for (const part of wantedParts(record)) writes.push(...(await cancelOne(part, cause)));
    return writes;
  }

  return { cancelOne, cancelAll };
}
export type PartCancelling = ReturnType<typeof createPartCancelling>;
