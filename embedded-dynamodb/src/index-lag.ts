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

  /** The note to write now instead of operations on a global index, or nothing: then they are to be done at once. */
  defer(operations: WriteOperation[]): WriteOperation | undefined {
    if (this.#lag === 'off') return undefined;
    this.#sequence += 1;
    const key = laggingPrefix + sequenceText(this.#sequence);
    this.#held.push({ key, operations });
    if (typeof this.#lag === 'number') this.#flushAfter(this.#lag, this.#sequence);
    return { type: 'put', key, value: JSON.stringify(operations) };
  }

  /** The writes that these notes belonged to failed. */
  forget(keys: readonly string[]): void {
    if (keys.length > 0) this.#held = this.#held.filter(({ key }) => !keys.includes(key));
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
    try {
      await this.#storage.write(operations);
    } catch (error) {
      // Still held, and before whatever was held back since.
      this.#held = [...due, ...this.#held];
      throw error;
    }
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
