import type { FulfilmentView, OrderView, PlaceView } from '@jindian/shared/contract/serving/order';
import { dayMs } from '@jindian/shared/time';

/** Where goods of the order are or were: before that a place is only asked, and knows nothing to say. */
const theirs: readonly string[] = [
  'to_pack',
  'ready',
  'dispatched',
  'disputed',
  'delivery_failed',
  'fulfilled',
  'awaiting_goods',
];

/** The places that can be called about an order, each once. */
export function placesToCall(order: Pick<OrderView, 'fulfilments'>): (PlaceView & { phone: string })[] {
  const found = new Map<string, PlaceView & { phone: string }>();
  for (const { state, place } of order.fulfilments)
    if (place.phone && theirs.includes(state)) found.set(place.locationId, { ...place, phone: place.phone });
  return [...found.values()];
}

const two = (number: number) => String(number).padStart(2, '0');
const timeOf = (minute: number) => `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;

/** `09:00–21:00`; null: not known. Both the same means that it never closes. */
export function hoursOf({
  opensAtMinute: opens,
  closesAtMinute: closes,
}: Pick<PlaceView, 'opensAtMinute' | 'closesAtMinute'>): string | null {
  if (opens === undefined || closes === undefined) return null;
  return opens % 1440 === closes % 1440 ? '00:00–24:00' : `${timeOf(opens)}–${timeOf(closes)}`;
}

/** Until when packed goods wait at the counter; null where they are not there. */
export function pickUpByMs(
  { state, method, history }: Pick<FulfilmentView, 'state' | 'method' | 'history'>,
  pickUpWithinDays: number,
): number | null {
  if (state !== 'ready' || method !== 'pickup') return null;
  const packed = history.filter((step) => step.state === 'ready').at(-1);
  return packed ? packed.atMs + pickUpWithinDays * dayMs : null;
}
