import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { hourMs, minuteMs } from '@jindian/shared/time';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from './clock.ts';
import { Entity } from './entity.ts';
import { type Logger, needsPerson } from './logger.ts';
import { noLongerThan } from './patience.ts';
import type { JindianTable } from './table.ts';
import { backOff, type Write, write } from './transact.ts';
import { everyPage } from './whole.ts';

const chunkBytes = 350_000;
/** How long a running function may go on with what it has before it looks for a newer version. */
const recheckMs = 2_000;
/** How long somebody who holds a version waits for a newer one. */
const waitForNewerMs = 750;
/** Looks that fail for so long are told to a person; for so long what is held may be used all the same. */
const toldAfterMs = minuteMs;
const heldAtMostMs = 30 * minuteMs;
/** Whoever has read the pointer reads the chunks within seconds; a process that slept in between asks again. */
const keptReplacedMs = hourMs;
const maxAttempts = 10;

type Replaced = { version: string; chunks: number; replacedAtMs: number };
/** What is published, or how it is made of what is in force in the very moment (null: nothing yet). */
type Content = Uint8Array | ((inForce: () => Promise<Uint8Array | null>) => Promise<Uint8Array>);
type Pointer = { version: string; chunks: number; revision: number; replaced: Replaced[] };

/**
 * Big, slow-changing data (the network, the catalog) as versioned snapshots: chunks in the table, and a pointer to
 * the current version that is switched last. Functions hold the decoded snapshot in memory and look at the pointer
 * every two seconds at most, so that a change reaches them without a restart and no order reads it. A version that was
 * replaced is deleted by a later publication, once nobody can be reading it any more; so is one that was begun and never
 * put in force, because its publisher died or lost its place to another.
 */
export function createSnapshotStore(deps: {
  table: JindianTable;
  /** Told of whoever goes on with what he holds. */
  logger?: Pick<Logger, 'error'>;
}) {
  const { table, logger } = deps;
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

  /** Says before the first chunk that a version is on its way; gone when it is in force. */
  const begunEntity = new Entity({
    name: 'SnapshotBegun',
    table,
    timestamps: false,
    schema: item({
      name: string().key(),
      version: string().key(),
      chunks: number(),
      begunAtMs: number(),
    }),
    computeKey: (key: { name: string; version: string }) => ({
      pk: `SNAPSHOT#${key.name}`,
      sk: `BEGUN#${key.version}`,
    }),
  });

  /**
   * Writes the chunks, then switches the pointer; the version is the content's own hash. Content that is made from what
   * is stored is given as a function: should somebody else publish in the meantime, it is asked anew, so that nothing
   * older ever ends up on top.
   */
  async function publish(name: string, content: Content, nowMs: number): Promise<string> {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const { version, switched, sweep } = await written(name, content, nowMs);
      if (
        await unlessRefused(() =>
          pointerEntity.build(PutItemCommand).item(switched.item).options(switched.options).send(),
        )
      ) {
        await sweep();
        return version;
      }
      await backOff(attempt);
    }
    throw new Error(`the snapshot ${name} is published by too many at once`);
  }

  /**
   * The same as a write for a transaction of its caller, who publishes together with something else. It is refused as
   * `snapshot pointer` when somebody else published in the meantime: then all is prepared anew. `sweep` comes after it.
   */
  async function prepare(
    name: string,
    content: Content,
    nowMs: number,
  ): Promise<{ publication: Write; sweep(): Promise<void> }> {
    const { switched, sweep } = await written(name, content, nowMs);
    const built = pointerEntity.build(PutTransaction).item(switched.item).options(switched.options);
    return { publication: write('snapshot pointer', built), sweep };
  }

  /** Everything but the switch. */
  async function written(name: string, content: Content, nowMs: number) {
    const before = await readPointer(name, true);
    const inForce = async () => before && (await read(name, before.version, before.chunks));
    const bytes = typeof content === 'function' ? await content(inForce) : content;
    const version = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const chunks = Math.max(1, Math.ceil(bytes.length / chunkBytes));
    if (before?.version !== version) {
      await begunEntity.build(PutItemCommand).item({ name, version, chunks, begunAtMs: nowMs }).send();
      for (let chunk = 0; chunk < chunks; chunk += 1) {
        const part = bytes.slice(chunk * chunkBytes, (chunk + 1) * chunkBytes);
        await chunkEntity
          .build(PutItemCommand)
          .item({ name, version, chunk, bytes: part, writtenAtMs: nowMs })
          .send();
      }
    }
    const replaced = await withoutOld(name, replacedBy(before, version, nowMs), nowMs);
    return {
      version,
      switched: switchOf(name, before, { version, chunks, replaced }, nowMs),
      sweep: () => sweepBegun(name, version, replaced, nowMs),
    };
  }

  function replacedBy(before: Pointer | null, version: string, nowMs: number): Replaced[] {
    const last =
      before && before.version !== version
        ? [{ version: before.version, chunks: before.chunks, replacedAtMs: nowMs }]
        : [];
    // Each once, as it was written last.
    const all = new Map([...(before?.replaced ?? []), ...last].map((one) => [one.version, one]));
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
      await deleteChunks(name, one.version, one.chunks, one.replacedAtMs);
    }
    return kept;
  }

  /** Those that were written by then. */
  async function deleteChunks(name: string, version: string, chunks: number, untilMs: number): Promise<void> {
    for (let chunk = 0; chunk < chunks; chunk += 1)
      await unlessRefused(() =>
        chunkEntity
          .build(DeleteItemCommand)
          .key({ name, version, chunk })
          .options({ condition: { attr: 'writtenAtMs', lte: untilMs } })
          .send(),
      );
  }

  /** Removes what was begun long ago and is not in force, and forgets what is on its way no more. */
  async function sweepBegun(
    name: string,
    inForce: string,
    replaced: readonly Replaced[],
    nowMs: number,
  ): Promise<void> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `SNAPSHOT#${name}`, range: { beginsWith: 'BEGUN#' } })
      .entities(begunEntity)
      .options({ consistent: true, ...everyPage })
      .send();
    for (const { version, chunks, begunAtMs } of Items ?? []) {
      const published = version === inForce || replaced.some((one) => one.version === version);
      if (!published && begunAtMs > nowMs - keptReplacedMs) continue;
      if (!published) await deleteChunks(name, version, chunks, begunAtMs);
      await unlessRefused(() =>
        begunEntity
          .build(DeleteItemCommand)
          .key({ name, version })
          .options({ condition: { attr: 'begunAtMs', eq: begunAtMs } })
          .send(),
      );
    }
  }

  /** The pointer as it is to be, on condition that it is as it was read. */
  function switchOf(name: string, before: Pointer | null, next: Omit<Pointer, 'revision'>, nowMs: number) {
    const condition: { attr: 'revision'; eq: number } | { attr: 'revision'; exists: false } = before
      ? { attr: 'revision', eq: before.revision }
      : { attr: 'revision', exists: false };
    return {
      item: { name, ...next, revision: (before?.revision ?? 0) + 1, publishedAtMs: nowMs },
      options: { condition },
    };
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

  /** Somebody goes on with what he holds since he cannot get what is in force. */
  function tellStale(name: string, version: string, sinceMs: number, nowMs: number, error: unknown): void {
    const forSeconds = Math.round((nowMs - sinceMs) / 1000);
    logger?.error({ snapshot: name, version, forSeconds, err: error, ...needsPerson }, 'a snapshot is stale');
  }

  return { publish, prepare, pointer, read, tellStale };
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
  absent?(): T;
}) {
  const { store, clock, name, decode, absent } = deps;
  let held: { version: string; value: T } | null = null;
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let loading: Promise<T> | null = null;
  /** The first look that failed since one that did not. */
  let failing: { sinceMs: number; toldAtMs: number } | null = null;

  function failed(error: unknown): void {
    const nowMs = clock.nowMs();
    failing ??= { sinceMs: nowMs, toldAtMs: nowMs };
    if (!held || nowMs - failing.toldAtMs < toldAfterMs) return;
    failing.toldAtMs = nowMs;
    store.tellStale(name, held.version, failing.sinceMs, nowMs, error);
  }

  async function load(): Promise<T> {
    const pointer = await store.pointer(name);
    if (!pointer) {
      if (absent === undefined) throw new Error(`there is no snapshot of ${name} yet: publish one`);
      held = { version: '', value: held?.version === '' ? held.value : absent() };
    } else if (held?.version !== pointer.version) {
      held = {
        version: pointer.version,
        value: decode(await store.read(name, pointer.version, pointer.chunks)),
      };
    }
    checkedAtMs = clock.nowMs();
    failing = null;
    return held.value;
  }

  function refresh(): Promise<T> {
    loading ??= load()
      .catch((error) => {
        failed(error);
        throw error;
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  }

  return {
    /**
     * What is held, without waiting, when it was checked lately; else the newest, or what is held where that cannot be
     * had: a request does not fail because a look at a pointer did. After half an hour of such looks it does: what is
     * held then says too little of what is so.
     */
    async current(): Promise<T> {
      if (!held) return refresh();
      if (clock.nowMs() - checkedAtMs < recheckMs) return held.value;
      const newest = refresh();
      if (failing && clock.nowMs() - failing.sinceMs >= heldAtMostMs) return newest;
      const found = await newerOrHeld(held.value, newest);
      // Also when nothing came: the next two seconds nobody waits for it again.
      checkedAtMs = clock.nowMs();
      return found;
    },
    /** The newest, at once; after a publication in this process. */
    refresh,
  };
}
export type LiveSnapshot<T> = ReturnType<typeof liveSnapshot<T>>;
