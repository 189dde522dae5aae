import { contractNetwork } from '../../../places/network/snapshot-fixture.ts';
import { commandClaim } from '../../../platform/idempotency.ts';
import { createIds } from '../../../platform/ids.ts';
import { eventsOf } from '../../../platform/testing/deliver.ts';
import { transact } from '../../../platform/transact.ts';
import { availabilityOf, type LevelDelta, type StockPlace } from '../../inventory/rules.ts';
import { startGoodsFixture } from '../../inventory/testing/goods-fixture.ts';
import type { LevelRecord } from '../rules.ts';
import { createAvailability } from '../service.ts';
import { createShelves } from '../shelves.ts';

/** Where the small network's places lie: two provinces, three cities, four counties. */
export const regions: Record<string, { province: string; city: string; county: string }> = {
  B001: { province: '甲省', city: '甲一市', county: '东县' },
  B002: { province: '甲省', city: '甲一市', county: '东县' },
  B003: { province: '甲省', city: '甲一市', county: '西县' },
  B004: { province: '甲省', city: '甲二市', county: '南县' },
  B005: { province: '乙省', city: '乙一市', county: '北县' },
  W001: { province: '乙省', city: '乙一市', county: '北县' },
};
export const placeIds = Object.keys(regions);
export const skuIds = ['P004-01', 'P013-01'] as const;

type StreamRecord = LevelRecord & { dynamodb: { SequenceNumber: string; Keys: { pk: { S: string } } } };

/** Stock and figures on a small network; the stream is delivered when and as the test says. */
export async function startAvailabilityFixture() {
  const fixture = await startGoodsFixture(
    'jindian-country',
    contractNetwork(({ id }) => regions[id] ?? { province: '丙省', city: '丙市', county: '丙县' }),
  );
  const { table, clock, engine, name, outbox, idempotency, network, inventory, catalog } = fixture;
  const shelves = createShelves({ table, clock, inventory, catalog });
  const availability = createAvailability({
    table,
    shelves,
    clock,
    ids: createIds(clock),
    regionsAtOnce: 2,
    outbox,
    idempotency,
    network,
    inventory,
    catalog,
  });
  let read: string | null = null;

  return {
    ...fixture,
    availability,
    shelves,
    newShelves: () => createShelves({ table, clock, inventory, catalog }),
    /** The truth: what each product is at a place, by the levels. */
    async onShelf(place: StockPlace): Promise<Record<string, string>> {
      const goods = await catalog.current();
      const pieces = await inventory.offeredAt(place, { consistent: true });
      const best = new Map<string, number>();
      for (const [skuId, count] of pieces) {
        const id = goods.sku(skuId)!.product.id;
        best.set(id, Math.max(best.get(id) ?? 0, count));
      }
      return Object.fromEntries([...best].map(([id, count]) => [id, availabilityOf(count)]));
    },
    claim: (key: string) => commandClaim('M1', 'test', key, null),
    /** One movement of a level; false where too little was there. */
    async move(locationId: string, delta: LevelDelta): Promise<boolean> {
      const cause = { type: 'seed' as const, id: 'test' };
      const movement = { kind: 'adjust' as const, cause, lines: [delta] };
      return (await transact(table, inventory.combinedWrites(locationId, [movement]))).kind === 'done';
    },
    /** What happened since the last look, as the stream would give it. */
    async news(): Promise<StreamRecord[]> {
      const records = (await engine.streams.read(name, read, 10_000)) as unknown as StreamRecord[];
      read = records.at(-1)?.dynamodb.SequenceNumber ?? read;
      return records;
    },
    /** Runs the events that were announced. */
    workOn: eventsOf(fixture, availability.eventHandlers),
    /** Differences between figures and levels, over all provinces. */
    async differences(): Promise<number> {
      let found = 0;
      for (const province of await availability.provinces()) {
        found += (await availability.check(province)).differences;
      }
      return found;
    },
    /** The truth: pieces in the levels of the places that lie in a region. */
    async inLevels(skuId: string, inRegion: (region: (typeof regions)[string]) => boolean) {
      const levels = await Promise.all(
        placeIds
          .filter((id) => inRegion(regions[id]!))
          .map(async (id) =>
            (await inventory.levelsAt(id))
              .filter((level) => level.skuId === skuId)
              .reduce((sum, { available }) => sum + available, 0),
          ),
      );
      return {
        available: levels.reduce((sum, pieces) => sum + pieces, 0),
        places: levels.filter((pieces) => pieces > 0).length,
      };
    },
  };
}
export type AvailabilityFixture = Awaited<ReturnType<typeof startAvailabilityFixture>>;
