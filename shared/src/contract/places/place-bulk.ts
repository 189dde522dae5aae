import { z } from '../../zod.ts';
import { maxChosen } from '../bulk-edits.ts';
import { locationIdSchema } from '../common.ts';
import { placeFields } from '../hq.ts';
import { dayHoursSchema, hoursExceptionsSchema } from './hours.ts';
import { placeFilterSchema } from './place-filter.ts';
import { waveIdSchema } from './rollout.ts';

/**
 * What may be changed of many places at once: the same as of one, without what is each place's own (name, point, picture)
 * and without what a checklist decides. Whose a place is stays.
 */
export const placeBulkChangeSchema = z
  .object({
    /** The usual hours; weekdays that have their own keep them unless `weeklyHours` says otherwise. */
    hours: dayHoursSchema.unwrap(),
    /** Null: every weekday is the same. */
    weeklyHours: placeFields.weeklyHours,
    /** Days that differ, beside those there are; a day that is there already becomes this. */
    addDays: hoursExceptionsSchema.refine((days) => days.length > 0, 'no day'),
    /** Days that differ no more; all of them with `all`. */
    clearDays: z.union([z.literal('all'), z.array(z.iso.date()).min(1).max(60)]),
    abilities: placeFields.abilities,
    serviceRadiusMeters: placeFields.serviceRadiusMeters,
    maxOrdersPerDay: placeFields.maxOrdersPerDay,
    deliveryFee: placeFields.deliveryFee,
    phone: placeFields.phone,
    contactName: placeFields.contactName,
    contactPhone: placeFields.contactPhone,
    /** The wave in which branches open; null: in none. */
    waveId: waveIdSchema.nullable(),
    /** `suspended`: takes no orders for now; `open`: one that is suspended does again. */
    status: z.enum(['suspended', 'open']),
  })
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'nothing changes');
export type PlaceBulkChange = z.infer<typeof placeBulkChangeSchema>;

export const placeBulkSchema = z.object({
  choice: z.union([
    z.object({ ids: z.array(locationIdSchema).min(1).max(maxChosen) }),
    z.object({ filter: placeFilterSchema }),
  ]),
  change: placeBulkChangeSchema,
});
export type PlaceBulk = z.infer<typeof placeBulkSchema>;
