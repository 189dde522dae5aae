/** The tables that exist, their settings, and the operations on them. Kept in memory and in the store. */
import { randomUUID } from 'node:crypto';
import { dynaliteDb } from './dynalite-internals.ts';
import { failure, invalid } from './failures.ts';
import { allIndexesPrefix, changePrefix, expiryPrefix, itemPrefix, tableKey, tablePrefix } from './keys.ts';
import type { IndexDescription, StreamViewType, TableDescription, Wire } from './model.ts';
import { checkRequest } from './request-check.ts';
import { END, type Storage } from './storage.ts';

export const REGION = 'local';
const ACCOUNT = '000000000000';

export interface Table {
  description: TableDescription;
  /** The attribute that holds the expiry time in epoch seconds, when time to live is on. */
  timeToLiveAttribute?: string;
}

const STREAM_VIEWS: readonly string[] = ['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY'];

export class Tables {
  readonly #storage: Storage;
  readonly #now: () => number;
  readonly #tables = new Map<string, Table>();
  readonly #deleting = new Set<string>();

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

  /** The table that an item operation names. Throws ResourceNotFoundException. */
  require(tableName: string): Table {
    const table = this.#tables.get(tableName);
    if (!table) throw failure('ResourceNotFoundException', 'Requested resource not found');
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
    const data = checkRequest('createTable', request);
    const tableName: string = data.TableName;
    if (this.#tables.has(tableName) || this.#deleting.has(tableName)) {
      throw failure('ResourceInUseException', `Table already exists: ${tableName}`);
    }
    const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${tableName}`;
    const createdAtMs = this.#now();
    const describeIndex = (index: IndexDescription): IndexDescription => ({
      ...index,
      IndexArn: `${arn}/index/${index.IndexName}`,
      IndexSizeBytes: 0,
      ItemCount: 0,
      IndexStatus: 'ACTIVE',
    });
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
      ...(data.BillingMode === 'PAY_PER_REQUEST' && {
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      }),
      ...(data.GlobalSecondaryIndexes && {
        GlobalSecondaryIndexes: data.GlobalSecondaryIndexes.map(describeIndex),
      }),
      ...(data.LocalSecondaryIndexes && {
        LocalSecondaryIndexes: data.LocalSecondaryIndexes.map(describeIndex),
      }),
      ...this.#streamSettings(arn, request.StreamSpecification, createdAtMs),
    };
    await this.save({ description });
    return { TableDescription: description };
  }

  async delete(request: Wire): Promise<Wire> {
    const data = checkRequest('deleteTable', request);
    const table = this.#requireNamed(data.TableName);
    const { description } = table;
    this.#tables.delete(data.TableName);
    this.#deleting.add(data.TableName);
    try {
      // The table itself last: a deletion that was cut short can be asked for again, and leaves nothing behind.
      for (const prefix of [itemPrefix, allIndexesPrefix, changePrefix, expiryPrefix]) {
        await this.#storage.clear(prefix(data.TableName));
      }
      await this.#storage.write([{ type: 'del', key: tableKey(data.TableName) }]);
    } catch (error) {
      this.#tables.set(data.TableName, table);
      throw error;
    } finally {
      this.#deleting.delete(data.TableName);
    }
    return { TableDescription: { ...description, TableStatus: 'DELETING' } };
  }

  describe(request: Wire): Wire {
    const data = checkRequest('describeTable', request);
    return { Table: this.#requireNamed(data.TableName).description };
  }

  list(request: Wire): Wire {
    const data = checkRequest('listTables', request);
    const limit: number = data.Limit ?? 100;
    const names = [...this.#tables.keys()]
      .sort()
      .filter((name) => name > (data.ExclusiveStartTableName ?? ''));
    const page = names.slice(0, limit);
    return { TableNames: page, ...(names.length > limit && { LastEvaluatedTableName: page.at(-1) }) };
  }

  /** Changes what costs nothing to change here: billing, throughput and the stream. Indexes stay as created. */
  async update(request: Wire): Promise<Wire> {
    const table = this.#requireNamed(String(request.TableName ?? ''));
    const { StreamSpecification, BillingMode, ProvisionedThroughput, GlobalSecondaryIndexUpdates } = request;
    if (GlobalSecondaryIndexUpdates)
      throw invalid('Adding or removing an index of an existing table is not supported');
    if (!StreamSpecification && !BillingMode && !ProvisionedThroughput) {
      throw invalid('At least one of StreamSpecification, BillingMode or ProvisionedThroughput is required');
    }
    const description: TableDescription = { ...table.description };
    if (StreamSpecification) {
      if (StreamSpecification.StreamEnabled && description.StreamSpecification?.StreamEnabled) {
        throw invalid(`Table already has an enabled stream: TableName: ${description.TableName}`);
      }
      delete description.StreamSpecification;
      Object.assign(
        description,
        this.#streamSettings(description.TableArn, StreamSpecification, this.#now()),
      );
    }
    if (BillingMode) description.BillingModeSummary = { BillingMode };
    if (ProvisionedThroughput) {
      description.ProvisionedThroughput = { ...ProvisionedThroughput, NumberOfDecreasesToday: 0 };
    }
    await this.save({ ...table, description });
    return { TableDescription: description };
  }

  describeTimeToLive(request: Wire): Wire {
    const data = checkRequest('describeTimeToLive', request);
    const attribute = this.#requireNamed(data.TableName).timeToLiveAttribute;
    return {
      TimeToLiveDescription: attribute
        ? { TimeToLiveStatus: 'ENABLED', AttributeName: attribute }
        : { TimeToLiveStatus: 'DISABLED' },
    };
  }

  #requireNamed(tableName: string): Table {
    const table = this.#tables.get(tableName);
    if (!table) {
      throw failure(
        'ResourceNotFoundException',
        `Requested resource not found: Table: ${tableName} not found`,
      );
    }
    return table;
  }

  #streamSettings(arn: string, specification: Wire | undefined, atMs: number): Partial<TableDescription> {
    if (!specification?.StreamEnabled) return {};
    const view = specification.StreamViewType;
    if (!STREAM_VIEWS.includes(view)) {
      throw invalid(
        'One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true',
      );
    }
    const label = new Date(atMs).toISOString().slice(0, -1);
    return {
      StreamSpecification: { StreamEnabled: true, StreamViewType: view as StreamViewType },
      LatestStreamLabel: label,
      LatestStreamArn: `${arn}/stream/${label}`,
    };
  }
}

/** Throws unless `attributes` is exactly the table's primary key. */
export function requireKey(table: TableDescription, attributes: Wire): void {
  const problem = dynaliteDb.validateKey(attributes, table);
  if (problem != null) throw problem;
}
