import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { shardOf } from '../../platform/ids.ts';
import {
  type AvailabilityFixture,
  placeIds,
  regions,
  skuIds,
  startAvailabilityFixture,
} from './testing/availability-fixture.ts';

let fixture: AvailabilityFixture | null = null;
afterEach(() => fixture?.close());

const shards = 3;

const moveArbitrary = fc.record({
  place: fc.constantFrom(...placeIds),
  skuId: fc.constantFrom(...skuIds),
  ownerId: fc.constantFrom('hq', 'D0001'),
  onHand: fc.integer({ min: -4, max: 9 }),
  reserved: fc.integer({ min: -3, max: 3 }),
});
/** What the stream and the function behind it may do with the records of one shard, between movements. */
const deliveryArbitrary = fc.record({
  shard: fc.nat(shards - 1),
  count: fc.integer({ min: 1, max: 6 }),
  /** The function dies at this write: the batch comes again. */
  diesAtWrite: fc.option(fc.nat(8), { nil: null }),
  /** How far back the shard is read again, though all of it was done. */
  back: fc.nat(4),
});
const planArbitrary = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ move: moveArbitrary }) },
    { weight: 1, arbitrary: fc.record({ delivery: deliveryArbitrary }) },
    { weight: 1, arbitrary: fc.record({ look: fc.constantFrom(...placeIds) }) },
  ),
  { minLength: 5, maxLength: 40 },
);

/** A shard of the stream: all records of an item lie in one, in order. */
type Shard = { records: Awaited<ReturnType<AvailabilityFixture['news']>>; done: number };

test('whatever is moved, and however often, in what batches and in which order of shards it is told: figures and shelves are what the levels say', async () => {
  await fc.assert(
    fc.asyncProperty(planArbitrary, async (plan) => {
      fixture = await startAvailabilityFixture();
      const { availability, engine } = fixture;
      const stream: Shard[] = Array.from({ length: shards }, () => ({ records: [], done: 0 }));
      const hear = async () => {
        for (const record of (await fixture?.news()) ?? []) {
          stream[shardOf(record.dynamodb.Keys.pk.S, shards)]?.records.push(record);
        }
      };
      for (const step of plan) {
        if ('move' in step) {
          const { place, skuId, ownerId, onHand, reserved } = step.move;
          await fixture.move(place, { skuId, ownerId, onHandDelta: onHand, reservedDelta: reserved });
          continue;
        }
        if ('look' in step) {
          const place = await fixture.network.location(step.look);
          // Two processes, of which one holds nothing.
          await Promise.all([fixture.shelves, fixture.newShelves()].map((shelves) => shelves.of([place!])));
          continue;
        }
        await hear();
        const { shard: index, count, diesAtWrite, back } = step.delivery;
        const shard = stream[index] as Shard;
        const from = Math.max(0, shard.done - back);
        const batch = shard.records.slice(from, from + count);
        let writes = 0;
        engine.faults.set((operation) => {
          if (operation !== 'UpdateItem' && operation !== 'PutItem') return 'none';
          writes += 1;
          return writes - 1 === diesAtWrite ? 'fail-after' : 'none';
        });
        try {
          await availability.handleStream(batch);
          shard.done = Math.max(shard.done, from + batch.length);
        } catch {
          // It comes again.
        }
        engine.faults.set();
      }
      await hear();
      // Two functions at once on what is left, as when a slow one is thought to be dead.
      await Promise.all(
        stream.flatMap(({ records, done }) => [
          availability.handleStream(records.slice(done)),
          availability.handleStream(records.slice(Math.max(0, done - 2))),
        ]),
      );
      for (const skuId of skuIds) {
        for (const region of Object.values(regions)) {
          const figures = (await availability.of([skuId], region)).get(skuId);
          expect(figures).toEqual({
            county: await fixture.inLevels(skuId, (at) => at.county === region.county),
            city: await fixture.inLevels(skuId, (at) => at.city === region.city),
            province: await fixture.inLevels(skuId, (at) => at.province === region.province),
            nation: await fixture.inLevels(skuId, () => true),
          });
        }
      }
      expect(await fixture.differences()).toBe(0);
      for (const shelves of [fixture.shelves, fixture.newShelves()])
        for (const placeId of placeIds) {
          const place = await fixture.network.location(placeId);
          const [shelf] = await shelves.of([place!]);
          expect(Object.fromEntries(shelf!), placeId).toEqual(await fixture.onShelf(place!));
        }
      await fixture.close();
      fixture = null;
    }),
    { numRuns: 8 },
  );
}, 120_000);
