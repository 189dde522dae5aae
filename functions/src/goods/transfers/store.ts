import type { TransferState } from '@jindian/shared/contract/goods/transfer';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
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
import { everyPage } from '../../platform/whole.ts';
import type { Transfer } from './rules.ts';

/** HQ's list of one state: few enough that a list asks all of them at once, enough that no key is hot. */
const boardShards = 4;

export type Direction = 'in' | 'out';

/**
 * A transfer is one document: it is read whole, changes five times at most, and holds some dozens of lines. Beside it
 * lies a small item for HQ's lists, since a document can be in two indexes only and both ends need one.
 */
export function createTransferStore(table: JindianTable) {
  const partition = (transferId: string) => `TRANSFER#${transferId}`;
  const transfers = new Entity({
    name: 'StockTransfer',
    table,
    timestamps: false,
    schema: item({
      transferId: string().key(),
      state: string(),
      transfer: any(),
      gsi1pk: string(),
      gsi1sk: string(),
      gsi2pk: string(),
      gsi2sk: string(),
    }),
    computeKey: ({ transferId }: { transferId: string }) => ({ pk: partition(transferId), sk: 'TRANSFER' }),
  });
  const boards = new Entity({
    name: 'StockTransferBoard',
    table,
    timestamps: false,
    schema: item({ transferId: string().key(), gsi1pk: string(), gsi1sk: string() }),
    computeKey: ({ transferId }: { transferId: string }) => ({ pk: partition(transferId), sk: 'BOARD' }),
  });
  const transits = new Entity({
    name: 'InTransit',
    table,
    timestamps: false,
    schema: item({ locationId: string().key(), skuId: string().key(), quantity: number() }),
    computeKey: ({ locationId, skuId }: { locationId: string; skuId: string }) => ({
      pk: `LOC#${locationId}`,
      sk: `TRANSIT#${skuId}`,
    }),
  });

  const outPartition = (locationId: string, state: TransferState) => `TRANSFERS#OUT#${locationId}#${state}`;
  const inPartition = (locationId: string, state: TransferState) => `TRANSFERS#IN#${locationId}#${state}`;
  const boardPartition = (state: TransferState, shard: number) => `TRANSFERS#ALL#${state}#${shard}`;

  /** On condition that it is in the state it was read in; null: that it is new. */
  function save(transfer: Transfer, before: TransferState | null): Write[] {
    const { id, state, fromLocationId, toLocationId } = transfer;
    return [
      write(
        'transfer',
        transfers
          .build(PutTransaction)
          .item({
            transferId: id,
            state,
            transfer,
            gsi1pk: outPartition(fromLocationId, state),
            gsi1sk: id,
            gsi2pk: inPartition(toLocationId, state),
            gsi2sk: id,
          })
          .options({
            condition:
              before === null ? { attr: 'transferId', exists: false } : { attr: 'state', eq: before },
          }),
      ),
      write(
        'transfer board',
        boards
          .build(PutTransaction)
          .item({ transferId: id, gsi1pk: boardPartition(state, shardOf(id, boardShards)), gsi1sk: id }),
      ),
    ];
  }

  /** More or fewer pieces of a SKU on their way to a place. */
  function changeInTransit(locationId: string, skuId: string, delta: number): Write {
    const update = transits.build(UpdateTransaction).item({ locationId, skuId, quantity: $add(delta) });
    return write(
      `transit ${skuId}`,
      delta < 0 ? update.options({ condition: { attr: 'quantity', gte: -delta } }) : update,
    );
  }

  async function read(transferId: string): Promise<Transfer | null> {
    const { Item } = await transfers
      .build(GetItemCommand)
      .key({ transferId })
      .options({ consistent: true })
      .send();
    return (Item?.transfer as Transfer | undefined) ?? null;
  }

  /** By id, in the order of the ids; those that are not there are left out. */
  async function readMany(ids: readonly string[]): Promise<Transfer[]> {
    const requests = ids.map((transferId) => transfers.build(BatchGetRequest).key({ transferId }));
    const found = await readBatch(table, requests);
    return found.flatMap((stored) => (stored ? [stored.transfer as Transfer] : []));
  }

  /** Newest first; ids are ULIDs, so they are in order of time. */
  async function idsOf(
    index: IndexName,
    key: string,
    limit: number,
    before: string | undefined,
  ): Promise<string[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ index, partition: key, ...(before ? { range: { lt: before } } : {}) })
      .options({ limit, reverse: true })
      .send();
    return (Items ?? []).map((found) => (found as Record<string, string>)[`${index}sk`] as string);
  }

  function idsAt(
    locationId: string,
    direction: Direction,
    state: TransferState,
    limit: number,
    before?: string,
  ): Promise<string[]> {
    return direction === 'out'
      ? idsOf(indexNames.byOwner, outPartition(locationId, state), limit, before)
      : idsOf(indexNames.byQueue, inPartition(locationId, state), limit, before);
  }

  async function idsInState(state: TransferState, limit: number, before?: string): Promise<string[]> {
    const shards = await Promise.all(
      Array.from({ length: boardShards }, (_, shard) =>
        idsOf(indexNames.byOwner, boardPartition(state, shard), limit, before),
      ),
    );
    return shards
      .flat()
      .sort((a, b) => (a < b ? 1 : -1))
      .slice(0, limit);
  }

  /** What is on its way to a place: as many rows as SKUs were ever on the way there, some hundreds at most. */
  async function inTransitTo(locationId: string): Promise<{ skuId: string; quantity: number }[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `LOC#${locationId}`, range: { beginsWith: 'TRANSIT#' } })
      .entities(transits)
      .options(everyPage)
      .send();
    return (Items ?? [])
      .filter(({ quantity }) => quantity > 0)
      .map(({ skuId, quantity }) => ({ skuId, quantity }));
  }

  return { save, changeInTransit, read, readMany, idsAt, idsInState, inTransitTo };
}
export type TransferStore = ReturnType<typeof createTransferStore>;
