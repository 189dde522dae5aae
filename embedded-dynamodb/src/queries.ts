/** Query and Scan: reading a range of a table or of an index, page by page. */
import { consumedCapacity } from './capacity.ts';
import { matches } from './conditions.ts';
import { dynaliteDb, type LevelRange } from './dynalite-internals.ts';
import { asFailure, invalid, throwIfInvalid } from './failures.ts';
import { itemBytes, MAX_PAGE_BYTES, readUnits } from './item-size.ts';
import { indexEntryKey, indexPrefix, itemKey, itemPrefix, partitionPlace, sortPlace } from './keys.ts';
import type { Usage } from './meter.ts';
import type {
  AttributeMap,
  AttributeValue,
  IndexDescription,
  KeySchemaElement,
  TableDescription,
  Wire,
} from './model.ts';
import { checkRequest } from './request-check.ts';
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

function typeOf(table: TableDescription, attribute: string): 'S' | 'N' | 'B' {
  return table.AttributeDefinitions.find((definition) => definition.AttributeName === attribute)!
    .AttributeType;
}

function checkStartKey(source: Source, start: AttributeMap): void {
  const { table, keySchema, startKeyNames } = source;
  if (Object.keys(start).length !== startKeyNames.length) throw invalid(BAD_START);
  for (const { AttributeName: name, KeyType } of keySchema) {
    if (!start[name]) throw invalid(BAD_START);
    throwIfInvalid(dynaliteDb.validateKeyPiece(start, name, typeOf(table, name), KeyType === 'HASH'));
  }
  const tableKey: Wire = {};
  for (const { AttributeName } of table.KeySchema) tableKey[AttributeName] = start[AttributeName];
  const problem = dynaliteDb.validateKey(tableKey, table);
  if (problem != null) throw invalid(`${BAD_START}: ${asFailure(problem)?.message}`);
}

function startPlace(source: Source, start: AttributeMap): string {
  const storedAt = itemKey(source.table, start);
  return source.index ? indexEntryKey(source.table, source.index, start, storedAt) : storedAt;
}

function checkKeyConditions(source: Source, data: Wire): void {
  const { table, keySchema } = source;
  const conditions: Record<string, Wire> = data.KeyConditions;
  const count = Object.keys(conditions).length;
  for (const { AttributeName: name, KeyType } of keySchema) {
    const isHash = KeyType === 'HASH';
    if (isHash && keySchema.length === 1 && count > 1) throw invalid('Query key condition not supported');
    const condition = conditions[name];
    if (!condition) {
      if (isHash || count > 1) throw invalid(`Query condition missed key schema element: ${name}`);
      continue;
    }
    const operator: string = condition.ComparisonOperator;
    if (NOT_INDEXABLE.includes(operator)) {
      throw invalid('Attempted conditional constraint is not an indexable operation');
    }
    const type = typeOf(table, name);
    for (const operand of condition.AttributeValueList as Wire[]) {
      if (operand[type] === undefined) {
        throw invalid(
          'One or more parameter values were invalid: Condition parameter type does not match schema type',
        );
      }
      if (operand[type] === '') {
        throw invalid(
          `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
        );
      }
    }
    if (isHash && operator !== 'EQ') throw invalid('Query key condition not supported');
  }
}

/** The stretch of the ordered store that the key conditions select. */
function queryRange(source: Source, data: Wire): LevelRange {
  const { keySchema, prefix } = source;
  const [hash, range] = keySchema.map((element) => element.AttributeName) as [string, string | undefined];
  const partition = prefix + partitionPlace(data.KeyConditions[hash].AttributeValueList[0]);
  const condition: Wire | undefined = range === undefined ? undefined : data.KeyConditions[range];
  if (!condition) return { gte: partition, lt: partition + END };
  const [first, second] = (condition.AttributeValueList as AttributeValue[]).map(sortPlace) as [
    string,
    string,
  ];
  const at = partition + first;
  switch (condition.ComparisonOperator) {
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
  const data = checkRequest('query', request);
  const { description } = reading.tables.require(data.TableName);
  const source = findSource(description, data);
  const start: AttributeMap | undefined = data.ExclusiveStartKey;
  if (start) checkStartKey(source, start);
  checkKeyConditions(source, data);
  checkPaths(source, data);
  checkFilterAttributes(source, data);
  const range = queryRange(source, data);
  range.reverse = data.ScanIndexForward === false;
  if (start) continueFrom(source, data, range, start);
  return readPage(reading.storage, source, data, request, range, usage);
}

function continueFrom(source: Source, data: Wire, range: LevelRange, start: AttributeMap): void {
  for (const [name, condition] of Object.entries(data.KeyConditions as Record<string, Wire>)) {
    if (!dynaliteDb.compare(condition.ComparisonOperator, start[name], condition.AttributeValueList)) {
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
  const data = checkRequest('scan', request);
  const { description } = reading.tables.require(data.TableName);
  const source = findSource(description, data);
  const start: AttributeMap | undefined = data.ExclusiveStartKey;
  if (start) checkStartKey(source, start);
  checkPaths(source, data);
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
  return readPage(reading.storage, source, data, request, range, usage);
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

function checkPaths(source: Source, data: Wire): void {
  const allocations = data.ProjectionExpression !== undefined || data.AttributesToGet !== undefined;
  if (data.Select === 'COUNT' && allocations) {
    throw invalid('Cannot specify the ProjectionExpression when choosing to get only the Count');
  }
  if (data.Select === 'SPECIFIC_ATTRIBUTES' && !allocations) {
    throw invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  throwIfInvalid(dynaliteDb.validateKeyPaths(data._projection?.nestedPaths, source.table));
  throwIfInvalid(dynaliteDb.validateKeyPaths(data._filter?.nestedPaths, source.table));
}

function checkFilterAttributes(source: Source, data: Wire): void {
  const heads: Record<string, unknown> | undefined = data.QueryFilter ?? data._filter?.pathHeads;
  if (!heads) return;
  for (const { AttributeName: name } of source.keySchema) {
    if (heads[name]) {
      throw invalid(
        `${data.QueryFilter ? 'QueryFilter' : 'Filter Expression'} can only contain non-primary key attributes: Primary key attribute: ${name}`,
      );
    }
  }
}

/** A page ends at `Limit` items read, or when 1 MB has been read; the filter comes after. */
async function readPage(
  storage: Storage,
  source: Source,
  data: Wire,
  request: Wire,
  range: LevelRange,
  usage: Usage,
): Promise<Wire> {
  const { table, index } = source;
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
  for await (const [, json] of storage.entries(range, portion)) {
    if (scanned >= limit || bytes >= MAX_PAGE_BYTES) {
      more = true;
      break;
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
    if (isWanted(item, data)) found.push(item);
  }
  // The service, too, gives a key to go on from when a page ends exactly at the limit.
  if (scanned >= limit) more = true;

  const consistent = data.ConsistentRead === true;
  const resource = index ? `${table.TableName}/${index.IndexName}` : table.TableName;
  usage.read(resource, readUnits(bytes, consistent));
  if (fetchedBytes > 0) usage.read(table.TableName, readUnits(fetchedBytes, consistent));
  const paths = data._projection?.paths ?? data.AttributesToGet;
  const items = paths ? found.map((item) => dynaliteDb.mapPaths(paths, item)) : found;
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

function isWanted(item: AttributeMap, data: Wire): boolean {
  if (data._filter) return matches(item, data._filter.expression);
  const legacy = data.QueryFilter ?? data.ScanFilter;
  return legacy ? dynaliteDb.matchesFilter(item, legacy, data.ConditionalOperator) : true;
}
