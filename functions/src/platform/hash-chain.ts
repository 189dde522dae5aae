import { Entity } from 'dynamodb-toolbox/entity';
import { BatchDeleteRequest } from 'dynamodb-toolbox/entity/actions/batchDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { writeBatch } from './batch-read.ts';
import { digestOf } from './canonical.ts';
import type { Clock } from './clock.ts';
import { shardOf } from './ids.ts';
import type { JindianTable } from './table.ts';
import { transact, type Write, write } from './transact.ts';

/** A record in the chain: how it is found again, and the digest of what it said when it was chained. */
export type ChainEntry = { ref: string; digest: string };
export type ChainLink = {
  shard: number;
  /** 1, 2, 3, … without a gap. */
  seq: number;
  /** The hash of the link before it; empty for the first. */
  previous: string;
  hash: string;
  atMs: number;
  entries: ChainEntry[];
};
/** How far a shard had come. Kept outside the table, it proves later that nothing before it was changed or cut off. */
export type ChainHead = Pick<ChainLink, 'shard' | 'seq' | 'hash'>;

export type ChainFault = {
  what:
    | 'link_edited'
    | 'link_missing'
    | 'record_edited'
    | 'record_missing'
    | 'record_twice'
    /** In no link, and it does not wait for one: slipped in. */
    | 'record_unchained'
    | 'anchor_edited'
    | 'anchor_missing'
    | 'truncated';
  shard: number;
  seq: number;
  ref?: string;
};
export type ChainReport = { links: number; heads: ChainHead[]; refs: Set<string>; faults: ChainFault[] };

const maxRefsPerRead = 100;
/** Records in one link. */
export const maxChainEntries = 100;

/** The faults of records that are in no link yet: what they say now, and the digests that were taken with them. */
export function unchainedFaults(
  digests: ReadonlyMap<string, string>,
  contents: ReadonlyMap<string, unknown>,
): ChainFault[] {
  return [...digests].flatMap(([ref, digest]): ChainFault[] => {
    const content = contents.get(ref);
    const at = { shard: -1, seq: 0, ref };
    if (content === undefined) return [{ what: 'record_missing', ...at }];
    return digestOf(content) === digest ? [] : [{ what: 'record_edited', ...at }];
  });
}

/** What a link's hash is of: everything in it but the hash itself. */
export function hashOfLink(name: string, link: Omit<ChainLink, 'hash'>): string {
  const { shard, seq, previous, atMs, entries } = link;
  return digestOf({ name, shard, seq, previous, atMs, entries });
}

export function nextLink(
  name: string,
  shard: number,
  last: ChainLink | null,
  entries: readonly ChainEntry[],
  atMs: number,
): ChainLink {
  const link = { shard, seq: (last?.seq ?? 0) + 1, previous: last?.hash ?? '', atMs, entries: [...entries] };
  return { ...link, hash: hashOfLink(name, link) };
}

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

  const links = new Entity({
    name: 'ChainLink',
    table,
    timestamps: false,
    schema: item({
      chain: string().key(),
      shard: number().key(),
      seq: number().key(),
      previous: string(),
      hash: string(),
      atMs: number(),
      entries: list(map({ ref: string(), digest: string() })),
    }),
    computeKey: ({ chain, shard, seq }: { chain: string; shard: number; seq: number }) => ({
      pk: `CHAIN#${chain}#${shard}`,
      sk: `LINK#${padded(seq)}`,
    }),
  });

  const waiting = new Entity({
    name: 'ChainWaiting',
    table,
    timestamps: false,
    schema: item({
      chain: string().key(),
      shard: number().key(),
      ref: string().key(),
      digest: string(),
    }),
    computeKey: ({ chain, shard, ref }: { chain: string; shard: number; ref: string }) => ({
      pk: `CHAIN#${chain}#${shard}#WAITING`,
      sk: ref,
    }),
  });

  const anchors = new Entity({
    name: 'ChainAnchor',
    table,
    timestamps: false,
    schema: item({
      chain: string().key(),
      seq: number().key(),
      previous: string(),
      hash: string(),
      atMs: number(),
      heads: list(map({ shard: number(), seq: number(), hash: string() })),
    }),
    computeKey: ({ chain, seq }: { chain: string; seq: number }) => ({
      pk: `CHAIN#${chain}`,
      sk: `ANCHOR#${padded(seq)}`,
    }),
  });

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

  async function* linksOf(shard: number): AsyncGenerator<ChainLink> {
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await table
        .build(QueryCommand)
        .query({ partition: `CHAIN#${name}#${shard}`, range: { beginsWith: 'LINK#' } })
        .entities(links)
        .options({ consistent: true, ...(exclusiveStartKey ? { exclusiveStartKey } : {}) })
        .send();
      yield* page.Items ?? [];
      exclusiveStartKey = page.LastEvaluatedKey;
    } while (exclusiveStartKey);
  }

  /** The faults of the notes themselves, and for each shard the heads that they and the caller know of. */
  async function knownHeads(
    noted: readonly ChainHead[],
    faults: ChainFault[],
  ): Promise<Map<number, ChainHead[]>> {
    const known = new Map<number, ChainHead[]>();
    const add = (head: ChainHead) => known.set(head.shard, [...(known.get(head.shard) ?? []), head]);
    for (const head of noted) add(head);
    let previous = '';
    let expected = 1;
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await table
        .build(QueryCommand)
        .query({ partition: `CHAIN#${name}`, range: { beginsWith: 'ANCHOR#' } })
        .entities(anchors)
        .options({ consistent: true, ...(exclusiveStartKey ? { exclusiveStartKey } : {}) })
        .send();
      for (const { chain: _, hash, ...note } of page.Items ?? []) {
        if (note.seq !== expected || note.previous !== previous) {
          faults.push({ what: 'anchor_missing', shard: -1, seq: expected });
        }
        if (digestOf({ name, ...note }) !== hash)
          faults.push({ what: 'anchor_edited', shard: -1, seq: note.seq });
        for (const head of note.heads) add(head);
        previous = hash;
        expected = note.seq + 1;
      }
      exclusiveStartKey = page.LastEvaluatedKey;
    } while (exclusiveStartKey);
    return known;
  }

  /**
   * Goes through every link from the beginning. `contentsOf` gives what the records say now (nothing for one that is
   * gone); `noted` are heads that were kept elsewhere. Records in no link are the caller's to find, by `refs`.
   */
  async function verify(check: {
    contentsOf(refs: readonly string[]): Promise<Map<string, unknown>>;
    noted?: readonly ChainHead[];
  }): Promise<ChainReport> {
    const report: ChainReport = { links: 0, heads: [], refs: new Set(), faults: [] };
    const known = await knownHeads(check.noted ?? [], report.faults);
    for (const shard of shardsOfChain) {
      const hashes = new Map<number, string>();
      let last = null as ChainHead | null;
      for await (const link of linksOf(shard)) {
        report.links += 1;
        if (link.seq !== (last?.seq ?? 0) + 1) {
          report.faults.push({ what: 'link_missing', shard, seq: (last?.seq ?? 0) + 1 });
        }
        if (link.previous !== (last?.hash ?? '') || hashOfLink(name, link) !== link.hash) {
          report.faults.push({ what: 'link_edited', shard, seq: link.seq });
        }
        await verifyRecords(link, check.contentsOf, report);
        last = { shard, seq: link.seq, hash: link.hash };
        hashes.set(link.seq, link.hash);
      }
      if (last) report.heads.push(last);
      for (const head of known.get(shard) ?? []) {
        const hash = hashes.get(head.seq);
        if (hash !== head.hash)
          report.faults.push({ what: hash ? 'link_edited' : 'truncated', shard, seq: head.seq });
      }
    }
    return report;
  }

  async function verifyRecords(
    link: ChainLink,
    contentsOf: (refs: readonly string[]) => Promise<Map<string, unknown>>,
    report: ChainReport,
  ): Promise<void> {
    for (let start = 0; start < link.entries.length; start += maxRefsPerRead) {
      const some = link.entries.slice(start, start + maxRefsPerRead);
      const contents = await contentsOf(some.map(({ ref }) => ref));
      for (const { ref, digest } of some) {
        const at = { shard: link.shard, seq: link.seq, ref };
        const content = contents.get(ref);
        if (content === undefined) report.faults.push({ what: 'record_missing', ...at });
        else if (digestOf(content) !== digest) report.faults.push({ what: 'record_edited', ...at });
        if (report.refs.has(ref)) report.faults.push({ what: 'record_twice', ...at });
        report.refs.add(ref);
      }
    }
  }

  /** Records that wait for their link, all of them, with the digests of what they said. */
  async function waitingRecords(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const shard of shardsOfChain) {
      let exclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await table
          .build(QueryCommand)
          .query({ partition: `CHAIN#${name}#${shard}#WAITING` })
          .entities(waiting)
          .options({ consistent: true, ...(exclusiveStartKey ? { exclusiveStartKey } : {}) })
          .send();
        for (const { ref, digest } of page.Items ?? []) found.set(ref, digest);
        exclusiveStartKey = page.LastEvaluatedKey;
      } while (exclusiveStartKey);
    }
    return found;
  }

  return {
    name,
    shards,
    lastLink,
    linkWrite,
    waitWrite,
    chainWaiting,
    chainAll,
    waitingRecords,
    heads,
    anchor,
    verify,
  };
}
export type HashChain = ReturnType<typeof createHashChain>;

function padded(seq: number): string {
  return String(seq).padStart(12, '0');
}
