import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import type { Location } from '@jindian/shared/contract/places/network';
import { type Stop, stopChannels, stopsOrder } from '@jindian/shared/contract/stops';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { brandDay } from '@jindian/shared/time';
import { exceptionsAhead, hoursOn, isOpenAt, nextOpeningAtMs } from './opening-hours.ts';

/** How far ahead people are told of days that differ. */
const toldDaysAhead = 13;

/** What shoppers see of a place, from where they are, while this is stopped. */
export function branchView(
  place: Location,
  point: PointGcj02 | null,
  nowMs: number,
  stops: readonly Stop[],
): BranchView {
  const { id, name, address, province, city, county, latGcj02, lngGcj02, trades, status, imagePath } = place;
  const openNow = isOpenAt(place, nowMs);
  const stopped = stopChannels.filter((channel) =>
    stops.some((stop) => stopsOrder(stop, { ...place, channel })),
  );
  const opensNextAtMs = openNow ? null : nextOpeningAtMs(place, nowMs);
  return {
    id,
    name,
    address,
    province,
    city,
    county,
    latGcj02,
    lngGcj02,
    ...hoursToldOf(place, nowMs),
    trades,
    status,
    openNow,
    ...(stopped.length === 0 ? {} : { stopped }),
    ...(opensNextAtMs === null ? {} : { opensNextAtMs }),
    ...(imagePath ? { imagePath } : {}),
    ...(place.ownership === 'dealer' ? { ofDealer: true } : {}),
    distanceMeters: point ? Math.round(distanceMeters(point, place)) : null,
  };
}

/** The hours of today (the usual ones where it is closed today), and the days soon that differ. */
export function hoursToldOf(
  place: Location,
  nowMs: number,
): Pick<BranchView, 'opensAtMinute' | 'closesAtMinute' | 'exceptions'> {
  const today = brandDay(nowMs);
  const { opensAtMinute, closesAtMinute } = hoursOn(place, today) ?? place;
  const exceptions = exceptionsAhead(place, today, toldDaysAhead);
  return { opensAtMinute, closesAtMinute, ...(exceptions.length > 0 ? { exceptions } : {}) };
}
