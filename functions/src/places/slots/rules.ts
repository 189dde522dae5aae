import type { Location } from '@jindian/shared/contract/places/network';
import type { SlotPlan, SlotView, SlotWindow } from '@jindian/shared/contract/places/slots';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';
import type { Settings } from '@jindian/shared/contract/settings/index';
import { dayAfter, type SlotTimes, slotIdOf, slotSpanMs, weekdayOf } from '@jindian/shared/slots';
import { brandDay, minuteMs } from '@jindian/shared/time';

/** When a location offers slots until somebody says otherwise: by day. How many and how long the brand says. */
const dayHours = {
  /** Nobody wants a parcel at night because the branch happens to be open. */
  earliestMinute: 8 * 60,
  latestMinute: 22 * 60,
} as const;

const minutesOfDay = 1440;

/** The hours of a day in which a place is open: two stretches when it is open overnight. */
function stretches(hours: Pick<Location, 'opensAtMinute' | 'closesAtMinute'>): [number, number][] {
  const opens = hours.opensAtMinute % minutesOfDay;
  const closes = hours.closesAtMinute % minutesOfDay;
  if (opens === closes) return [[0, minutesOfDay]];
  if (opens < closes) return [[opens, closes]];
  const late: [number, number] = [opens, minutesOfDay];
  return closes === 0 ? [late] : [[0, closes], late];
}

/** The windows of a day: whole ones from the opening on; what is left at the end, if it is half of one at least. */
function windowsOf(
  stretch: [number, number],
  windowMinutes: number,
): { fromMinute: number; toMinute: number }[] {
  const windows = [];
  for (let from = stretch[0]; stretch[1] - from >= windowMinutes / 2; from += windowMinutes)
    windows.push({ fromMinute: from, toMinute: Math.min(stretch[1], from + windowMinutes) });
  return windows;
}

/** The plan of a location that has none of its own: its opening hours by day, the same on every weekday. */
export function defaultPlan(
  location: Pick<Location, 'kind' | 'opensAtMinute' | 'closesAtMinute'>,
  settings: Settings<'places'>,
): SlotPlan {
  const { earliestMinute, latestMinute } = dayHours;
  const capacity = { pickup: settings.pickupSlotCount, delivery: settings.deliverySlotCount };
  const deliveryLeadMinutes = {
    branch: settings.branchLeadMinutes,
    branch_warehouse: settings.branchWarehouseLeadMinutes,
    central_warehouse: settings.centralWarehouseLeadMinutes,
  };
  const open = stretches(location);
  const byDay = open.flatMap(([from, to]): [number, number][] => {
    const clipped: [number, number] = [Math.max(from, earliestMinute), Math.min(to, latestMinute)];
    return clipped[0] < clipped[1] ? [clipped] : [];
  });
  // Open at night only: then its slots are at night.
  const windows = (byDay.length > 0 ? byDay : open).flatMap((stretch) =>
    windowsOf(stretch, settings.slotWindowMinutes),
  );
  const methods: FulfilmentMethod[] = location.kind === 'branch' ? ['pickup', 'delivery'] : ['delivery'];
  return {
    windows: [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
      methods.flatMap((method) =>
        windows.map((window): SlotWindow => ({ weekday, ...window, method, capacity: capacity[method] })),
      ),
    ),
    leadMinutes: { pickup: settings.pickupLeadMinutes, delivery: deliveryLeadMinutes[location.kind] },
    horizonDays: settings.slotHorizonDays,
    closedDays: [],
  };
}

/** A slot that a plan has on a day. `lastBookingMs`: until then it can be booked. */
export type PlannedSlot = SlotTimes & {
  slotId: string;
  method: FulfilmentMethod;
  capacity: number;
  fromMs: number;
  toMs: number;
  lastBookingMs: number;
};

/** Every slot of a plan from today to its horizon, bookable or not any more, soonest first. */
export function plannedSlots(plan: SlotPlan, nowMs: number): PlannedSlot[] {
  const today = brandDay(nowMs);
  const closed = new Set(plan.closedDays);
  const slots: PlannedSlot[] = [];
  for (let ahead = 0; ahead <= plan.horizonDays; ahead += 1) {
    const day = dayAfter(today, ahead);
    if (closed.has(day)) continue;
    const weekday = weekdayOf(day);
    for (const window of plan.windows) {
      if (window.weekday !== weekday) continue;
      const times = { day, fromMinute: window.fromMinute, toMinute: window.toMinute };
      const span = slotSpanMs(times);
      slots.push({
        ...times,
        ...span,
        slotId: slotIdOf(times),
        method: window.method,
        capacity: window.capacity,
        lastBookingMs: span.fromMs - plan.leadMinutes[window.method] * minuteMs,
      });
    }
  }
  return slots.sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}

/** Those that can still be booked with this method. */
export function bookableSlots(plan: SlotPlan, method: FulfilmentMethod, nowMs: number): PlannedSlot[] {
  return plannedSlots(plan, nowMs).filter(
    (slot) => slot.method === method && slot.capacity > 0 && nowMs <= slot.lastBookingMs,
  );
}

/** How room is shown to a shopper: exact numbers are for staff. */
export function leftWord(capacity: number, booked: number): SlotView['left'] {
  const left = capacity - booked;
  if (left <= 0) return 'none';
  return left <= Math.floor(capacity / 5) || left === 1 ? 'few' : 'available';
}
