import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CourierPolicy, CourierTaskState } from '@jindian/shared/contract/serving/couriers';
import type { Settings } from '@jindian/shared/contract/settings/index';
import { readSlotId, slotSpanMs } from '@jindian/shared/slots';
import { brandDay, minuteMs } from '@jindian/shared/time';
import { defineMachine } from '../../platform/state-machine.ts';

/** The life of a task. Who may cause what is in the service; what may follow what is only here. */
export const courierTaskMachine = defineMachine<
  CourierTaskState,
  | 'grab'
  | 'give_back'
  | 'time_out'
  | 'pick_up'
  | 'deliver'
  | 'fail'
  | 'try_again'
  | 'bring_back'
  | 'cancel'
  | 'call_again'
>({
  name: 'courier task',
  initial: 'open',
  final: ['delivered', 'cancelled'],
  transitions: {
    grab: { from: ['open'], to: 'grabbed' },
    give_back: { from: ['grabbed'], to: 'open' },
    /** Not fetched in time: somebody else may. */
    time_out: { from: ['grabbed'], to: 'open' },
    pick_up: { from: ['grabbed'], to: 'picked_up' },
    deliver: { from: ['picked_up'], to: 'delivered' },
    /** It could not be delivered: the courier has the goods until the branch has them again, or tries once more. */
    fail: { from: ['picked_up'], to: 'returning' },
    try_again: { from: ['returning'], to: 'picked_up' },
    bring_back: { from: ['returning'], to: 'cancelled' },
    /** Once it was fetched it is on its way, and no longer the branch's to cancel. */
    cancel: { from: ['open', 'grabbed'], to: 'cancelled' },
    call_again: { from: ['cancelled'], to: 'open' },
  },
});

/** What a courier gets and how long they have, until a branch says otherwise. */
export function brandCourierPolicy(settings: Settings<'serving'>): CourierPolicy {
  return { feeFen: settings.courierFeeFen, pickUpWithinMinutes: settings.courierPickUpMinutes };
}

/** When a task that is grabbed now is to be fetched at the latest; what is wanted later may be fetched when that begins. */
export function pickUpByMs(
  task: { pickUpWithinMinutes: number; slotId: string | null },
  nowMs: number,
): number {
  const slot = task.slotId === null ? null : readSlotId(task.slotId);
  return Math.max(nowMs + task.pickUpWithinMinutes * minuteMs, slot ? slotSpanMs(slot).fromMs : 0);
}

/** What a code proves: this parcel, carried by this courier since then. Grabbed again, it is another code. */
export type DeliveryClaim = { orderId: string; fulfilmentId: string; courierId: string; grabbedAtMs: number };

/**
 * Six digits that the shopper sees and the courier does not. Short enough to be read out, so it is not the length that
 * keeps it from being guessed, but that each try is counted before it is looked at, and five are all.
 */
export function deliveryCodeOf(secret: string, claim: DeliveryClaim): string {
  const { orderId, fulfilmentId, courierId, grabbedAtMs } = claim;
  const digest = createHmac('sha256', secret)
    .update(`delivery\n${orderId}.${fulfilmentId}.${courierId}.${grabbedAtMs}`)
    .digest();
  return String(digest.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}

export function isDeliveryCode(secret: string, claim: DeliveryClaim, given: string): boolean {
  const expected = Buffer.from(deliveryCodeOf(secret, claim));
  const got = Buffer.from(given);
  return got.length === expected.length && timingSafeEqual(got, expected);
}

/** Fees by brand day, newest first. */
export function feesByDay(
  fees: readonly { atMs: number; feeFen: number }[],
): { day: string; totalFen: number; deliveries: number }[] {
  const days = new Map<string, { day: string; totalFen: number; deliveries: number }>();
  for (const { atMs, feeFen } of fees) {
    const day = brandDay(atMs);
    const entry = days.get(day) ?? { day, totalFen: 0, deliveries: 0 };
    days.set(day, { day, totalFen: entry.totalFen + feeFen, deliveries: entry.deliveries + 1 });
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? 1 : -1));
}
