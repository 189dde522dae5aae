/** Adding indexes to an existing table, filling them from what is there, and taking them away. */
import { checkNewIndex } from './checks/table-requests.ts';
import { failure, invalid } from './failures.ts';
import { indexEntries } from './index-entries.ts';
import type { IndexLag } from './index-lag.ts';
import { indexPrefix, itemPrefix } from './keys.ts';
import type { IndexDescription, TableDescription, Wire } from './model.ts';
import { END, type Storage, type WriteOperation } from './storage.ts';
import { parseStored } from './stored-item.ts';
import { describedIndex, type Table, type Tables } from './tables.ts';

const PORTION = 500;

export interface IndexUpdateParts {
  storage: Storage;
  tables: Tables;
  lag: IndexLag;
}

/** Executes UpdateTable. It is answered when the indexes are as asked for. */
export async function updateTable(parts: IndexUpdateParts, request: Wire): Promise<Wire> {
  const { tables } = parts;
  checkIndexUpdates(tables, request);
  const { table, indexUpdates, data } = await tables.update(request);
  const { TableName } = table.description;
  for (const { Create, Update, Delete } of indexUpdates) {
    if (Create) await createIndex(parts, TableName, Create, data.AttributeDefinitions ?? []);
    if (Update) await changeIndex(tables, TableName, Update);
    if (Delete) await deleteIndex(parts, TableName, Delete.IndexName);
  }
  return { TableDescription: tables.requireNamed(TableName).description };
}

/** Holds what is asked of indexes against the table before anything is changed. */
function checkIndexUpdates(tables: Tables, request: Wire): void {
  if (!Array.isArray(request.GlobalSecondaryIndexUpdates) || typeof request.TableName !== 'string') return;
  const { description } = tables.requireNamed(request.TableName);
  const existing = [
    ...(description.GlobalSecondaryIndexes ?? []),
    ...(description.LocalSecondaryIndexes ?? []),
  ];
  for (const { Create, Update, Delete } of request.GlobalSecondaryIndexUpdates as Wire[]) {
    const named: Wire | undefined = Create ?? Update ?? Delete;
    const isThere = existing.some((index) => index.IndexName === named?.IndexName);
    if (Create && isThere)
      throw invalid(`Attempting to create an index which already exists: ${Create.IndexName}`);
    if ((Update || Delete) && !isThere)
      throw failure('ResourceNotFoundException', 'Requested resource not found');
    if (Create?.KeySchema && Create.Projection) {
      const definitions = merged(description, request.AttributeDefinitions ?? []);
      const mode = (description.BillingModeSummary as Wire | undefined)?.BillingMode;
      checkNewIndex(
        Create,
        definitions.map((definition) => definition.AttributeName),
        mode,
      );
    }
  }
}

function merged(
  { AttributeDefinitions: before }: TableDescription,
  added: TableDescription['AttributeDefinitions'],
): TableDescription['AttributeDefinitions'] {
  const replaced = new Set(added.map((definition) => definition.AttributeName));
  return [...before.filter((definition) => !replaced.has(definition.AttributeName)), ...added];
}

/** Only attributes that some key is made of are defined. */
function trimmed(description: TableDescription): TableDescription {
  const { KeySchema, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = description;
  const schemas = [
    KeySchema,
    ...[...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].map((index) => index.KeySchema),
  ];
  const used = new Set(schemas.flat().map((element) => element.AttributeName));
  const AttributeDefinitions = description.AttributeDefinitions.filter(({ AttributeName }) =>
    used.has(AttributeName),
  );
  return { ...description, AttributeDefinitions };
}

async function createIndex(
  { storage, tables, lag }: IndexUpdateParts,
  tableName: string,
  created: IndexDescription,
  definitions: TableDescription['AttributeDefinitions'],
): Promise<void> {
  await lag.flush();
  // What an index of this name may have left behind must not come back.
  await storage.clear(indexPrefix(tableName, created.IndexName));
  const table = tables.requireNamed(tableName);
  const { description } = table;
  const filling: IndexDescription = {
    ...describedIndex(description.TableArn, created),
    IndexStatus: 'CREATING',
    Backfilling: true,
  };
  const GlobalSecondaryIndexes = [...(description.GlobalSecondaryIndexes ?? []), filling];
  const AttributeDefinitions = merged(description, definitions);
  await tables.save({
    ...table,
    description: trimmed({ ...description, GlobalSecondaryIndexes, AttributeDefinitions }),
  });
  await fillIndex(storage, tables, tableName, created.IndexName);
}

/** Makes the entries of what was there before: new writes make their own from now on. */
async function fillIndex(
  storage: Storage,
  tables: Tables,
  tableName: string,
  indexName: string,
): Promise<void> {
  const prefix = itemPrefix(tableName);
  let seen = 0;
  for await (const [storedAt] of storage.entries({ gte: prefix, lt: prefix + END }, PORTION)) {
    const { description } = tables.requireNamed(tableName);
    const json = storage.peek(storedAt);
    if (json === undefined) continue;
    // Read and noted at once: between looking at an item and making its entry nothing may change it.
    const operations = entriesOf(description, indexName, storedAt, json);
    const durable = operations.length > 0 && storage.write(operations);
    if (++seen % PORTION === 0) await durable;
  }
  await storage.settled();
  await setStatus(tables, tableName, indexName);
}

function entriesOf(
  description: TableDescription,
  indexName: string,
  storedAt: string,
  json: string,
): WriteOperation[] {
  return indexEntries(description, storedAt, parseStored(json))
    .filter((entry) => entry.index.IndexName === indexName)
    .map(({ key, value }) => ({ type: 'put', key, value }));
}

async function setStatus(tables: Tables, tableName: string, indexName: string): Promise<void> {
  await changeIndexes(tables, tableName, (index) => {
    if (index.IndexName !== indexName) return index;
    const { Backfilling: _, ...rest } = index;
    return { ...rest, IndexStatus: 'ACTIVE' };
  });
}

async function changeIndexes(
  tables: Tables,
  tableName: string,
  change: (index: IndexDescription) => IndexDescription | undefined,
): Promise<void> {
  const table: Table = tables.requireNamed(tableName);
  const changed = (table.description.GlobalSecondaryIndexes ?? []).flatMap((index) => change(index) ?? []);
  const { GlobalSecondaryIndexes: _, ...rest } = table.description;
  const description = {
    ...rest,
    ...(changed.length > 0 && { GlobalSecondaryIndexes: changed }),
  } as TableDescription;
  await tables.save({ ...table, description: trimmed(description) });
}

async function changeIndex(tables: Tables, tableName: string, update: Wire): Promise<void> {
  await changeIndexes(tables, tableName, (index) => {
    if (index.IndexName !== update.IndexName) return index;
    return {
      ...index,
      ...(update.ProvisionedThroughput && {
        ProvisionedThroughput: { ...update.ProvisionedThroughput, NumberOfDecreasesToday: 0 },
      }),
      ...(update.OnDemandThroughput && { OnDemandThroughput: update.OnDemandThroughput }),
    };
  });
}

async function deleteIndex(
  { storage, tables, lag }: IndexUpdateParts,
  tableName: string,
  indexName: string,
): Promise<void> {
  await lag.flush();
  await changeIndexes(tables, tableName, (index) => (index.IndexName === indexName ? undefined : index));
  await storage.clear(indexPrefix(tableName, indexName));
}

/** Goes on with what a crash interrupted. */
export async function finishIndexes({ storage, tables }: Omit<IndexUpdateParts, 'lag'>): Promise<void> {
  for (const { description } of [...tables.all()]) {
    for (const { IndexName, IndexStatus } of description.GlobalSecondaryIndexes ?? []) {
      if (IndexStatus === 'CREATING') await fillIndex(storage, tables, description.TableName, IndexName);
    }
  }
}
