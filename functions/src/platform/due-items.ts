import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { indexNames } from './deployed-names.ts';
import { Entity } from './entity.ts';
import { shardOf } from './ids.ts';
import type { QueueName } from './queues/lanes.ts';
import type { JindianTable } from './table.ts';
import { backOff, type Write, write } from './transact.ts';

/** What an item waits for: at that time `kind` is to be done about it. `nth` tells one wait of the item from another. */
export type Waiting = { kind: string; atMs: number; nth?: number };

/** Something that is due, as whoever does it is told. */
export type Due = {
  kind: string;
  /** Of an item with ids in its keys these, with `/` between them: `<orderId>/<fulfilmentId>`. */
  ref: string;
  dueAtMs: number;
  nth: number;
  data: Record<string, unknown>;
};

/** As the index has it: which item, and its mark at that moment. */
export type FoundDue = Due & { key: { pk: string; sk: string }; mark: string };

/** Done at least once, perhaps late: the handler looks at the present state and acts on that. */
export type DueHandler = {
  kind: string;
  queue: QueueName;
  handle(due: Due): Promise<void>;
};

/**
 * What is due lies in so many partitions of the index. One of them takes 1,000 write units a second, and an order
 * makes some six changes of it: 64 are for 2,000 orders a second. Each look goes through all of them, so a small system
 * has fewer.
 */
export const dueShards = { local: 2, deployed: 64 };

/** The attributes by which an item waits. */
export const dueKeys = ['gsi4pk', 'gsi4sk'] as const;
export type DueKeys = Record<(typeof dueKeys)[number], string>;

/** In the schema of an item that may wait for a time. */
export const dueAttributes = () => ({ gsi4pk: string().optional(), gsi4sk: string().optional() });

const standalone = 'DUE#';
/** In each shard so many pages are looked through for what is due soon. */
const maxPagesLookedAt = 20;
/** Times in the index, in their order. */
export const dueStamp = (atMs: number) => String(atMs).padStart(15, '0');

function markOf({ kind, atMs, nth = 0 }: Waiting): string {
  return `${dueStamp(atMs)}#${kind}${nth > 0 ? `#${nth}` : ''}`;
}

/** The ids in the keys of an item. */
function refOf({ pk, sk }: { pk: string; sk: string }): string {
  const idOf = (key: string) => (key.includes('#') ? [key.slice(key.indexOf('#') + 1)] : []);
  return [...idOf(pk), ...idOf(sk)].join('/');
}

/** As it stands in the index. */
function readFound(stored: unknown): FoundDue {
  const {
    pk,
    sk,
    gsi4sk: mark,
    dueData,
  } = stored as Record<'pk' | 'sk' | 'gsi4sk', string> & { dueData?: Record<string, unknown> };
  const [dueAt = '', kind = '', nth = '0'] = mark.split('#');
  const ref = pk.startsWith(standalone) ? pk.slice(standalone.length + kind.length + 1) : refOf({ pk, sk });
  return { kind, ref, dueAtMs: Number(dueAt), nth: Number(nth), data: dueData ?? {}, key: { pk, sk }, mark };
}

/**
 * A time at which something is to be done is an attribute of the item that waits, in an index that holds nothing else:
 * the change that makes an item wait writes it, and the change after which it waits no more removes it. What has no
 * item of its own is an item that only waits (`plan`).
 */
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
      kind: string().key(),
      ref: string().key(),
      dueData: any().optional(),
      ...dueAttributes(),
    }),
    computeKey: ({ kind, ref }: { kind: string; ref: string }) => ({
      pk: `${standalone}${kind}#${ref}`,
      sk: 'DUE',
    }),
  });

  function keysOf(spread: string, waiting: Waiting) {
    deps.assertPlanned?.(waiting.kind);
    return { gsi4pk: `${standalone}${shardOf(spread, shardCount)}`, gsi4sk: markOf(waiting) };
  }

  /** Attributes of an item that is put. `spread`: an id by which such items are spread. */
  function waits(spread: string, waiting: Waiting | null) {
    return waiting ? keysOf(spread, waiting) : {};
  }

  /** The same of an item that is changed: it waits for this now, and for nothing else. */
  function waitsNow(spread: string, waiting: Waiting | null) {
    return waiting ? keysOf(spread, waiting) : { gsi4pk: $remove(), gsi4sk: $remove() };
  }

  /** The write that plans `kind` for `ref`, to go into the transaction that causes it; replaces an earlier plan. */
  function plan(kind: string, ref: string, dueAtMs: number, data: Record<string, unknown> = {}): Write {
    const keys = keysOf(ref, { kind, atMs: dueAtMs });
    return write(`due ${kind}`, entity.build(PutTransaction).item({ kind, ref, dueData: data, ...keys }));
  }

  /** The write that takes such a plan back, in the transaction after which it is no longer due. */
  function drop(kind: string, ref: string): Write {
    return write(`due ${kind}`, entity.build(DeleteTransaction).key({ kind, ref }));
  }

  /**
   * Whoever does it has it: nobody finds it again, unless it waits for something else meanwhile. One that could not be
   * taken off, since others change the item, is found and told once more.
   */
  async function takeOff({ key, mark }: Pick<FoundDue, 'key' | 'mark'>): Promise<void> {
    const condition = {
      TableName: table.getName(),
      Key: key,
      ConditionExpression: 'gsi4sk = :mark',
      ExpressionAttributeValues: { ':mark': mark },
    };
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      try {
        const client = table.getDocumentClient();
        if (key.pk.startsWith(standalone)) await client.send(new DeleteCommand(condition));
        else
          await client.send(new UpdateCommand({ ...condition, UpdateExpression: 'REMOVE gsi4pk, gsi4sk' }));
        return;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return;
        if (!(error instanceof TransactionConflictException)) throw error;
        await backOff(attempt);
      }
    }
  }

  /** What is due of one shard by `nowMs`, earliest first, page by page. */
  async function dueOf(
    shard: number,
    nowMs: number,
    limit: number,
    from?: Record<string, unknown>,
  ): Promise<{ found: FoundDue[]; next: Record<string, unknown> | undefined }> {
    const { Items, LastEvaluatedKey } = await table
      .build(QueryCommand)
      .query({
        index: indexNames.byDue,
        partition: `${standalone}${shard}`,
        range: { lt: dueStamp(nowMs + 1) },
      })
      .options({ limit, ...(from ? { exclusiveStartKey: from } : {}) })
      .send();
    return { found: (Items ?? []).map(readFound), next: LastEvaluatedKey };
  }

  /** What of a kind will be due between two times, soonest first: at most so much of it in each shard. */
  async function upcoming(kind: string, fromMs: number, toMs: number, maxOfShard: number): Promise<Due[]> {
    const range = { between: [dueStamp(fromMs), dueStamp(toMs)] as [string, string] };
    const ofShard = async (shard: number) => {
      const found: Due[] = [];
      let next: { exclusiveStartKey?: Record<string, unknown> } = {};
      // Other kinds lie among them: they must not use up what is looked for.
      for (let page = 0; page < maxPagesLookedAt && found.length < maxOfShard; page += 1) {
        const { Items, LastEvaluatedKey } = await table
          .build(QueryCommand)
          .query({ index: indexNames.byDue, partition: `${standalone}${shard}`, range })
          .options({ limit: maxOfShard, ...next })
          .send();
        found.push(...(Items ?? []).map(readFound).filter((due) => due.kind === kind));
        if (!LastEvaluatedKey) break;
        next = { exclusiveStartKey: LastEvaluatedKey };
      }
      return found.slice(0, maxOfShard);
    };
    return (await Promise.all(shards.map(ofShard))).flat().sort((a, b) => a.dueAtMs - b.dueAtMs);
  }

  const shards = Array.from({ length: shardCount }, (_, shard) => shard);
  return { upcoming, waits, waitsNow, plan, drop, takeOff, dueOf, shards };
}
export type DueItems = ReturnType<typeof createDueItems>;
