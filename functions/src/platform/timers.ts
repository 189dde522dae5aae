import { atMost } from './at-most.ts';
import type { Clock } from './clock.ts';
import type { DueItems, FoundDue } from './due-items.ts';
import { dueMessage, type Handlers, type Queues, shardMessage } from './queues/messages.ts';

const pageSize = 100;
/** What one delivery goes through; what is left of the shard is a message of its own. */
const pagesAtOnce = 40;
/** In one function, whose clients have fifty sockets each: a page of a shard is up to a dozen calls of SQS. */
const shardsAtOnce = 8;
const takeOffsAtOnce = 32;

/**
 * Finds what is due and sends it to whoever does it. Each look takes a page of every shard; a shard with more than that
 * is a message of its own, so that many work through what is due at a busy minute, and a quiet one costs nothing.
 */
export function createTimers(deps: {
  dueItems: Pick<DueItems, 'dueOf' | 'takeOff' | 'shards'>;
  queues: Queues;
  handlers: Pick<Handlers, 'dueHandlers'>;
  clock: Clock;
  /** In one process there is nobody to share the work with. */
  fanOut: boolean;
}) {
  const { dueItems, queues, handlers, clock, fanOut } = deps;
  const oneShard = atMost(shardsAtOnce);
  const oneTakeOff = atMost(takeOffsAtOnce);

  async function send(found: readonly FoundDue[]): Promise<void> {
    const messages = found.map((due) => dueMessage(handlers, due, clock.nowMs()));
    const dueOf = new Map(messages.map(({ id }, index) => [id, found[index]]));
    await queues.send(messages, async (taken) => {
      // Safe with its queue: nobody needs to find it again. What cannot be taken off is told once more.
      const safe = taken.flatMap(({ id }) => dueOf.get(id) ?? []);
      const offs = await Promise.allSettled(safe.map((due) => oneTakeOff(() => dueItems.takeOff(due))));
      // Only now: a function that ends takes along what is still under way.
      for (const off of offs) if (off.status === 'rejected') throw off.reason;
    });
  }

  /** `maxPages` of a shard; gives how much it found, and whether there is more. */
  async function lookInto(shard: number, maxPages: number): Promise<{ count: number; more: boolean }> {
    let count = 0;
    let from: Record<string, unknown> | undefined;
    let failed: { error: unknown } | null = null;
    for (let page = 1; page <= maxPages; page += 1) {
      const { found, next } = await dueItems.dueOf(shard, clock.nowMs(), pageSize, from);
      // What fails on one page keeps nothing behind it waiting.
      if (found.length > 0)
        await send(found).catch((error: unknown) => {
          failed ??= { error };
        });
      count += found.length;
      from = next;
      if (!from) break;
    }
    if (failed) throw (failed as { error: unknown }).error;
    return { count, more: from !== undefined };
  }

  async function goOn(shards: readonly number[]): Promise<void> {
    if (shards.length > 0) await queues.handOver(shards.map((shard) => shardMessage(shard, clock.nowMs())));
  }

  /** Sends what is due by now, after any silence. Gives how much it sent itself. */
  async function run(): Promise<number> {
    const looks = await Promise.allSettled(
      dueItems.shards.map((shard) => oneShard(() => lookInto(shard, fanOut ? 1 : Number.POSITIVE_INFINITY))),
    );
    // Of a look that failed nobody knows how much is behind it: without a message of its own such a shard would be met
    // at the same head every minute. In one process a look goes to the end anyway.
    const done = looks.map((look) => (look.status === 'fulfilled' ? look.value : { count: 0, more: fanOut }));
    await goOn(dueItems.shards.filter((_, index) => done[index]?.more));
    // One shard that cannot be read keeps no other waiting.
    for (const look of looks) if (look.status === 'rejected') throw look.reason;
    return done.reduce((sum, { count }) => sum + count, 0);
  }

  /** A busy shard, by whoever got its message. */
  async function runShard(shard: number): Promise<void> {
    const { more } = await oneShard(() => lookInto(shard, pagesAtOnce));
    if (more) await goOn([shard]);
  }

  return { run, runShard };
}
export type Timers = ReturnType<typeof createTimers>;
