import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { hourMs } from '@jindian/shared/time';
import { Entity } from 'dynamodb-toolbox/entity';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from './clock.ts';
import { noLongerThan } from './patience.ts';
import type { JindianTable } from './table.ts';
import { backOff } from './transact.ts';

const chunkBytes = 350_000;
/** How long a running function may go on with what it has before it looks for a newer version. */
const recheckMs = 2_000;
/** How long somebody who holds a version waits for a newer one. */
const waitForNewerMs = 750;
/** Whoever has read the pointer reads the chunks within seconds; a process that slept in between asks again. */
const keptReplacedMs = hourMs;
const maxAttempts = 10;

type Replaced = { version: string; chunks: number; replacedAtMs: number };
type Pointer = { version: string; chunks: number; revision: number; replaced: Replaced[] };

/**
 * Big, slow-changing data (the network, the catalog) as versioned snapshots: chunks in the table, and a pointer to
 * the current version that is switched last. Functions hold the decoded snapshot in memory and look at the pointer
 * every two seconds at most, so that a change reaches them without a restart and no order reads it. A version that was
 * replaced is deleted by a later publication, once nobody can be reading it any more.
 */
export function createSnapshotStore(deps: { table: JindianTable }) {
  const { table } = deps;
  const pointerEntity = new Entity({
    name: 'SnapshotPointer',
    table,
    timestamps: false,
    schema: item({
      name: string().key(),
      version: string(),
      chunks: number(),
      publishedAtMs: number(),
      revision: number(),
      replaced: list(map({ version: string(), chunks: number(), replacedAtMs: number() })),
    }),
    computeKey: ({ name }: { name: string }) => ({ pk: `SNAPSHOT#${name}`, sk: 'CURRENT' }),
  });
  const chunkEntity = new Entity({
    name: 'SnapshotChunk',
    table,
    timestamps: false,
    schema: item({
      name: string().key(),
      version: string().key(),
      chunk: number().key(),
      bytes: binary(),
      writtenAtMs: number(),
    }),
    computeKey: (key: { name: string; version: string; chunk: number }) => ({
      pk: `SNAPSHOT#${key.name}#${key.version}`,
      sk: `CHUNK#${String(key.chunk).padStart(4, '0')}`,
    }),
  });

  /**
   * Writes the chunks, then switches the pointer; the version is the content's own hash. Content that is made from what
   * is stored is given as a function: should somebody else publish in the meantime, it is asked anew, so that nothing
   * older ever ends up on top.
   */
  async function publish(
    name: string,
    content: Uint8Array | (() => Promise<Uint8Array>),
    nowMs: number,
  ): Promise<string> {
    // Written by an attempt whose switch was lost: whoever wins deletes it later, or it would stay for ever.
    const lost: Replaced[] = [];
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const before = await readPointer(name, true);
      const bytes = typeof content === 'function' ? await content() : content;
      const version = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
      const chunks = Math.max(1, Math.ceil(bytes.length / chunkBytes));
      if (before?.version !== version)
        for (let chunk = 0; chunk < chunks; chunk += 1) {
          const part = bytes.slice(chunk * chunkBytes, (chunk + 1) * chunkBytes);
          await chunkEntity
            .build(PutItemCommand)
            .item({ name, version, chunk, bytes: part, writtenAtMs: nowMs })
            .send();
        }
      const replaced = await withoutOld(name, replacedBy(before, lost, version, nowMs), nowMs);
      if (await switchPointer(name, before, { version, chunks, replaced }, nowMs)) return version;
      if (before?.version !== version) lost.push({ version, chunks, replacedAtMs: nowMs });
      await backOff(attempt);
    }
    throw new Error(`the snapshot ${name} is published by too many at once`);
  }

  function replacedBy(
    before: Pointer | null,
    lost: readonly Replaced[],
    version: string,
    nowMs: number,
  ): Replaced[] {
    const last =
      before && before.version !== version
        ? [{ version: before.version, chunks: before.chunks, replacedAtMs: nowMs }]
        : [];
    // Each once, as it was written last.
    const all = new Map([...(before?.replaced ?? []), ...lost, ...last].map((one) => [one.version, one]));
    // What is in force again is not old.
    all.delete(version);
    return [...all.values()];
  }

  /** Deletes what was replaced long ago. Done twice it finds nothing; what somebody publishes anew right now stays. */
  async function withoutOld(name: string, replaced: readonly Replaced[], nowMs: number): Promise<Replaced[]> {
    const kept: Replaced[] = [];
    for (const one of replaced) {
      if (one.replacedAtMs > nowMs - keptReplacedMs) {
        kept.push(one);
        continue;
      }
      for (let chunk = 0; chunk < one.chunks; chunk += 1)
        await unlessRefused(() =>
          chunkEntity
            .build(DeleteItemCommand)
            .key({ name, version: one.version, chunk })
            .options({ condition: { attr: 'writtenAtMs', lte: one.replacedAtMs } })
            .send(),
        );
    }
    return kept;
  }

  function switchPointer(
    name: string,
    before: Pointer | null,
    next: Omit<Pointer, 'revision'>,
    nowMs: number,
  ): Promise<boolean> {
    return unlessRefused(() =>
      pointerEntity
        .build(PutItemCommand)
        .item({ name, ...next, revision: (before?.revision ?? 0) + 1, publishedAtMs: nowMs })
        .options({
          condition: before ? { attr: 'revision', eq: before.revision } : { attr: 'revision', exists: false },
        })
        .send(),
    );
  }

  async function readPointer(name: string, consistent: boolean): Promise<Pointer | null> {
    const { Item } = await pointerEntity.build(GetItemCommand).key({ name }).options({ consistent }).send();
    return Item ?? null;
  }

  async function pointer(name: string): Promise<{ version: string; chunks: number } | null> {
    const found = await readPointer(name, false);
    return found && { version: found.version, chunks: found.chunks };
  }

  async function read(name: string, version: string, chunks: number): Promise<Uint8Array> {
    const parts = await Promise.all(
      Array.from({ length: chunks }, async (_, chunk) => {
        // A chunk was written before the pointer to it, but a reader of the pointer may meet an older copy of it.
        const { Item } = await chunkEntity
          .build(GetItemCommand)
          .key({ name, version, chunk })
          .options({ consistent: true })
          .send();
        if (!Item) throw new Error(`snapshot ${name} ${version} lacks chunk ${chunk}`);
        return Item.bytes;
      }),
    );
    return Buffer.concat(parts);
  }

  return { publish, pointer, read };
}
export type SnapshotStore = ReturnType<typeof createSnapshotStore>;

async function unlessRefused(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/**
 * Looks for something newer, for somebody who holds something already: waits a moment, and goes on with what is held
 * when nothing comes or the table cannot be read. What comes later is there for the next.
 */
export function newerOrHeld<T>(held: T, newer: Promise<T>): Promise<T> {
  return noLongerThan(
    waitForNewerMs,
    newer.catch(() => held),
    () => held,
  );
}

/** The current snapshot, decoded; loaded on first use, then held and looked after. */
export function liveSnapshot<T>(deps: {
  store: SnapshotStore;
  clock: Clock;
  name: string;
  decode(bytes: Uint8Array): T;
  /** What holds until the first publication; without it, asking before that throws. */
  absent?: T;
}) {
  const { store, clock, name, decode, absent } = deps;
  let held: { version: string; value: T } | null = null;
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let loading: Promise<T> | null = null;

  async function load(): Promise<T> {
    const pointer = await store.pointer(name);
    if (!pointer) {
      if (absent === undefined) throw new Error(`there is no snapshot of ${name} yet: publish one`);
      held = { version: '', value: absent };
    } else if (held?.version !== pointer.version) {
      held = {
        version: pointer.version,
        value: decode(await store.read(name, pointer.version, pointer.chunks)),
      };
    }
    checkedAtMs = clock.nowMs();
    return held.value;
  }

  function refresh(): Promise<T> {
    loading ??= load().finally(() => {
      loading = null;
    });
    return loading;
  }

  return {
    /**
     * What is held, without waiting, when it was checked lately; else the newest, or what is held where that cannot be
     * had: a request does not fail because a look at a pointer did.
     */
    async current(): Promise<T> {
      if (!held) return refresh();
      if (clock.nowMs() - checkedAtMs < recheckMs) return held.value;
      const found = await newerOrHeld(held.value, refresh());
      // Also when nothing came: the next two seconds nobody waits for it again.
      checkedAtMs = clock.nowMs();
      return found;
    },
    /** The newest, at once; after a publication in this process. */
    refresh,
  };
}
export type LiveSnapshot<T> = ReturnType<typeof liveSnapshot<T>>;
