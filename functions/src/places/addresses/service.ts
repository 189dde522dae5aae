import type {
  AreaNames,
  DescribedPoint,
  RegionList,
  SuggestedPlace,
} from '@jindian/shared/contract/places/addresses';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { LocationFailure, TencentLocation } from '../../tencent/index.ts';
import type { NetworkSnapshot } from '../network/snapshot.ts';
import { createRegions } from './regions.ts';

type ServiceState = 'ready' | 'off' | 'unavailable';

/**
 * Where addresses lie, as a map service knows it. Which county a point belongs to, and whether anybody delivers there,
 * the network alone says: one map decides for the app, for prices by region and for who serves.
 */
export function createAddressSearch(deps: {
  network(): Promise<NetworkSnapshot>;
  /** null: this brand has no key of a map service. */
  location: TencentLocation | null;
}) {
  const { network, location } = deps;
  const regions = createRegions(network);

  /** What was found is nothing; a service that does not answer is told as such. */
  const stateOf = ({ code }: LocationFailure): ServiceState =>
    code === 'not_found' ? 'ready' : 'unavailable';

  /** The county by the network; by the map service only where the brand loaded no counties. */
  function areaAt(snapshot: NetworkSnapshot, point: PointGcj02, told: AreaNames | null): AreaNames | null {
    const county = snapshot.countyAt(point);
    if (county) return { province: county.province, city: county.city, county: county.county };
    return told && snapshot.isOnMap(point) ? told : null;
  }

  /** Only what could be saved as an address: nothing at sea or abroad is offered. */
  async function suggest(
    text: string,
    near: PointGcj02 | null,
  ): Promise<{ service: ServiceState; items: SuggestedPlace[] }> {
    if (!location) return { service: 'off', items: [] };
    const [snapshot, found] = await Promise.all([network(), location.suggest(text, near)]);
    if (!found.ok) return { service: stateOf(found.failure), items: [] };
    const items = found.value.flatMap(({ id, title, address, point, area: told }) => {
      const area = areaAt(snapshot, point, told);
      return area ? [{ id, title, address, ...area, ...point }] : [];
    });
    return { service: 'ready', items };
  }

  async function describe(point: PointGcj02): Promise<DescribedPoint> {
    const snapshot = await network();
    const known = areaAt(snapshot, point, null);
    // Somewhere nobody delivers to is not worth a question of the key's quota.
    if (!known && !snapshot.isOnMap(point))
      return { service: location ? 'ready' : 'off', area: null, street: null };
    if (!location) return { service: 'off', area: known, street: null };
    const found = await location.describe(point);
    if (!found.ok) return { service: stateOf(found.failure), area: known, street: null };
    const { area, street } = found.value;
    return { service: 'ready', area: known ?? areaAt(snapshot, point, area), street: street || null };
  }

  async function listRegions(province?: string, city?: string): Promise<RegionList> {
    return { items: (await regions()).list(province, city) };
  }

  return { suggest, describe, listRegions };
}
export type AddressSearch = ReturnType<typeof createAddressSearch>;
