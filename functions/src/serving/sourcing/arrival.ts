/** When a delivery that no slot was booked for comes: the one place that says so. */
import type { Arrival } from '@jindian/shared/arrival';
import type { Location } from '@jindian/shared/contract/places/network';
import type { Settings } from '@jindian/shared/contract/settings/index';
import { brandDayStartMs } from '@jindian/shared/slots';
import { brandDay, dayMs, minuteMs } from '@jindian/shared/time';
import { type Hours, nextOpeningAtMs } from '../../places/network/opening-hours.ts';

export type ArrivalSettings = { places: Settings<'places'>; serving: Settings<'serving'> };
type Server = Pick<Location, 'kind'> & Hours;

/** Nobody is promised a minute. */
const stepMs = 30 * minuteMs;

/** By the notice that places of its kind have, and its own hours: at night it is packed in the morning. */
export function earliestMs(place: Server, leads: Settings<'places'>, nowMs: number): number {
  const minutes = {
    branch: leads.branchLeadMinutes,
    branch_warehouse: leads.branchWarehouseLeadMinutes,
    central_warehouse: leads.centralWarehouseLeadMinutes,
  }[place.kind];
  const readyMs = nowMs + minutes * minuteMs;
  return nextOpeningAtMs({ ...place, status: 'open' }, readyMs) ?? readyMs;
}

/** A branch brings it within hours, by how far it is; of a carrier only the day is known. */
export function arrivalFrom(
  place: Server,
  distanceMeters: number,
  { places, serving }: ArrivalSettings,
  nowMs: number,
): Arrival {
  const fromMs = earliestMs(place, places, nowMs);
  if (place.kind !== 'branch')
    return { fromMs, byMs: brandDayStartMs(brandDay(fromMs)) + (1 + serving.carrierDays) * dayMs };
  const minutes = serving.bringMinutes + Math.ceil(distanceMeters / 1_000) * serving.bringPerKmMinutes;
  return { fromMs, byMs: Math.ceil((fromMs + minutes * minuteMs) / stepMs) * stepMs };
}
