/**
 * The note of an unfinished copy, an item of the target: whose copy it is, how far it has come, and who is at work on it.
 * It is there before the first item and gone after the last, so that a target tells what it is.
 */
import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { End } from './end.ts';
import { CopyRefusal } from './refusal.ts';
import { type Item, persistently } from './writing.ts';

export const noteKey: Item = { pk: { S: 'COPY' }, sk: { S: 'UNFINISHED' } };
export const isNote = (item: Item): boolean => item.pk?.S === noteKey.pk?.S && item.sk?.S === noteKey.sk?.S;

export type CopyState = {
  /** The source's own id, which no other table has. */
  source: string;
  /** Changes from a little before this time on are followed. */
  begunAtMs: number;
  /** Of each segment of the source the key it was read up to. */
  segments: ({ at: Item | null } | 'done')[];
  /** Of each shard of the change log how far it was followed; null: from its beginning. */
  shards: Record<string, { after: string | null; done: boolean }>;
  /** From which on changes are kept at the source, by its own word; false: nothing has begun. */
  begun: { hold: string | null } | false;
  /** The first pass is over, and the log was read from once. */
  following: boolean;
  /** Nothing is copied any more: the source may be given up at any moment, or is. */
  switching: boolean;
  copied: number;
  followed: number;
};

export type Note = {
  state: CopyState;
  /** Keeps how far it has come, now or with the next one; throws when somebody else has taken the copy over. */
  save(): Promise<void>;
  /** The copy is over: nothing tells of it any more. */
  remove(): Promise<void>;
  stop(): Promise<void>;
};

type Stored = { owner: string; aliveAtMs: number; state: CopyState };

async function read({ client, table }: End): Promise<Stored | null> {
  const { Item } = await persistently(() =>
    client.send(new GetItemCommand({ TableName: table, Key: noteKey, ConsistentRead: true })),
  );
  if (!Item) return null;
  return {
    owner: Item.owner?.S ?? '',
    aliveAtMs: Number(Item.aliveAtMs?.N),
    state: JSON.parse(Item.state?.S ?? ''),
  };
}

/**
 * Takes the copy that lies there over, or begins one. Whoever was at work on it gets the time that what he sent may
 * still take: nothing older may come after what is written from now on.
 */
export async function takeNote(
  to: End,
  fresh: CopyState | null,
  options: { holdMs: number; nowMs(): number; log(line: string): void },
): Promise<Note> {
  const { holdMs, nowMs, log } = options;
  const { client, table } = to;
  const owner = randomUUID();
  let lying = await read(to);
  if (lying && fresh && lying.state.source !== fresh.source)
    throw new CopyRefusal(
      `${table} holds an unfinished copy of another source, and nothing in it is touched.`,
    );
  if (lying) {
    const waitMs = Math.max(0, lying.aliveAtMs + holdMs - nowMs());
    if (waitMs > 0) {
      log(
        `Going on with a copy that was cut short: what it sent last has ${Math.ceil(waitMs / 1_000)} s to arrive.`,
      );
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      const now = await read(to);
      if (!now || now.owner !== lying.owner || now.aliveAtMs !== lying.aliveAtMs)
        throw new CopyRefusal(`Somebody else is copying into ${table} at this moment.`);
      lying = now;
    }
  }
  const state = lying?.state ?? fresh;
  if (!state) throw new CopyRefusal(`${table} holds no copy.`);

  async function put(condition: string, values: Item): Promise<void> {
    await persistently(() =>
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            ...noteKey,
            owner: { S: owner },
            aliveAtMs: { N: String(nowMs()) },
            state: { S: JSON.stringify(state) },
          },
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':me': { S: owner }, ...values },
        }),
      ),
    ).catch((error: Error) => {
      if (error.name !== 'ConditionalCheckFailedException') throw error;
      throw new CopyRefusal(`Somebody else is copying into ${table} at this moment.`);
    });
  }
  // An answer that was lost: the owner is this one already.
  if (lying) await put('#owner = :them OR #owner = :me', { ':them': { S: lying.owner } });
  else await put('attribute_not_exists(#owner) OR #owner = :me', {});

  let saving: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let failure: unknown = null;
  const mine = () => put('#owner = :me', {});
  function save(): Promise<void> {
    if (failure) return Promise.reject(failure);
    if (!saving) {
      saving = mine().finally(() => {
        saving = null;
      });
      return saving;
    }
    // What is being written may not hold the latest: one more behind it does, for all who ask meanwhile.
    next ??= saving
      .catch(() => {})
      .then(() => {
        next = null;
        return save();
      });
    return next;
  }
  const beat = setInterval(() => {
    save().catch((error) => {
      failure ??= error;
    });
  }, holdMs / 4);
  beat.unref();
  async function stop(): Promise<void> {
    clearInterval(beat);
    await Promise.allSettled([saving, next]);
  }
  return {
    state,
    save,
    stop,
    async remove() {
      await stop();
      await persistently(() =>
        client.send(
          new DeleteItemCommand({
            TableName: table,
            Key: noteKey,
            ConditionExpression: 'attribute_not_exists(#owner) OR #owner = :me',
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: { ':me': { S: owner } },
          }),
        ),
      );
    },
  };
}
