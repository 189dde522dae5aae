import type { Write } from '../../platform/transact.ts';
import type { OrderContext } from './context.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';

type Given = Pick<FulfilmentRecord, 'locationId' | 'method' | 'givenAtMs'>;

/** How many deliveries a place has been given today, for policies that look at it; a pickup goes where it was asked for. */
export function createLoad(context: Pick<OrderContext, 'network' | 'sourcing'>) {
  const { network, sourcing } = context;

  async function placeOf({ locationId, method }: Given) {
    return method === 'delivery' ? network.location(locationId) : null;
  }

  async function given(
    part: Given,
    how: 'limited' | 'unlimited' = 'limited',
    deliveries = 1,
  ): Promise<Write[]> {
    const place = await placeOf(part);
    return place ? sourcing.loadWrites(place, part.givenAtMs, how, deliveries) : [];
  }

  async function takenAway(part: Given): Promise<Write[]> {
    const place = await placeOf(part);
    return place ? sourcing.unloadWrites(place, part.givenAtMs) : [];
  }

  /** From one place to another; nothing where it stays. Only a policy that chooses is held to the place's limit. */
  async function moved(from: Given, to: Given, how: 'limited' | 'unlimited' = 'unlimited'): Promise<Write[]> {
    const stays = from.locationId === to.locationId && from.method === to.method;
    return stays ? [] : [...(await takenAway(from)), ...(await given(to, how))];
  }

  return { given, takenAway, moved };
}
export type Load = ReturnType<typeof createLoad>;
