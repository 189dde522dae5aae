/**
 * When a place is open: the hours of a usual day, of each weekday where these differ, and dated exceptions. The calendar
 * that headquarters give for the whole brand counts where a place has no exception of its own for that day.
 */
import { isRealDay, maxExceptions } from '../../hours.ts';
import { z } from '../../zod.ts';
import { brandDaySchema } from '../common.ts';

/** Minutes of the day as of `Location`; null: closed all day. */
export const dayHoursSchema = z
  .object({ opensAtMinute: z.int().min(0).max(1439), closesAtMinute: z.int().min(0).max(1440) })
  .nullable();

/** Monday to Sunday. */
export const weeklyHoursSchema = z.array(dayHoursSchema).length(7);

const realDaySchema = brandDaySchema.refine(isRealDay, 'not a day');
export const hoursExceptionSchema = z.object({ day: realDaySchema, hours: dayHoursSchema });

/** By day, each day once. */
export const hoursExceptionsSchema = z
  .array(hoursExceptionSchema)
  .max(maxExceptions)
  .refine((all) => new Set(all.map(({ day }) => day)).size === all.length, 'a day stands there twice')
  .overwrite((all) => all.toSorted((a, b) => (a.day < b.day ? -1 : 1)));

/** What a branch says of its own days, with what holds there anyway. */
export const branchHoursSchema = z.object({
  opensAtMinute: z.int(),
  closesAtMinute: z.int(),
  weeklyHours: weeklyHoursSchema.nullable(),
  /** Its own. */
  exceptions: hoursExceptionsSchema,
  /** The brand's, of days for which it has none of its own. */
  calendar: z.array(hoursExceptionSchema),
  /** Orders that are booked into slots of days on which it is closed or open otherwise. */
  booked: z.array(z.object({ day: brandDaySchema, orders: z.int().min(1) })),
  revision: z.int().min(0),
});
export type BranchHours = z.infer<typeof branchHoursSchema>;
