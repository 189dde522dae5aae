/**
 * Which items are being written right now. By default requests take turns and nobody notices; in `reject` mode an
 * overlap is answered TransactionConflict, by the rules of the developer guide ("Transaction conflict handling").
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { failure } from './failures.ts';

interface Writers {
  transactions: number;
  plain: number;
}

export const CONFLICT_MESSAGE = 'Transaction is ongoing for the item';

export class InFlight {
  #rejecting = false;
  #holdMs = 0;
  readonly #writers = new Map<string, Writers>();

  setMode(mode: 'queue' | 'reject', holdMs = 0): void {
    if (!(holdMs >= 0)) throw new RangeError(`Not a time in milliseconds: ${holdMs}`);
    this.#rejecting = mode === 'reject';
    this.#holdMs = holdMs;
  }

  /** Whether a transaction would conflict on this item: with any write that is under way. */
  blocksTransaction(storedAt: string): boolean {
    return this.#rejecting && this.#writers.has(storedAt);
  }

  /** Throws TransactionConflictException when a transaction has the item. Plain writes only take turns. */
  admitPlainWrite(storedAt: string): void {
    if (this.#rejecting && (this.#writers.get(storedAt)?.transactions ?? 0) > 0) {
      throw failure('TransactionConflictException', CONFLICT_MESSAGE);
    }
  }

  /** Marks items as taken until the commit is durable (and, for transactions, the hold time is over). */
  async during(kind: keyof Writers, items: readonly string[], durable: Promise<void>): Promise<void> {
    if (!this.#rejecting) return durable;
    for (const item of items) {
      const writers = this.#writers.get(item) ?? { transactions: 0, plain: 0 };
      writers[kind] += 1;
      this.#writers.set(item, writers);
    }
    try {
      await durable;
      if (kind === 'transactions' && this.#holdMs > 0) await sleep(this.#holdMs);
    } finally {
      for (const item of items) {
        const writers = this.#writers.get(item);
        if (!writers) continue;
        writers[kind] -= 1;
        if (writers.transactions + writers.plain === 0) this.#writers.delete(item);
      }
    }
  }
}
