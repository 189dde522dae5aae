import { distanceMeters, formatDistance, type PointGcj02 } from '@jindian/shared/geo';
import { branchStore } from '../state/branch.ts';
import { languageStore } from '../state/language.ts';

/** One place to measure from on every screen: where the shopper stands. Where that is not known, nothing is said. */
export const metersFrom = (here: PointGcj02 | null, there: PointGcj02): number | null =>
  here ? distanceMeters(here, there) : null;

/** How far a place is from where the shopper stands, in words; empty: it is not known where that is. */
export function useFar(): { farTo: (there: PointGcj02) => string; here: PointGcj02 | null } {
  const { point } = branchStore.use();
  const language = languageStore.use();
  return {
    here: point,
    farTo(there) {
      const meters = metersFrom(point, there);
      return meters === null ? '' : formatDistance(meters, language);
    },
  };
}
