import type { Arrival } from '@jindian/shared/arrival';
import { arrivalFrom } from '../sourcing/arrival.ts';
import type { SourcedPart } from '../sourcing/service.ts';
import type { OrderContext } from './context.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';

type Wanted = Pick<FulfilmentRecord, 'method'> & { slotId?: string | undefined };

/** When a part comes from who serves it: a pickup is fetched, and a slot says it itself. */
export function createArrivals({ settings, network }: Pick<OrderContext, 'settings' | 'network'>) {
  async function of(
    { method, slotId }: Wanted,
    { place, distanceMeters }: Pick<SourcedPart, 'place' | 'distanceMeters'>,
    atMs: number,
  ): Promise<Arrival | undefined> {
    if (method !== 'delivery' || slotId !== undefined) return undefined;
    const [places, serving] = await Promise.all([settings.places.current(), settings.serving.current()]);
    return arrivalFrom(place, distanceMeters ?? 0, { places, serving }, atMs);
  }

  /** The same from now on: what was said when it was ordered held for that moment. */
  async function anew(
    fulfilment: FulfilmentRecord,
    atMs: number,
  ): Promise<Pick<FulfilmentRecord, 'expected'>> {
    const place = await network.location(fulfilment.locationId);
    return { expected: place ? await of(fulfilment, { ...fulfilment, place }, atMs) : fulfilment.expected };
  }
  return { of, anew };
}
