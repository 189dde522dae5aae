/**
 * The network: places with stock, and the grids that divide the map among the branches.
 * Source of the words: docs/geography.md. Coordinates are GCJ-02; times of day are Asia/Shanghai.
 */
import { shopPhonePattern } from '../../phone.ts';
import { picturePathPattern } from '../../picture-address.ts';
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { categoryIdSchema, localizedTextSchema } from '../common.ts';
import { hoursExceptionsSchema, weeklyHoursSchema } from './hours.ts';

export const locationKindSchema = z.enum(['branch', 'branch_warehouse', 'central_warehouse']);
export type LocationKind = z.infer<typeof locationKindSchema>;

/** `rehearsing`: its people practise, and no shopper's order reaches it yet. */
export const locationStatusSchema = z.enum(['preparing', 'rehearsing', 'open', 'suspended', 'closed']);
export type LocationStatus = z.infer<typeof locationStatusSchema>;
/** Whether a place takes anything new, an order, a part of one, a call for goods: open, whatever the hour. */
export const isInService = ({ status }: { status: LocationStatus }): boolean => status === 'open';

export const ownershipSchema = z.enum(['hq', 'dealer']);
export type Ownership = z.infer<typeof ownershipSchema>;

/** What some goods need of whoever handles them: a cold chain; room and people for big appliances. */
export const abilities = ['cold', 'large'] as const;
export const abilitySchema = z.enum(abilities);
export type Ability = z.infer<typeof abilitySchema>;

/** Where its customers call, as it is dialled: `0535-6234567`, `13800010001`. */
export const shopPhoneSchema = words().max(20).regex(shopPhonePattern);

/** Whom headquarters call about a place: personal data, and no shopper's business. */
export const contactNameSchema = words().min(1).max(60);

/** What a delivery costs that is bought at a place, and from what goods' worth on it is free; null: it never is. */
export const deliveryFeeSchema = z.object({
  feeFen: z.int().min(0).max(20_000),
  freeFromFen: z.int().min(0).max(10_000_000).nullable(),
});
export type DeliveryFee = z.infer<typeof deliveryFeeSchema>;

/** A picture that was uploaded. */
export const placePictureSchema = z.string().regex(picturePathPattern, 'path of a picture');

const minuteOfDaySchema = z.number().int().min(0).max(1440);

/** A place with stock. Its id is the brand's own; its kind is told by `kind` alone. */
export const locationSchema = z.object({
  id: z.string().min(1).max(32),
  kind: locationKindSchema,
  name: localizedTextSchema,
  ownership: ownershipSchema,
  /** 'hq', or the dealer's id. */
  ownerId: z.string().min(1).max(32),
  /** GB/T 2260 county code; null where the county was renamed or merged since. */
  adcode: z.string().max(12).nullable(),
  province: z.string().max(40),
  city: z.string().max(40),
  county: z.string().max(40),
  address: localizedTextSchema,
  latGcj02: z.number().min(-90).max(90),
  lngGcj02: z.number().min(-180).max(180),
  /**
   * Minutes of the day, Asia/Shanghai. Closing before opening means overnight (18:00–02:00);
   * both the same, or 0 and 1440, means round the clock.
   */
  opensAtMinute: minuteOfDaySchema,
  closesAtMinute: minuteOfDaySchema,
  /** Absent or null: every weekday is the same. */
  weeklyHours: weeklyHoursSchema.nullable().optional(),
  /** Days that differ; in what functions hold, with those of the brand's calendar. Absent: none. */
  exceptions: hoursExceptionsSchema.optional(),
  /** Delivers no farther than this (fresh food); null: no limit of its own. */
  serviceRadiusMeters: z.number().positive().nullable(),
  status: locationStatusSchema,
  /** Roots of the brand's category tree: what of the assortment it carries. */
  trades: z.array(categoryIdSchema).max(50),
  /** Null where no grid holds its point. */
  gridId: z.string().min(1).max(32).nullable(),
  /** Absent: not known, so it is taken to handle everything. */
  abilities: z.array(abilitySchema).max(abilities.length).optional(),
  /** Deliveries it is given in one day; absent or null: as many as come. */
  maxOrdersPerDay: z.int().min(0).max(1_000_000).nullable().optional(),
  /** Absent or null: customers cannot call there. */
  phone: shopPhoneSchema.nullable().optional(),
  /** Whom headquarters ask for there, and by which number; absent or null: nobody in particular. */
  contactName: contactNameSchema.nullable().optional(),
  contactPhone: shopPhoneSchema.nullable().optional(),
  /** Absent or null: it has none. */
  imagePath: placePictureSchema.nullable().optional(),
  /** Absent or null: as the brand's settings say. */
  deliveryFee: deliveryFeeSchema.nullable().optional(),
});
export type Location = z.infer<typeof locationSchema>;

/** A piece of the map with one responsible branch. */
export const gridSchema = z.object({
  id: z.string().min(1).max(32),
  name: localizedTextSchema,
  branchId: z.string().min(1).max(32),
  province: z.string().max(40),
  city: z.string().max(40),
});
export type Grid = z.infer<typeof gridSchema>;
