import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { digestOf } from './canonical.ts';
import type { HashChainItems } from './hash-chain-items.ts';
import {
  type ChainFault,
  type ChainHead,
  type ChainLink,
  type ChainReport,
  hashOfLink,
} from './hash-chain-links.ts';
import type { JindianTable } from './table.ts';

const maxRefsPerRead = 100;

/** Goes through a chain from its beginning, and through what waits to be chained. */
export function createChainCheck(deps: {
  table: JindianTable;
  name: string;
  shards: readonly number[];
  items: HashChainItems;
}) {
  const { table, name, shards } = deps;
  const { links, waiting, anchors } = deps.items;

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
    for (const shard of shards) {
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
    for (const shard of shards) {
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

  return { verify, waitingRecords };
}
