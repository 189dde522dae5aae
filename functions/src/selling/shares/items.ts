import type { ShareContent } from '@jindian/shared/contract/selling/shares';
import { any } from 'dynamodb-toolbox/schema/any';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';

/** Of what one share brings: a live stream opens one a thousand times a second, some thirty for each. */
export const openShards = 32;

export function createShareItems(table: JindianTable) {
  /** With the member: their own data shows it, and it goes with them. */
  const shares = new Entity({
    name: 'Share',
    table,
    timestamps: false,
    schema: item({
      memberId: string().key(),
      shareId: string().key(),
      /** Of who sells: whose touch an open is. Absent: it earns nobody anything. */
      code: string().optional(),
      sellerName: string().optional(),
      content: any().castAs<ShareContent>(),
      note: string(),
      atMs: number(),
    }),
    computeKey: ({ memberId, shareId }: { memberId: string; shareId: string }) => ({
      pk: `MEMBER#${memberId}`,
      sk: `SHARE#${shareId}`,
    }),
  });

  /** Whose a share is: all that a link says is its id. */
  const sharers = new Entity({
    name: 'Sharer',
    table,
    timestamps: false,
    schema: item({ shareId: string().key(), memberId: string() }),
    computeKey: ({ shareId }: { shareId: string }) => ({ pk: `SHARE#${shareId}`, sk: 'SHARER' }),
  });

  /** Put once for each member who ever opened it. */
  const visitors = new Entity({
    name: 'ShareVisitor',
    table,
    timestamps: false,
    schema: item({ shareId: string().key(), memberId: string().key(), sinceMs: number() }),
    computeKey: ({ shareId, memberId }: { shareId: string; memberId: string }) => ({
      pk: `SHARE#${shareId}#${shardOf(memberId, openShards)}`,
      sk: `VISITOR#${memberId}`,
    }),
  });

  /** What one order is to a share, and what was heard of it: events come twice, and in any order. */
  const orders = new Entity({
    name: 'ShareOrder',
    table,
    timestamps: false,
    schema: item({
      shareId: string().key(),
      orderId: string().key(),
      paid: map({ salesFen: number(), commissionFen: number() }).optional(),
      refunds: list(map({ refundId: string(), salesFen: number(), commissionFen: number() })),
      /** All of it is back. */
      isOver: boolean(),
      revision: number(),
    }),
    computeKey: ({ shareId, orderId }: { shareId: string; orderId: string }) => ({
      pk: `SHARE#${shareId}`,
      sk: `ORDER#${orderId}`,
    }),
  });

  const counts = new Entity({
    name: 'ShareCount',
    table,
    timestamps: false,
    schema: item({
      shareId: string().key(),
      shard: number().key(),
      opens: number(),
      visitors: number(),
      orders: number(),
      salesFen: number(),
      commissionFen: number(),
    }),
    computeKey: ({ shareId, shard }: { shareId: string; shard: number }) => ({
      pk: `SHARE#${shareId}#${shard}`,
      sk: 'COUNT',
    }),
  });

  return { shares, sharers, visitors, orders, counts };
}
export type ShareItems = ReturnType<typeof createShareItems>;
