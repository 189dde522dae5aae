import { Entity } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { EntityParser } from 'dynamodb-toolbox/entity/actions/parse';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add, $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { BatchGetCommand, execute } from 'dynamodb-toolbox/table/actions/batchGet';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { assertWholeBatch } from '../../platform/batch-get.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { createMovementStore, type Movement, partitionOf } from './movements.ts';
import type { Level, LevelDelta } from './rules.ts';

export type { Movement } from './movements.ts';

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
function seenNumber<Attribute extends string>(attr: Attribute, value: number) {
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
  const facts = createMovementStore(table);

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
      ...(seenOnHand === undefined ? [] : [seenNumber('onHand' as const, seenOnHand)]),
      ...(seenSafety === undefined ? [] : [seenNumber('safety' as const, seenSafety)]),
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

  /**
   * Says on a level's own item how many buckets are to be read with it; 0: none any more. Refused where somebody else
   * has said something since it was read, so that no bucket with pieces is ever forgotten.
   */
  function setBuckets(
    { locationId, skuId, ownerId, buckets: seenBuckets }: LevelPart,
    buckets: number,
  ): Write {
    return write(
      `buckets ${ownerId}`,
      levels
        .build(UpdateTransaction)
        .item({ locationId, skuId, ownerId, bucket: 0, buckets: buckets === 0 ? $remove() : buckets })
        .options({
          condition: {
            and: [{ attr: 'onHand', exists: true }, seenNumber('buckets' as const, seenBuckets)],
          },
        }),
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
    return [...opened, facts.movementItem(movement)];
  }

  return {
    ...facts,
    changeLevel,
    setBuckets,
    dropBucket,
    openingItems,
    readParts,
    readLevels,
    partsAt,
    levelsAt,
    levels,
  };
}
export type InventoryStore = ReturnType<typeof createInventoryStore>;
