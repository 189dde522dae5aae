/**
 * The change log behind the first pass. Of one item its changes come in their order: a shard holds all changes of its
 * items in order, and is not begun before the one that it came out of is at its end.
 */

import type { _Record, Shard } from '@aws-sdk/client-dynamodb-streams';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { End } from './end.ts';
import type { Note } from './note.ts';
import { deletionOf, type Item, persistently, putOf, type Writer } from './writing.ts';

/** The log does not reach back any more to where it was followed: the source has to be read once more. */
export class LogCut extends Error {}

/** Clocks differ. What happened so long before the first pass began was read by it. */
const marginMs = 10 * 60_000;

const orCut = (error: unknown): never => {
  const { name } = error as Error;
  if (name === 'TrimmedDataAccessException' || name === 'ResourceNotFoundException')
    throw new LogCut(`the change log was cut: ${(error as Error).message}`);
  throw error;
};

export function createFollower(from: End, streamArn: string, write: Writer, note: Note) {
  const { state } = note;
  const iterators = new Map<string, string>();

  async function shardsNow(): Promise<Shard[]> {
    const found: Shard[] = [];
    for (let start: string | undefined; ; ) {
      const { StreamDescription } = await persistently(() =>
        from.streams.send(
          new DescribeStreamCommand({
            StreamArn: streamArn,
            ...(start ? { ExclusiveStartShardId: start } : {}),
          }),
        ),
      );
      found.push(...(StreamDescription?.Shards ?? []));
      start = StreamDescription?.LastEvaluatedShardId;
      if (!start) return found;
    }
  }

  const placeOf = (shardId: string) => {
    state.shards[shardId] ??= { after: null, done: false };
    return state.shards[shardId];
  };

  async function iteratorOf(shardId: string): Promise<string | undefined> {
    const known = iterators.get(shardId);
    if (known) return known;
    const { after } = placeOf(shardId);
    const { ShardIterator } = await persistently(() =>
      from.streams.send(
        new GetShardIteratorCommand({
          StreamArn: streamArn,
          ShardId: shardId,
          ...(after
            ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }
            : { ShardIteratorType: 'TRIM_HORIZON' }),
        }),
      ),
    ).catch(orCut);
    return ShardIterator;
  }

  /** One page of a shard; gives how many changes were in it. */
  async function followShard(shardId: string): Promise<number> {
    const place = placeOf(shardId);
    const iterator = await iteratorOf(shardId);
    if (!iterator) {
      place.done = true;
      return 0;
    }
    const page = await persistently(() =>
      from.streams.send(new GetRecordsCommand({ ShardIterator: iterator })),
    ).catch((error: Error) => {
      iterators.delete(shardId);
      if (error.name === 'ExpiredIteratorException') return null;
      return orCut(error);
    });
    if (!page) return followShard(shardId);
    const records = page.Records ?? [];
    await write(lastOfEach(records.filter(isOfNow)));
    const last = records.at(-1)?.dynamodb?.SequenceNumber;
    if (last) place.after = last;
    if (page.NextShardIterator) iterators.set(shardId, page.NextShardIterator);
    else {
      iterators.delete(shardId);
      place.done = true;
    }
    state.followed += records.length;
    return records.length;
  }

  const isOfNow = ({ dynamodb }: _Record) =>
    (dynamodb?.ApproximateCreationDateTime?.getTime() ?? Number.POSITIVE_INFINITY) >=
    state.begunAtMs - marginMs;

  return {
    /** Everything up to this change was read by the first pass. */
    async beginBehind(after: string): Promise<void> {
      for (const { ShardId = '' } of await shardsNow()) state.shards[ShardId] = { after, done: false };
    },
    /** A page of each shard that may be read now. Gives how many changes there were. */
    async round(): Promise<number> {
      const shards = await shardsNow();
      const there = new Set(shards.map(({ ShardId }) => ShardId));
      for (const shardId of Object.keys(state.shards)) {
        if (there.has(shardId)) continue;
        if (!state.shards[shardId]?.done) throw new LogCut('a part of the change log is gone');
        delete state.shards[shardId];
      }
      const readable = shards.filter(
        ({ ShardId = '', ParentShardId }) =>
          !placeOf(ShardId).done &&
          (!ParentShardId || !there.has(ParentShardId) || placeOf(ParentShardId).done),
      );
      const done = await Promise.allSettled(readable.map(({ ShardId = '' }) => followShard(ShardId)));
      const failed = done.find((one) => one.status === 'rejected');
      if (failed) throw failed.reason;
      const count = done.reduce((sum, one) => sum + (one.status === 'fulfilled' ? one.value : 0), 0);
      if (count > 0) await note.save();
      return count;
    },
  };
}

/** Of what happened to an item only what it is in the end. */
function lastOfEach(records: readonly _Record[]) {
  const last = new Map<string, _Record>();
  for (const record of records) {
    const { pk, sk } = (record.dynamodb?.Keys ?? {}) as Item;
    last.set(JSON.stringify([pk?.S, sk?.S]), record);
  }
  return [...last.values()].map(({ eventName, dynamodb }) =>
    eventName === 'REMOVE'
      ? deletionOf((dynamodb?.Keys ?? {}) as Item)
      : putOf((dynamodb?.NewImage ?? {}) as Item),
  );
}
