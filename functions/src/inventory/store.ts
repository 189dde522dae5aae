import { Entity } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { EntityParser } from 'dynamodb-toolbox/entity/actions/parse';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add, $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { BatchGetCommand, execute } from 'dynamodb-toolbox/table/actions/batchGet';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { assertWholeBatch } from '../platform/batch-get.ts';
import type { JindianTable } from '../platform/table.ts';
import { type Write, write } from '../platform/transact.ts';
import type { Level, LevelDelta, MovementCause, MovementKind } from './rules.ts';

/** One movement document: everything that one cause did to the levels of one place, in one item. */
export type Movement = {
  locationId: string;
  id: string;
  kind: MovementKind;
  cause: MovementCause;
  atMs: number;
  lines: LevelDelta[];
};

export type LevelKey = { locationId: string; skuId: string; ownerId: string };

/** One item of a level. Bucket 0 is the level's own, which alone knows the safety stock and how many buckets there are. */
export type LevelPart = LevelKey & Level & { bucket: number; buckets: number };

/** How many buckets the levels of a SKU at a place are believed to have; the level's own item decides. */
export type BucketsHint = (locationId: string, skuId: string) => number;

const maxBatchKeys = 100;
/** Batch reads at once. */
const maxBatches = 4;

/** By this name a transaction says which level had too little. */
export function levelLabel(locationId: string, skuId: string): string {
  return `level ${locationId} ${skuId}`;
}

/** Buckets lie in partitions of their own: two digits, so that they sort and read alike. */
function partitionOf(kind: 'LOC' | 'MOVES', locationId: string, bucket: number): string {
  return bucket === 0 ? `${kind}#${locationId}` : `${kind}#${locationId}#B${String(bucket).padStart(2, '0')}`;
}

function levelKey(key: LevelKey & { bucket: number }) {
  return {
    pk: partitionOf('LOC', key.locationId, key.bucket),
    sk: `LEVEL#${key.skuId}#${key.ownerId}`,
  };
}

/** The levels that the items of a read belong to: buckets are added up, in the order in which the levels were met. */
export function levelsOfParts(parts: readonly LevelPart[]): (LevelKey & Level)[] {
  const levels = new Map<string, LevelKey & Level>();
  for (const { locationId, skuId, ownerId, onHand, reserved, available, safety } of parts) {
    const key = `${locationId} ${skuId} ${ownerId}`;
    const sum = levels.get(key);
    levels.set(key, {
      locationId,
      skuId,
      ownerId,
      onHand: onHand + (sum?.onHand ?? 0),
      reserved: reserved + (sum?.reserved ?? 0),
      available: available + (sum?.available ?? 0),
      safety: safety + (sum?.safety ?? 0),
    });
  }
  return [...levels.values()];
}

/** Who saw nothing may have seen no level at all. */
function seen<Attribute extends string>(attr: Attribute, value: number) {
  const absent = { attr, exists: false };
  const equal = { attr, eq: value };
  return value === 0 ? { or: [absent, equal] } : equal;
}

export function createInventoryStore(table: JindianTable) {
  const levels = new Entity({
    name: 'Level',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      skuId: string().key(),
      ownerId: string().key(),
      bucket: number().key(),
      onHand: number(),
      reserved: number(),
      available: number(),
      safety: number().optional(),
      buckets: number().optional(),
    }),
    computeKey: levelKey,
  });
  const movements = new Entity({
    name: 'Movement',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      id: string().key(),
      bucket: number().key(),
      kind: string(),
      cause: map({
        type: string(),
        id: string(),
        by: string().optional(),
        reason: string().optional(),
      }),
      atMs: number(),
      lines: list(
        map({
          skuId: string(),
          ownerId: string(),
          bucket: number().optional(),
          onHandDelta: number(),
          reservedDelta: number(),
          safetyDelta: number().optional(),
        }),
      ),
    }),
    computeKey: ({ locationId, id, bucket }: { locationId: string; id: string; bucket: number }) => ({
      pk: partitionOf('MOVES', locationId, bucket),
      sk: id,
    }),
  });
  /** How many partitions the movements of a place are spread over; never fewer than before, or some would be lost. */
  const movementShards = new Entity({
    name: 'MovementShards',
    table,
    timestamps: false,
    schema: item({ locationId: string().key(), shards: number() }),
    computeKey: ({ locationId }: { locationId: string }) => ({ pk: `LOC#${locationId}`, sk: 'SHARDS' }),
  });

  /**
   * The change of one item of a level. Refused, so that nothing is ever oversold, when it would take more than is
   * available or release more than is reserved. Receiving may create the level.
   */
  function changeLevel(locationId: string, delta: LevelDelta, label?: string): Write {
    const availableDelta = delta.onHandDelta - delta.reservedDelta;
    const { safetyDelta = 0, seenOnHand, seenSafety } = delta;
    const conditions = [
      ...(availableDelta < 0 ? [{ attr: 'available' as const, gte: -availableDelta }] : []),
      ...(delta.reservedDelta < 0 ? [{ attr: 'reserved' as const, gte: -delta.reservedDelta }] : []),
      ...(delta.onHandDelta < 0 ? [{ attr: 'onHand' as const, gte: -delta.onHandDelta }] : []),
      ...(seenOnHand === undefined ? [] : [seen('onHand' as const, seenOnHand)]),
      ...(seenSafety === undefined ? [] : [seen('safety' as const, seenSafety)]),
    ];
    const update = levels.build(UpdateTransaction).item({
      locationId,
      skuId: delta.skuId,
      ownerId: delta.ownerId,
      bucket: delta.bucket ?? 0,
      onHand: $add(delta.onHandDelta),
      reserved: $add(delta.reservedDelta),
      available: $add(availableDelta),
      ...(safetyDelta === 0 ? {} : { safety: $add(safetyDelta) }),
    });
    return write(
      label ?? levelLabel(locationId, delta.skuId),
      conditions.length > 0 ? update.options({ condition: { and: conditions } }) : update,
    );
  }

  /** Says on a level's own item how many buckets are to be read with it; 0: none any more. Never makes a level. */
  function setBuckets(key: LevelKey, buckets: number): Write {
    return write(
      `buckets ${key.ownerId}`,
      levels
        .build(UpdateTransaction)
        .item({ ...key, bucket: 0, buckets: buckets === 0 ? $remove() : buckets })
        .options({ condition: { attr: 'onHand', exists: true } }),
    );
  }

  /** An empty bucket goes; refused while anything is in it. */
  function dropBucket(key: LevelKey, bucket: number): Write {
    return write(
      'bucket',
      levels
        .build(DeleteTransaction)
        .key({ ...key, bucket })
        .options({
          condition: {
            or: [
              { attr: 'onHand', exists: false },
              {
                and: [
                  { attr: 'onHand', eq: 0 },
                  { attr: 'reserved', eq: 0 },
                ],
              },
            ],
          },
        }),
    );
  }

  function spreadMovements(locationId: string, shards: number): Write {
    return write('shards', movementShards.build(PutTransaction).item({ locationId, shards }));
  }

  async function movementShardsOf(locationId: string): Promise<number> {
    const { Item } = await movementShards
      .build(GetItemCommand)
      .key({ locationId })
      .options({ consistent: true })
      .send();
    return Item?.shards ?? 0;
  }

  /** What many buyers of one hot SKU do at once must not meet in one partition either. */
  function recordMovement(movement: Movement): Write {
    const lines = movement.lines.map(({ seenOnHand: _onHand, seenSafety: _safety, ...line }) => line);
    const bucket = lines[0]?.bucket ?? 0;
    return write('movement', movements.build(PutTransaction).item({ ...movement, bucket, lines }));
  }

  async function readItems(
    keys: readonly (LevelKey & { bucket: number })[],
    consistent: boolean,
  ): Promise<LevelPart[]> {
    const chunks: (LevelKey & { bucket: number })[][] = [];
    for (let start = 0; start < keys.length; start += maxBatchKeys) {
      chunks.push(keys.slice(start, start + maxBatchKeys));
    }
    const found: LevelPart[] = [];
    for (let start = 0; start < chunks.length; start += maxBatches) {
      const batches = chunks.slice(start, start + maxBatches).map(async (chunk) => {
        const requests = chunk.map((key) => levels.build(BatchGetRequest).key(key));
        const { Responses, UnprocessedKeys } = await execute(
          { maxAttempts: 4 },
          table
            .build(BatchGetCommand)
            .requests(...requests)
            .options({ consistent }),
        );
        assertWholeBatch(UnprocessedKeys);
        return (Responses?.[0] ?? []).flatMap((level) => (level ? [partOf(level)] : []));
      });
      found.push(...(await Promise.all(batches)).flat());
    }
    return found;
  }

  function partOf(
    item: Omit<LevelPart, 'safety' | 'buckets'> & {
      safety?: number | undefined;
      buckets?: number | undefined;
    },
  ) {
    return { ...item, safety: item.safety ?? 0, buckets: item.buckets ?? 0 };
  }

  /**
   * Every item of these levels; absent levels are left out. Buckets that the hint knows of are read at once, others
   * as soon as a level's own item has told of them: a hint that is old costs time, never pieces.
   */
  async function readParts(
    keys: readonly LevelKey[],
    options: { hint?: BucketsHint; consistent?: boolean } = {},
  ): Promise<LevelPart[]> {
    const { hint = () => 0, consistent = false } = options;
    const hinted = (key: LevelKey) => hint(key.locationId, key.skuId);
    const first = await readItems(
      keys.flatMap((key) => bucketsOf(key, 0, hinted(key))),
      consistent,
    );
    const unknown = first
      .filter((part) => part.bucket === 0 && part.buckets > hinted(part))
      .flatMap((part) => bucketsOf(part, hinted(part) + 1, part.buckets));
    return unknown.length === 0 ? first : [...first, ...(await readItems(unknown, consistent))];
  }

  function bucketsOf({ locationId, skuId, ownerId }: LevelKey, from: number, to: number) {
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
      locationId,
      skuId,
      ownerId,
      bucket: from + index,
    }));
  }

  /** Levels of several places and SKUs in as few batch reads as there are hundreds of keys; absent ones are left out. */
  async function readLevels(
    keys: readonly LevelKey[],
    options: { hint?: BucketsHint; consistent?: boolean } = {},
  ): Promise<(Level & { locationId: string })[]> {
    return levelsOfParts(await readParts(keys, options));
  }

  /** Every item of every level of a place; a branch carries some dozens of SKUs, a central warehouse some hundreds. */
  async function partsAt(locationId: string, consistent = false): Promise<LevelPart[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `LOC#${locationId}`, range: { beginsWith: 'LEVEL#' } })
      .entities(levels)
      .options({ maxPages: 20, consistent })
      .send();
    const own = (Items ?? []).map(partOf);
    const buckets = own.flatMap((part) => bucketsOf(part, 1, part.buckets));
    return buckets.length === 0 ? own : [...own, ...(await readItems(buckets, consistent))];
  }

  async function levelsAt(locationId: string): Promise<Level[]> {
    return levelsOfParts(await partsAt(locationId));
  }

  /** Movements of a place in the order in which they happened. */
  async function movementsAt(locationId: string): Promise<Movement[]> {
    const shards = await movementShardsOf(locationId);
    const all = await Promise.all(
      Array.from({ length: shards + 1 }, async (_, bucket) => {
        const { Items } = await table
          .build(QueryCommand)
          .query({ partition: partitionOf('MOVES', locationId, bucket) })
          .entities(movements)
          .options({ maxPages: Number.POSITIVE_INFINITY, consistent: true })
          .send();
        return (Items ?? []) as Movement[];
      }),
    );
    return shards === 0 ? (all[0] ?? []) : all.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** The newest movements of a place that are older than `before`, newest first, at most `limit`. */
  async function latestMovements(
    locationId: string,
    options: { before?: string | undefined; limit: number },
  ): Promise<Movement[]> {
    const shards = await movementShardsOf(locationId);
    const all = await Promise.all(
      Array.from({ length: shards + 1 }, async (_, bucket) => {
        const { Items } = await table
          .build(QueryCommand)
          .query({
            partition: partitionOf('MOVES', locationId, bucket),
            ...(options.before === undefined ? {} : { range: { lt: options.before } }),
          })
          .entities(movements)
          .options({ limit: options.limit, reverse: true, consistent: true })
          .send();
        return (Items ?? []) as Movement[];
      }),
    );
    return all
      .flat()
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, options.limit);
  }

  /** The items of a place's opening stock, as receiving it would have written them; for loading in bulk. */
  function openingItems(movement: Movement): Record<string, unknown>[] {
    const opening = movement.lines.map(({ skuId, ownerId, onHandDelta }) => ({
      locationId: movement.locationId,
      skuId,
      ownerId,
      bucket: 0,
      onHand: onHandDelta,
      reserved: 0,
      available: onHandDelta,
    }));
    const [first] = opening;
    // Parsing each of half a million levels costs more than writing them: they have the shape of the first.
    const shape = first ? levels.build(EntityParser).parse(first).item : {};
    const opened = opening.map((level) => ({ ...shape, ...level, ...levelKey(level) }));
    const { item: attributes, key } = movements.build(EntityParser).parse({ ...movement, bucket: 0 });
    return [...opened, { ...attributes, ...key }];
  }

  return {
    changeLevel,
    setBuckets,
    dropBucket,
    spreadMovements,
    movementShardsOf,
    recordMovement,
    openingItems,
    readParts,
    readLevels,
    partsAt,
    levelsAt,
    movementsAt,
    latestMovements,
    levels,
    movements,
  };
}
export type InventoryStore = ReturnType<typeof createInventoryStore>;
