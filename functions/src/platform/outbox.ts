import { isDeepStrictEqual } from 'node:util';
import {
  type DomainEvent,
  type EventOf,
  type EventType,
  eventCatalogue,
} from '@jindian/shared/events/catalogue';
import { type EventCatalogue, readEvent } from '@jindian/shared/events/define';
import { dayMs, hourMs } from '@jindian/shared/time';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { correlationId, nextHops } from './cause.ts';
import type { Clock } from './clock.ts';
import { Entity } from './entity.ts';
import { type AnyEvent, type EventBatch, outboxPrefix } from './event-batch.ts';
import { type Ids, shardOf } from './ids.ts';
import type { QueueName } from './queues/lanes.ts';
import type { JindianTable } from './table.ts';
import type { Write } from './transact.ts';

export type { AnyEvent, DomainEvent };

/** `id` is the same for every delivery of the event. */
type Told = { id: string; atMs: number };

/** Handles one event. Called at least once: what it changes must be guarded by a condition of its own. */
export type EventHandler = {
  /** Stays as it is: messages on their way are addressed to it. */
  name: string;
  queue: QueueName;
  types: readonly string[];
  handle(event: AnyEvent, told: Told): Promise<void>;
};

/** A handler of these types. What it is given is as the catalogue says: whoever delivers looks. */
export function hears<Type extends EventType>(handler: {
  name: string;
  queue: QueueName;
  types: readonly Type[];
  handle(event: EventOf<Type>, told: Told): Promise<void>;
}): EventHandler {
  return handler as unknown as EventHandler;
}

/** Spread over shards, since every order writes here (a partition takes 1,000 write units a second). */
const outboxShards = 16;
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
  catalogue?: EventCatalogue;
  /** Whether what is announced is held against its schema; deployed, only whoever hears of it looks. */
  checked?: boolean;
}) {
  const { table, clock, ids, catalogue = eventCatalogue, checked = true } = deps;
  const entity = new Entity({
    name: 'Outbox',
    table,
    timestamps: false,
    schema: item({
      bucket: string().key(),
      id: string().key(),
      atMs: number(),
      hops: number(),
      correlationId: string().optional(),
      events: list(map({ type: string(), version: number(), data: any() })),
      expiresAtS: number(),
    }),
    computeKey: ({ bucket, id }: { bucket: string; id: string }) => ({
      pk: `${outboxPrefix}${bucket}`,
      sk: id,
    }),
  });

  /**
   * The write that announces `events`, to go into the transaction of the change itself. They travel on an item that
   * changes anyway where there is one with room (`transact`), and are an item of their own otherwise.
   */
  function announce(...announced: DomainEvent[]): Write {
    const events = announced.map(({ type, data }) => {
      deps.assertAnnounced?.(type);
      const version = catalogue[type]?.version;
      if (version === undefined) throw new Error(`${type} is not in the catalogue of events`);
      if (JSON.stringify(data).length > maxDataLength) throw new RangeError(`${type} says too much`);
      if (checked) assertSaysWhatItMay(catalogue, { type, version, data });
      return { type, version, data };
    });
    const id = ids.next();
    const atMs = clock.nowMs();
    const bucket = bucketOf(atMs, shardOf(id, outboxShards));
    const expiresAtS = Math.ceil((atMs + keptMs) / 1000);
    const cause = correlationId();
    const batch: EventBatch = {
      id,
      atMs,
      hops: nextHops(events),
      ...(cause ? { correlationId: cause } : {}),
      events,
    };
    return {
      label: 'outbox',
      // Built only if the batch travels by itself.
      get item() {
        return entity
          .build(PutTransaction)
          .item({ bucket, ...batch, expiresAtS })
          .params();
      },
      announces: batch,
    };
  }

  return { announce };
}
export type Outbox = ReturnType<typeof createOutbox>;

/** Throws where data is missing, wrong, or more than the schema has: what is not in the catalogue is told to nobody. */
function assertSaysWhatItMay(catalogue: EventCatalogue, event: AnyEvent & { version: number }): void {
  const stored: unknown = JSON.parse(JSON.stringify(event.data));
  const data = stored as AnyEvent['data'];
  const read: unknown = JSON.parse(JSON.stringify(readEvent(catalogue, { ...event, data })));
  if (!isDeepStrictEqual(stored, read))
    throw new Error(`${event.type} says more than the catalogue has: ${JSON.stringify(stored)}`);
}
