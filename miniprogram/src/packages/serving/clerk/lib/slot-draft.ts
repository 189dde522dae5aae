import { overlapOf, type SlotPlan, type SlotWindow } from '@jindian/shared/contract/places/slots';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';

/** Changes of a plan while it is edited: pure, each gives a new plan. */

const byTime = (a: SlotWindow, b: SlotWindow) => a.fromMinute - b.fromMinute || a.toMinute - b.toMinute;
const isOf = (weekday: number, method: FulfilmentMethod) => (window: SlotWindow) =>
  window.weekday === weekday && window.method === method;

export function windowsOf(plan: SlotPlan, weekday: number, method: FulfilmentMethod): SlotWindow[] {
  return plan.windows.filter(isOf(weekday, method)).sort(byTime);
}

function withWindows(
  plan: SlotPlan,
  weekday: number,
  method: FulfilmentMethod,
  windows: readonly SlotWindow[],
): SlotPlan {
  const others = plan.windows.filter((window) => !isOf(weekday, method)(window));
  return { ...plan, windows: [...others, ...windows] };
}

/** Another two hours after the last of the day, as long as the day has them; null: it is full. */
export function withAdded(plan: SlotPlan, weekday: number, method: FulfilmentMethod): SlotPlan | null {
  const there = windowsOf(plan, weekday, method);
  const last = there.at(-1);
  const fromMinute = last?.toMinute ?? 9 * 60;
  if (fromMinute >= 1440 || plan.windows.length >= 336) return null;
  const added: SlotWindow = {
    weekday,
    method,
    fromMinute,
    toMinute: Math.min(1440, fromMinute + 120),
    capacity: last?.capacity ?? 10,
  };
  return withWindows(plan, weekday, method, [...there, added]);
}

export function withChanged(
  plan: SlotPlan,
  window: SlotWindow,
  change: Partial<Pick<SlotWindow, 'fromMinute' | 'toMinute' | 'capacity'>>,
): SlotPlan {
  return { ...plan, windows: plan.windows.map((one) => (one === window ? { ...one, ...change } : one)) };
}

export function withRemoved(plan: SlotPlan, window: SlotWindow): SlotPlan {
  return { ...plan, windows: plan.windows.filter((one) => one !== window) };
}

/** The slots of one day, on every day of the week. */
export function withCopied(plan: SlotPlan, weekday: number, method: FulfilmentMethod): SlotPlan {
  const model = windowsOf(plan, weekday, method);
  let copied = plan;
  for (let day = 1; day <= 7; day += 1) {
    if (day === weekday) continue;
    copied = withWindows(
      copied,
      day,
      method,
      model.map((window) => ({ ...window, weekday: day })),
    );
  }
  return copied;
}

/** The day whose slots overlap or end before they begin; null: the plan can be saved. */
export function faultyDay(plan: SlotPlan): number | null {
  const backward = plan.windows.find(({ fromMinute, toMinute }) => fromMinute >= toMinute);
  return backward?.weekday ?? overlapOf(plan.windows)?.weekday ?? null;
}

/** `09:30` of a time picker, and back; `24:00` is the end of the day. */
export function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}
export function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
