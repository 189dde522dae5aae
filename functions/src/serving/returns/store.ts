import type { ReturnListState } from '@jindian/shared/contract/serving/returns';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { type IndexName, indexNames } from '../../platform/deployed-names.ts';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import { type ExchangeRecord, listStateOf, type ReturnRecord, type ReturnsOfOrder } from './records.ts';

/** HQ's list of one state: few enough that a list asks all of them at once, enough that no key is hot. */
const boardShards = 4;

/** Labels of the writes that fail where another command was first. */
export const returnsLabel = 'returns';
export const returnLabel = 'return';

export type ReturnKey = { orderId: string; returnId: string };

/**
 * The returns of an order lie together, beside an item that counts what is done to any of them: each change is on condition
 * of that count, so that no two of them ever speak for the same piece.
 */
export function createReturnStore(table: JindianTable) {
  const partition = (orderId: string) => `RETURNS#${orderId}`;
  const counts = new Entity({
    name: 'OrderReturns',
    table,
    timestamps: false,
    schema: item({ orderId: string().key(), revision: number() }),
    computeKey: ({ orderId }: { orderId: string }) => ({ pk: partition(orderId), sk: 'COUNT' }),
  });
  const returns = new Entity({
    name: 'Return',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      returnId: string().key(),
      revision: number(),
      record: any(),
      gsi1pk: string(),
      gsi1sk: string(),
      gsi2pk: string(),
      gsi2sk: string(),
      gsi3pk: string(),
      gsi3sk: string(),
    }),
    computeKey: ({ orderId, returnId }: ReturnKey) => ({ pk: partition(orderId), sk: `RETURN#${returnId}` }),
  });

  const exchanges = new Entity({
    name: 'Exchange',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      exchangeId: string().key(),
      revision: number(),
      record: any(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
    }),
    computeKey: ({ orderId, exchangeId }: { orderId: string; exchangeId: string }) => ({
      pk: partition(orderId),
      sk: `EXCHANGE#${exchangeId}`,
    }),
  });

  const boardKey = (state: ReturnListState, shard: number) => `RETURNS#ALL#${state}#${shard}`;
  const deskKey = (locationId: string, state: ReturnListState) => `RETURNS#AT#${locationId}#${state}`;
  const memberKey = (memberId: string) => `RETURNS#OF#${memberId}`;

  /** Once, of each order: whatever else is done to its returns meanwhile refuses this. */
  function count({ orderId, revision }: Pick<ReturnsOfOrder, 'orderId' | 'revision'>): Write {
    return write(
      returnsLabel,
      counts
        .build(PutTransaction)
        .item({ orderId, revision: revision + 1 })
        .options({
          condition: revision === 0 ? { attr: 'orderId', exists: false } : { attr: 'revision', eq: revision },
        }),
    );
  }

  /** `isNew`: it was not there; else on condition that it is as it was read. */
  function put(record: ReturnRecord, isNew: boolean): Write {
    const { orderId, returnId, revision, deskLocationId, memberId } = record;
    const state = listStateOf(record);
    const next = isNew ? record : { ...record, revision: revision + 1 };
    return write(
      returnLabel,
      returns
        .build(PutTransaction)
        .item({
          orderId,
          returnId,
          revision: next.revision,
          record: JSON.parse(JSON.stringify(next)),
          gsi1pk: boardKey(state, shardOf(returnId, boardShards)),
          gsi1sk: returnId,
          gsi2pk: deskKey(deskLocationId, state),
          gsi2sk: returnId,
          gsi3pk: memberKey(memberId),
          gsi3sk: returnId,
        })
        .options({
          condition: isNew ? { attr: 'returnId', exists: false } : { attr: 'revision', eq: revision },
        }),
    );
  }

  /** Of those that are agreed, and wait for their goods, the branch has a list. */
  function putExchange(record: ExchangeRecord, isNew: boolean): Write {
    const { orderId, exchangeId, revision, deskLocationId, state } = record;
    const next = isNew ? record : { ...record, revision: revision + 1 };
    const waits = { gsi2pk: `EXCHANGES#AT#${deskLocationId}`, gsi2sk: exchangeId };
    return write(
      returnLabel,
      exchanges
        .build(PutTransaction)
        .item({
          orderId,
          exchangeId,
          revision: next.revision,
          record: JSON.parse(JSON.stringify(next)),
          ...(state === 'agreed' ? waits : {}),
        })
        .options({
          condition: isNew ? { attr: 'exchangeId', exists: false } : { attr: 'revision', eq: revision },
        }),
    );
  }

  async function ofOrder(orderId: string): Promise<ReturnsOfOrder> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ partition: partition(orderId) })
      .options({ consistent: true, ...everyPage })
      .send();
    const found: ReturnsOfOrder = { orderId, revision: 0, items: [], exchanges: [] };
    for (const stored of Items as { _et: string; revision: number; record: unknown }[]) {
      if (stored._et === 'OrderReturns') found.revision = stored.revision;
      else if (stored._et === 'Return') found.items.push(stored.record as ReturnRecord);
      else if (stored._et === 'Exchange') found.exchanges.push(stored.record as ExchangeRecord);
    }
    return found;
  }

  async function keysOf(index: IndexName, key: string, limit: number, before?: string): Promise<ReturnKey[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({ index, partition: key, ...(before ? { range: { lt: before } } : {}) })
      .options({ limit, reverse: true })
      .send();
    return Items.map((found) => {
      const { pk, sk } = found as { pk: string; sk: string };
      return { orderId: pk.slice(partition('').length), returnId: sk.slice('RETURN#'.length) };
    });
  }

  /** Newest first over all shards. */
  async function keysInState(state: ReturnListState, limit: number, before?: string): Promise<ReturnKey[]> {
    const pages = await Promise.all(
      Array.from({ length: boardShards }, (_, shard) =>
        keysOf(indexNames.byOwner, boardKey(state, shard), limit, before),
      ),
    );
    return pages
      .flat()
      .sort((a, b) => (a.returnId < b.returnId ? 1 : -1))
      .slice(0, limit);
  }

  return {
    count,
    put,
    putExchange,
    ofOrder,
    keysInState,
    keysAt: (locationId: string, state: ReturnListState, limit: number, before?: string) =>
      keysOf(indexNames.byQueue, deskKey(locationId, state), limit, before),
    keysOfMember: (memberId: string, limit: number) =>
      keysOf(indexNames.byPlaceServing, memberKey(memberId), limit),
  };
}
export type ReturnStore = ReturnType<typeof createReturnStore>;
