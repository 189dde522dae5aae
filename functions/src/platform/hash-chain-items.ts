import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from './entity.ts';
import type { JindianTable } from './table.ts';

/** Where links, records that wait for one, and notes of how far the shards had come are kept. */
export function hashChainItems(table: JindianTable) {
  const links = new Entity({
    name: 'ChainLink',
    table,
    timestamps: false,
    schema: item({
      chain: string().key(),
      shard: number().key(),
      seq: number().key(),
      previous: string(),
      hash: string(),
      atMs: number(),
      entries: list(map({ ref: string(), digest: string() })),
    }),
    computeKey: ({ chain, shard, seq }: { chain: string; shard: number; seq: number }) => ({
      pk: `CHAIN#${chain}#${shard}`,
      sk: `LINK#${padded(seq)}`,
    }),
  });

  const waiting = new Entity({
    name: 'ChainWaiting',
    table,
    timestamps: false,
    schema: item({
      chain: string().key(),
      shard: number().key(),
      ref: string().key(),
      digest: string(),
    }),
    computeKey: ({ chain, shard, ref }: { chain: string; shard: number; ref: string }) => ({
      pk: `CHAIN#${chain}#${shard}#WAITING`,
      sk: ref,
    }),
  });

  const anchors = new Entity({
    name: 'ChainAnchor',
    table,
    timestamps: false,
    schema: item({
      chain: string().key(),
      seq: number().key(),
      previous: string(),
      hash: string(),
      atMs: number(),
      heads: list(map({ shard: number(), seq: number(), hash: string() })),
    }),
    computeKey: ({ chain, seq }: { chain: string; seq: number }) => ({
      pk: `CHAIN#${chain}`,
      sk: `ANCHOR#${padded(seq)}`,
    }),
  });

  return { links, waiting, anchors };
}
export type HashChainItems = ReturnType<typeof hashChainItems>;

function padded(seq: number): string {
  return String(seq).padStart(12, '0');
}
