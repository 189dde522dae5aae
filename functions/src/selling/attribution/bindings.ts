import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import type { Condition } from 'dynamodb-toolbox/entity/actions/parseCondition';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { Binding } from './deciding.ts';
import { type AttributionItems, customerShards } from './items.ts';

/** A touch as a binding and an order keep it. */
export type RecentTouch = { touchId: string; atMs: number; sceneId?: string | undefined };

/** As many as an order keeps. */
export const maxRecent = 3;

/** As it is stored: over or not. */
export type StoredBinding = Binding & {
  memberId: string;
  recent: readonly RecentTouch[];
  /** null: from before there was one. */
  revision: number | null;
};

type BindingItem = Omit<Binding, 'sellerKind' | 'locationId' | 'protectedUntilMs' | 'hasOrdered'> & {
  memberId: string;
} & Partial<Pick<Binding, 'sellerKind' | 'protectedUntilMs' | 'hasOrdered'>> & {
    locationId?: string | undefined;
    recent?: RecentTouch[] | undefined;
    revision?: number | undefined;
  };

/** Who is bound to whom, one of each member, and whose customers they ever were. */
export function createBindings({ table, items }: { table: JindianTable; items: AttributionItems }) {
  function read(stored: BindingItem | undefined): StoredBinding | null {
    if (!stored) return null;
    const { sellerKind = 'guide', locationId = null, revision = null, recent = [] } = stored;
    const { boundAtMs, protectedUntilMs = boundAtMs, hasOrdered = false } = stored;
    return { ...stored, sellerKind, locationId, revision, recent, protectedUntilMs, hasOrdered };
  }

  /** In one call with whatever else is asked for of the member. */
  async function find(memberId: string): Promise<StoredBinding | null> {
    const request = items.bindings.build(BatchGetRequest).key({ memberId });
    const [found] = await readBatch(table, [request], { consistent: true });
    return read(found as BindingItem | undefined);
  }

  async function findNow(memberId: string): Promise<StoredBinding | null> {
    const { Item } = await items.bindings
      .build(GetItemCommand)
      .key({ memberId })
      .options({ consistent: true })
      .send();
    return read(Item as BindingItem | undefined);
  }

  /** As it was when it was read: of two who decide at once the second decides again. */
  function asRead(seen: StoredBinding | null): Condition<AttributionItems['bindings']> {
    if (!seen) return { attr: 'memberId', exists: false };
    if (seen.revision !== null) return { attr: 'revision', eq: seen.revision };
    return {
      and: [
        { attr: 'boundAtMs', eq: seen.boundAtMs },
        { attr: 'revision', exists: false },
      ],
    };
  }

  function put(memberId: string, binding: Binding, seen: StoredBinding | null, touch?: RecentTouch): Write {
    const { sellerId, sellerName, sellerKind, locationId, boundAtMs, expiresAtMs } = binding;
    const { protectedUntilMs, hasOrdered } = binding;
    const recent = touch ? [touch, ...(seen?.recent ?? [])].slice(0, maxRecent) : [...(seen?.recent ?? [])];
    return write(
      'binding',
      items.bindings
        .build(PutTransaction)
        .item({
          memberId,
          sellerId,
          sellerName,
          sellerKind,
          ...(locationId === null ? {} : { locationId }),
          boundAtMs,
          expiresAtMs,
          protectedUntilMs,
          hasOrdered,
          recent,
          revision: (seen?.revision ?? 0) + 1,
        })
        .options({ condition: asRead(seen) }),
    );
  }

  function drop(seen: StoredBinding): Write {
    const { memberId } = seen;
    return write(
      'binding before',
      items.bindings
        .build(DeleteTransaction)
        .key({ memberId })
        .options({ condition: asRead(seen) }),
    );
  }

  /** The member is bound to nobody any more; again is fine. */
  async function unbind(memberId: string): Promise<void> {
    await items.bindings.build(DeleteItemCommand).key({ memberId }).send();
  }

  async function isCustomer(sellerId: string, memberId: string): Promise<boolean> {
    const { Item } = await items.customers
      .build(GetItemCommand)
      .key({ sellerId, memberId })
      .options({ consistent: true })
      .send();
    return Item !== undefined;
  }

  /** Counted once, however often they are bound. */
  async function customerWrites(sellerId: string, memberId: string, sinceMs: number): Promise<Write[]> {
    if (await isCustomer(sellerId, memberId)) return [];
    const customer = items.customers
      .build(PutTransaction)
      .item({ sellerId, memberId, sinceMs })
      .options({ condition: { attr: 'memberId', exists: false } });
    const count = items.counters
      .build(UpdateTransaction)
      .item({ sellerId, shard: shardOf(memberId, customerShards), customers: $add(1) });
    return [write('customer', customer), write('customer count', count)];
  }

  /** Of one shard of those that this seller ever bound, in the order of their ids. */
  async function customersPage(
    sellerId: string,
    { shard, after, limit }: { shard: number; after: string | undefined; limit: number },
  ): Promise<string[]> {
    const { Items = [] } = await table
      .build(QueryCommand)
      .query({
        partition: `CUSTOMERS#${sellerId}#${shard}`,
        range: after === undefined ? { beginsWith: 'CUSTOMER#' } : { gt: `CUSTOMER#${after}` },
      })
      .entities(items.customers)
      .options({ limit, consistent: true })
      .send();
    return Items.map(({ memberId }) => memberId);
  }

  /** Members that this seller ever bound. */
  async function customersOf(sellerId: string): Promise<number> {
    const requests = Array.from({ length: customerShards }, (_, shard) =>
      items.counters.build(BatchGetRequest).key({ sellerId, shard }),
    );
    const counts = await readBatch(table, requests);
    return counts.reduce((sum, count) => sum + (count?.customers ?? 0), 0);
  }

  return { find, findNow, put, drop, unbind, customerWrites, customersPage, customersOf };
}
export type Bindings = ReturnType<typeof createBindings>;
