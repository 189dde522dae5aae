/**
 * An ordered key-value store whose writes are atomic, ordered and grouped.
 *
 * Every write is visible to the next evaluation at once (`peek`) but to readers only when LevelDB has it (`get`),
 * and is acknowledged only then. While one batch is on its way to LevelDB, later writes gather into the next one,
 * so batches reach the disk strictly in order: a change record never becomes visible before an earlier one.
 */
import { Disk, type DiskFault, type DiskOptions, type Health } from './disk.ts';
import { asFailure, internalError } from './failures.ts';
import type { LevelRange } from './level.ts';
import { isReadDamage, messageOf } from './store-problem.ts';

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
  readonly #disk: Disk;
  /** Writes not yet in LevelDB, newest group first to look at. */
  #gathering: Group | undefined;
  #writing: Group | undefined;
  #pumping: Promise<void> | undefined;
  #closed = false;

  private constructor(disk: Disk) {
    this.#disk = disk;
  }

  static async open(options: DiskOptions): Promise<Storage> {
    return new Storage(await Disk.open(options));
  }

  get health(): Health {
    return this.#disk.health;
  }

  setFault(fault: DiskFault): void {
    this.#disk.setFault(fault);
  }

  /** To wait for before a call reads: rarely, the store is being opened anew after a failure. */
  get ready(): Promise<void> | undefined {
    return this.#disk.ready;
  }

  /** The value that readers may see: only what LevelDB has. */
  get(key: string): string | undefined {
    this.#assertOpen();
    return this.#disk.get(key);
  }

  /** The value as the last accepted write left it, whether LevelDB has it yet or not. */
  peek(key: string): string | undefined {
    this.#assertOpen();
    const waiting = this.#gathering?.operations.get(key) ?? this.#writing?.operations.get(key);
    if (waiting) return waiting.type === 'put' ? waiting.value : undefined;
    return this.#disk.get(key);
  }

  /** Several values as of one moment. */
  getTogether(keys: readonly string[]): (string | undefined)[] {
    this.#assertOpen();
    return this.#disk.getTogether(keys);
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

  /** Entries of a key range in order, fetched in portions: as of the call, unless the store was opened anew meanwhile. */
  async *entries(range: LevelRange, portion = 100): AsyncGenerator<[key: string, value: string]> {
    for await (const entries of this.portions(range, portion)) for (const entry of entries) yield entry;
  }

  /** The same, a portion at a time: one wait for all of them, where `entries` costs several for each. */
  async *portions(range: LevelRange, size: number): AsyncGenerator<[key: string, value: string][]> {
    this.#assertOpen();
    let rest = range;
    for (;;) {
      if (this.#disk.ready) await this.#disk.ready;
      const { generation } = this.#disk;
      let last = '';
      let count = 0;
      try {
        for await (const entries of this.#disk.portions(rest, size)) {
          const damaged = entries.findIndex(([, value]) => value === undefined);
          const whole = (damaged < 0 ? entries : entries.slice(0, damaged)) as [string, string][];
          if (whole.length > 0) {
            last = whole.at(-1)![0];
            count += whole.length;
            yield whole;
          }
          if (damaged >= 0) {
            throw this.#disk.damagedAt(entries[damaged]![0], 'is not what was stored (checksum)');
          }
        }
        return;
      } catch (error) {
        if (asFailure(error)) throw error;
        if (isReadDamage(error)) {
          throw this.#disk.damagedAt(last || (range.gte ?? range.gt ?? ''), messageOf(error));
        }
        this.#assertOpen();
        if (generation === this.#disk.generation) throw error;
        rest = onwards(rest, last, count);
      }
    }
  }

  /** A range as it is at one moment, however long reading takes; fails when the store is opened anew meanwhile. */
  async *momentary(range: LevelRange, size: number): AsyncGenerator<[key: string, value: string][]> {
    this.#assertOpen();
    if (this.#disk.ready) await this.#disk.ready;
    const { generation } = this.#disk;
    for await (const entries of this.#disk.portions(range, size)) {
      const damaged = entries.find(([, value]) => value === undefined);
      if (damaged) throw this.#disk.damagedAt(damaged[0], 'is not what was stored (checksum)');
      if (generation !== this.#disk.generation)
        throw internalError('The store was opened anew while it was read');
      yield entries as [string, string][];
    }
  }

  /** Every entry, also what is damaged: that has no value. For checking and repairing. */
  rawEntries(range: LevelRange): AsyncGenerator<[key: string, value: string | undefined]> {
    return this.#disk.rawEntries(range, 1_000);
  }

  async clear(prefix: string): Promise<void> {
    await this.settled();
    await this.#disk.clear({ gte: prefix, lt: prefix + END });
  }

  /** Deletes the keys from `prefix` up to and including `last`. */
  async clearUpTo(prefix: string, last: string): Promise<void> {
    this.#assertOpen();
    await this.#disk.clear({ gte: prefix, lte: last });
  }

  /** Says whether all that was acknowledged is whole on the disk. */
  async close(): Promise<boolean> {
    if (this.#closed) return false;
    this.#closed = true;
    await this.#pumping;
    return this.#disk.close();
  }

  async #pump(): Promise<void> {
    // One turn of the microtask queue, so that writes of the same moment share a batch.
    await undefined;
    while (this.#gathering) {
      const group = this.#gathering;
      this.#writing = group;
      this.#gathering = undefined;
      try {
        await this.#disk.write([...group.operations.values()]);
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
    const reason = asFailure(error) ?? internalError(`The store could not write: ${messageOf(error)}`);
    failed.reject(reason);
    later?.reject(reason);
  }

  #assertOpen(): void {
    if (this.#closed) throw internalError('The engine is closed');
  }
}

/** What is left of a range after its first `count` entries, of which `last` was the last. */
function onwards(range: LevelRange, last: string, count: number): LevelRange {
  if (count === 0) return range;
  const { gt: _gt, gte: _gte, ...upper } = range;
  const { lt: _lt, lte: _lte, ...lower } = range;
  const limit = range.limit === undefined ? {} : { limit: range.limit - count };
  return range.reverse ? { ...lower, ...limit, lt: last } : { ...upper, ...limit, gt: last };
}
