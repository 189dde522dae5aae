import type { Location } from '@jindian/shared/contract/places/network';
import type { SlotPlan, SlotView, SlotWindow } from '@jindian/shared/contract/places/slots';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';
import type { Settings } from '@jindian/shared/contract/settings/index';
import type { DayHours } from '@jindian/shared/hours';
import { type SlotTimes, slotIdOf, slotSpanMs, weekdayOf } from '@jindian/shared/slots';
import { brandDay, dayAfter, minuteMs } from '@jindian/shared/time';
import { exceptionOn, type Hours, hoursOn, spanOf } from '../network/opening-hours.ts';

/** When a location offers slots until somebody says otherwise: by day. How many and how long the brand says. */
const dayHours = {
  /** Nobody wants a parcel at night because the branch happens to be open. */
  earliestMinute: 8 * 60,
  latestMinute: 22 * 60,
} as const;

const minutesOfDay = 1440;

/** The hours of a day in which a place is open: two stretches when it is open overnight, which ends as the day before did. */
function stretches(hours: DayHours, before: DayHours = hours): [number, number][] {
  const early = before ? spanOf(before)[1] - minutesOfDay : 0;
  const found: [number, number][] = early > 0 ? [[0, early]] : [];
  if (!hours) return found;
  const [opens, closes] = spanOf(hours);
  const [from, to] = [Math.max(opens, early), Math.min(closes, minutesOfDay)];
  return from < to ? [...found, [from, to]] : found;
}

/** The stretches of a day that is unlike others; null: it is as usual, and the plan says all. */
function exceptionalStretches(hours: Hours, day: string): [number, number][] | null {
  const yesterday = dayAfter(day, -1);
  if (!exceptionOn(hours, day) && !exceptionOn(hours, yesterday)) return null;
  return stretches(hoursOn(hours, day), hoursOn(hours, yesterday));
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
  location: Pick<Location, 'kind'> & Omit<Hours, 'exceptions'>,
  settings: Settings<'places'>,
): SlotPlan {
  const { earliestMinute, latestMinute } = dayHours;
  const capacity = { pickup: settings.pickupSlotCount, delivery: settings.deliverySlotCount };
  const deliveryLeadMinutes = {
    branch: settings.branchLeadMinutes,
    branch_warehouse: settings.branchWarehouseLeadMinutes,
    central_warehouse: settings.centralWarehouseLeadMinutes,
  };
  const weekday = (number: number) =>
    location.weeklyHours ? (location.weeklyHours[number - 1] ?? null) : location;
  const windowsOn = (number: number) => {
    const open = stretches(weekday(number), weekday(number === 1 ? 7 : number - 1));
    const byDay = open.flatMap(([from, to]): [number, number][] => {
      const clipped: [number, number] = [Math.max(from, earliestMinute), Math.min(to, latestMinute)];
      return clipped[0] < clipped[1] ? [clipped] : [];
    });
    // Open at night only: then its slots are at night.
    return (byDay.length > 0 ? byDay : open).flatMap((stretch) =>
      windowsOf(stretch, settings.slotWindowMinutes),
    );
  };
  const methods: FulfilmentMethod[] = location.kind === 'branch' ? ['pickup', 'delivery'] : ['delivery'];
  return {
    windows: [1, 2, 3, 4, 5, 6, 7].flatMap((number) =>
      methods.flatMap((method) =>
        windowsOn(number).map(
          (window): SlotWindow => ({ weekday: number, ...window, method, capacity: capacity[method] }),
        ),
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

/**
 * Every slot of a plan from today to its horizon, bookable or not any more, soonest first. On a day that is unlike others
 * those alone that lie wholly within its hours.
 */
export function plannedSlots(plan: SlotPlan, nowMs: number, hours: Hours): PlannedSlot[] {
  const today = brandDay(nowMs);
  const closed = new Set(plan.closedDays);
  const slots: PlannedSlot[] = [];
  for (let ahead = 0; ahead <= plan.horizonDays; ahead += 1) {
    const day = dayAfter(today, ahead);
    if (closed.has(day)) continue;
    const weekday = weekdayOf(day);
    const open = exceptionalStretches(hours, day);
    for (const window of plan.windows) {
      if (window.weekday !== weekday) continue;
      if (open?.some(([from, to]) => from <= window.fromMinute && window.toMinute <= to) === false) continue;
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
export function bookableSlots(
  plan: SlotPlan,
  method: FulfilmentMethod,
  nowMs: number,
  hours: Hours,
): PlannedSlot[] {
  return plannedSlots(plan, nowMs, hours).filter(
    (slot) => slot.method === method && slot.capacity > 0 && nowMs <= slot.lastBookingMs,
  );
}

/** How room is shown to a shopper: exact numbers are for staff. */
export function leftWord(capacity: number, booked: number): SlotView['left'] {
  const left = capacity - booked;
  if (left <= 0) return 'none';
  return left <= Math.floor(capacity / 5) || left === 1 ? 'few' : 'available';
}
