import type { Location } from '@jindian/shared/contract/places/network';
import { brandDay, dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';

/**
 * A warehouse is given so many orders at a time that transactions on one counter would be in one another's way: of
 * 60 at once that each take 20 ms, most gave up with one counter and none with sixteen (load.test.ts). A branch is
 * given one now and then, and is read in tens: one counter.
 */
const warehouseShards = 16;
const keptMs = 8 * dayMs;

type Place = Pick<Location, 'id' | 'kind'> & { maxOrdersPerDay?: Location['maxOrdersPerDay'] };

/** The name by which a refused `loadWrites` is known in its transaction: the place has its deliveries for the day. */
export function loadLabel(placeId: string): string {
  return `load ${placeId}`;
}

/** Deliveries a place was given today, and when the last one was; from midnight on it starts anew. */
export type PlaceLoad = { orders: number; lastServedAtMs: number | null };

/** Counts for each place and day, in the transaction that gives it a delivery or takes one away. */
export function createPlaceLoad(deps: { table: JindianTable; clock: Clock; random?: () => number }) {
  const { table, clock, random = Math.random } = deps;
  const counters = new Entity({
    name: 'PlaceLoad',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      day: string().key(),
      shard: number().key(),
      orders: number(),
      lastServedAtMs: number().optional(),
      expiresAtS: number(),
    }),
    computeKey: (key: { locationId: string; day: string; shard: number }) => ({
      pk: `LOAD#${key.locationId}#${String(key.shard).padStart(2, '0')}`,
      sk: `DAY#${key.day}`,
    }),
  });

  const shardsOf = ({ kind }: Place) => (kind === 'branch' ? 1 : warehouseShards);

  /** What one counter may count of the day's limit; the counters' parts add up to the limit. */
  function quotaOf(limit: number, shard: number, shards: number): number {
    return Math.floor((limit + shard) / shards);
  }

  function count(place: Place, servedAtMs: number, by: number, limited: boolean): Write {
    const shards = shardsOf(place);
    const key = {
      locationId: place.id,
      day: brandDay(servedAtMs),
      shard: Math.floor(random() * shards),
    };
    const update = counters.build(UpdateTransaction).item({
      ...key,
      orders: $add(by),
      expiresAtS: Math.ceil((servedAtMs + keptMs) / 1000),
      ...(by > 0 ? { lastServedAtMs: servedAtMs } : {}),
    });
    const limit = place.maxOrdersPerDay;
    if (!limited || by < 0 || typeof limit !== 'number') return write(loadLabel(place.id), update);
    const quota = quotaOf(limit, key.shard, shards);
    const room = { attr: 'orders', lte: quota - by } as const;
    const unused = { attr: 'orders', exists: false } as const;
    const condition = quota >= by ? { or: [unused, room] } : room;
    return write(loadLabel(place.id), update.options({ condition }));
  }

  return {
    /**
     * With the writes that give the place a delivery, or several at once; refused, as `loadLabel`, when it has as many as it takes in a
     * day. A warehouse counts in parts, so near its limit an order may find one part full and go on to the next
     * place. `unlimited`: somebody decided that it serves, or it took the order by itself.
     */
    loadWrites: (
      place: Place,
      atMs: number,
      how: 'limited' | 'unlimited' = 'limited',
      deliveries = 1,
    ): Write[] => [count(place, atMs, deliveries, how === 'limited')],
    /** With those that take it away again: off the day on which it was given. */
    unloadWrites: (place: Place, givenAtMs: number): Write[] => [count(place, givenAtMs, -1, false)],

    /** Today's, by id; eventually consistent: who chooses by it is still held to the limit by the write itself. */
    async read(places: readonly Place[]): Promise<Map<string, PlaceLoad>> {
      const day = brandDay(clock.nowMs());
      const loads = new Map(
        places.map(({ id }): [string, PlaceLoad] => [id, { orders: 0, lastServedAtMs: null }]),
      );
      const keys = places.flatMap((place) =>
        Array.from({ length: shardsOf(place) }, (_, shard) => ({ locationId: place.id, day, shard })),
      );
      for (const found of await readBatch(
        table,
        keys.map((key) => counters.build(BatchGetRequest).key(key)),
      )) {
        const load = found && loads.get(found.locationId);
        if (!load) continue;
        load.orders += found.orders;
        const last = found.lastServedAtMs ?? null;
        if (last !== null && last > (load.lastServedAtMs ?? 0)) load.lastServedAtMs = last;
      }
      return loads;
    },
  };
}
export type PlaceLoads = ReturnType<typeof createPlaceLoad>;
