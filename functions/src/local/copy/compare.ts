/**
 * Whether two tables hold the same, item by item: each item belongs to one of 4,096 segments by its key, and of each
 * segment count and digest are compared. Where they differ, the items are, and what the source has is written anew.
 */
import { createHash } from 'node:crypto';
import { type AttributeValue, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { End } from './end.ts';
import { isNote } from './note.ts';
import { deletionOf, type Item, persistently, putOf, type Writer } from './writing.ts';

const segmentCount = 4_096;
const scansAtOnce = 8;

/** The same text for the same value: names and members of sets in one order. */
function canonical(value: AttributeValue): unknown {
  if (value.M !== undefined) return { M: canonicalItem(value.M) };
  if (value.L !== undefined) return { L: value.L.map(canonical) };
  if (value.SS !== undefined) return { SS: [...value.SS].sort() };
  if (value.NS !== undefined) return { NS: [...value.NS].sort() };
  if (value.B !== undefined) return { B: Buffer.from(value.B).toString('base64') };
  if (value.BS !== undefined)
    return { BS: value.BS.map((one) => Buffer.from(one).toString('base64')).sort() };
  return value;
}
const canonicalItem = (item: Item): [string, unknown][] =>
  Object.keys(item)
    .sort()
    .map((name) => [name, canonical(item[name] as AttributeValue)]);

export function digestOf(item: Item): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(canonicalItem(item)))
    .digest();
}
const keyOf = ({ pk, sk }: Item): Item => ({ pk: pk as AttributeValue, sk: sk as AttributeValue });
const keyText = ({ pk, sk }: Item) => JSON.stringify([pk?.S, sk?.S]);
/** FNV-1a: which segment, nothing more. */
function segmentOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return ((hash >>> 12) ^ hash) & (segmentCount - 1);
}

export type Digests = { count: number; counts: Uint32Array; digests: Uint8Array };
const digestBytes = 32;

/** All items that count: not the note, and none whose time is over, which either side may have removed already. */
async function eachItem(end: End, expiredAtS: number, expiry: string | null, see: (item: Item) => void) {
  const scan = async (segment: number) => {
    for (let start: Item | undefined; ; ) {
      const page = await persistently(() =>
        end.client.send(
          new ScanCommand({
            TableName: end.table,
            ConsistentRead: true,
            Segment: segment,
            TotalSegments: scansAtOnce,
            ...(start ? { ExclusiveStartKey: start } : {}),
          }),
        ),
      );
      for (const item of (page.Items ?? []) as Item[]) {
        const endsAtS = expiry === null ? undefined : item[expiry]?.N;
        if (isNote(item) || (endsAtS !== undefined && Number(endsAtS) <= expiredAtS)) continue;
        see(item);
      }
      start = page.LastEvaluatedKey;
      if (!start) return;
    }
  };
  await Promise.all(Array.from({ length: scansAtOnce }, (_, segment) => scan(segment)));
}

async function digestsOf(end: End, expiredAtS: number, expiry: string | null): Promise<Digests> {
  const found: Digests = {
    count: 0,
    counts: new Uint32Array(segmentCount),
    digests: new Uint8Array(segmentCount * digestBytes),
  };
  await eachItem(end, expiredAtS, expiry, (item) => {
    const segment = segmentOf(keyText(item));
    const digest = digestOf(item);
    found.count += 1;
    found.counts[segment] = (found.counts[segment] ?? 0) + 1;
    // Whatever the order in which items are met.
    for (let at = 0; at < digestBytes; at += 1) {
      const place = segment * digestBytes + at;
      found.digests[place] = (found.digests[place] ?? 0) ^ (digest[at] ?? 0);
    }
  });
  return found;
}

function differing(one: Digests, other: Digests): Set<number> {
  const different = new Set<number>();
  for (let segment = 0; segment < segmentCount; segment += 1) {
    const [from, to] = [segment * digestBytes, (segment + 1) * digestBytes];
    const same =
      one.counts[segment] === other.counts[segment] &&
      Buffer.compare(one.digests.subarray(from, to), other.digests.subarray(from, to)) === 0;
    if (!same) different.add(segment);
  }
  return different;
}

export type Comparison = {
  count: number;
  /** Of everything together: what two people read to each other. */
  digest: string;
  /** Segments that were not the same, before anything was mended. */
  segments: number;
};

export async function compare(
  from: End,
  to: End,
  nowMs: number,
  expiry: string | null,
): Promise<Comparison & { different: Set<number>; expiredAtS: number }> {
  const expiredAtS = Math.floor(nowMs / 1_000);
  const [theirs, ours] = await Promise.all([
    digestsOf(from, expiredAtS, expiry),
    digestsOf(to, expiredAtS, expiry),
  ]);
  const different = differing(theirs, ours);
  const digest = createHash('sha256').update(theirs.digests).digest('hex').slice(0, 16);
  return { count: theirs.count, digest, segments: different.size, different, expiredAtS };
}

/** Makes the items of these segments the source's, which nobody writes meanwhile. Gives how many were not. */
export async function mend(
  from: End,
  to: End,
  write: Writer,
  found: { different: Set<number>; expiredAtS: number },
  expiry: string | null,
): Promise<number> {
  const digestsIn = async (end: End) => {
    const digests = new Map<string, { key: Item; digest: string }>();
    await eachItem(end, found.expiredAtS, expiry, (item) => {
      const text = keyText(item);
      if (found.different.has(segmentOf(text)))
        digests.set(text, { key: keyOf(item), digest: digestOf(item).toString('base64') });
    });
    return digests;
  };
  const [theirs, ours] = await Promise.all([digestsIn(from), digestsIn(to)]);
  const wrong = [...theirs].filter(([text, { digest }]) => ours.get(text)?.digest !== digest);
  const extra = [...ours].filter(([text]) => !theirs.has(text));
  for (let at = 0; at < wrong.length; at += 100) {
    const items = await Promise.all(
      wrong.slice(at, at + 100).map(async ([, { key: Key }]) => {
        const { Item } = await persistently(() =>
          from.client.send(new GetItemCommand({ TableName: from.table, Key, ConsistentRead: true })),
        );
        return Item as Item | undefined;
      }),
    );
    await write(items.flatMap((item) => (item ? [putOf(item)] : [])));
  }
  await write(extra.map(([, { key }]) => deletionOf(key)));
  return wrong.length + extra.length;
}
