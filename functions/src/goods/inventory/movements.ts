import { EntityParser } from 'dynamodb-toolbox/entity/actions/parse';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { encodeTime } from 'ulid';
import { readBatchAsStored } from '../../platform/batch-read.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import type { LevelDelta, MovementCause, MovementKind } from './rules.ts';

const clocksApartMs = 10_000;
/** A page is a megabyte: some thousands of movements. */
const maxPagesSince = 4;

/** One movement document: everything that one cause did to the levels of one place, in one item. */
export type Movement = {
  locationId: string;
  id: string;
  kind: MovementKind;
  cause: MovementCause;
  atMs: number;
  lines: LevelDelta[];
};

/** Buckets lie in partitions of their own: two digits, so that they sort and read alike. */
export function partitionOf(kind: 'LOC' | 'MOVES', locationId: string, bucket: number): string {
  return bucket === 0 ? `${kind}#${locationId}` : `${kind}#${locationId}#B${String(bucket).padStart(2, '0')}`;
}

type StoredLine = Omit<LevelDelta, 'seenVersion' | 'seenSafety'>;
/** Without what only its write had to see. */
function storedLine(line: LevelDelta): StoredLine {
  const { skuId, ownerId, onHandDelta, reservedDelta } = line;
  const stored: StoredLine = { skuId, ownerId, onHandDelta, reservedDelta };
  if (line.condition !== undefined) stored.condition = line.condition;
  if (line.bucket !== undefined) stored.bucket = line.bucket;
  if (line.lot !== undefined) stored.lot = line.lot;
  if (line.safetyDelta !== undefined) stored.safetyDelta = line.safetyDelta;
  if (line.asOfMs !== undefined) stored.asOfMs = line.asOfMs;
  if (line.counted !== undefined) stored.counted = line.counted;
  return stored;
}

/** Facts, written once and never changed. Those of the buckets of a hot SKU lie in as many partitions as these. */
export function createMovementStore(table: JindianTable) {
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
          condition: string().enum('display', 'quarantine').optional(),
          bucket: number().optional(),
          lot: string().optional(),
          onHandDelta: number(),
          reservedDelta: number(),
          safetyDelta: number().optional(),
          asOfMs: number().optional(),
          counted: number().optional(),
        }),
      ),
    }),
    computeKey: ({ locationId, id, bucket }: { locationId: string; id: string; bucket: number }) => ({
      pk: partitionOf('MOVES', locationId, bucket),
      sk: id,
    }),
  });
  /** Over how many partitions the movements of a place are spread; never fewer than before, or some would be lost. */
  const shardCounts = new Entity({
    name: 'MovementShards',
    table,
    timestamps: false,
    schema: item({ locationId: string().key(), shards: number() }),
    computeKey: ({ locationId }: { locationId: string }) => ({ pk: `LOC#${locationId}`, sk: 'SHARDS' }),
  });

  /** Refused as `shards` when somebody made them that many, or more. */
  function spreadMovements(locationId: string, shards: number): Write {
    return write(
      'shards',
      shardCounts
        .build(PutTransaction)
        .item({ locationId, shards })
        .options({
          condition: {
            or: [
              { attr: 'shards', exists: false },
              { attr: 'shards', lt: shards },
            ],
          },
        }),
    );
  }

  async function movementShardsOf(locationId: string): Promise<number> {
    // Of many places at once it is one call.
    const key = { pk: `LOC#${locationId}`, sk: 'SHARDS' };
    const [found] = await readBatchAsStored(table, [key], { consistent: true });
    return (found?.shards as number | undefined) ?? 0;
  }

  /** What many buyers of one hot SKU do at once must not meet in one partition either. */
  function recordMovement(movement: Movement): Write {
    const { locationId, id, kind, cause, atMs } = movement;
    const { type, id: causeId, by, reason } = cause;
    const bucket = movement.lines[0]?.bucket ?? 0;
    // A count has a hundred lines, all of one form: parsing each by the schema costs more than writing them.
    const Item = {
      pk: partitionOf('MOVES', locationId, bucket),
      sk: id,
      _et: movements.entityName,
      locationId,
      id,
      bucket,
      kind,
      cause: { type, id: causeId, by, reason },
      atMs,
      lines: movement.lines.map(storedLine),
    };
    return { label: 'movement', item: { Put: { TableName: table.getName(), Item } } };
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
          .options({ consistent: true, ...everyPage })
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

  /**
   * Everything written down at a place since then, in no order; null when it is more than anybody should wait for.
   * What happens after a moment is also written down after it, whatever the clocks of two machines say of seconds.
   */
  async function movementsSince(locationId: string, sinceMs: number): Promise<Movement[] | null> {
    const shards = await movementShardsOf(locationId);
    const from = encodeTime(Math.max(0, sinceMs - clocksApartMs));
    const all = await Promise.all(
      Array.from({ length: shards + 1 }, (_, bucket) =>
        table
          .build(QueryCommand)
          .query({ partition: partitionOf('MOVES', locationId, bucket), range: { gte: from } })
          .options({ maxPages: maxPagesSince, consistent: true })
          .send(),
      ),
    );
    if (all.some(({ LastEvaluatedKey }) => LastEvaluatedKey !== undefined)) return null;
    return all.flatMap(({ Items }) => (Items ?? []) as Movement[]);
  }

  /** The item of a movement of a place's own partition, for loading in bulk. */
  function movementItem(movement: Movement): Record<string, unknown> {
    const { item: attributes, key } = movements.build(EntityParser).parse({ ...movement, bucket: 0 });
    return { ...attributes, ...key };
  }

  return {
    movements,
    spreadMovements,
    movementShardsOf,
    recordMovement,
    movementsAt,
    latestMovements,
    movementsSince,
    movementItem,
  };
}
