import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import { type IndexName, indexNames } from '../../platform/deployed-names.ts';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { LotKey } from './lots.ts';

/** What became of a line of a sale at a till. */
export type TillLineOutcome = {
  skuId: string;
  quantity: number;
  /** Sold, and not in the books: a difference that somebody has to settle. */
  short: number;
  /** Taken from under online orders, which are sourced again. */
  lost: number;
};
export type TillSaleFact = {
  locationId: string;
  /** The till's own name of the sale, and which part of it. */
  part: string;
  occurredAtMs: number;
  atMs: number;
  by: string;
  inputHash: string;
  lines: TillLineOutcome[];
};

export type DifferenceState = 'open' | 'settled';
export type StockDifference = {
  id: string;
  state: DifferenceState;
  locationId: string;
  skuId: string;
  ownerId: string;
  lot?: LotKey;
  /** Absent: pieces that were sold and were not in the books. `count`: fewer were counted than orders hold, by so many. */
  kind?: 'count';
  quantity: number;
  reference: string;
  occurredAtMs: number;
  atMs: number;
  settledBy?: string;
  settledAtMs?: number;
  note?: string;
};

const shards = 4;

/** Sales of tills are kept for ever, as facts: a till may tell of one again after days. */
export function createTillStore(table: JindianTable) {
  const sales = new Entity({
    name: 'TillSale',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      part: string().key(),
      occurredAtMs: number(),
      atMs: number(),
      by: string(),
      inputHash: string(),
      lines: any(),
    }),
    computeKey: ({ locationId, part }: { locationId: string; part: string }) => ({
      pk: `TILL#${locationId}`,
      sk: part,
    }),
  });
  const differences = new Entity({
    name: 'StockDifference',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      state: string(),
      difference: any(),
      gsi1pk: string(),
      gsi1sk: string(),
      gsi2pk: string(),
      gsi2sk: string(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: `DIFFERENCE#${id}`, sk: 'DIFFERENCE' }),
  });
  const boardKey = (state: DifferenceState, shard: number) => `DIFFERENCES#${state}#${shard}`;
  const placeKey = (locationId: string, state: DifferenceState) => `DIFFERENCES#AT#${locationId}#${state}`;

  function putSale(fact: TillSaleFact): Write {
    return write(
      'till sale',
      sales
        .build(PutTransaction)
        .item(fact)
        .options({ condition: { attr: 'part', exists: false } }),
    );
  }

  async function readSale(locationId: string, part: string): Promise<TillSaleFact | null> {
    const { Item } = await sales
      .build(GetItemCommand)
      .key({ locationId, part })
      .options({ consistent: true })
      .send();
    return (Item as TillSaleFact | undefined) ?? null;
  }

  /** On condition that it is in the state it was read in; null: that it is new. */
  function saveDifference(difference: StockDifference, before: DifferenceState | null): Write {
    const { id, state, locationId } = difference;
    return write(
      'difference',
      differences
        .build(PutTransaction)
        .item({
          id,
          state,
          difference,
          gsi1pk: boardKey(state, shardOf(id, shards)),
          gsi1sk: id,
          gsi2pk: placeKey(locationId, state),
          gsi2sk: id,
        })
        .options({
          condition: before === null ? { attr: 'id', exists: false } : { attr: 'state', eq: before },
        }),
    );
  }

  async function readDifference(id: string): Promise<StockDifference | null> {
    const { Item } = await differences.build(GetItemCommand).key({ id }).options({ consistent: true }).send();
    return (Item?.difference as StockDifference | undefined) ?? null;
  }

  async function idsOf(index: IndexName, partition: string, limit: number, before: string | undefined) {
    const { Items } = await table
      .build(QueryCommand)
      .query({ index, partition, ...(before ? { range: { lt: before } } : {}) })
      .options({ limit, reverse: true })
      .send();
    return (Items ?? []).map((found) => (found as Record<string, string>)[`${index}sk`] as string);
  }

  /** Newest first, of one place or of all. */
  async function listDifferences(
    state: DifferenceState,
    query: { locationId?: string | undefined; limit: number; cursor?: string | undefined },
  ): Promise<StockDifference[]> {
    const { locationId, limit, cursor } = query;
    const ids = locationId
      ? await idsOf(indexNames.byQueue, placeKey(locationId, state), limit, cursor)
      : (
          await Promise.all(
            Array.from({ length: shards }, (_, shard) =>
              idsOf(indexNames.byOwner, boardKey(state, shard), limit, cursor),
            ),
          )
        )
          .flat()
          .sort((a, b) => (a < b ? 1 : -1))
          .slice(0, limit);
    const found = await readBatch(
      table,
      ids.map((id) => differences.build(BatchGetRequest).key({ id })),
    );
    return found.flatMap((one) => (one ? [one.difference as StockDifference] : []));
  }

  return { putSale, readSale, saveDifference, readDifference, listDifferences };
}
export type TillStore = ReturnType<typeof createTillStore>;
