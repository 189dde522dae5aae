/** The tables that exist, their settings, and the operations on them. Kept in memory and in the store. */
import { randomUUID } from 'node:crypto';
import {
  checkCreateTable,
  checkListTables,
  checkNameOnly,
  checkUpdateTable,
} from './checks/table-requests.ts';
import { failure, invalid } from './failures.ts';
import { allIndexesPrefix, changePrefix, expiryPrefix, itemPrefix, tableKey, tablePrefix } from './keys.ts';
import type { IndexDescription, StreamViewType, TableDescription, Wire } from './model.ts';
import { END, type Storage } from './storage.ts';
import { ACCOUNT, encryption, REGION, updatedDescription } from './table-settings.ts';

/** A stream that a table has or had. The records of all lie one behind the other. */
export interface StreamSettings {
  arn: string;
  label: string;
  view: StreamViewType;
  createdAtMs: number;
  /** The last sequence number given before it began, and, once it is ended, the last one it may hold. */
  after: string;
  upTo?: string;
}

export interface Table {
  description: TableDescription;
  /** The attribute that holds the expiry time in epoch seconds, when time to live is on. */
  timeToLiveAttribute?: string;
  streams?: StreamSettings[];
  /** Since when it can be restored, when point-in-time recovery is on. */
  recoverableSinceMs?: number;
}

/** What the tables need to know of the rest: the last sequence number given. */
export type LastSequence = () => string;

export class Tables {
  readonly #storage: Storage;
  readonly #now: () => number;
  readonly #tables = new Map<string, Table>();
  readonly #deleting = new Set<string>();
  /** Set once the change log, which needs the tables itself, is there. */
  lastSequence: LastSequence = () => '';

  private constructor(storage: Storage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  static async load(storage: Storage, now: () => number): Promise<Tables> {
    const tables = new Tables(storage, now);
    for await (const [key, value] of storage.entries({ gte: tablePrefix, lt: tablePrefix + END })) {
      tables.#tables.set(key.slice(tablePrefix.length), JSON.parse(value) as Table);
    }
    return tables;
  }

  all(): Iterable<Table> {
    return this.#tables.values();
  }

  find(tableName: string): Table | undefined {
    return this.#tables.get(tableName);
  }

  /** The table that an item operation names. Throws ResourceNotFoundException. */
  require(tableName: string): Table {
    const table = this.#tables.get(tableName);
    if (!table) throw failure('ResourceNotFoundException', 'Requested resource not found');
    return table;
  }

  /** The table that an operation on tables names: the service says which one it does not find. */
  requireNamed(tableName: string): Table {
    const table = this.#tables.get(tableName);
    if (!table) {
      throw failure(
        'ResourceNotFoundException',
        `Requested resource not found: Table: ${tableName} not found`,
      );
    }
    return table;
  }

  async save(table: Table): Promise<void> {
    const { TableName } = table.description;
    const before = this.#tables.get(TableName);
    this.#tables.set(TableName, table);
    try {
      await this.#storage.write([{ type: 'put', key: tableKey(TableName), value: JSON.stringify(table) }]);
    } catch (error) {
      if (before) this.#tables.set(TableName, before);
      else this.#tables.delete(TableName);
      throw error;
    }
  }

  async create(request: Wire): Promise<Wire> {
    const data = checkCreateTable(request);
    const tableName: string = data.TableName;
    if (this.#tables.has(tableName) || this.#deleting.has(tableName)) {
      throw failure('ResourceInUseException', `Table already exists: ${tableName}`);
    }
    const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${tableName}`;
    const createdAtMs = this.#now();
    const describe = (indexes: IndexDescription[]) => indexes.map((index) => describedIndex(arn, index));
    const throughput = data.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
    const description: TableDescription = {
      TableName: tableName,
      TableArn: arn,
      TableId: randomUUID(),
      TableStatus: 'ACTIVE',
      CreationDateTime: createdAtMs / 1000,
      ItemCount: 0,
      TableSizeBytes: 0,
      KeySchema: data.KeySchema,
      AttributeDefinitions: data.AttributeDefinitions,
      ProvisionedThroughput: { ...throughput, NumberOfDecreasesToday: 0 },
      DeletionProtectionEnabled: data.DeletionProtectionEnabled ?? false,
      ...(data.BillingMode === 'PAY_PER_REQUEST' && {
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      }),
      ...(data.TableClass && { TableClassSummary: { TableClass: data.TableClass } }),
      ...(data.OnDemandThroughput && { OnDemandThroughput: data.OnDemandThroughput }),
      ...(data.SSESpecification?.Enabled && { SSEDescription: encryption(data.SSESpecification) }),
      ...(data.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: describe(data.GlobalSecondaryIndexes) }),
      ...(data.LocalSecondaryIndexes && { LocalSecondaryIndexes: describe(data.LocalSecondaryIndexes) }),
    };
    const table = data.StreamSpecification?.StreamEnabled
      ? this.#withStream({ description }, data.StreamSpecification.StreamViewType)
      : { description };
    await this.save(table);
    return { TableDescription: table.description };
  }

  async delete(request: Wire): Promise<Wire> {
    const tableName = checkNameOnly(request);
    const table = this.requireNamed(tableName);
    const { description } = table;
    if (description.DeletionProtectionEnabled) {
      throw invalid(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    }
    this.#tables.delete(tableName);
    this.#deleting.add(tableName);
    try {
      // The table itself last: a deletion that was cut short can be asked for again, and leaves nothing behind.
      for (const prefix of [itemPrefix, allIndexesPrefix, changePrefix, expiryPrefix]) {
        await this.#storage.clear(prefix(tableName));
      }
      await this.#storage.write([{ type: 'del', key: tableKey(tableName) }]);
    } catch (error) {
      this.#tables.set(tableName, table);
      throw error;
    } finally {
      this.#deleting.delete(tableName);
    }
    return { TableDescription: { ...description, TableStatus: 'DELETING' } };
  }

  describe(request: Wire): Wire {
    return { Table: this.requireNamed(checkNameOnly(request)).description };
  }

  list(request: Wire): Wire {
    const { start, limit } = checkListTables(request);
    const names = [...this.#tables.keys()].sort().filter((name) => name > start);
    const page = names.slice(0, limit);
    return { TableNames: page, ...(names.length > limit && { LastEvaluatedTableName: page.at(-1) }) };
  }

  /** Changes a table's settings. Gives what is asked of its indexes: that takes reading all items. */
  async update(request: Wire): Promise<{ table: Table; indexUpdates: Wire[]; data: Wire }> {
    const data = checkUpdateTable(request);
    const before = this.requireNamed(data.TableName);
    let table: Table = { ...before, description: updatedDescription(before.description, data) };
    const stream = data.StreamSpecification;
    if (stream) {
      const enabled = before.description.StreamSpecification?.StreamEnabled === true;
      if (stream.StreamEnabled === enabled) {
        throw invalid(
          enabled
            ? `Table already has an enabled stream: TableName: ${data.TableName}`
            : `Table has no enabled stream to disable: TableName: ${data.TableName}`,
        );
      }
      table = enabled ? this.#withoutStream(table) : this.#withStream(table, stream.StreamViewType);
    }
    await this.save(table);
    return { table, indexUpdates: data.GlobalSecondaryIndexUpdates ?? [], data };
  }

  describeTimeToLive(request: Wire): Wire {
    const attribute = this.requireNamed(checkNameOnly(request)).timeToLiveAttribute;
    return {
      TimeToLiveDescription: attribute
        ? { TimeToLiveStatus: 'ENABLED', AttributeName: attribute }
        : { TimeToLiveStatus: 'DISABLED' },
    };
  }

  #withStream(table: Table, view: StreamViewType): Table {
    const { description } = table;
    const createdAtMs = this.#now();
    const label = new Date(createdAtMs).toISOString().slice(0, -1);
    const arn = `${description.TableArn}/stream/${label}`;
    const stream: StreamSettings = { arn, label, view, createdAtMs, after: this.lastSequence() };
    return {
      ...table,
      description: {
        ...description,
        StreamSpecification: { StreamEnabled: true, StreamViewType: view },
        LatestStreamLabel: label,
        LatestStreamArn: arn,
      },
      streams: [...(table.streams ?? []), stream],
    };
  }

  #withoutStream(table: Table): Table {
    const { StreamSpecification: _, ...description } = table.description;
    const streams = (table.streams ?? []).map((stream) =>
      stream.upTo === undefined ? { ...stream, upTo: this.lastSequence() } : stream,
    );
    return { ...table, description: description as TableDescription, streams };
  }
}

export function describedIndex(tableArn: string, index: IndexDescription): IndexDescription {
  return {
    ...index,
    ...(index.ProvisionedThroughput && {
      ProvisionedThroughput: { ...index.ProvisionedThroughput, NumberOfDecreasesToday: 0 },
    }),
    IndexArn: `${tableArn}/index/${index.IndexName}`,
    IndexSizeBytes: 0,
    ItemCount: 0,
    IndexStatus: 'ACTIVE',
  };
}
