import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { type Settings, settingsAreas } from '@jindian/shared/contract/settings/index';
import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { commissionSettleKind } from '../../selling/commission/event-schemas.ts';

/** The brand's times as orders count them. What an order was promised is frozen on it, or in what was planned for it. */
export function timingOf(settings: Settings<'serving'>) {
  return {
    /** How long stock waits for a payment. */
    payWithinMs: settings.payWithinMinutes * minuteMs,
    /** How long a packed pickup waits at the counter before it is called off and refunded. */
    pickUpWithinMs: settings.pickUpWithinDays * dayMs,
    /** How long after nobody can pay any more WeChat Pay is asked once more about an order that was called off. */
    lateCheckMs: settings.lateCheckMinutes * minuteMs,
    /** When a refund that was accepted but not confirmed is asked about. */
    refundCheckMs: settings.refundCheckMinutes * minuteMs,
    /** How long a shopper may think about a pickup that the branch refused, before the money goes back by itself. */
    askShopperWithinMs: settings.askShopperWithinHours * hourMs,
    /** When a delivery counts as received, if nobody says anything; a warehouse sends by a carrier. */
    confirmMs: settings.confirmDays * dayMs,
    confirmShippedMs: settings.confirmShippedDays * dayMs,
    /** How long before that the shopper is asked. */
    confirmNoticeMs: settings.confirmNoticeHours * hourMs,
    /** How long a branch may leave open what became of the goods of a delivery that failed. */
    failedDeliveryMs: settings.failedDeliveryHours * hourMs,
    /** How long an order may lie unpacked before it is on HQ's list too. */
    unpackedMs: settings.unpackedHours * hourMs,
    /** A new pickup code every so often. */
    pickupStepMs: settings.pickupCodeSeconds * 1000,
  };
}
export const standardTiming = timingOf(standardSettings(settingsAreas.serving));

/** Kinds of due items that orders plans. */
export const dueKinds = {
  unpaid: 'order.unpaid',
  notPickedUp: 'order.not_picked_up',
  /** Of one attempt of a fulfilment, told apart by its number. */
  offerEnds: 'fulfilment.offer_ends',
  askAgain: 'fulfilment.ask_again',
  shopperAsked: 'order.shopper_asked',
  /** Of one time that it left: the data says which. */
  noNews: 'fulfilment.no_news',
  goodsStillOut: 'fulfilment.goods_still_out',
  refundCheck: 'order.refund_check',
  lateCheck: 'order.late_check',
  /** Handled by the commission module. */
  settle: commissionSettleKind,
} as const;
