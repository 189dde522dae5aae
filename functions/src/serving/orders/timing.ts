import { dayMs, minuteMs } from '@jindian/shared/time';
import { commissionSettleKind } from '../../selling/commission/event-schemas.ts';

/** How long stock waits for a payment. */
export const payWithinMs = 15 * minuteMs;
/** How long a packed pickup waits at the counter before it is called off and refunded. */
export const pickUpWithinMs = 3 * dayMs;
/** How long after nobody can pay any more WeChat Pay is asked once more about an order that was called off. */
export const lateCheckMs = 10 * minuteMs;
/** When a refund that was accepted but not confirmed is asked about. */
export const refundCheckMs = 10 * minuteMs;

/** How long a shopper may think about a pickup that the branch refused, before the money goes back by itself. */
export const askShopperWithinMs = dayMs;

/** Kinds of due items that orders plans. */
export const dueKinds = {
  unpaid: 'order.unpaid',
  notPickedUp: 'order.not_picked_up',
  /** Of one attempt of a fulfilment, which is the reference: the data names order and attempt. */
  offerEnds: 'fulfilment.offer_ends',
  askAgain: 'fulfilment.ask_again',
  shopperAsked: 'order.shopper_asked',
  refundCheck: 'order.refund_check',
  lateCheck: 'order.late_check',
  /** Handled by the commission module. */
  settle: commissionSettleKind,
} as const;
