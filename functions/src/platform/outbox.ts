import { dayMs, hourMs } from '@jindian/shared/time';
import { Entity } from 'dynamodb-toolbox/entity';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from './clock.ts';
import { type Ids, shardOf } from './ids.ts';
import { nextHops } from './queues/hops.ts';
import type { QueueName } from './queues/lanes.ts';
import type { JindianTable } from './table.ts';
import { type Write, write } from './transact.ts';

/** Something that happened, in the past tense: `order.paid`. Its data holds ids, never personal data. */
export type DomainEvent = { type: string; data: Record<string, unknown> };

/** Events of one transaction, as they travel: written with the state change, read from the stream. */
export type EventBatch = { id: string; atMs: number; hops: number; events: DomainEvent[] };

/** Handles one event. Called at least once: what it changes must be guarded by a condition of its own. */
export type EventHandler = {
  /** Stays as it is: messages on their way are addressed to it. */
  name: string;
  queue: QueueName;
  types: readonly string[];
  /** `id` is the same for every delivery of the event. */
  handle(event: DomainEvent, told: { id: string; atMs: number }): Promise<void>;
};

/** Spread over shards, since every order writes here (a partition takes 1,000 write units a second). */
const outboxShards = 16;
export const outboxPrefix = 'OUTBOX#';
/** Read from the stream within moments; kept for whoever has to find out what was announced. Expiring costs nothing. */
const keptMs = 7 * dayMs;

/** A message in a queue holds 256 KB at most, and a stream that cannot pass one on stands still. */
const maxDataLength = 60_000;

function bucketOf(atMs: number, shard: number): string {
  return `${Math.floor(atMs / hourMs)}#${shard}`;
}

/** The events of a transaction, written with its changes: all of it is said, or nothing happened. */
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
      hops: number(),
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
    for (const { type, data } of events) {
      deps.assertAnnounced?.(type);
      if (JSON.stringify(data).length > maxDataLength) throw new RangeError(`${type} says too much`);
    }
    const id = ids.next();
    const atMs = clock.nowMs();
    const bucket = bucketOf(atMs, shardOf(id, outboxShards));
    const expiresAtS = Math.ceil((atMs + keptMs) / 1000);
    return write(
      'outbox',
      entity.build(PutTransaction).item({ bucket, id, atMs, hops: nextHops(), events, expiresAtS }),
    );
  }

  return { announce };
}
export type Outbox = ReturnType<typeof createOutbox>;

/** A stored batch, as the stream gives it. */
export function toBatch(stored: Record<string, unknown>): EventBatch {
  const { id, atMs, hops = 0, events } = stored as EventBatch;
  return { id, atMs, hops, events };
}
