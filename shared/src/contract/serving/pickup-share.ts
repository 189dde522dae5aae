import { z } from '../../zod.ts';
import { epochMsSchema, localizedTextSchema } from '../common.ts';
import { pickupCodeSchema, placeViewSchema } from './order.ts';

/** Names the order and proves that its shopper gave it away: 26 characters of the order's id, then a keyed hash. */
export const pickupShareTokenSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}[\w-]{32}$/);

/** Whether somebody else may fetch it; the link itself is told once, to whoever makes it. */
export const pickupShareSchema = z.object({ sharedAtMs: epochMsSchema.nullable() });
export type PickupShare = z.infer<typeof pickupShareSchema>;

export const newPickupShareSchema = z.object({ token: pickupShareTokenSchema, sharedAtMs: epochMsSchema });

/**
 * What a friend sees: who asks, as much of the name as a guide reads, how far it is, the code, where to show it, and what
 * it is. Nothing of what it cost, or which order it is.
 */
export const sharedPickupSchema = z.object({
  state: z.enum(['packing', 'ready', 'picked_up']),
  from: z.string(),
  /** null: it was handed over, and there is nothing to show. */
  code: pickupCodeSchema.nullable(),
  /** Until when packed goods wait at the counter. */
  pickUpByMs: epochMsSchema.nullable(),
  pieces: z.int(),
  place: placeViewSchema,
  titles: z.array(localizedTextSchema),
});
export type SharedPickup = z.infer<typeof sharedPickupSchema>;
