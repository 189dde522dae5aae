import { dayMs, hourMs } from '@jindian/shared/time';
import { Entity } from 'dynamodb-toolbox/entity';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from './clock.ts';
import { type Ids, shardOf } from './ids.ts';
import type { JindianTable } from './table.ts';
import { type Write, write } from './transact.ts';

/** Something that happened, in the past tense: `order.paid`. Its data holds ids, never personal data. */
export type DomainEvent = { type: string; data: Record<string, unknown> };

/** Events of one transaction, as they travel: written with the state change, read from the stream. */
export type EventBatch = { id: string; bucket: string; atMs: number; events: DomainEvent[] };

/** Handles one event. Called at least once: what it changes must be guarded by a condition of its own. */
export type EventHandler = {
  name: string;
  types: readonly string[];
  handle(event: DomainEvent, batch: EventBatch): Promise<void>;
};

/** Spread over shards, since every order writes here (a partition takes 1,000 write units a second). */
export const outboxShards = 16;
export const outboxPrefix = 'OUTBOX#';
const keptMs = 7 * dayMs;

/** By the hour: few enough buckets that a sweep after a long silence is quick. */
function bucketOf(atMs: number, shard: number): string {
  return `${Math.floor(atMs / hourMs)}#${shard}`;
}

export function createOutbox(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  /** Throws for a type that no module declares. */
  assertAnnounced?(type: string): void;
}) {
  const { table, clock, ids } = deps;
  const entity = new Entity({
    name: 'Outbox',
    table,
    timestamps: false,
    schema: item({
      bucket: string().key(),
      id: string().key(),
      atMs: number(),
      events: list(map({ type: string(), data: any() })),
      expiresAtS: number(),
    }),
    computeKey: ({ bucket, id }: { bucket: string; id: string }) => ({
      pk: `${outboxPrefix}${bucket}`,
      sk: id,
    }),
  });

  /** The write that announces `events`, to go into the transaction of the change itself. */
  function announce(...events: DomainEvent[]): Write {
    for (const { type } of events) deps.assertAnnounced?.(type);
    const id = ids.next();
    const atMs = clock.nowMs();
    const expiresAtS = Math.ceil((atMs + keptMs) / 1000);
    return write(
      'outbox',
      entity
        .build(PutTransaction)
        .item({ bucket: bucketOf(atMs, shardOf(id, outboxShards)), id, atMs, events, expiresAtS }),
    );
  }

  /** All its handlers are done: it need not be swept up again. */
  async function settle(batch: EventBatch): Promise<void> {
    await entity.build(DeleteItemCommand).key({ bucket: batch.bucket, id: batch.id }).send();
  }

  /** Batches announced in the hour of `hourAtMs`, before `beforeMs`, that no stream delivery has settled; at most 100 of each shard. */
  async function leftOver(hourAtMs: number, beforeMs: number): Promise<EventBatch[]> {
    const pages = await Promise.all(
      Array.from({ length: outboxShards }, (_, shard) =>
        table
          .build(QueryCommand)
          .query({ partition: `${outboxPrefix}${bucketOf(hourAtMs, shard)}` })
          .entities(entity)
          .options({ limit: 100, consistent: true })
          .send(),
      ),
    );
    return pages.flatMap(({ Items }) => (Items ?? []).map(toBatch)).filter(({ atMs }) => atMs < beforeMs);
  }

  return { announce, settle, leftOver };
}
export type Outbox = ReturnType<typeof createOutbox>;

/** A stored batch, from the stream or from the table. */
export function toBatch(stored: Record<string, unknown>): EventBatch {
  const { id, bucket, atMs, events } = stored as EventBatch;
  return { id, bucket, atMs, events };
}

/**
 * Runs every handler that wants the batch's events. A failing handler does not keep the others from running; the
 * first failure is thrown at the end, so that the batch is delivered again.
 */
export async function dispatch(batch: EventBatch, handlers: readonly EventHandler[]): Promise<void> {
  let firstFailure: unknown;
  for (const event of batch.events) {
    for (const handler of handlers) {
      if (!handler.types.includes(event.type)) continue;
      try {
        await handler.handle(event, batch);
      } catch (error) {
        firstFailure ??= new Error(`${handler.name} failed on ${event.type}`, { cause: error });
      }
    }
  }
  if (firstFailure) throw firstFailure;
}
