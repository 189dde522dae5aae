import { Entity } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { EntityParser } from 'dynamodb-toolbox/entity/actions/parse';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
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

const maxBatchKeys = 100;

/** By this name a transaction says which level had too little. */
export function levelLabel(locationId: string, skuId: string): string {
  return `level ${locationId} ${skuId}`;
}

function levelKey(key: { locationId: string; skuId: string; ownerId: string }) {
  return { pk: `LOC#${key.locationId}`, sk: `LEVEL#${key.skuId}#${key.ownerId}` };
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
      onHand: number(),
      reserved: number(),
      available: number(),
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
      kind: string(),
      cause: map({ type: string(), id: string(), reason: string().optional() }),
      atMs: number(),
      lines: list(
        map({ skuId: string(), ownerId: string(), onHandDelta: number(), reservedDelta: number() }),
      ),
    }),
    computeKey: ({ locationId, id }: { locationId: string; id: string }) => ({
      pk: `MOVES#${locationId}`,
      sk: id,
    }),
  });

  /**
   * The change of one level. Refused, so that nothing is ever oversold, when it would take more than is available
   * or release more than is reserved. Receiving may create the level.
   */
  function changeLevel(locationId: string, delta: LevelDelta): Write {
    const availableDelta = delta.onHandDelta - delta.reservedDelta;
    const conditions = [
      ...(availableDelta < 0 ? [{ attr: 'available' as const, gte: -availableDelta }] : []),
      ...(delta.reservedDelta < 0 ? [{ attr: 'reserved' as const, gte: -delta.reservedDelta }] : []),
      ...(delta.onHandDelta < 0 ? [{ attr: 'onHand' as const, gte: -delta.onHandDelta }] : []),
      ...(delta.seenOnHand === undefined ? [] : [{ attr: 'onHand' as const, eq: delta.seenOnHand }]),
    ];
    const update = levels.build(UpdateTransaction).item({
      locationId,
      skuId: delta.skuId,
      ownerId: delta.ownerId,
      onHand: $add(delta.onHandDelta),
      reserved: $add(delta.reservedDelta),
      available: $add(availableDelta),
    });
    return write(
      levelLabel(locationId, delta.skuId),
      conditions.length > 0 ? update.options({ condition: { and: conditions } }) : update,
    );
  }

  function recordMovement(movement: Movement): Write {
    const lines = movement.lines.map(({ seenOnHand: _seenOnHand, ...line }) => line);
    return write('movement', movements.build(PutTransaction).item({ ...movement, lines }));
  }

  /** Levels of several places and SKUs in as few batch reads as there are hundreds of keys; absent ones are left out. */
  async function readLevels(
    keys: readonly { locationId: string; skuId: string; ownerId: string }[],
  ): Promise<(Level & { locationId: string })[]> {
    const found: (Level & { locationId: string })[] = [];
    for (let start = 0; start < keys.length; start += maxBatchKeys) {
      const requests = keys
        .slice(start, start + maxBatchKeys)
        .map((key) => levels.build(BatchGetRequest).key(key));
      const { Responses, UnprocessedKeys } = await execute(
        { maxAttempts: 4 },
        table.build(BatchGetCommand).requests(...requests),
      );
      assertWholeBatch(UnprocessedKeys);
      for (const level of Responses?.[0] ?? []) if (level) found.push(level);
    }
    return found;
  }

  /** Every level of a place; a branch carries some dozens of SKUs, a central warehouse some hundreds. */
  async function levelsAt(locationId: string): Promise<Level[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `LOC#${locationId}`, range: { beginsWith: 'LEVEL#' } })
      .entities(levels)
      .options({ maxPages: 20 })
      .send();
    return Items ?? [];
  }

  /** Movements of a place in the order in which they happened. */
  async function movementsAt(locationId: string): Promise<Movement[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `MOVES#${locationId}` })
      .entities(movements)
      .options({ maxPages: Number.POSITIVE_INFINITY, consistent: true })
      .send();
    return (Items ?? []) as Movement[];
  }

  /** The items of a place's opening stock, as receiving it would have written them; for loading in bulk. */
  function openingItems(movement: Movement): Record<string, unknown>[] {
    const opening = movement.lines.map(({ skuId, ownerId, onHandDelta }) => ({
      locationId: movement.locationId,
      skuId,
      ownerId,
      onHand: onHandDelta,
      reserved: 0,
      available: onHandDelta,
    }));
    const [first] = opening;
    // Parsing each of half a million levels costs more than writing them: they have the shape of the first.
    const shape = first ? levels.build(EntityParser).parse(first).item : {};
    const opened = opening.map((level) => ({ ...shape, ...level, ...levelKey(level) }));
    const { item: attributes, key } = movements.build(EntityParser).parse(movement);
    return [...opened, { ...attributes, ...key }];
  }

  return { changeLevel, recordMovement, openingItems, readLevels, levelsAt, movementsAt, levels, movements };
}
export type InventoryStore = ReturnType<typeof createInventoryStore>;
