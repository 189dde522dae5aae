/** Many places at once: one publication of the network, whatever they are. */
import type { Location } from '@jindian/shared/contract/places/network';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { ok } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { isSamePlace } from './seen-as.ts';
import { buildNetworkSnapshot, type NetworkInput } from './snapshot.ts';
import type { NetworkStore } from './store.ts';

/** `before`: as it was when its row was judged; null: it is new. */
export type ImportedPlace = { before: Location | null; after: Location };

/** Whoever changed a place after its row was judged is not overruled; done twice it is as if it were done once. */
const isOpenTo = (present: Location | undefined, { before, after }: ImportedPlace) =>
  present === undefined
    ? before === null
    : isSamePlace(present, after) || (before !== null && isSamePlace(present, before));

/** A place that was changed by hand is kept as an item, which counts more than what is published: it is written anew. */
export async function writeChangedItems(
  deps: { table: JindianTable; clock: Clock; store: NetworkStore },
  rows: readonly ImportedPlace[],
  by: string,
): Promise<void> {
  const { store, clock } = deps;
  const items = new Set((await store.changes()).map(({ locationId }) => locationId));
  for (const row of rows) {
    const { id } = row.after;
    if (!items.has(id)) continue;
    await runCommand<null>(deps, {
      command: null,
      async attempt() {
        const item = await store.changeOf(id);
        if (!item || !isOpenTo(item.place, row) || isSamePlace(item.place, row.after)) return ok(null);
        const { revision } = item;
        return {
          writes: [store.change(id, row.after, { revision, by, atMs: clock.nowMs() })],
          value: null,
          refused: { location: 'again' },
        };
      },
    });
  }
}

export function withImported(
  before: NetworkInput,
  rows: readonly ImportedPlace[],
  version: string,
): NetworkInput {
  const places = new Map(before.locations.map((location) => [location.id, location]));
  const { grids, topology } = before;
  // Grids name their branches, which are not looked at here.
  const map = buildNetworkSnapshot({ ...before, locations: before.locations });
  for (const row of rows) {
    const { after } = row;
    if (isOpenTo(places.get(after.id), row))
      places.set(after.id, { ...after, gridId: map.gridAt(after)?.id ?? null });
  }
  return { version, grids, topology, locations: [...places.values()] };
}
