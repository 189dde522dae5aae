import { dayMs } from '@jindian/shared/time';
import { Entity } from 'dynamodb-toolbox/entity';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { shardOf } from './ids.ts';
import type { JindianTable } from './table.ts';
import { transact, type Write, write } from './transact.ts';

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
export type DueHandler = { kind: string; handle(due: DueItem): Promise<void> };

export const dueShards = 8;

function utcDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

function sortKey(dueAtMs: number, kind: string, ref: string): string {
  return `${String(dueAtMs).padStart(15, '0')}#${kind}#${ref}`;
}

export function createDueItems(deps: {
  table: JindianTable;
  /** Throws for a kind that no module declares. */
  assertPlanned?(kind: string): void;
}) {
  const { table } = deps;
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
    const due = { day: utcDay(dueAtMs), shard: shardOf(ref, dueShards), dueAtMs, kind, ref, data };
    return write(`due ${kind}`, entity.build(PutTransaction).item(due));
  }

  /**
   * Not now: to be tried again at `dueAtMs`. Throws when the table is too busy for that: the item is where it was,
   * and whoever looks for what is due must not go on as if it had been seen to.
   */
  async function postpone(due: DueItem, dueAtMs: number): Promise<void> {
    const outcome = await transact(table, [
      plan(due.kind, due.ref, dueAtMs, due.data),
      write('due done', entity.build(DeleteTransaction).key(due)),
    ]);
    if (outcome.kind !== 'done') throw new Error(`${due.kind} of ${due.ref} could not be postponed`);
  }

  async function done(due: DueItem): Promise<void> {
    await entity.build(DeleteItemCommand).key(due).send();
  }

  /** What is due of one day's shard by `nowMs`, earliest first, at most `limit`. */
  async function dueOf(day: string, shard: number, nowMs: number, limit: number): Promise<DueItem[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `DUE#${day}#${shard}`, range: { lt: sortKey(nowMs + 1, '', '') } })
      .entities(entity)
      .options({ limit, consistent: true })
      .send();
    return (Items ?? []).map(({ day: onDay, shard: ofShard, dueAtMs, kind, ref, data }) => ({
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

  return { plan, done, postpone, dueOf, daysBetween };
}
export type DueItems = ReturnType<typeof createDueItems>;
