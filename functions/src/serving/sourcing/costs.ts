import type { Location, LocationKind } from '@jindian/shared/contract/places/network';
import type { DeliveryCosts, ServiceFees } from './policy.ts';

/** What sending so many grams so far costs from that kind of place, in fen. */
export function deliveryCostFen(
  costs: DeliveryCosts,
  kind: LocationKind,
  distanceMeters: number,
  weightGrams: number,
): number {
  const bands = costs[kind];
  const band =
    bands.find(({ upToMeters }) => upToMeters === null || distanceMeters <= upToMeters) ??
    bands[bands.length - 1]!;
  const extraKilograms = Math.ceil(Math.max(0, weightGrams - band.firstGrams) / 1000);
  return band.firstFen + extraKilograms * band.perKilogramFen;
}

/** What a place is paid for serving a delivery, in fen: branches only, more after every refusal. */
export function serviceFeeFen(
  fees: ServiceFees | null,
  place: Pick<Location, 'kind' | 'ownership' | 'province'>,
  distanceMeters: number,
  refusals: number,
): number {
  if (fees === null || place.kind !== 'branch') return 0;
  const band = fees.bands.find(
    ({ ownership, provinces, upToMeters }) =>
      (ownership === null || ownership === place.ownership) &&
      (provinces === null || provinces.includes(place.province)) &&
      (upToMeters === null || distanceMeters <= upToMeters),
  );
  return band ? Math.min(fees.maxFen, band.feeFen + refusals * fees.raisePerRefusalFen) : 0;
}
