import { BatchGetCommand, BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Entity, FormattedItem } from 'dynamodb-toolbox/entity';
import type { BatchDeleteRequest } from 'dynamodb-toolbox/entity/actions/batchDelete';
import type { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import type { BatchPutRequest } from 'dynamodb-toolbox/entity/actions/batchPut';
import { EntityFormatter } from 'dynamodb-toolbox/entity/actions/format';
import type { JindianTable } from './table.ts';
import { backOff } from './transact.ts';

/** What DynamoDB takes in one call. */
const maxReads = 100;
const maxWrites = 25;
/** Calls at once. */
const maxCalls = 4;
/** Calls in a row that got nothing done. */
const maxFruitless = 5;

/**
 * Reads any number of items by key, in the order of the requests; what is not there is `undefined`. The same key may
 * be asked for twice.
 *
 * DynamoDB may leave keys unread, under load or when the answer would be too large, and the keys left look like items
 * that are not there. They are asked for again; if nothing more comes, it throws: "none in stock" or "no such order"
 * must not be the answer of a table that had no time.
 */
export async function readBatch<const R extends readonly BatchGetRequest[]>(
  table: JindianTable,
  requests: R,
  { consistent = false }: { consistent?: boolean } = {},
): Promise<{ -readonly [I in keyof R]: FormattedItem<R[I]['entity']> | undefined }> {
  const keys = requests.map((request) => request.params() as Key);
  const stored = await readStored(table, keys, { consistent, asStored: false });
  return requests.map((request, index) => {
    const item = stored.get(nameOf(keys[index] as Key));
    return item && request.entity.build(EntityFormatter).format(item);
  }) as { -readonly [I in keyof R]: FormattedItem<R[I]['entity']> | undefined };
}

/** The same for items that have more attributes than their entity names, as they are stored, in no order. */
export async function readBatchAsStored(
  table: JindianTable,
  keys: readonly Key[],
  { consistent = false }: { consistent?: boolean } = {},
): Promise<Record<string, unknown>[]> {
  return [...(await readStored(table, keys, { consistent, asStored: true })).values()];
}

type Asked = {
  keys: ReadonlyMap<string, Key>;
  /** Handed out as it was read; what an entity formats is a copy already. */
  asStored: boolean;
  resolve(found: Map<string, Record<string, unknown>>): void;
  reject(error: unknown): void;
};
/** What was asked for in this moment, and is not on its way yet. */
type Asking = { consistent: Asked[]; eventual: Asked[] };
const asking = new WeakMap<JindianTable, Asking>();
/** So few that nobody minds are read consistently with what has to be, rather than in a call of their own. */
const maxRidingAlong = 12;

/**
 * What is asked for at the same time, whoever asks, goes in the same calls: a call costs a process as much as dozens
 * of keys in it. Nobody waits for anybody: a call is made as soon as all that could go on has gone on.
 */
function readStored(
  table: JindianTable,
  keys: readonly Key[],
  { consistent, asStored }: { consistent: boolean; asStored: boolean },
) {
  return new Promise<Map<string, Record<string, unknown>>>((resolve, reject) => {
    const wanted = new Map(keys.map((key) => [nameOf(key), key]));
    if (wanted.size === 0) return resolve(new Map());
    const there = asking.get(table);
    const now: Asking = there ?? { consistent: [], eventual: [] };
    now[consistent ? 'consistent' : 'eventual'].push({ keys: wanted, asStored, resolve, reject });
    if (there) return;
    asking.set(table, now);
    setImmediate(() => {
      asking.delete(table);
      const few = now.eventual.reduce((sum, one) => sum + one.keys.size, 0) <= maxRidingAlong;
      const together = now.consistent.length > 0 && few;
      for (const shared of inCalls([...now.consistent, ...(together ? now.eventual : [])]))
        void answer(table, shared, true);
      if (!together) for (const shared of inCalls(now.eventual)) void answer(table, shared, false);
    });
  });
}

/** Who asks for more than a call holds has calls of his own, and the others share theirs: an import keeps no order waiting. */
function inCalls(all: readonly Asked[]): Asked[][] {
  const calls: Asked[][] = [];
  let room = 0;
  for (const asked of all) {
    const { size } = asked.keys;
    if (size > room || calls.length === 0) {
      calls.push([asked]);
      room = maxReads - size;
    } else {
      calls.at(-1)!.push(asked);
      room -= size;
    }
  }
  return calls;
}

async function answer(table: JindianTable, all: readonly Asked[], consistent: boolean): Promise<void> {
  try {
    const stored = await readNow(table, new Map(all.flatMap(({ keys }) => [...keys])), consistent);
    for (const { keys, asStored, resolve } of all) {
      const found = [...keys.keys()].flatMap((name): [string, Record<string, unknown>][] => {
        const item = stored.get(name);
        // Each has its own: what one changes of it is not another's.
        return item ? [[name, asStored && all.length > 1 ? structuredClone(item) : item]] : [];
      });
      resolve(new Map(found));
    }
  } catch (error) {
    for (const { reject } of all) reject(error);
  }
}

async function readNow(table: JindianTable, wanted: ReadonlyMap<string, Key>, consistent: boolean) {
  const stored = new Map<string, Record<string, unknown>>();
  await inChunks([...wanted.values()], maxReads, async (chunk) => {
    await untilDone(chunk, 'a batch read', async (left) => {
      const { Responses, UnprocessedKeys } = await table.getDocumentClient().send(
        new BatchGetCommand({
          RequestItems: {
            [table.getName()]: { Keys: left, ...(consistent ? { ConsistentRead: true } : {}) },
          },
        }),
      );
      for (const item of Responses?.[table.getName()] ?? []) stored.set(nameOf(item as Key), item);
      return (UnprocessedKeys?.[table.getName()]?.Keys ?? []) as Key[];
    });
  });
  return stored;
}

/** Puts and deletes, each by itself and without conditions; what DynamoDB leaves undone is sent again, or it throws. */
export async function writeBatch<E extends Entity>(
  table: JindianTable,
  requests: readonly (BatchPutRequest<E> | BatchDeleteRequest<E>)[],
): Promise<void> {
  const writes = requests.map((request) => request.params());
  await inChunks(writes, maxWrites, async (chunk) => {
    await untilDone(chunk, 'a batch write', async (left) => {
      const { UnprocessedItems } = await table
        .getDocumentClient()
        .send(new BatchWriteCommand({ RequestItems: { [table.getName()]: left } }));
      return (UnprocessedItems?.[table.getName()] ?? []) as typeof left;
    });
  });
}

type Key = { pk: string; sk: string };

function nameOf({ pk, sk }: Key): string {
  return `${pk}\n${sk}`;
}

async function inChunks<T>(
  all: readonly T[],
  size: number,
  run: (chunk: T[]) => Promise<void>,
): Promise<void> {
  const chunks: T[][] = [];
  for (let start = 0; start < all.length; start += size) chunks.push(all.slice(start, start + size));
  for (let start = 0; start < chunks.length; start += maxCalls) {
    await Promise.all(chunks.slice(start, start + maxCalls).map(run));
  }
}

async function untilDone<T>(chunk: T[], what: string, call: (left: T[]) => Promise<T[]>): Promise<void> {
  let left = chunk;
  for (let fruitless = 0; left.length > 0; ) {
    const after = await call(left);
    fruitless = after.length < left.length ? 0 : fruitless + 1;
    if (fruitless >= maxFruitless)
      throw new Error(`${what} was not finished: ${after.length} of ${chunk.length} left`);
    left = after;
    if (left.length > 0) await backOff(fruitless + 1);
  }
}
