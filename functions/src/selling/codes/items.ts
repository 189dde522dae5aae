import { codeKinds } from '@jindian/shared/contract/selling/codes';
import { channels } from '@jindian/shared/contract/selling/scenes';
import { sellerKinds } from '@jindian/shared/contract/selling/seller-kinds';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';

/** Of what a code or a channel is counted in: a thousand scans a second are some thirty for each. */
export const countShards = 32;

export function createCodeItems(table: JindianTable) {
  const codes = new Entity({
    name: 'Code',
    table,
    timestamps: false,
    schema: item({
      /** Without its check character. */
      code: string().key(),
      /** What it was made from: it is never given to anything else. */
      target: string(),
      /** What version 0.1 reads, of what it knows (`platform/migrations/registry.ts`). */
      kind: string().enum('product', 'guide').optional(),
      stands: string().enum(...codeKinds),
      sellerKind: string()
        .enum(...sellerKinds)
        .optional(),
      sellerId: string().optional(),
      sellerName: string().optional(),
      productId: string().optional(),
      locationId: string().optional(),
      table: string().optional(),
      sceneId: string().optional(),
      campaignId: string().optional(),
      /** Absent: made by version 0.1, and in no list. */
      madeAtMs: number().optional(),
      revokedAtMs: number().optional(),
      revokedBy: string().optional(),
      revokedReason: string().optional(),
    }),
    computeKey: ({ code }: { code: string }) => ({ pk: `CODE#${code}`, sk: 'CODE' }),
  });

  /** Where a code is found: by its kind, and by whatever it names. */
  const listed = new Entity({
    name: 'ListedCode',
    table,
    timestamps: false,
    schema: item({ list: string().key(), listedId: string().key(), code: string() }),
    computeKey: ({ list, listedId }: { list: string; listedId: string }) => ({
      pk: `CODES#${list}`,
      sk: listedId,
    }),
  });

  const scenes = new Entity({
    name: 'CodeScene',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      kind: string().enum('scene', 'campaign'),
      name: map({ zh: string(), en: string() }),
      channel: string()
        .enum(...channels)
        .optional(),
      campaignId: string().optional(),
      fromDay: string().optional(),
      toDay: string().optional(),
      banned: boolean().optional(),
      revision: number(),
      by: string(),
      atMs: number(),
    }),
    computeKey: ({ id }: { id: string }) => ({ pk: 'CODE_SCENES', sk: id }),
  });

  /** Put once for each member whom a channel, or a code of none, ever brought. */
  const visitors = new Entity({
    name: 'CodeVisitor',
    table,
    timestamps: false,
    schema: item({ counted: string().key(), memberId: string().key(), sinceMs: number() }),
    computeKey: ({ counted, memberId }: { counted: string; memberId: string }) => ({
      pk: `CODE_COUNT#${counted}#${shardOf(memberId, countShards)}`,
      sk: `VISITOR#${memberId}`,
    }),
  });

  const counts = new Entity({
    name: 'CodeCount',
    table,
    timestamps: false,
    schema: item({
      counted: string().key(),
      shard: number().key(),
      day: string().key(),
      /** `-`: of codes that name no branch. */
      place: string().key(),
      touches: number(),
      visitors: number(),
      bound: number(),
      // Absent: from before they were counted.
      orders: number().optional(),
      salesFen: number().optional(),
    }),
    computeKey: (of: { counted: string; shard: number; day: string; place: string }) => ({
      pk: `CODE_COUNT#${of.counted}#${of.shard}`,
      sk: `DAY#${of.day}#${of.place}`,
    }),
  });

  return { codes, listed, scenes, visitors, counts };
}
export type CodeItems = ReturnType<typeof createCodeItems>;
