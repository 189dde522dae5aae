import type {
  FulfilmentMethod,
  FulfilmentState,
  OrderState,
  OrderView,
} from '@jindian/shared/contract/order';

/** What a shopper calls the state of an order: the order's and its fulfilment's taken together. */
export type OrderPhase =
  | 'to_pay'
  | 'closing'
  | 'cancelled'
  | 'packing'
  | 'ready_pickup'
  | 'ready_delivery'
  | 'on_the_way'
  | 'completed'
  | 'refunding'
  | 'refunded';

export function orderPhase(
  state: OrderState,
  fulfilmentState: FulfilmentState,
  method: FulfilmentMethod,
): OrderPhase {
  switch (state) {
    case 'awaiting_payment':
      return 'to_pay';
    case 'paid':
      if (fulfilmentState === 'ready') return method === 'pickup' ? 'ready_pickup' : 'ready_delivery';
      if (fulfilmentState === 'dispatched') return 'on_the_way';
      if (fulfilmentState === 'fulfilled') return 'completed';
      return 'packing';
    default:
      return state;
  }
}

/** Money that came for an order after it was called off: `returning` until it is back where it came from. */
export function lateMoney(order: Pick<OrderView, 'state' | 'tenders'>): 'none' | 'returning' | 'returned' {
  if (order.state !== 'cancelled') return 'none';
  const states = order.tenders.map(({ state }) => state);
  if (states.some((state) => state === 'late' || state === 'refunding')) return 'returning';
  return states.includes('refunded') ? 'returned' : 'none';
}

/** How far along the four steps of a paid order is; null: steps say nothing here. */
export function stepsDone(phase: OrderPhase): number | null {
  if (phase === 'packing') return 1;
  if (phase === 'ready_pickup') return 3;
  if (phase === 'ready_delivery') return 2;
  if (phase === 'on_the_way') return 3;
  if (phase === 'completed') return 4;
  return null;
}

/** `m:ss` until `untilMs`; never below zero. */
export function countdown(untilMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
