import { bindingReasons, touchWays } from '@jindian/shared/contract/selling/attribution';
import { sellerKinds } from '@jindian/shared/contract/selling/seller-kinds';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';

/** Of a seller's customers; 1,000 scans a second are some thirty for each. */
export const customerShards = 32;
/** Of the list of a seller's touches: an index that a thousand of them a second cannot hold up. */
export const touchShards = 4;
export const touchesKey = (sellerId: string, shard: number) => `TOUCHED#${sellerId}#${shard}`;

export function createAttributionItems(table: JindianTable) {
  /** Append-only: each touch, with what was decided of it and why. */
  const touches = new Entity({
    name: 'Touch',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      touchId: string().key(),
      code: string(),
      atMs: number(),
      /** Absent on what was written before there were others: a scan. */
      way: string()
        .enum(...touchWays)
        .optional(),
      sellerId: string().optional(),
      sellerKind: string()
        .enum(...sellerKinds)
        .optional(),
      sceneId: string().optional(),
      /** By which it was opened. */
      shareId: string().optional(),
      /** Absent on what was written before reasons were kept. */
      reason: string()
        .enum(...bindingReasons)
        .optional(),
      beforeId: string().optional(),
      afterId: string().optional(),
      policyVersion: number().optional(),
      /** Of the seller, whoever the customer is then. */
      gsi1pk: string().optional(),
      gsi1sk: string().optional(),
    }),
    computeKey: ({ memberId, touchId }: { memberId: string; touchId: string }) => ({
      pk: `MEMBER#${memberId}`,
      sk: `TOUCH#${touchId}`,
    }),
  });

  const bindings = new Entity({
    name: 'Binding',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      sellerId: string(),
      sellerName: string(),
      /** Absent: bound before there were others than guides. */
      sellerKind: string()
        .enum(...sellerKinds)
        .optional(),
      locationId: string().optional(),
      boundAtMs: number(),
      expiresAtMs: number(),
      protectedUntilMs: number().optional(),
      hasOrdered: boolean().optional(),
      /** The latest touches, whatever came of them: an order keeps which were looked at. */
      recent: list(map({ touchId: string(), atMs: number(), sceneId: string().optional() })).optional(),
      /** Rises with each change. */
      revision: number().optional(),
    }),
    computeKey: ({ memberId }: { memberId: string }) => ({ pk: `MEMBER#${memberId}`, sk: 'BINDING' }),
  });

  /**
   * Put once for each member that a seller ever bound, so that a customer is counted once. Customers and their count
   * are spread: whoever sells to a crowd, in a live stream, binds a thousand of them in a second.
   */
  const customers = new Entity({
    name: 'Customer',
    table,
    timestamps: false,
    schema: item({ sellerId: string().key(), memberId: string().key(), sinceMs: number() }),
    computeKey: ({ sellerId, memberId }: { sellerId: string; memberId: string }) => ({
      pk: `CUSTOMERS#${sellerId}#${shardOf(memberId, customerShards)}`,
      sk: `CUSTOMER#${memberId}`,
    }),
  });

  const counters = new Entity({
    name: 'SellerCounter',
    table,
    timestamps: false,
    schema: item({ sellerId: string().key(), shard: number().key(), customers: number() }),
    computeKey: ({ sellerId, shard }: { sellerId: string; shard: number }) => ({
      pk: `CUSTOMERS#${sellerId}#${shard}`,
      sk: 'COUNTER',
    }),
  });

  return { touches, bindings, customers, counters };
}
export type AttributionItems = ReturnType<typeof createAttributionItems>;
