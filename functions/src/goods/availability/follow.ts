import type { Location } from '@jindian/shared/contract/places/network';
import type { Network } from '../../places/network/service.ts';
import {
  asPart,
  countyPath,
  type LevelRecord,
  levelChangesOf,
  levelPartId,
  nameOf,
  parentOf,
  type RegionFigure,
  type Tidings,
  tell,
} from './rules.ts';
import type { AvailabilityStore } from './store.ts';

/** Regions written at once by one batch of the stream. */
const concurrency = 16;

export async function eachOf<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}

/** Tells these regions of their parts, then the regions above of these, up to the nation. */
async function tellUpward(store: AvailabilityStore, first: Tidings): Promise<void> {
  let tidings = first;
  while (tidings.size > 0) {
    const above: Tidings = new Map();
    await eachOf([...tidings.values()], async ({ skuId, region, told }) => {
      const figure = await store.merge(skuId, region, told);
      passOn(above, figure);
    });
    tidings = above;
  }
}

function passOn(above: Tidings, figure: RegionFigure): void {
  const parent = parentOf(figure.region);
  if (parent !== null) tell(above, figure.skuId, parent, nameOf(figure.region), asPart(figure));
}

/**
 * Brings what the stream says of levels into the figures of the regions. One write for each region and SKU that a
 * batch touches; a batch that broke off half way is simply told again. A place that is not in the network that this
 * process holds is looked up once more: it may have been made a moment ago, and its figures would be wrong for good.
 * Levels of places that are nowhere count nowhere.
 */
export async function follow(
  store: AvailabilityStore,
  network: Pick<Network, 'current' | 'writtenLocation'>,
  records: readonly LevelRecord[],
): Promise<number> {
  const tidings: Tidings = new Map();
  const changes = levelChangesOf(records);
  if (changes.length === 0) return 0;
  const places = await network.current();
  const lookedUp = new Map<string, Location | null>();
  for (const { locationId } of changes)
    if (!places.location(locationId) && !lookedUp.has(locationId))
      lookedUp.set(locationId, await network.writtenLocation(locationId));
  for (const change of changes) {
    const place = places.location(change.locationId) ?? lookedUp.get(change.locationId);
    if (!place) continue;
    const { available, stamp, skuId } = change;
    tell(tidings, skuId, countyPath(place), levelPartId(change), {
      available,
      places: available > 0 ? 1 : 0,
      stamp,
    });
  }
  await tellUpward(store, tidings);
  return changes.length;
}
