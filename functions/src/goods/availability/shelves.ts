import { brandDay } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { availabilityOf, type StockPlace } from '../inventory/rules.ts';
import type { Inventory } from '../inventory/service.ts';
import { eachOf } from './follow.ts';
import { type LevelRecord, levelChangesOf } from './rules.ts';
import { createShelfStore, type Shelf, type ShelfHead } from './shelf-store.ts';

/** Shelves that a process holds, so that only their heads are read again. */
const heldAtMost = 50;
const maxTries = 4;

/**
 * What each place carries, in brief: what a storefront's lists are made of, which would else read every level of a place
 * for each page. It is made of the levels when first wanted, and each day anew. In between the stream notes which SKUs
 * changed; whoever reads next looks at these levels alone, and writes down what became of them.
 */
export function createShelves(deps: {
  table: JindianTable;
  clock: Clock;
  inventory: Pick<Inventory, 'offeredAt' | 'picture'>;
  catalog: LiveSnapshot<Catalog>;
}) {
  const { clock, inventory, catalog } = deps;
  const store = createShelfStore(deps.table);
  const held = new Map<string, { body: number; shelf: Shelf }>();

  function hold(locationId: string, body: number, shelf: Shelf): Shelf {
    held.delete(locationId);
    held.set(locationId, { body, shelf });
    const [oldest] = held.keys();
    if (held.size > heldAtMost && oldest !== undefined) held.delete(oldest);
    return shelf;
  }

  const isInForce = (head: ShelfHead | null, place: StockPlace): head is ShelfHead =>
    head !== null && head.day === brandDay(clock.nowMs()) && head.ownerId === place.ownerId;

  async function shelfFor(place: StockPlace, head: ShelfHead | null): Promise<Shelf> {
    if (!isInForce(head, place)) return made(place);
    const before = await bodyOf(head);
    if (!before) return made(place);
    const { doubtful } = head;
    if (!doubtful || doubtful.size === 0) return before;
    const goods = await catalogWith([...doubtful]);
    const products = new Set([...doubtful].flatMap((skuId) => goods.sku(skuId)?.product ?? []));
    const skuIds = [...products].flatMap(({ skus }) => skus.map(({ id }) => id as string));
    const stock = await inventory.picture([place], skuIds, { consistent: true });
    const after = new Map(before);
    for (const product of products) {
      const carried = product.skus.filter(({ id }) => stock.isThere(place.id, id));
      const best = Math.max(0, ...carried.map(({ id }) => stock.availableAt(place.id, id)));
      if (carried.length > 0) after.set(product.id, availabilityOf(best));
    }
    const differs = [...products].some(({ id }) => before.get(id) !== after.get(id));
    const { locationId, day, ownerId } = head;
    if (await store.save({ locationId, day, ownerId }, head, differs ? after : null))
      hold(locationId, differs ? head.revision + 1 : head.body, after);
    return after;
  }

  async function bodyOf({ locationId, body }: ShelfHead): Promise<Shelf | null> {
    const mine = held.get(locationId);
    if (mine && mine.body >= body) return mine.shelf;
    const there = await store.bodyOf(locationId);
    return there && hold(locationId, there.revision, there.shelf);
  }

  /** Knows the SKUs, unless nobody does: another function may have put them on sale a moment ago. */
  async function catalogWith(skuIds: readonly string[]): Promise<Catalog> {
    const goods = await catalog.current();
    return skuIds.every((skuId) => goods.sku(skuId)) ? goods : catalog.refresh();
  }

  /** Of all levels of the place. What changes while they are read refuses it, and is looked at once more. */
  async function made(place: StockPlace): Promise<Shelf> {
    for (let attempt = 1; ; attempt += 1) {
      const [head] = await store.headsOf([place.id], true);
      if (!head) {
        await store.begin(place.id, place.ownerId);
        continue;
      }
      // Somebody else was first.
      if (attempt > 1 && isInForce(head, place)) return shelfFor(place, head);
      const day = brandDay(clock.nowMs());
      const offered = await inventory.offeredAt(place, { consistent: true });
      const goods = await catalogWith([...offered.keys()]);
      const best = new Map<string, number>();
      for (const [skuId, pieces] of offered) {
        const id = goods.sku(skuId)?.product.id;
        if (id !== undefined) best.set(id, Math.max(best.get(id) ?? 0, pieces));
      }
      const shelf: Shelf = new Map([...best].map(([id, pieces]) => [id, availabilityOf(pieces)]));
      const saved = await store.save({ locationId: place.id, day, ownerId: place.ownerId }, head, shelf);
      if (saved) return hold(place.id, head.revision + 1, shelf);
      if (attempt >= maxTries) return shelf;
    }
  }

  /** What these places carry, in the order in which they were asked for. */
  async function of(places: readonly StockPlace[]): Promise<Shelf[]> {
    const heads = await store.headsOf(places.map(({ id }) => id));
    return Promise.all(places.map((place, nth) => shelfFor(place, heads[nth] ?? null)));
  }

  /** Notes what the stream says of levels; to be told the same again does no harm. */
  async function follow(records: readonly LevelRecord[]): Promise<void> {
    const changed = new Map<string, Set<string>>();
    for (const { locationId, skuId } of levelChangesOf(records)) {
      const skus = changed.get(locationId) ?? new Set();
      changed.set(locationId, skus.add(skuId));
    }
    await eachOf([...changed], ([locationId, skuIds]) => store.doubt(locationId, [...skuIds]));
  }

  return { of, follow };
}
export type Shelves = ReturnType<typeof createShelves>;
