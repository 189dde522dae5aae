import type {
  FulfilmentMethod,
  FulfilmentState,
  OrderState,
  OrderView,
} from '@jindian/shared/contract/serving/order';
import type { Tone } from '@jindian/shared/design/tokens';

/** What a shopper calls the state of an order: the order's and its fulfilment's taken together. */
export type OrderPhase =
  | 'to_pay'
  | 'closing'
  | 'cancelled'
  | 'needs_answer'
  | 'confirming'
  | 'arranging'
  | 'gathering'
  | 'packing'
  | 'ready_pickup'
  | 'ready_delivery'
  | 'on_the_way'
  | 'disputed'
  | 'not_delivered'
  | 'completed'
  | 'refunding'
  | 'refunded';

/** What a shopper calls the state of one parcel of a paid order. Who is asked to serve, and how, is not theirs to know. */
export function parcelPhase(state: FulfilmentState, method: FulfilmentMethod): OrderPhase {
  switch (state) {
    case 'awaiting_shopper':
      return 'needs_answer';
    case 'offered':
      return 'confirming';
    case 'in_grab_pool':
    case 'with_hq':
      return 'arranging';
    case 'awaiting_goods':
      return 'gathering';
    case 'held':
    case 'to_pack':
      return 'packing';
    case 'ready':
      return method === 'pickup' ? 'ready_pickup' : 'ready_delivery';
    case 'dispatched':
      return 'on_the_way';
    case 'disputed':
      return 'disputed';
    case 'delivery_failed':
      return 'not_delivered';
    case 'fulfilled':
      return 'completed';
    case 'cancelled':
      return 'cancelled';
  }
}

export function orderPhase(
  state: OrderState,
  fulfilmentState: FulfilmentState,
  method: FulfilmentMethod,
): OrderPhase {
  if (state === 'awaiting_payment') return 'to_pay';
  return state === 'paid' ? parcelPhase(fulfilmentState, method) : state;
}

/** From what the shopper must look at first to what is over. */
const byNeed: readonly OrderPhase[] = [
  'needs_answer',
  'not_delivered',
  'disputed',
  'arranging',
  'confirming',
  'gathering',
  'packing',
  'ready_delivery',
  'ready_pickup',
  'on_the_way',
  'completed',
  'cancelled',
];

/** Nobody has said yes to it: whoever is asked may still say no. */
export const isTaken = (phase: OrderPhase): boolean =>
  phase !== 'to_pay' && phase !== 'arranging' && phase !== 'confirming' && phase !== 'needs_answer';

/** How it comes to its shopper now: a refused pickup may have become a delivery. */
export function methodOf(order: Pick<OrderView, 'method' | 'fulfilments'>): FulfilmentMethod {
  return order.fulfilments[0]?.method ?? order.method;
}

/** Only what a branch has taken and not handed over yet has a code to show at the counter. */
export function hasPickupCode(
  orderState: OrderState,
  fulfilmentState: FulfilmentState | undefined,
  method: FulfilmentMethod,
): boolean {
  const waits = fulfilmentState === 'to_pack' || fulfilmentState === 'ready';
  return orderState === 'paid' && method === 'pickup' && waits;
}

/** An order of several parcels is as far as the one that is farthest behind. */
export function phaseOfOrder(order: Pick<OrderView, 'state' | 'method' | 'fulfilments'>): OrderPhase {
  if (order.state !== 'paid') return orderPhase(order.state, 'held', order.method);
  // A parcel that was given up and refunded is no longer waited for.
  const wanted = order.fulfilments.filter(({ state }) => state !== 'cancelled');
  const phases = wanted.map(({ state, method }) => parcelPhase(state, method));
  return byNeed.find((phase) => phases.includes(phase)) ?? 'packing';
}

/** Money that came for an order after it was called off: `returning` until it is back where it came from. */
export function lateMoney(
  order: Pick<OrderView, 'state' | 'payments' | 'refunds'>,
): 'none' | 'returning' | 'returned' {
  if (order.state !== 'cancelled' || order.payments.every(({ state }) => state !== 'late')) return 'none';
  const late = order.refunds.filter(({ cause }) => cause === 'late_money');
  return late.length > 0 && late.every(({ state }) => state === 'succeeded') ? 'returned' : 'returning';
}

/** Money is on its way back: worth looking again. */
export function refundsUnderWay({ refunds }: Pick<OrderView, 'refunds'>): boolean {
  return refunds.some(({ state }) => state === 'requested' || state === 'asked');
}

/** How far along the four steps a paid order is: how many are done, and which one it stands at. */
export type Progress = { done: number; now: number };

/** Null: steps say nothing here. What has been reached is where the order stands, not the step after it. */
export function progressOf(phase: OrderPhase): Progress | null {
  switch (phase) {
    case 'needs_answer':
    case 'confirming':
    case 'arranging':
    case 'gathering':
      return { done: 1, now: 0 };
    case 'packing':
      return { done: 1, now: 1 };
    case 'ready_delivery':
      return { done: 2, now: 1 };
    case 'ready_pickup':
    case 'on_the_way':
    case 'disputed':
    case 'not_delivered':
      return { done: 3, now: 2 };
    case 'completed':
      return { done: 4, now: 3 };
    default:
      return null;
  }
}

/** `m:ss`, or `h:mm:ss`, until `untilMs`; never below zero. */
export function countdown(untilMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
  const two = (part: number) => String(part).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Whether it waits for somebody, is under way, or is over. */
export const phaseTones: Readonly<Record<OrderPhase, Tone>> = {
  to_pay: 'wait',
  closing: 'neutral',
  cancelled: 'neutral',
  needs_answer: 'wait',
  confirming: 'progress',
  arranging: 'progress',
  gathering: 'progress',
  packing: 'progress',
  ready_pickup: 'done',
  ready_delivery: 'progress',
  on_the_way: 'progress',
  disputed: 'wait',
  not_delivered: 'wait',
  completed: 'done',
  refunding: 'progress',
  refunded: 'neutral',
};
