/** Finding where an address lies: by what is typed, by a point, or by choosing province, city and county. */
import { z } from '../../zod.ts';

const areaNames = z.object({ province: z.string(), city: z.string(), county: z.string() });
export type AreaNames = z.infer<typeof areaNames>;

const point = z.object({ latGcj02: z.number(), lngGcj02: z.number() });

/**
 * `ready`: it was looked for; `off`: this brand has no map service; `unavailable`: the service does not answer now.
 * Without it the map and the list of regions are there all the same.
 */
export const mapServiceStates = ['ready', 'off', 'unavailable'] as const;
const serviceState = z.enum(mapServiceStates);

export const suggestedPlaceSchema = areaNames.extend({
  id: z.string(),
  title: z.string(),
  address: z.string(),
  ...point.shape,
});
export type SuggestedPlace = z.infer<typeof suggestedPlaceSchema>;

export const placeSuggestionsSchema = z.object({
  service: serviceState,
  items: z.array(suggestedPlaceSchema),
});

export const describedPointSchema = z.object({
  service: serviceState,
  /** The county it lies in; null: nobody delivers there. */
  area: areaNames.nullable(),
  /** 中山路1号, where the map service knows of a street. */
  street: z.string().nullable(),
});
export type DescribedPoint = z.infer<typeof describedPointSchema>;

/** What a pasted text says. `point`: where that lies; `rough`: only the middle of its county is known. */
export const readAddressSchema = z.object({
  service: serviceState,
  recipientName: z.string().nullable(),
  phone: z.string().nullable(),
  province: z.string().nullable(),
  city: z.string().nullable(),
  county: z.string().nullable(),
  detail: z.string(),
  point: point.nullable(),
  rough: z.boolean(),
});
export type ReadAddress = z.infer<typeof readAddressSchema>;

/** Provinces, the cities of one, or the counties of one with a point inside of each; in English also as they are read. */
export const regionListSchema = z.object({
  items: z.array(z.object({ name: z.string(), nameEn: z.string().optional(), point: point.nullable() })),
});
export type RegionList = z.infer<typeof regionListSchema>;
