import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import type { FulfilmentState, OrderState } from '@jindian/shared/contract/serving/order';

/** Where an order stands, in one word: its own state, and while it is paid, what becomes of it at its branches. */
export const stages = [
  'awaiting_payment',
  'closing',
  'with_hq',
  'delivery_failed',
  'disputed',
  'awaiting_shopper',
  'in_grab_pool',
  'offered',
  'awaiting_goods',
  'to_pack',
  'ready',
  'dispatched',
  'completed',
  'cancelled',
  'refunding',
  'refunded',
] as const;
export type Stage = (typeof stages)[number];

export function stageOf(order: { state: OrderState; fulfilmentState: FulfilmentState }): Stage {
  if (order.state !== 'paid') return order.state;
  return waiting.find((stage) => stage === order.fulfilmentState) ?? 'to_pack';
}

const waiting = [
  'with_hq',
  'delivery_failed',
  'disputed',
  'awaiting_shopper',
  'in_grab_pool',
  'offered',
  'awaiting_goods',
  'to_pack',
  'ready',
  'dispatched',
] as const satisfies readonly Stage[];

/** Paid and not yet in the shopper's hands. */
export function isWaiting(stage: Stage): boolean {
  return waiting.some((one) => one === stage);
}

/** Not seen on most days: lists of stages leave them out where there is none. */
const rare: readonly Stage[] = [
  'closing',
  'with_hq',
  'delivery_failed',
  'disputed',
  'awaiting_shopper',
  'in_grab_pool',
  'offered',
  'awaiting_goods',
];
export const isRare = (stage: Stage): boolean => rare.includes(stage);

export type DayFigures = {
  orders: number;
  unpaid: number;
  /** Paid, whatever became of it since. */
  paidOrders: number;
  paidFen: number;
  awaitingPickup: number;
  readyForPickup: number;
  toDeliver: number;
  onTheWay: number;
  refunds: number;
  refundsFen: number;
};

type Counted = Pick<HqOrderSummary, 'state' | 'fulfilmentState' | 'method' | 'totalFen' | 'refundedFen'>;

export function figuresOf(orders: readonly Counted[]): DayFigures {
  const figures: DayFigures = {
    orders: orders.length,
    unpaid: 0,
    paidOrders: 0,
    paidFen: 0,
    awaitingPickup: 0,
    readyForPickup: 0,
    toDeliver: 0,
    onTheWay: 0,
    refunds: 0,
    refundsFen: 0,
  };
  for (const order of orders) {
    const stage = stageOf(order);
    if (stage === 'awaiting_payment' || stage === 'closing') figures.unpaid += 1;
    const refunded = stage === 'refunding' || stage === 'refunded';
    if (refunded || stage === 'completed' || isWaiting(stage)) {
      figures.paidOrders += 1;
      figures.paidFen += order.totalFen;
    }
    // What is on its way back counts whole where the order is called off, else as it arrives.
    const backFen = refunded ? order.totalFen : order.refundedFen;
    if (backFen > 0) {
      figures.refunds += 1;
      figures.refundsFen += backFen;
    }
    if (!isWaiting(stage)) continue;
    if (order.method === 'pickup') {
      figures.awaitingPickup += 1;
      if (stage === 'ready') figures.readyForPickup += 1;
    } else {
      figures.toDeliver += 1;
      if (stage === 'dispatched') figures.onTheWay += 1;
    }
  }
  return figures;
}
