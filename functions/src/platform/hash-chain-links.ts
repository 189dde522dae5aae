import { digestOf } from './canonical.ts';

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
