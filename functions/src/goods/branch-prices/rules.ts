/** What a branch asks where it has a price of its own. Pure. */
import {
  bandAround,
  type branchPriceStates,
  type PriceBand,
} from '@jindian/shared/contract/goods/branch-prices';
import type { PricePolicy } from '@jindian/shared/contract/goods/prices';

export type OwnPrices = Readonly<Record<string, number>>;
export const noOwnPrices: OwnPrices = {};

type State = (typeof branchPriceStates)[number];

/** Whether a price of its own is asked of shoppers, and why not. */
export function stateOf(ownFen: number, areaFen: number, policy: PricePolicy, band: PriceBand | null): State {
  if (policy === 'national') return 'national';
  if (band === null) return 'outside';
  const { lowFen, highFen } = bandAround(areaFen, band);
  return ownFen >= lowFen && ownFen <= highFen ? 'applies' : 'outside';
}

/** The price of the area, or the branch's own while it is allowed: what a changed contract forbids is not asked any more. */
export function askedFen(
  areaFen: number,
  ownFen: number | undefined,
  policy: () => PricePolicy,
  band: PriceBand | null,
): number {
  if (ownFen === undefined || band === null) return areaFen;
  return stateOf(ownFen, areaFen, policy(), band) === 'applies' ? ownFen : areaFen;
}
