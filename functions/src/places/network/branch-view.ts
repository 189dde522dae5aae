import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import type { Location } from '@jindian/shared/contract/places/network';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { isOpenAt } from './opening-hours.ts';

/** What shoppers see of a place, from where they are. */
export function branchView(place: Location, point: PointGcj02 | null, nowMs: number): BranchView {
  const { id, name, address, province, city, county, latGcj02, lngGcj02 } = place;
  const { opensAtMinute, closesAtMinute, trades, status } = place;
  return {
    id,
    name,
    address,
    province,
    city,
    county,
    latGcj02,
    lngGcj02,
    opensAtMinute,
    closesAtMinute,
    trades,
    status,
    openNow: isOpenAt(place, nowMs),
    distanceMeters: point ? Math.round(distanceMeters(point, place)) : null,
  };
}
