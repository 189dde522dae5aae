/** By what a list of places is narrowed: what a page shows, and what a bulk edit is asked for, is told the same way. */
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { abilitySchema, locationKindSchema, locationStatusSchema, ownershipSchema } from './network.ts';

/** What a place may not say yet. */
export const placeGaps = [
  'phone',
  'picture',
  'trades',
  'grid',
  'radius',
  'capacity',
  'abilities',
  'fee',
] as const;
export const placeGapSchema = z.enum(placeGaps);
export type PlaceGap = z.infer<typeof placeGapSchema>;

/** A name that it does not know would narrow nothing, and everything would be changed: it is refused. */
export const placeFilterSchema = z
  .strictObject({
    /** A name, a county, a city or a number, as a person types it. A bulk edit takes only what has it in it as it is typed. */
    text: words().min(1).max(60),
    province: words().min(1).max(40),
    city: words().min(1).max(40),
    kind: locationKindSchema,
    /** `not_open`: any but open. */
    status: z.union([locationStatusSchema, z.literal('not_open')]),
    ownership: ownershipSchema,
    /** The owner's number, or a part of what they are called. */
    owner: words().min(1).max(60),
    /** What it can handle; one that does not say is taken to handle everything. */
    ability: abilitySchema,
    missing: placeGapSchema,
  })
  .partial();
export type PlaceFilter = z.infer<typeof placeFilterSchema>;
