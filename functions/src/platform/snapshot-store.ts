import { createHash } from 'node:crypto';
import { Entity } from 'dynamodb-toolbox/entity';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { binary } from 'dynamodb-toolbox/schema/binary';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { Clock } from './clock.ts';
import type { JindianTable } from './table.ts';

const chunkBytes = 350_000;
/** How long a running function may go on with what it has before it looks for a newer version. */
const recheckMs = 2_000;

/**
 * Big, slow-changing data (the network, the catalog) as versioned snapshots: chunks in the table, and a pointer to
 * the current version that is switched last. Functions hold the decoded snapshot in memory and look at the pointer
 * every two seconds at most, so that a change reaches them without a restart and no order reads it.
 */
export function createSnapshotStore(deps: { table: JindianTable }) {
  const { table } = deps;
  const pointerEntity = new Entity({
    name: 'SnapshotPointer',
    table,
    timestamps: false,
    schema: item({ name: string().key(), version: string(), chunks: number(), publishedAtMs: number() }),
    computeKey: ({ name }: { name: string }) => ({ pk: `SNAPSHOT#${name}`, sk: 'CURRENT' }),
  });
  const chunkEntity = new Entity({
    name: 'SnapshotChunk',
    table,
    timestamps: false,
    schema: item({ name: string().key(), version: string().key(), chunk: number().key(), bytes: binary() }),
    computeKey: (key: { name: string; version: string; chunk: number }) => ({
      pk: `SNAPSHOT#${key.name}#${key.version}`,
      sk: `CHUNK#${String(key.chunk).padStart(4, '0')}`,
    }),
  });

  /** Writes the chunks, then switches the pointer; the version is the content's own hash. */
  async function publish(name: string, bytes: Uint8Array, nowMs: number): Promise<string> {
    const version = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const chunks = Math.max(1, Math.ceil(bytes.length / chunkBytes));
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      const part = bytes.slice(chunk * chunkBytes, (chunk + 1) * chunkBytes);
      await chunkEntity.build(PutItemCommand).item({ name, version, chunk, bytes: part }).send();
    }
    await pointerEntity.build(PutItemCommand).item({ name, version, chunks, publishedAtMs: nowMs }).send();
    return version;
  }

  async function pointer(name: string): Promise<{ version: string; chunks: number } | null> {
    const { Item } = await pointerEntity.build(GetItemCommand).key({ name }).send();
    return Item ? { version: Item.version, chunks: Item.chunks } : null;
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

/** The current snapshot, decoded; loaded on first use and refreshed in the background. */
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
      checkedAtMs = clock.nowMs();
      held = { version: '', value: absent };
      return absent;
    }
    if (held?.version !== pointer.version) {
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
    /** What is held, without waiting, when it was checked lately; else the newest. */
    async current(): Promise<T> {
      if (held && clock.nowMs() - checkedAtMs < recheckMs) return held.value;
      return refresh();
    },
    /** The newest, at once; after a publication in this process. */
    refresh,
  };
}
export type LiveSnapshot<T> = ReturnType<typeof liveSnapshot<T>>;
