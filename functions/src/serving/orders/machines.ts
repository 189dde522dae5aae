import type { FulfilmentState, OrderState } from '@jindian/shared/contract/serving/order';
import { defineMachine } from '../../platform/state-machine.ts';

/** Paid, and still at a place that the goods can leave for another. */
const movable = ['offered', 'in_grab_pool', 'to_pack', 'ready', 'with_hq', 'awaiting_goods'] as const;

/** Its goods have left, and whether they arrived is not known. */
export const onTheRoad = ['dispatched', 'disputed'] as const;

/**
 * The life of an order. Stock is reserved from `awaiting_payment` on; it is released only out of `closing`, when
 * WeChat Pay has confirmed that nobody can pay any more, or when a paid order is called off (`refunding`).
 */
export const orderMachine = defineMachine<
  OrderState,
  'pay' | 'close' | 'cancel' | 'complete' | 'call_off' | 'refund'
>({
  name: 'order',
  initial: 'awaiting_payment',
  final: ['cancelled', 'completed', 'refunded'],
  transitions: {
    /** Money came. Also out of `closing`: the close found the payment already made. */
    pay: { from: ['awaiting_payment', 'closing'], to: 'paid' },
    /** Time is over or the shopper does not want it: the payment is being closed. */
    close: { from: ['awaiting_payment'], to: 'closing' },
    cancel: { from: ['closing'], to: 'cancelled' },
    complete: { from: ['paid'], to: 'completed' },
    /** Paid, nothing handed over or dispatched: stock is released and what is left of the money goes back. */
    call_off: { from: ['paid'], to: 'refunding' },
    /** All of it is back. Out of `paid`: it had gone back before the last part was given up. */
    refund: { from: ['refunding', 'paid'], to: 'refunded' },
  },
});

/**
 * Who serves which lines, how. `hand_over` may come before `pack`: the shopper stands at the counter. Whoever is asked
 * may refuse, be too slow, or be passed over by HQ; the same four events then bring the goods to the next place:
 * `release_to_branch` (need not be asked), `offer`, `open_grab_pool`, `hand_to_hq`. They also go from a state to itself: from
 * one branch's offer to the next one's.
 */
export const fulfilmentMachine = defineMachine<
  FulfilmentState,
  | 'release_to_branch'
  | 'offer'
  | 'open_grab_pool'
  | 'hand_to_hq'
  | 'accept'
  | 'grab'
  | 'ask_shopper'
  | 'call_goods'
  | 'goods_arrived'
  | 'pack'
  | 'hand_over'
  | 'dispatch'
  | 'deliver'
  | 'confirm'
  | 'hear_nothing'
  | 'dispute'
  | 'fail_delivery'
  | 'try_again'
  | 'take_back'
  | 'lose_goods'
  | 'cancel'
>({
  name: 'fulfilment',
  initial: 'held',
  final: ['fulfilled', 'cancelled'],
  transitions: {
    release_to_branch: { from: ['held', ...movable, 'awaiting_shopper'], to: 'to_pack' },
    /** One branch is asked until a deadline. */
    offer: { from: ['held', ...movable, 'awaiting_shopper'], to: 'offered' },
    /** Several branches are asked; the place that holds the goods serves when nobody grabs. */
    open_grab_pool: { from: ['held', ...movable, 'awaiting_shopper'], to: 'in_grab_pool' },
    /** Nobody takes it, or too many refused: HQ decides. */
    hand_to_hq: { from: movable.filter((state) => state !== 'with_hq'), to: 'with_hq' },
    accept: { from: ['offered'], to: 'to_pack' },
    grab: { from: ['in_grab_pool'], to: 'to_pack' },
    /** A refused pickup is never moved silently. */
    ask_shopper: { from: ['to_pack', 'ready'], to: 'awaiting_shopper' },
    call_goods: { from: ['with_hq', 'to_pack'], to: 'awaiting_goods' },
    goods_arrived: { from: ['awaiting_goods'], to: 'to_pack' },
    pack: { from: ['to_pack'], to: 'ready' },
    hand_over: { from: ['to_pack', 'ready'], to: 'fulfilled' },
    dispatch: { from: ['to_pack', 'ready'], to: 'dispatched' },
    /** The courier's code, a clerk, or the carrier's "signed". */
    deliver: { from: [...onTheRoad], to: 'fulfilled' },
    /** The shopper has it, as he says, or as he told WeChat. */
    confirm: { from: [...onTheRoad], to: 'fulfilled' },
    /** Nobody said anything for so long that it has arrived; never where somebody said that it has not. */
    hear_nothing: { from: ['dispatched'], to: 'fulfilled' },
    dispute: { from: ['dispatched'], to: 'disputed' },
    fail_delivery: { from: [...onTheRoad], to: 'delivery_failed' },
    /** With the goods that are still out. */
    try_again: { from: ['delivery_failed'], to: 'dispatched' },
    /** All of its goods are on the shelf again, and held for it. */
    take_back: { from: ['delivery_failed'], to: 'to_pack' },
    /** They are not to be sold any more, or are gone: HQ finds others, or refunds it. */
    lose_goods: { from: ['delivery_failed'], to: 'with_hq' },
    cancel: { from: ['held', ...movable, 'awaiting_shopper'], to: 'cancelled' },
  },
});
