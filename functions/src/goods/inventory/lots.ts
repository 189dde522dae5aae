import { dayAfter } from '@jindian/shared/time';

/**
 * A lot as it is named everywhere inside: the day it expires, a colon, the maker's code. `2026-12-05:B12`, or `:B12`
 * where goods do not expire. The same code with two dates is two lots.
 */
export type LotKey = string;
export type Lot = { code: string; expiresOn: string | null };

/** What of a lot lies in one item of a level. */
export type LotStock = {
  lot: LotKey;
  onHand: number;
  reserved: number;
  available: number;
  /** The time of the last absolute figure of it, a count or an import. */
  asOfMs?: number;
};

/** One item of a level: its own (bucket 0), or a bucket of a hot one; or what of one lot lies in it. */
export type PartStock = { bucket: number; available: number; lot?: LotKey };

const trackingKinds = ['none', 'lot', 'lot_and_expiry'] as const;
/** What of a SKU is written down beside its number, and how many days before it expires it is no longer offered. */
export type Tracking = { kind: (typeof trackingKinds)[number]; blockDays: number };
export const untracked: Tracking = { kind: 'none', blockDays: 0 };

export function lotKeyOf({ code, expiresOn }: Lot): LotKey {
  return `${expiresOn ?? ''}:${code}`;
}

export function lotOf(key: LotKey): Lot {
  const cut = key.indexOf(':');
  const expiresOn = key.slice(0, cut);
  return { code: key.slice(cut + 1), expiresOn: expiresOn === '' ? null : expiresOn };
}

/** Whether a lot says what its SKU has to say. */
export function suits({ kind }: Tracking, lot: Lot | null): boolean {
  if (kind === 'none') return lot === null;
  return lot !== null && (kind === 'lot_and_expiry') === (lot.expiresOn !== null);
}

/** First expired, first out; what never expires comes last. */
export function byExpiry(a: LotKey, b: LotKey): number {
  const [dayA, dayB] = [lotOf(a).expiresOn ?? '~', lotOf(b).expiresOn ?? '~'];
  if (dayA !== dayB) return dayA < dayB ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** From the day that lies `blockDays` before its expiry on, a lot is not offered any more. Nothing has to run for that. */
export function isBlocked(lot: LotKey, { blockDays }: Tracking, today: string): boolean {
  const { expiresOn } = lotOf(lot);
  return expiresOn !== null && dayAfter(today, blockDays) >= expiresOn;
}

/** Past its date: nobody may be given it. */
export function isExpired(lot: LotKey, today: string): boolean {
  const { expiresOn } = lotOf(lot);
  return expiresOn !== null && today > expiresOn;
}

type Holding = { bucket: number; available: number; lots: readonly LotStock[] };

/** Pieces of an item of a level that belong to no lot: received before its SKU was tracked. */
export function withoutLot<
  T extends { onHand: number; reserved: number; available: number; lots: readonly LotStock[] },
>(part: T): Pick<LotStock, 'onHand' | 'reserved' | 'available'> {
  const rest = (of: 'onHand' | 'reserved' | 'available') =>
    part.lots.reduce((sum, lot) => sum - lot[of], part[of]);
  return { onHand: rest('onHand'), reserved: rest('reserved'), available: rest('available') };
}

/**
 * What of an item of a level may be offered today. Of a tracked SKU only what lies in lots that are not blocked: what
 * has no lot has to be counted by lot first.
 */
export function offeredOf(part: Holding, tracking: Tracking, today: string): PartStock[] {
  const lots = part.lots
    .filter(({ lot }) => tracking.kind === 'none' || !isBlocked(lot, tracking, today))
    .map(({ lot, available }) => ({ bucket: part.bucket, lot, available }));
  if (tracking.kind !== 'none') return lots;
  const inLots = part.lots.reduce((sum, { available }) => sum + available, 0);
  return [...lots, { bucket: part.bucket, available: part.available - inLots }];
}
