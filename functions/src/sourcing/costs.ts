import type { LocationKind } from '@jindian/shared/contract/network';
import type { DeliveryCosts } from './policy.ts';

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
