import { isDeepStrictEqual } from 'node:util';
import {
  type Ability,
  abilities,
  type DeliveryFee,
  type Location,
  locationStatusSchema,
  shopPhoneSchema,
} from '@jindian/shared/contract/places/network';
import { readDeliveryFee } from '@jindian/shared/delivery-fee';
import { type DayHours, isSameHours, type WeeklyHours } from '@jindian/shared/hours';
import { formatYuan, typedYuan } from '@jindian/shared/money';
import { withMaskedContact } from '../../../places/network/contact.ts';
import type { LocationChange } from '../../../places/network/service.ts';
import { formatMinuteOfDay } from '../../format.ts';
import type { FormFields } from '../../forms/fields.ts';
import type { Visit } from '../../visit.ts';
import type { Word } from '../../words/say.ts';
import { minuteOf } from './location-hours.tsx';

const minRadiusMeters = 100;
const maxRadiusMeters = 500_000;

/** What a person typed into the form, as it was typed. */
export type LocationForm = {
  status: string;
  opens: string;
  closes: string;
  radiusKm: string;
  ordersPerDay: string;
  phone: string;
  /** What it can handle, `yes` or nothing. */
  cold: string;
  large: string;
  /** Of a delivery that is bought there; empty: as the brand's. */
  feeYuan: string;
  /** Empty: never free. */
  freeFromYuan: string;
};

export function formOf(location: Location): LocationForm {
  const { status, opensAtMinute, closesAtMinute, serviceRadiusMeters, maxOrdersPerDay } = location;
  const fee = location.deliveryFee ?? null;
  // What is not known is taken to be there.
  const can = (ability: Ability) => (location.abilities?.includes(ability) === false ? '' : 'yes');
  return {
    status,
    opens: formatMinuteOfDay(opensAtMinute),
    // A time field knows no 24:00; midnight as closing time means the same.
    closes: formatMinuteOfDay(closesAtMinute === 1440 ? 0 : closesAtMinute),
    radiusKm: serviceRadiusMeters === null ? '' : String(serviceRadiusMeters / 1000),
    ordersPerDay: typeof maxOrdersPerDay === 'number' ? String(maxOrdersPerDay) : '',
    phone: location.phone ?? '',
    cold: can('cold'),
    large: can('large'),
    feeYuan: fee ? typedYuan(fee.feeFen) : '',
    freeFromYuan: fee && fee.freeFromFen !== null ? typedYuan(fee.freeFromFen) : '',
  };
}

export function typedForm(fields: FormFields): LocationForm {
  return {
    status: fields.text('status'),
    opens: fields.text('opens'),
    closes: fields.text('closes'),
    radiusKm: fields.text('radiusKm'),
    ordersPerDay: fields.text('ordersPerDay'),
    phone: fields.text('phone'),
    cold: fields.text('cold'),
    large: fields.text('large'),
    feeYuan: fields.text('feeYuan'),
    freeFromYuan: fields.text('freeFromYuan'),
  };
}

/** What the form would change about the place; only what differs, or the word that says what is wrong. */
export function readChange(form: LocationForm, now: Location): { change: LocationChange } | { fault: Word } {
  const before = formOf(now);
  const change: LocationChange = {};
  if (form.status !== before.status) {
    const status = locationStatusSchema.safeParse(form.status).data;
    if (!status) return { fault: 'changeBadStatus' };
    change.status = status;
  }
  const opensAtMinute = minuteOf(form.opens);
  const closesAtMinute = minuteOf(form.closes);
  if (opensAtMinute === null || closesAtMinute === null) return { fault: 'changeBadTime' };
  // An untouched midnight stays 0 or 24:00 as it was.
  if (form.opens.slice(0, 5) !== before.opens) change.opensAtMinute = opensAtMinute;
  if (form.closes.slice(0, 5) !== before.closes) change.closesAtMinute = closesAtMinute;
  if (form.radiusKm.trim() !== before.radiusKm) {
    const radius = readRadius(form.radiusKm);
    if (radius === undefined) return { fault: 'changeBadRadius' };
    if (radius !== now.serviceRadiusMeters) change.serviceRadiusMeters = radius;
  }
  if (form.ordersPerDay.trim() !== before.ordersPerDay) {
    if (!/^\d{0,6}$/.test(form.ordersPerDay.trim())) return { fault: 'changeBadOrders' };
    change.maxOrdersPerDay = form.ordersPerDay.trim() === '' ? null : Number(form.ordersPerDay);
  }
  if (form.phone.trim() !== before.phone) {
    const phone = form.phone.trim() === '' ? null : shopPhoneSchema.safeParse(form.phone.trim()).data;
    if (phone === undefined) return { fault: 'changeBadPhone' };
    change.phone = phone;
  }
  if (form.feeYuan.trim() !== before.feeYuan || form.freeFromYuan.trim() !== before.freeFromYuan) {
    const fee = readFee(form);
    if (fee === undefined) return { fault: 'changeBadFee' };
    if (!isDeepStrictEqual(fee, now.deliveryFee ?? null)) change.deliveryFee = fee;
  }
  if (form.cold !== before.cold || form.large !== before.large)
    change.abilities = abilities.filter((ability) => form[ability] === 'yes');
  return Object.keys(change).length === 0 ? { fault: 'changeNothing' } : { change };
}

/** Null: as the brand's settings say. */
export function readFee({
  feeYuan,
  freeFromYuan,
}: Pick<LocationForm, 'feeYuan' | 'freeFromYuan'>): DeliveryFee | null | undefined {
  const [fee, freeFrom] = [feeYuan.trim(), freeFromYuan.trim()];
  if (fee === '') return freeFrom === '' ? null : undefined;
  return readDeliveryFee(freeFrom === '' ? fee : `${fee}/${freeFrom}`);
}

/** Metres, null for no limit, undefined for what is neither. */
export function readRadius(text: string): number | null | undefined {
  const plain = text.trim();
  if (plain === '') return null;
  if (!/^\d{1,3}(\.\d{1,3})?$/.test(plain)) return undefined;
  const meters = Math.round(Number(plain) * 1000);
  return meters >= minRadiusMeters && meters <= maxRadiusMeters ? meters : undefined;
}

/** The usual hours, or those of weekdays that have their own. */
export function hoursText(
  visit: Visit,
  location: Pick<Location, 'opensAtMinute' | 'closesAtMinute' | 'weeklyHours'>,
): string {
  const { weeklyHours } = location;
  return weeklyHours ? weekText(visit, weeklyHours) : dayText(visit, location);
}

function dayText(visit: Visit, hours: DayHours): string {
  if (!hours) return visit.t('hoursClosed');
  const { opensAtMinute, closesAtMinute } = hours;
  if (opensAtMinute % 1440 === closesAtMinute % 1440) return visit.t('roundTheClock');
  return `${formatMinuteOfDay(opensAtMinute)}–${formatMinuteOfDay(closesAtMinute)}`;
}

/** Weekdays in a row that have the same hours are said together. */
function weekText(visit: Visit, week: WeeklyHours): string {
  const runs: { from: number; to: number; hours: DayHours }[] = [];
  for (const [index, hours] of week.entries()) {
    const last = runs.at(-1);
    if (last && isSameHours(last.hours, hours)) last.to = index + 1;
    else runs.push({ from: index + 1, to: index + 1, hours });
  }
  const name = (number: number) => visit.code('weekday', String(number));
  return runs
    .map(
      ({ from, to, hours }) =>
        `${from === to ? name(from) : `${name(from)}–${name(to)}`} ${dayText(visit, hours)}`,
    )
    .join(visit.t('listComma'));
}

export function radiusText(visit: Visit, serviceRadiusMeters: number | null): string {
  return serviceRadiusMeters === null ? visit.t('noRadius') : `${serviceRadiusMeters / 1000} km`;
}

export function ordersPerDayText(visit: Visit, { maxOrdersPerDay }: Location): string {
  return typeof maxOrdersPerDay === 'number' ? String(maxOrdersPerDay) : visit.t('noRadius');
}

export function feeText(visit: Visit, { deliveryFee }: Pick<Location, 'deliveryFee'>): string {
  if (!deliveryFee) return visit.t('feeAsBrand');
  const fee = formatYuan(deliveryFee.feeFen);
  return deliveryFee.freeFromFen === null
    ? fee
    : visit.t('feeFreeFrom', { fee, freeFrom: formatYuan(deliveryFee.freeFromFen) });
}

export function phoneText(visit: Visit, { phone }: Location): string {
  return phone || visit.t('none');
}

/** Somebody's name and number: in full only in the fields of whoever may change them. */
export function contactText(visit: Visit, place: Location): string {
  const { contactName, contactPhone } = withMaskedContact(place);
  return [contactName, contactPhone].filter(Boolean).join(' · ') || visit.t('none');
}

export function abilitiesText(visit: Visit, location: Location): string {
  const known = location.abilities ?? abilities;
  if (known.length === 0) return visit.t('none');
  return known.map((ability) => visit.code('ability', ability)).join(' · ');
}

/** Before and after in words, for the person to confirm. */
export function changeRows(
  visit: Visit,
  now: Location,
  change: LocationChange,
): { label: string; before: string; after: string }[] {
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const after: Location = { ...now, ...set };
  const rows: { label: string; before: string; after: string }[] = [];
  const add = (label: Word, textOf: (location: Location) => string) =>
    rows.push({ label: visit.t(label), before: textOf(now), after: textOf(after) });
  if ('status' in change) add('columnStatus', ({ status }) => visit.code('status', status));
  if ('opensAtMinute' in change || 'closesAtMinute' in change) {
    add('columnHours', (location) => hoursText(visit, location));
  }
  if ('serviceRadiusMeters' in change) {
    add('columnRadius', ({ serviceRadiusMeters }) => radiusText(visit, serviceRadiusMeters));
  }
  if ('maxOrdersPerDay' in change) add('columnOrdersPerDay', (location) => ordersPerDayText(visit, location));
  if ('phone' in change) add('columnPhone', (location) => phoneText(visit, location));
  if ('deliveryFee' in change) add('changeFee', (location) => feeText(visit, location));
  if ('abilities' in change) add('columnAbilities', (location) => abilitiesText(visit, location));
  return rows;
}
