/**
 * An ordered key-value store whose writes are atomic, ordered and grouped.
 *
 * Every write is visible to the next evaluation at once (`peek`) but to readers only when LevelDB has it (`get`),
 * and is acknowledged only then. While one batch is on its way to LevelDB, later writes gather into the next one,
 * so batches reach the disk strictly in order: a change record never becomes visible before an earlier one.
 */
import { createLevel, type LevelDatabase, type LevelRange } from './dynalite-internals.ts';
import { internalError } from './failures.ts';

export type WriteOperation = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

interface Group {
  operations: Map<string, WriteOperation>;
  done: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Above every character that keys are made of, so `prefix + END` closes a range. */
export const END = '\x7f';

function newGroup(): Group {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const done = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Each writer awaits `done` itself; a group whose writers all gave up must not end the process.
  done.catch(() => {});
  return { operations: new Map(), done, resolve, reject };
}

export class Storage {
  readonly #level: LevelDatabase;
  /** Writes not yet in LevelDB, newest group first to look at. */
  #gathering: Group | undefined;
  #writing: Group | undefined;
  #pumping: Promise<void> | undefined;
  #closed = false;

  private constructor(level: LevelDatabase) {
    this.#level = level;
  }

  static async open(path: string | undefined): Promise<Storage> {
    const level = createLevel(path);
    await level.open();
    return new Storage(level);
  }

  /** The value that readers may see: only what LevelDB has. */
  get(key: string): string | undefined {
    this.#assertOpen();
    return this.#level.getSync(key);
  }

  /** The value as the last accepted write left it, whether LevelDB has it yet or not. */
  peek(key: string): string | undefined {
    this.#assertOpen();
    const waiting = this.#gathering?.operations.get(key) ?? this.#writing?.operations.get(key);
    if (waiting) return waiting.type === 'put' ? waiting.value : undefined;
    return this.#level.getSync(key);
  }

  /** Several values as of one moment. */
  getTogether(keys: readonly string[]): (string | undefined)[] {
    this.#assertOpen();
    const snapshot = this.#level.snapshot();
    try {
      return keys.map((key) => this.#level.getSync(key, { snapshot }));
    } finally {
      void snapshot.close();
    }
  }

  /** Takes a set of writes that come true together. The promise is fulfilled when they are durable. */
  write(operations: readonly WriteOperation[]): Promise<void> {
    this.#assertOpen();
    if (operations.length === 0) return this.settled();
    this.#gathering ??= newGroup();
    const group = this.#gathering;
    for (const operation of operations) group.operations.set(operation.key, operation);
    this.#pumping ??= this.#pump();
    return group.done;
  }

  /** Fulfilled when all that has been accepted so far is durable. */
  settled(): Promise<void> {
    return this.#gathering?.done ?? this.#writing?.done ?? Promise.resolve();
  }

  /** Entries of a key range in order, as of the call, fetched in portions. */
  async *entries(range: LevelRange, portion = 100): AsyncGenerator<[key: string, value: string]> {
    this.#assertOpen();
    const iterator = this.#level.iterator(range);
    try {
      for (;;) {
        const batch = await iterator.nextv(portion);
        if (batch.length === 0) return;
        yield* batch;
      }
    } finally {
      await iterator.close();
    }
  }

  async clear(prefix: string): Promise<void> {
    await this.settled();
    await this.#level.clear({ gte: prefix, lt: prefix + END });
  }

  /** Deletes the keys from `prefix` up to and including `last`. */
  async clearUpTo(prefix: string, last: string): Promise<void> {
    this.#assertOpen();
    await this.#level.clear({ gte: prefix, lte: last });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#pumping;
    await this.#level.close();
  }

  async #pump(): Promise<void> {
    // One turn of the microtask queue, so that writes of the same moment share a batch.
    await undefined;
    while (this.#gathering) {
      const group = this.#gathering;
      this.#writing = group;
      this.#gathering = undefined;
      try {
        await this.#level.batch([...group.operations.values()]);
        this.#writing = undefined;
        group.resolve();
      } catch (error) {
        this.#failAll(group, error);
      }
    }
    this.#pumping = undefined;
  }

  /** What was accepted after a failed batch may rest on its values, so it fails with it. */
  #failAll(failed: Group, error: unknown): void {
    const later = this.#gathering;
    this.#writing = undefined;
    this.#gathering = undefined;
    const reason = internalError(
      `The store could not write: ${error instanceof Error ? error.message : String(error)}`,
    );
    failed.reject(reason);
    later?.reject(reason);
  }

  #assertOpen(): void {
    if (this.#closed) throw internalError('The engine is closed');
  }
}
