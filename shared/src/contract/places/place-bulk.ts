import { z } from '../../zod.ts';
import { maxBulk, maxChosen } from '../bulk-edits.ts';
import { locationIdSchema } from '../common.ts';
import { hoursExceptionsSchema, weeklyHoursSchema } from './hours.ts';
import { abilitySchema, deliveryFeeSchema, shopPhoneSchema } from './network.ts';
import { placeFilterSchema } from './place-filter.ts';
import { waveIdSchema } from './rollout.ts';

/**
 * What may be changed of many places at once: the same as of one, without what is each place's own (name, point, picture)
 * and without what a checklist decides. Whose a place is stays.
 */
export const placeBulkChangeSchema = z
  .object({
    /** The usual hours; weekdays that have their own keep them unless `weeklyHours` says otherwise. */
    hours: z.object({
      opensAtMinute: z.int().min(0).max(1439),
      closesAtMinute: z.int().min(0).max(1440),
    }),
    /** Null: every weekday is the same. */
    weeklyHours: weeklyHoursSchema.nullable(),
    /** Days that differ, beside those there are; a day that is there already becomes this. */
    addDays: hoursExceptionsSchema.refine((days) => days.length > 0, 'no day'),
    /** Days that differ no more; all of them with `all`. */
    clearDays: z.union([z.literal('all'), z.array(z.iso.date()).min(1).max(60)]),
    abilities: z.array(abilitySchema).max(2),
    serviceRadiusMeters: z.int().min(100).max(500_000).nullable(),
    maxOrdersPerDay: z.int().min(0).max(1_000_000).nullable(),
    deliveryFee: deliveryFeeSchema.nullable(),
    phone: shopPhoneSchema.nullable(),
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
export const maxBulkPlaces = maxBulk.places;
