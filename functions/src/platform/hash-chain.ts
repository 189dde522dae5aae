import { BatchDeleteRequest } from 'dynamodb-toolbox/entity/actions/batchDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { writeBatch } from './batch-read.ts';
import { digestOf } from './canonical.ts';
import type { Clock } from './clock.ts';
import { createChainCheck } from './hash-chain-check.ts';
import { hashChainItems } from './hash-chain-items.ts';
import { type ChainEntry, type ChainHead, type ChainLink, nextLink } from './hash-chain-links.ts';
import { shardOf } from './ids.ts';
import type { JindianTable } from './table.ts';
import { transact, type Write, write } from './transact.ts';

/** Records in one link. */
const maxChainEntries = 100;

/**
 * Records that must not be changed afterwards, chained by shard. Each link names records with their digests, and has a
 * hash over them and over the link before it: who edits, removes or slips in a record has to make every later link
 * anew, and cannot change the heads that were noted elsewhere (`anchor`).
 *
 * Links are made behind the records, in the order in which the maker finds them, so that no writer waits for another:
 * a record's transaction takes `waitWrite` along (or a mark of its own that says the same), and `chainWaiting` makes
 * links of what waits. A link is put on condition that its number is free, so two makers cannot both succeed. What it
 * names is removed from the waiting ones afterwards, by this maker or by the next: whoever goes on from a link first
 * removes what that link names. A crash in between leaves nothing chained twice.
 */
export function createHashChain(deps: { table: JindianTable; name: string; shards: number }) {
  const { table, name, shards } = deps;

  const items = hashChainItems(table);
  const { links, waiting, anchors } = items;

  const shardsOfChain = Array.from({ length: shards }, (_, shard) => shard);

  async function lastLink(shard: number): Promise<ChainLink | null> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `CHAIN#${name}#${shard}`, range: { beginsWith: 'LINK#' } })
      .entities(links)
      .options({ limit: 1, reverse: true, consistent: true })
      .send();
    return Items?.[0] ?? null;
  }

  /** The write that appends `link`; refused, under this label, when somebody else went on from the same link. */
  function linkWrite(link: ChainLink): Write {
    return write(
      `chain ${name} ${link.shard}`,
      links
        .build(PutTransaction)
        .item({ chain: name, ...link })
        .options({ condition: { attr: 'seq', exists: false } }),
    );
  }

  /** The write that lets a record wait for its link, to go into the record's own transaction. */
  function waitWrite(ref: string, content: unknown): Write {
    const shard = shardOf(ref, shards);
    return write(
      `chain ${name} waiting`,
      waiting.build(PutTransaction).item({ chain: name, shard, ref, digest: digestOf(content) }),
    );
  }

  async function waitingIn(shard: number): Promise<ChainEntry[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `CHAIN#${name}#${shard}#WAITING` })
      .entities(waiting)
      .options({ limit: maxChainEntries, consistent: true })
      .send();
    return (Items ?? []).map(({ ref, digest }) => ({ ref, digest }));
  }

  async function forget(shard: number, entries: readonly ChainEntry[]): Promise<void> {
    const requests = entries.map(({ ref }) =>
      waiting.build(BatchDeleteRequest).key({ chain: name, shard, ref }),
    );
    await writeBatch(table, requests);
  }

  /** Makes a link of what waits in a shard, at most a hundred records. Gives how many; `busy`: somebody else was first. */
  async function chainWaiting(shard: number, atMs: number): Promise<number | 'busy'> {
    const seen = await waitingIn(shard);
    if (seen.length === 0) return 0;
    const last = await lastLink(shard);
    const chained = new Set(last?.entries.map(({ ref }) => ref));
    // More may be left of the last link than one read shows, and all of it must be gone before there is another.
    if (last && (seen.length === maxChainEntries || seen.some(({ ref }) => chained.has(ref)))) {
      await forget(shard, last.entries);
    }
    // Read again after the last link: what waits now and is not in it has never been chained.
    const found = (await waitingIn(shard)).filter(({ ref }) => !chained.has(ref));
    if (found.length === 0) return 0;
    const link = nextLink(name, shard, last, found, atMs);
    const result = await transact(table, [linkWrite(link)]);
    if (result.kind !== 'done') return 'busy';
    await forget(shard, found);
    return found.length;
  }

  /** Makes links until nothing waits that waited when it began. Gives how many records were chained. */
  async function chainAll(clock: Clock, maxLinksPerShard = 20): Promise<number> {
    let count = 0;
    for (const shard of shardsOfChain) {
      for (let made = 0; made < maxLinksPerShard; made += 1) {
        const chained = await chainWaiting(shard, clock.nowMs());
        if (chained === 'busy' || chained === 0) break;
        count += chained;
        if (chained < maxChainEntries) break;
      }
    }
    return count;
  }

  async function heads(): Promise<ChainHead[]> {
    const last = await Promise.all(shardsOfChain.map(lastLink));
    return last.flatMap((link) => (link ? [{ shard: link.shard, seq: link.seq, hash: link.hash }] : []));
  }

  async function lastAnchor() {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `CHAIN#${name}`, range: { beginsWith: 'ANCHOR#' } })
      .entities(anchors)
      .options({ limit: 1, reverse: true, consistent: true })
      .send();
    return Items?.[0] ?? null;
  }

  /**
   * Notes how far every shard has come, in a chain of its own, and gives the note: log it, or keep it elsewhere. Null
   * when nothing has been chained since the last one, or somebody else just noted it.
   */
  async function anchor(clock: Clock): Promise<{ seq: number; hash: string; heads: ChainHead[] } | null> {
    const last = await lastAnchor();
    const now = await heads();
    if (JSON.stringify(last?.heads ?? []) === JSON.stringify(now)) return null;
    const note = { seq: (last?.seq ?? 0) + 1, previous: last?.hash ?? '', atMs: clock.nowMs(), heads: now };
    const hash = digestOf({ name, ...note });
    const put = anchors
      .build(PutTransaction)
      .item({ chain: name, ...note, hash })
      .options({ condition: { attr: 'seq', exists: false } });
    const result = await transact(table, [write(`chain ${name} anchor`, put)]);
    return result.kind === 'done' ? { seq: note.seq, hash, heads: now } : null;
  }

  return {
    name,
    shards,
    lastLink,
    linkWrite,
    waitWrite,
    chainWaiting,
    chainAll,
    heads,
    anchor,
    ...createChainCheck({ table, name, shards: shardsOfChain, items }),
  };
}
export type HashChain = ReturnType<typeof createHashChain>;
