/** A row of the table of places: what it says, in the words of the contract. */
import { locationIdSchema } from '@jindian/shared/contract/common';
import type { BadRow, ImportRow } from '@jindian/shared/contract/goods/imports';
import {
  type Ability,
  contactNameSchema,
  type DeliveryFee,
  type Location,
  type LocationKind,
  type LocationStatus,
  placePictureSchema,
  shopPhoneSchema,
} from '@jindian/shared/contract/places/network';
import { readDeliveryFee } from '@jindian/shared/delivery-fee';
import { areSwapped } from '@jindian/shared/geo';
import type { HoursException, WeeklyHours } from '@jindian/shared/hours';
import { readCalendar, readWeekly } from '@jindian/shared/hours';
import { z } from '@jindian/shared/zod';
import { badRow, readRow, understood } from './rows.ts';

const kinds: Readonly<Record<string, LocationKind>> = {
  branch: 'branch',
  门店: 'branch',
  branch_warehouse: 'branch_warehouse',
  分仓: 'branch_warehouse',
  central_warehouse: 'central_warehouse',
  中心仓: 'central_warehouse',
};
const statuses: Readonly<Record<string, LocationStatus>> = {
  preparing: 'preparing',
  筹备中: 'preparing',
  rehearsing: 'rehearsing',
  演练中: 'rehearsing',
  open: 'open',
  营业: 'open',
  suspended: 'suspended',
  暂停接单: 'suspended',
  closed: 'closed',
  关店: 'closed',
};
const abilityNames: Readonly<Record<string, Ability | null>> = {
  cold: 'cold',
  冷链: 'cold',
  large: 'large',
  大件: 'large',
  none: null,
  无: null,
};

const nothing = ['none', '无'];
/** What takes away what is there. */
const unlessNothing = <Value>(schema: z.ZodType<Value, string>) =>
  z
    .string()
    .transform((text) => (nothing.includes(text) ? null : text))
    .pipe(schema.nullable())
    .optional();

const among = <Value>(table: Readonly<Record<string, Value>>) =>
  z
    .string()
    .refine((text) => Object.hasOwn(table, text))
    .transform((text) => table[text] as Value);
const degrees = (most: number) => z.string().transform(Number).pipe(z.number().min(-most).max(most));
const minute = (most: number) =>
  z
    .string()
    .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))
    .pipe(z.int().min(0).max(most));
const listed = z.string().transform((text) => text.split(/[、,，;；\s]+/).filter((one) => one !== ''));

const rowSchema = z.object({
  locationId: z
    .string()
    .transform((text) => text.toUpperCase())
    .pipe(locationIdSchema),
  placeKind: among(kinds).optional(),
  placeName: z.string().min(1).max(60).optional(),
  placeNameEn: z.string().min(1).max(80).optional(),
  /** A number or a name. */
  ownerId: z.string().min(1).max(60).optional(),
  placeAddress: z.string().min(1).max(120).optional(),
  placeAddressEn: z.string().min(1).max(160).optional(),
  latitude: degrees(90).optional(),
  longitude: degrees(180).optional(),
  opens: minute(1439).optional(),
  closes: minute(1440).optional(),
  weekly: z
    .string()
    .refine((text) => readWeekly(text) !== null)
    .transform((text) => readWeekly(text) as WeeklyHours)
    .optional(),
  exceptions: z
    .string()
    .refine((text) => readCalendar(text) !== null)
    .transform((text) => readCalendar(text) as HoursException[])
    .optional(),
  /** 0: no limit. */
  radiusKm: z
    .string()
    .transform((text) => Math.round(Number(text) * 1000))
    .pipe(z.union([z.literal(0), z.int().min(100).max(500_000)]))
    .optional(),
  trades: listed.optional(),
  abilities: listed
    .refine((names) => names.every((name) => Object.hasOwn(abilityNames, name)))
    .transform((names) => names.flatMap((name) => abilityNames[name] ?? []))
    .optional(),
  ordersPerDay: z.number().pipe(z.int().min(0).max(1_000_000)).optional(),
  phone: shopPhoneSchema.optional(),
  contactName: unlessNothing(contactNameSchema),
  contactPhone: unlessNothing(shopPhoneSchema),
  placePicture: unlessNothing(placePictureSchema),
  deliveryFee: z
    .string()
    .refine((text) => readDeliveryFee(text) !== undefined)
    .transform((text) => readDeliveryFee(text) as DeliveryFee | null)
    .optional(),
  placeStatus: among(statuses).optional(),
});
export type PlaceRow = z.output<typeof rowSchema>;

export function readPlaceRow(given: ImportRow): { value: PlaceRow } | { bad: BadRow } {
  const said = understood(given);
  const [lat, lng] = 'bad' in said ? [] : [said.given.latitude, said.given.longitude];
  if (areSwapped({ latGcj02: Number(lat), lngGcj02: Number(lng) }))
    return { bad: badRow(given.row, 'place_swapped', { value: `${lng}, ${lat}` }) };
  const found = readRow(rowSchema, given);
  if ('bad' in found) return found;
  const { latitude, longitude } = found.value;
  if ((latitude === undefined) !== (longitude === undefined))
    return {
      bad: badRow(given.row, 'missing', { column: latitude === undefined ? 'latitude' : 'longitude' }),
    };
  return found;
}

/** The place with what the row says of it; of a new one what it does not say is as usual. Without its point. */
export function placeFrom(row: PlaceRow, before: Location | null): Location | { missing: string } {
  const name = row.placeName ?? before?.name.zh;
  const address = row.placeAddress ?? before?.address.zh;
  if (name === undefined) return { missing: 'placeName' };
  if (address === undefined) return { missing: 'placeAddress' };
  const ownerId = row.ownerId ?? before?.ownerId ?? 'hq';
  // What was said of the Chinese alone holds for the English too, where that is the same.
  const english = (typed: string | undefined, zh: string, was: Location['name'] | undefined) =>
    typed ?? (was && was.en !== was.zh ? was.en : zh);
  const place: Location = {
    id: row.locationId,
    kind: row.placeKind ?? before?.kind ?? 'branch',
    name: { zh: name, en: english(row.placeNameEn, name, before?.name) },
    ownership: ownerId === 'hq' ? 'hq' : 'dealer',
    ownerId,
    adcode: before?.adcode ?? null,
    province: before?.province ?? '',
    city: before?.city ?? '',
    county: before?.county ?? '',
    address: { zh: address, en: english(row.placeAddressEn, address, before?.address) },
    latGcj02: before?.latGcj02 ?? 0,
    lngGcj02: before?.lngGcj02 ?? 0,
    opensAtMinute: row.opens ?? before?.opensAtMinute ?? 540,
    closesAtMinute: row.closes ?? before?.closesAtMinute ?? 1_260,
    serviceRadiusMeters:
      row.radiusKm === undefined ? (before?.serviceRadiusMeters ?? null) : row.radiusKm || null,
    status: row.placeStatus ?? before?.status ?? 'preparing',
    trades: row.trades ?? before?.trades ?? [],
    gridId: before?.gridId ?? null,
  };
  const abilities = row.abilities ?? before?.abilities;
  const most = row.ordersPerDay ?? before?.maxOrdersPerDay;
  const phone = row.phone ?? before?.phone;
  const weeklyHours = row.weekly ?? before?.weeklyHours;
  const exceptions = row.exceptions ?? before?.exceptions;
  const contactName = row.contactName === undefined ? before?.contactName : row.contactName;
  const contactPhone = row.contactPhone === undefined ? before?.contactPhone : row.contactPhone;
  const imagePath = row.placePicture === undefined ? before?.imagePath : row.placePicture;
  const deliveryFee = row.deliveryFee === undefined ? before?.deliveryFee : row.deliveryFee;
  return {
    ...place,
    ...(abilities ? { abilities } : {}),
    ...(typeof most === 'number' ? { maxOrdersPerDay: most } : {}),
    ...(phone ? { phone } : {}),
    ...(weeklyHours ? { weeklyHours } : {}),
    ...(exceptions ? { exceptions } : {}),
    ...(contactName ? { contactName } : {}),
    ...(contactPhone ? { contactPhone } : {}),
    ...(imagePath ? { imagePath } : {}),
    ...(deliveryFee ? { deliveryFee } : {}),
  };
}
