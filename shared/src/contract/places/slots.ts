import { z } from '../../zod.ts';
import { brandDaySchema, epochMsSchema, locationIdSchema, revisionSchema, slotIdSchema } from '../common.ts';
import { methodSchema } from '../serving/order.ts';

/** A window of one weekday, with how many orders it takes. 1 is Monday, 7 is Sunday; minutes of the brand's day. */
export const slotWindowSchema = z
  .object({
    weekday: z.int().min(1).max(7),
    fromMinute: z.int().min(0).max(1439),
    toMinute: z.int().min(1).max(1440),
    method: methodSchema,
    capacity: z.int().min(0).max(999),
  })
  .refine(({ fromMinute, toMinute }) => fromMinute < toMinute, {
    path: ['toMinute'],
    message: 'a window ends after it begins',
  });
export type SlotWindow = z.infer<typeof slotWindowSchema>;

const leadMinutesSchema = z.int().min(0).max(20_160);

/** What a location offers. Windows of one weekday and method must not overlap. */
export const slotPlanSchema = z
  .object({
    windows: z.array(slotWindowSchema).max(336),
    /** A slot can be booked until so long before it begins. */
    leadMinutes: z.object({ pickup: leadMinutesSchema, delivery: leadMinutesSchema }),
    /** Slots of today and of so many days after it. */
    horizonDays: z.int().min(0).max(30),
    /** Days without slots: holidays, stocktaking. */
    closedDays: z.array(brandDaySchema).max(60),
  })
  .refine(({ windows }) => overlapOf(windows) === null, {
    path: ['windows'],
    message: 'two windows of one weekday and method overlap',
  });
export type SlotPlan = z.infer<typeof slotPlanSchema>;

/** The first window that begins before an earlier one of its weekday and method has ended. */
export function overlapOf(windows: readonly SlotWindow[]): SlotWindow | null {
  const sorted = [...windows].sort(
    (a, b) =>
      a.weekday - b.weekday ||
      (a.method < b.method ? -1 : a.method > b.method ? 1 : a.fromMinute - b.fromMinute),
  );
  return (
    sorted.find((window, index) => {
      const before = sorted[index - 1];
      return (
        before?.weekday === window.weekday &&
        before.method === window.method &&
        before.toMinute > window.fromMinute
      );
    }) ?? null
  );
}

export const slotLefts = ['available', 'few', 'none'] as const;
export const slotViewSchema = z.object({
  id: slotIdSchema,
  fromMs: epochMsSchema,
  toMs: epochMsSchema,
  /** Exact numbers are for staff. */
  left: z.enum(slotLefts),
});
export type SlotView = z.infer<typeof slotViewSchema>;

export const slotDaySchema = z.object({ day: brandDaySchema, slots: z.array(slotViewSchema) });
export type SlotDay = z.infer<typeof slotDaySchema>;

/** Days that have slots, soonest first; empty: nothing can be booked here. */
export const openSlotsSchema = z.object({
  locationId: locationIdSchema,
  method: methodSchema,
  days: z.array(slotDaySchema),
});
export type OpenSlots = z.infer<typeof openSlotsSchema>;

/** A plan as the branch sees it, with how full the coming days are. */
export const slotPlanViewSchema = z.object({
  plan: slotPlanSchema,
  revision: revisionSchema,
  /** Made from the opening hours: the location has no plan of its own. */
  isDefault: z.boolean(),
  savedAtMs: epochMsSchema.nullable(),
  upcoming: z.array(
    z.object({
      day: brandDaySchema,
      slots: z.array(
        z.object({ id: slotIdSchema, method: methodSchema, capacity: z.int(), booked: z.int() }),
      ),
    }),
  ),
});
export type SlotPlanView = z.infer<typeof slotPlanViewSchema>;
