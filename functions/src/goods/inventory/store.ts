import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatchAsStored } from '../../platform/batch-read.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import {
  changeWrites,
  createLevelEntity,
  type LevelKey,
  type LevelPart,
  levelItemKey,
  openingItem,
  partOf,
} from './level-item.ts';
import { createMovementStore, type Movement } from './movements.ts';
import { groupBy, type Level, type LevelDelta, type OtherCondition, partKey } from './rules.ts';

export { type LevelKey, type LevelPart, levelLabel } from './level-item.ts';
export type { Movement } from './movements.ts';

/** How many buckets the levels of a SKU at a place are believed to have; the level's own item decides. */
export type BucketsHint = (locationId: string, skuId: string) => number;

/** The levels that the items of a read belong to: buckets are added up, in the order in which the levels were met. */
export function levelsOfParts(
  parts: readonly LevelPart[],
): (Level & { locationId: string; condition?: OtherCondition })[] {
  const levels = new Map<string, Level & { locationId: string; condition?: OtherCondition }>();
  for (const { locationId, skuId, ownerId, condition, onHand, reserved, available, safety } of parts) {
    const key = `${locationId} ${skuId} ${ownerId} ${condition ?? ''}`;
    const sum = levels.get(key);
    levels.set(key, {
      locationId,
      skuId,
      ownerId,
      ...(condition ? { condition } : {}),
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

/** Some tens of kilobytes. */
const levelsAtOnce = 200;

export function createInventoryStore(table: JindianTable) {
  const levels = createLevelEntity(table);
  const facts = createMovementStore(table);

  /** The changes of a place's levels, one write for each item; see `changeWrites`. */
  function changeLevels(
    locationId: string,
    deltas: readonly LevelDelta[],
    options?: Parameters<typeof changeWrites>[3],
  ): Write[] {
    return changeWrites(levels, locationId, deltas, options);
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
    return (await readBatchAsStored(table, keys.map(levelItemKey), { consistent })).map(partOf);
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

  function bucketsOf({ locationId, skuId, ownerId, condition }: LevelKey, from: number, to: number) {
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
      locationId,
      skuId,
      ownerId,
      ...(condition ? { condition } : {}),
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

  /**
   * Every item of every level of a place, in whatever condition; a branch carries some dozens of SKUs, a central
   * warehouse some hundreds.
   */
  async function partsAt(locationId: string, consistent = false): Promise<LevelPart[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `LOC#${locationId}`, range: { beginsWith: 'LEVEL#' } })
      .options({ consistent, ...everyPage })
      .send();
    const own = (Items ?? []).map((stored) => partOf(stored as Record<string, unknown>));
    const buckets = own.flatMap((part) => bucketsOf(part, 1, part.buckets));
    return buckets.length === 0 ? own : [...own, ...(await readItems(buckets, consistent))];
  }

  /** Whether a place has a piece of anything to sell: read until the first. */
  async function hasAnything(locationId: string): Promise<boolean> {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await table
        .build(QueryCommand)
        .query({ partition: `LOC#${locationId}`, range: { beginsWith: 'LEVEL#' } })
        .options({ limit: levelsAtOnce, ...(start ? { exclusiveStartKey: start } : {}) })
        .send();
      const parts = (page.Items ?? []).map((stored) => partOf(stored as Record<string, unknown>));
      if (parts.some(({ condition, onHand }) => condition === undefined && onHand > 0)) return true;
      start = page.LastEvaluatedKey;
    } while (start);
    return false;
  }

  /** Levels of sellable goods. */
  async function levelsAt(locationId: string): Promise<Level[]> {
    return levelsOfParts((await partsAt(locationId)).filter(({ condition }) => condition === undefined));
  }

  const opening = openingItem(levels);
  /** The items of a place's opening stock, as receiving it would have written them; for loading in bulk. */
  function openingItems(movement: Movement): Record<string, unknown>[] {
    const opened = [...groupBy(movement.lines, partKey).values()].map((lines) => {
      const { skuId, ownerId, condition } = lines[0] as LevelDelta;
      const key = { locationId: movement.locationId, skuId, ownerId, ...(condition ? { condition } : {}) };
      return opening(key, lines);
    });
    return [...opened, facts.movementItem(movement)];
  }

  return {
    ...facts,
    changeLevels,
    setBuckets,
    dropBucket,
    openingItems,
    readParts,
    readLevels,
    partsAt,
    levelsAt,
    hasAnything,
    levels,
  };
}
export type InventoryStore = ReturnType<typeof createInventoryStore>;
