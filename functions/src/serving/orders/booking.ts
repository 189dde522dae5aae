import type { OrderRequest } from '@jindian/shared/contract/serving/order';
import { readSlotId, slotSpanMs } from '@jindian/shared/slots';
import type { OfferedSlot, Slots } from '../../places/slots/service.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import type { SourcedPart, SourcingRequest } from '../sourcing/service.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';

type Promised = Pick<FulfilmentRecord, 'fulfilmentId' | 'locationId' | 'method' | 'slotId'>;

/** What sourcing is told of a promised slot. */
export function slotOf(slotId: string | undefined): NonNullable<SourcingRequest['slot']> | null {
  const times = slotId === undefined ? null : readSlotId(slotId);
  return slotId !== undefined && times ? { id: slotId, ...slotSpanMs(times) } : null;
}

/** Slots as orders use them: every part of an order with a slot has a place in that slot of whoever serves it. */
export function createBooking(slots: Slots) {
  /** The slot at each place that serves a part; none where none was asked for. */
  async function offered(
    request: Pick<OrderRequest, 'slotId' | 'method' | 'address'>,
    parts: readonly SourcedPart[],
    nowMs: number,
  ): Promise<Result<OfferedSlot[]>> {
    const { slotId, method } = request;
    if (slotId === undefined) return ok([]);
    const point = method === 'delivery' ? (request.address ?? null) : null;
    const found: OfferedSlot[] = [];
    for (const { place } of parts) {
      const slot = await slots.offered({ locationId: place.id, slotId, method }, nowMs, point);
      if (!slot.ok) return slot;
      found.push(slot.value);
    }
    return ok(found);
  }

  function bookWrites(slot: OfferedSlot | undefined, ...fulfilmentIds: string[]): Write[] {
    return slot ? slots.bookWrites(slot, ...fulfilmentIds) : [];
  }

  function releaseWrites({ slotId, locationId, method, fulfilmentId }: Promised): Write[] {
    return slotId ? slots.releaseWrites({ locationId, slotId, method }, fulfilmentId) : [];
  }

  /** What was promised stays promised, wherever it is served. */
  function moveWrites({ slotId, locationId, method, fulfilmentId }: Promised, toLocationId: string): Write[] {
    return slotId
      ? slots.moveWrites(
          { locationId, slotId, method },
          { locationId: toLocationId, slotId, method },
          fulfilmentId,
        )
      : [];
  }

  return { offered, bookWrites, releaseWrites, moveWrites };
}
export type Booking = ReturnType<typeof createBooking>;
