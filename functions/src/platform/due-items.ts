import { dayMs } from '@jindian/shared/time';
import { Entity } from 'dynamodb-toolbox/entity';
import { BatchDeleteRequest } from 'dynamodb-toolbox/entity/actions/batchDelete';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { writeBatch } from './batch-read.ts';
import { shardOf } from './ids.ts';
import type { QueueName } from './queues/lanes.ts';
import type { JindianTable } from './table.ts';
import { type Write, write } from './transact.ts';

/** Something to be done at a time: written with the change that causes it, done by the timers function. */
export type DueItem = {
  day: string;
  shard: number;
  dueAtMs: number;
  kind: string;
  ref: string;
  data: Record<string, unknown>;
};

/** Done at least once, perhaps late: the handler looks at the present state and acts on that. */
export type DueHandler = {
  kind: string;
  queue: QueueName;
  handle(due: Pick<DueItem, 'kind' | 'ref' | 'dueAtMs' | 'data'>): Promise<void>;
};

/**
 * A day's items lie in so many partitions. One of them takes 1,000 write units a second, and every order plans about
 * two: 64 are for 2,000 orders a second. Each minute looks into all of them, so a small system has fewer.
 */
export const dueShards = { local: 2, deployed: 64 };

function utcDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function sortKey(dueAtMs: number, kind: string, ref: string): string {
  return `${String(dueAtMs).padStart(15, '0')}#${kind}#${ref}`;
}

export function createDueItems(deps: {
  table: JindianTable;
  shardCount?: number;
  /** Throws for a kind that no module declares. */
  assertPlanned?(kind: string): void;
}) {
  const { table, shardCount = dueShards.local } = deps;
  const entity = new Entity({
    name: 'Due',
    table,
    timestamps: false,
    schema: item({
      day: string().key(),
      shard: number().key(),
      dueAtMs: number().key(),
      kind: string().key(),
      ref: string().key(),
      data: any(),
    }),
    computeKey: (key: { day: string; shard: number; dueAtMs: number; kind: string; ref: string }) => ({
      pk: `DUE#${key.day}#${key.shard}`,
      sk: sortKey(key.dueAtMs, key.kind, key.ref),
    }),
  });

  /** The write that plans `kind` for `ref`, to go into the transaction that causes it. */
  function plan(kind: string, ref: string, dueAtMs: number, data: Record<string, unknown> = {}): Write {
    deps.assertPlanned?.(kind);
    const due = { day: utcDay(dueAtMs), shard: shardOf(ref, shardCount), dueAtMs, kind, ref, data };
    return write(`due ${kind}`, entity.build(PutTransaction).item(due));
  }

  /** They are done, or with whoever does them: nobody finds them again. */
  async function done(items: readonly DueItem[]): Promise<void> {
    if (items.length === 1)
      await entity
        .build(DeleteItemCommand)
        .key(items[0] as DueItem)
        .send();
    else
      await writeBatch(
        table,
        items.map((due) => entity.build(BatchDeleteRequest).key(due)),
      );
  }

  /** What is due of one day's shard by `nowMs`, earliest first, at most `limit`, behind `last`. */
  async function dueOf(
    day: string,
    shard: number,
    nowMs: number,
    limit: number,
    last?: DueItem,
  ): Promise<DueItem[]> {
    const until = sortKey(nowMs + 1, '', '');
    const from = last && sortKey(last.dueAtMs, last.kind, last.ref);
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `DUE#${day}#${shard}`, range: from ? { between: [from, until] } : { lt: until } })
      .entities(entity)
      .options({ limit: from ? limit + 1 : limit, consistent: true })
      .send();
    const found = from
      ? (Items ?? []).filter((due) => sortKey(due.dueAtMs, due.kind, due.ref) !== from)
      : Items;
    return (found ?? []).slice(0, limit).map(({ day: onDay, shard: ofShard, dueAtMs, kind, ref, data }) => ({
      day: onDay,
      shard: ofShard,
      dueAtMs,
      kind,
      ref,
      data: data as Record<string, unknown>,
    }));
  }

  /** The days whose shards have to be looked at, from `sinceMs` to `nowMs`. */
  function daysBetween(sinceMs: number, nowMs: number): string[] {
    const days: string[] = [];
    for (let at = sinceMs; at < nowMs; at += dayMs) days.push(utcDay(at));
    const today = utcDay(nowMs);
    if (days.at(-1) !== today) days.push(today);
    return days;
  }

  const shards = Array.from({ length: shardCount }, (_, shard) => shard);
  return { plan, done, dueOf, daysBetween, shards };
}
export type DueItems = ReturnType<typeof createDueItems>;
