/**
 * The tables' streams: change records stored in the same batch as the change itself, in commit order, until trimmed.
 */
import { invalid } from './failures.ts';
import { itemBytes } from './item-size.ts';
import {
  changeKey,
  changePrefix,
  pickKey,
  positionPrefix,
  SEQUENCE_DIGITS,
  sequenceLeaseKey,
  sequenceText,
} from './keys.ts';
import type { StreamRecord } from './model.ts';
import { END, type Storage, type WriteOperation } from './storage.ts';
import type { StoredItem } from './stored-item.ts';
import { REGION } from './table-settings.ts';
import type { Table, Tables } from './tables.ts';

/** How many sequence numbers are set aside at once, so that no number is ever given twice across restarts. */
const SEQUENCE_LEASE = 10_000;
const MAX_RECORDS_PER_READ = 1_000;

export type UserIdentity = NonNullable<StreamRecord['userIdentity']>;

export interface Streams {
  /**
   * Up to `limit` (at most 1,000) records of a table after a sequence number (null: from the oldest kept), oldest first.
   * Throws when the table has no stream.
   */
  read(tableName: string, afterSequence: string | null, limit: number): Promise<StreamRecord[]>;
  /** The number of the last record there was in any table; null: there was none. */
  last(): string | null;
  /** Where a consumer has got to, as it last set; null when it never did. */
  getPosition(consumer: string): Promise<string | null>;
  /** Durable when the promise is fulfilled. */
  setPosition(consumer: string, sequence: string): Promise<void>;
  /** Deletes the records up to and including a sequence number: of one table, or of all. */
  trim(upTo: string, tableName?: string): Promise<void>;
  /**
   * A wake-up after records have become readable; what they are is for `read` to tell. A listener that throws is
   * reported as a process warning: the write has happened and stays acknowledged. Gives the function that stops it.
   */
  onAppend(listener: () => void): () => void;
}

export class ChangeLog implements Streams {
  readonly #storage: Storage;
  readonly #tables: Tables;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #last: number;
  #leasedTo: number;

  private constructor(storage: Storage, tables: Tables, now: () => number, last: number) {
    this.#storage = storage;
    this.#tables = tables;
    this.#now = now;
    this.#last = last;
    this.#leasedTo = last;
  }

  static load(storage: Storage, tables: Tables, now: () => number): ChangeLog {
    const changes = new ChangeLog(storage, tables, now, Number(storage.get(sequenceLeaseKey) ?? '0'));
    tables.lastSequence = () => changes.lastSequence;
    return changes;
  }

  /** The last sequence number that was given to a record. */
  get lastSequence(): string {
    return sequenceText(this.#last);
  }

  /** The operation that stores a change's record, or none when the table has no stream. */
  record(
    table: Table,
    before: StoredItem | undefined,
    after: StoredItem | undefined,
    userIdentity?: UserIdentity,
  ): WriteOperation[] {
    const { description } = table;
    const view =
      description.StreamSpecification?.StreamEnabled && description.StreamSpecification.StreamViewType;
    const present = after ?? before;
    if (!view || !present) return [];
    const operations: WriteOperation[] = [];
    this.#last += 1;
    if (this.#last > this.#leasedTo) {
      this.#leasedTo = this.#last + SEQUENCE_LEASE;
      operations.push({ type: 'put', key: sequenceLeaseKey, value: String(this.#leasedTo) });
    }
    const sequence = sequenceText(this.#last);
    const keys = pickKey(description, present.item);
    const withNew = after && (view === 'NEW_AND_OLD_IMAGES' || view === 'NEW_IMAGE');
    const withOld = before && (view === 'NEW_AND_OLD_IMAGES' || view === 'OLD_IMAGE');
    const envelope: Omit<StreamRecord, 'dynamodb'> = {
      eventID: sequence,
      eventName: !before ? 'INSERT' : after ? 'MODIFY' : 'REMOVE',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: REGION,
      eventSourceARN: description.LatestStreamArn ?? description.TableArn,
      ...(userIdentity && { userIdentity }),
    };
    const change: Omit<StreamRecord['dynamodb'], 'NewImage' | 'OldImage'> = {
      ApproximateCreationDateTime: Math.floor(this.#now() / 1000),
      Keys: keys,
      SequenceNumber: sequence,
      SizeBytes: itemBytes(keys) + (withNew ? after.bytes : 0) + (withOld ? before.bytes : 0),
      StreamViewType: view,
    };
    // The images are there as text already: they are most of a record.
    const images =
      (withNew ? `,"NewImage":${after.json}` : '') + (withOld ? `,"OldImage":${before.json}` : '');
    operations.push({
      type: 'put',
      key: changeKey(description.TableName, sequence),
      value: `${inside(envelope)},"dynamodb":${inside(change)}${images}}}`,
    });
    return operations;
  }

  /** A batch with records failed: whether a lease was in it is not known here, so the next record takes one anew. */
  forgetLease(): void {
    this.#leasedTo = this.#last;
  }

  /** Tells the listeners that records are there to be read. */
  announce(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error), 'StreamListenerWarning');
      }
    }
  }

  async read(tableName: string, afterSequence: string | null, limit: number): Promise<StreamRecord[]> {
    const { description } = this.#tables.require(tableName);
    if (!description.StreamSpecification?.StreamEnabled)
      throw invalid(`The table ${tableName} has no stream`);
    const prefix = changePrefix(tableName);
    const count = Math.max(1, Math.min(limit, MAX_RECORDS_PER_READ));
    const range = { gt: prefix + (afterSequence ?? ''), lt: prefix + END, limit: count };
    const records: StreamRecord[] = [];
    for await (const [, value] of this.#storage.entries(range, count)) records.push(JSON.parse(value));
    return records;
  }

  /** A table's records behind `after` up to and including `upTo`, each with the size of its text. */
  async *between(
    tableName: string,
    after: string,
    upTo: string | undefined,
  ): AsyncGenerator<{ record: StreamRecord; size: number }> {
    const prefix = changePrefix(tableName);
    const range = {
      gt: prefix + after,
      ...(upTo === undefined ? { lt: prefix + END } : { lte: prefix + upTo }),
    };
    for await (const [, value] of this.#storage.entries(range)) {
      yield { record: JSON.parse(value) as StreamRecord, size: value.length };
    }
  }

  last(): string | null {
    return this.#last === 0 ? null : this.lastSequence;
  }

  async getPosition(consumer: string): Promise<string | null> {
    return this.#storage.get(positionPrefix + consumer) ?? null;
  }

  async setPosition(consumer: string, sequence: string): Promise<void> {
    if (!/^\d+$/.test(sequence) || sequence.length !== SEQUENCE_DIGITS) {
      throw new RangeError(`Not a sequence number: ${sequence}`);
    }
    await this.#storage.write([{ type: 'put', key: positionPrefix + consumer, value: sequence }]);
  }

  async trim(upTo: string, tableName?: string): Promise<void> {
    const names =
      tableName === undefined
        ? [...this.#tables.all()].map((table) => table.description.TableName)
        : [tableName];
    for (const name of names) await this.#storage.clearUpTo(changePrefix(name), changeKey(name, upTo));
  }

  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** JSON of an object that more will be added to. */
function inside(open: object): string {
  return JSON.stringify(open).slice(0, -1);
}
