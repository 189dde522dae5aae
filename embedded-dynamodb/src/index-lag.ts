/**
 * Holds index entries back, as global secondary indexes are only eventually consistent. What is held back is stored
 * in the write's own batch, so that a crash loses no entry: it comes true at the next start at the latest.
 */
import { laggingPrefix, sequenceText } from './keys.ts';
import { END, type Storage, type WriteOperation } from './storage.ts';

export class IndexLag {
  readonly #storage: Storage;
  #lag: 'off' | 'manual' | number = 'off';
  #sequence = 0;
  /** Held back and not yet written: always in the order of the writes. */
  #held: { key: string; operations: WriteOperation[] }[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();

  private constructor(storage: Storage) {
    this.#storage = storage;
  }

  static async load(storage: Storage): Promise<IndexLag> {
    const lag = new IndexLag(storage);
    for await (const [key, value] of storage.entries({ gte: laggingPrefix, lt: laggingPrefix + END })) {
      lag.#held.push({ key, operations: JSON.parse(value) as WriteOperation[] });
    }
    await lag.flush();
    return lag;
  }

  /** What to write now for operations on a global index: themselves, or a note to carry them out later. */
  defer(operations: WriteOperation[]): WriteOperation[] {
    if (this.#lag === 'off') return operations;
    this.#sequence += 1;
    const key = laggingPrefix + sequenceText(this.#sequence);
    this.#held.push({ key, operations });
    if (typeof this.#lag === 'number') this.#flushAfter(this.#lag, this.#sequence);
    return [{ type: 'put', key, value: JSON.stringify(operations) }];
  }

  async set(lag: 'off' | 'manual' | number): Promise<void> {
    if (typeof lag === 'number' && !(lag >= 0)) throw new RangeError(`Not a delay in milliseconds: ${lag}`);
    this.#lag = lag;
    if (lag === 'off') await this.flush();
  }

  async flush(upTo = Number.POSITIVE_INFINITY): Promise<void> {
    const last = upTo === Number.POSITIVE_INFINITY ? laggingPrefix + END : laggingPrefix + sequenceText(upTo);
    const due = this.#held.filter((held) => held.key <= last);
    this.#held = this.#held.filter((held) => held.key > last);
    const operations = due.flatMap((held): WriteOperation[] => [
      ...held.operations,
      { type: 'del', key: held.key },
    ]);
    await this.#storage.write(operations);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #flushAfter(delayMs: number, sequence: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.flush(sequence).catch((error: Error) => process.emitWarning(error));
    }, delayMs);
    timer.unref();
    this.#timers.add(timer);
  }
}
