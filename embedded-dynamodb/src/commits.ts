/** Turns outcomes into one atomic batch: items, index entries, expiry order, change records and the token. */
import type { ChangeLog, UserIdentity } from './change-log.ts';
import { expiryKey, type IndexChange, indexChanges, indexEntries, indexOperations } from './index-entries.ts';
import type { IndexLag } from './index-lag.ts';
import type { Storage, WriteOperation } from './storage.ts';
import type { StoredItem } from './stored-item.ts';
import type { Outcome } from './writes.ts';

export class Commits {
  readonly #storage: Storage;
  readonly #changes: ChangeLog;
  readonly #lag: IndexLag;

  constructor(storage: Storage, changes: ChangeLog, lag: IndexLag) {
    this.#storage = storage;
    this.#changes = changes;
    this.#lag = lag;
  }

  /** What a write changes in the indexes; needed for its price even before it is committed. */
  indexChanges(outcome: Outcome): IndexChange[] {
    const { before, after, write } = outcome;
    if (before === after) return [];
    const { description } = write.table;
    if (!description.GlobalSecondaryIndexes && !description.LocalSecondaryIndexes) return [];
    const entriesOf = (stored: StoredItem | undefined) =>
      stored ? indexEntries(description, write.storedAt, stored) : [];
    return indexChanges(entriesOf(before), entriesOf(after));
  }

  /**
   * Commits outcomes together with further operations. It is decided and visible to the next evaluation when this
   * returns; durable, and visible to readers, when the promise is fulfilled.
   */
  commit(
    outcomes: readonly { outcome: Outcome; changes: readonly IndexChange[] }[],
    further: readonly WriteOperation[] = [],
    userIdentity?: UserIdentity,
  ): Promise<void> {
    const operations: WriteOperation[] = [...further];
    const held: string[] = [];
    let recorded = false;
    for (const { outcome, changes } of outcomes) {
      const { before, after, write } = outcome;
      if (before === after) continue;
      const { storedAt, table } = write;
      operations.push(
        after ? { type: 'put', key: storedAt, value: after.json } : { type: 'del', key: storedAt },
      );
      for (const change of changes) {
        const entries = indexOperations(change);
        const deferred = change.global ? this.#lag.defer(entries) : undefined;
        if (deferred) held.push(deferred.key);
        operations.push(...(deferred ? [deferred] : entries));
      }
      const expiryBefore = before && expiryKey(table, storedAt, before.item);
      const expiryAfter = after && expiryKey(table, storedAt, after.item);
      if (expiryBefore !== expiryAfter) {
        if (expiryBefore) operations.push({ type: 'del', key: expiryBefore });
        if (expiryAfter) operations.push({ type: 'put', key: expiryAfter, value: '' });
      }
      const records = this.#changes.record(table, before, after, userIdentity);
      recorded ||= records.length > 0;
      operations.push(...records);
    }
    const durable = this.#storage.write(operations);
    if (!recorded && held.length === 0) return durable;
    return durable.then(
      () => {
        if (recorded) this.#changes.announce();
      },
      (error: unknown) => {
        // Nothing of it was stored: neither its index entries may come true later, nor its lease of numbers count.
        this.#lag.forget(held);
        if (recorded) this.#changes.forgetLease();
        throw error;
      },
    );
  }
}
