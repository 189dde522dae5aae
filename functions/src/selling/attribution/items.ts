import { sellerKinds } from '@jindian/shared/contract/selling/seller-kinds';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';

/** Of a seller's customers; 1,000 scans a second are some thirty for each. */
export const customerShards = 32;

export function createAttributionItems(table: JindianTable) {
  /** Append-only: every scan, whether it bound the member or not. */
  const touches = new Entity({
    name: 'Touch',
    table,
    timestamps: false,
    schema: item({ memberId: string().key(), touchId: string().key(), code: string(), atMs: number() }),
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
