/** Query and Scan: reading a range of a table or of an index, page by page. */
import { consumedCapacity } from './capacity.ts';
import {
  checkQueryRequest,
  checkScanRequest,
  type QueryRequest,
  type ReadRequest,
} from './checks/read-requests.ts';
import { matches, meets } from './conditions.ts';
import { project } from './expressions/documents.ts';
import { asFailure, invalid } from './failures.ts';
import { itemBytes, MAX_PAGE_BYTES, readUnits } from './item-size.ts';
import { checkKey, checkKeyPaths, checkKeyPiece, typeOfAttribute } from './key-checks.ts';
import { indexEntryKey, indexPrefix, itemKey, itemPrefix, partitionPlace, sortPlace } from './keys.ts';
import type { LevelRange } from './level.ts';
import type { Usage } from './meter.ts';
import type {
  AttributeMap,
  AttributeValue,
  IndexDescription,
  KeySchemaElement,
  TableDescription,
  Wire,
} from './model.ts';
import { END, type Storage } from './storage.ts';
import type { Tables } from './tables.ts';

interface Source {
  table: TableDescription;
  index: IndexDescription | undefined;
  isGlobal: boolean;
  keySchema: KeySchemaElement[];
  prefix: string;
  /** Table key and index key attributes: what a LastEvaluatedKey is made of. */
  startKeyNames: string[];
}

interface Reading {
  storage: Storage;
  tables: Tables;
}

const BAD_START = 'The provided starting key is invalid';
const NO_MATCH = 'The provided key element does not match the schema';
const NOT_INDEXABLE = ['NULL', 'NOT_NULL', 'NE', 'CONTAINS', 'NOT_CONTAINS', 'IN'];

function findSource(table: TableDescription, data: Wire): Source {
  const tableNames = table.KeySchema.map((element) => element.AttributeName);
  if (data.IndexName === undefined) {
    return {
      table,
      index: undefined,
      isGlobal: false,
      keySchema: table.KeySchema,
      prefix: itemPrefix(table.TableName),
      startKeyNames: tableNames,
    };
  }
  const named = (index: IndexDescription): boolean => index.IndexName === data.IndexName;
  const globalIndex = table.GlobalSecondaryIndexes?.find(named);
  const index = globalIndex ?? table.LocalSecondaryIndexes?.find(named);
  if (!index) throw invalid(`The table does not have the specified index: ${data.IndexName}`);
  if (index.IndexStatus === 'CREATING') {
    throw invalid(`Cannot read from backfilling global secondary index: ${data.IndexName}`);
  }
  if (globalIndex && data.ConsistentRead) {
    throw invalid('Consistent reads are not supported on global secondary indexes');
  }
  if (globalIndex && data.Select === 'ALL_ATTRIBUTES' && index.Projection.ProjectionType !== 'ALL') {
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${data.IndexName} because its projection type is not ALL`,
    );
  }
  return {
    table,
    index,
    isGlobal: globalIndex !== undefined,
    keySchema: index.KeySchema,
    prefix: indexPrefix(table.TableName, index.IndexName),
    startKeyNames: [...new Set([...tableNames, ...index.KeySchema.map((element) => element.AttributeName)])],
  };
}

/** A scan says why a start key is none, a query only that it is none. */
function checkStartKey(source: Source, start: AttributeMap, explain: boolean): void {
  const { table, keySchema, startKeyNames } = source;
  try {
    if (Object.keys(start).length !== startKeyNames.length) throw invalid(NO_MATCH);
    keySchema.forEach(({ AttributeName: name }, i) => {
      checkKeyPiece(start[name], name, typeOfAttribute(table, name), i === 0);
    });
    const tableKey: AttributeMap = {};
    for (const { AttributeName: name } of table.KeySchema) if (start[name]) tableKey[name] = start[name];
    checkKey(tableKey, table);
  } catch (error) {
    const problem = asFailure(error);
    if (!problem) throw error;
    throw invalid(explain || problem.message !== NO_MATCH ? `${BAD_START}: ${problem.message}` : BAD_START);
  }
}

function startPlace(source: Source, start: AttributeMap): string {
  const storedAt = itemKey(source.table, start);
  return source.index ? indexEntryKey(source.table, source.index, start, storedAt) : storedAt;
}

function checkKeyConditions({ table, keySchema }: Source, { keyConditions }: QueryRequest): void {
  const count = keyConditions.size;
  if (count > keySchema.length && keySchema.every(({ AttributeName }) => keyConditions.has(AttributeName))) {
    throw invalid(
      `The number of query conditions (${count}) exceeds the number of key attributes defined in the schema (${keySchema.length})`,
    );
  }
  keySchema.forEach(({ AttributeName: name }, i) => {
    const isHash = i === 0;
    const condition = keyConditions.get(name);
    if (!condition) {
      if (isHash || count > 1) throw invalid(`Query condition missed key schema element: ${name}`);
      return;
    }
    const { operator, values } = condition;
    if (NOT_INDEXABLE.includes(operator)) {
      throw invalid('Attempted conditional constraint is not an indexable operation');
    }
    const type = typeOfAttribute(table, name);
    for (const value of values) {
      if (value[type] === undefined) {
        throw invalid(
          'One or more parameter values were invalid: Condition parameter type does not match schema type',
        );
      }
      if (value[type] === '') {
        throw invalid(
          `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
        );
      }
    }
    if (isHash && operator !== 'EQ') throw invalid('Query key condition not supported');
  });
}

/** The stretch of the ordered store that the key conditions select. */
function queryRange(source: Source, { keyConditions }: QueryRequest): LevelRange {
  const { keySchema, prefix } = source;
  const [hash, range] = keySchema.map((element) => element.AttributeName) as [string, string | undefined];
  const partition = prefix + partitionPlace(keyConditions.get(hash)!.values[0]!);
  const condition = range === undefined ? undefined : keyConditions.get(range);
  if (!condition) return { gte: partition, lt: partition + END };
  const [first, second] = condition.values.map(sortPlace) as [string, string];
  const at = partition + first;
  switch (condition.operator) {
    case 'EQ':
      return { gte: at, lt: at + END };
    case 'LT':
      return { gte: partition, lt: at };
    case 'LE':
      return { gte: partition, lt: at + END };
    case 'GT':
      return { gt: at + END, lt: partition + END };
    case 'GE':
      return { gte: at, lt: partition + END };
    case 'BEGINS_WITH': {
      const beginning = at.slice(0, -1);
      return { gte: beginning, lt: beginning + END };
    }
    default:
      return { gte: at, lt: partition + second + END };
  }
}

export async function query(reading: Reading, request: Wire, usage: Usage): Promise<Wire> {
  const wanted = checkQueryRequest(request);
  const { data } = wanted;
  const { description } = reading.tables.require(data.TableName);
  const source = findSource(description, data);
  const start: AttributeMap | undefined = data.ExclusiveStartKey;
  if (start) checkStartKey(source, start, false);
  checkKeyConditions(source, wanted);
  for (const nested of wanted.nested) checkKeyPaths(nested, description);
  checkFilterNames(source, wanted);
  const range = queryRange(source, wanted);
  range.reverse = data.ScanIndexForward === false;
  if (start) continueFrom(source, wanted, range, start);
  const partition = wanted.keyConditions.get(source.keySchema[0]!.AttributeName)?.values[0];
  return readPage(reading.storage, source, wanted, request, range, usage, partition);
}

function continueFrom(source: Source, wanted: QueryRequest, range: LevelRange, start: AttributeMap): void {
  for (const [name, { operator, values }] of wanted.keyConditions) {
    if (!meets(start[name], operator, values)) {
      throw invalid(
        name === source.keySchema[0]!.AttributeName
          ? 'The provided starting key is outside query boundaries based on provided conditions'
          : 'The provided starting key does not match the range key predicate',
      );
    }
  }
  const place = startPlace(source, start);
  if (range.reverse) {
    range.lt = place;
  } else {
    delete range.gte;
    range.gt = place;
  }
}

export async function scan(reading: Reading, request: Wire, usage: Usage): Promise<Wire> {
  const wanted = checkScanRequest(request);
  const { data } = wanted;
  const { description } = reading.tables.require(data.TableName);
  const source = findSource(description, data);
  const start: AttributeMap | undefined = data.ExclusiveStartKey;
  if (start) checkStartKey(source, start, true);
  for (const nested of wanted.nested) checkKeyPaths(nested, description);
  const range = segmentRange(source.prefix, data);
  if (start) {
    const place = startPlace(source, start);
    if (place < (range.gte ?? '') || place >= (range.lt ?? '')) {
      throw invalid(
        `${BAD_START}: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${data.TotalSegments} Segment: ${data.Segment}`,
      );
    }
    delete range.gte;
    range.gt = place;
  }
  return readPage(reading.storage, source, wanted, request, range, usage);
}

/** Keys begin with 6 hex digits of a hash of the partition key; segments share its first 3. */
function segmentRange(prefix: string, data: Wire): LevelRange {
  const total: number = data.TotalSegments ?? 1;
  const segment: number = data.Segment ?? 0;
  const bound = (part: number): string =>
    Math.ceil((4096 * part) / total)
      .toString(16)
      .padStart(3, '0');
  return {
    gte: segment === 0 ? prefix : prefix + bound(segment),
    lt: segment + 1 === total ? prefix + END : prefix + bound(segment + 1),
  };
}

function checkFilterNames(source: Source, { filterKind, filterNames }: ReadRequest): void {
  if (filterNames.size === 0) return;
  for (const { AttributeName: name } of source.keySchema) {
    if (!filterNames.has(name)) continue;
    throw invalid(
      `${filterKind} can only contain non-primary key attributes: Primary key attribute: ${name}`,
    );
  }
}

/** A page ends at `Limit` items read, or when 1 MB has been read; the filter comes after. */
async function readPage(
  storage: Storage,
  source: Source,
  wanted: ReadRequest,
  request: Wire,
  range: LevelRange,
  usage: Usage,
  partition?: AttributeValue,
): Promise<Wire> {
  const { table, index } = source;
  const { data, filter, projection, values } = wanted;
  const limit: number = data.Limit ?? Number.POSITIVE_INFINITY;
  const fetchWhole =
    index !== undefined &&
    !source.isGlobal &&
    data.Select === 'ALL_ATTRIBUTES' &&
    index.Projection.ProjectionType !== 'ALL';
  const found: AttributeMap[] = [];
  let last: AttributeMap | undefined;
  let scanned = 0;
  let bytes = 0;
  let fetchedBytes = 0;
  let more = false;
  const portion = Number.isFinite(limit) ? Math.min(limit + 1, 500) : 100;
  pages: for await (const entries of storage.portions(range, portion)) {
    for (const [, json] of entries) {
      if (scanned >= limit || bytes >= MAX_PAGE_BYTES) {
        more = true;
        break pages;
      }
      let item = JSON.parse(json) as AttributeMap;
      last = item;
      scanned += 1;
      bytes += itemBytes(item);
      if (fetchWhole) {
        const whole = storage.get(itemKey(table, item));
        if (whole === undefined) continue;
        item = JSON.parse(whole) as AttributeMap;
        fetchedBytes += itemBytes(item);
      }
      if (!filter || matches(item, filter, values)) found.push(item);
    }
  }
  // The service, too, gives a key to go on from when a page ends exactly at the limit.
  if (scanned >= limit) more = true;

  const consistent = data.ConsistentRead === true;
  const resource = index ? `${table.TableName}/${index.IndexName}` : table.TableName;
  const isLocal = index !== undefined && !source.isGlobal;
  usage.read(
    resource,
    readUnits(bytes, consistent),
    isLocal,
    partition && String(Object.values(partition)[0]),
  );
  if (fetchedBytes > 0) usage.read(table.TableName, readUnits(fetchedBytes, consistent));
  const items = projection ? found.map((item) => project(item, projection)) : found;
  const consumed = consumedCapacity(request, usage)?.[0];
  return {
    ...(data.Select !== 'COUNT' && { Items: items }),
    Count: items.length,
    ScannedCount: scanned,
    ...(more &&
      last && {
        LastEvaluatedKey: Object.fromEntries(source.startKeyNames.map((name) => [name, last[name]])),
      }),
    ...(consumed && { ConsumedCapacity: consumed }),
  };
}
