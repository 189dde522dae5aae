/** One write action on one item: checking it, and working out what it would do. Pure but for reading the item. */
import { matches } from './conditions.ts';
import { dynaliteDb, type ParsedUpdate } from './dynalite-internals.ts';
import { asFailure, conditionFailed, type DynamoFailure, invalid, throwIfInvalid } from './failures.ts';
import { itemBytes, MAX_ITEM_BYTES } from './item-size.ts';
import { itemKey } from './keys.ts';
import type { AttributeMap, TableDescription, Wire } from './model.ts';
import { checkRequest } from './request-check.ts';
import { parseStored, type StoredItem, toStored } from './stored-item.ts';
import type { Table, Tables } from './tables.ts';
import { applyUpdate } from './update-expression.ts';

export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** A write whose request is well-formed, not yet held against the table's keys. */
export interface CheckedWrite {
  kind: WriteKind;
  table: Table;
  data: Wire;
  returnOldOnFailure: boolean;
  /** What a Put stores. */
  put?: StoredItem;
}

export interface PreparedWrite extends CheckedWrite {
  /** Where the item is stored; the same for every action on the same item. */
  storedAt: string;
}

export interface Outcome {
  write: PreparedWrite;
  before: StoredItem | undefined;
  /** What is stored afterwards; the same object as `before` when the action only looks. */
  after: StoredItem | undefined;
  /** Why the action may not happen. */
  failure?: DynamoFailure;
}

const rulesOf = {
  Put: 'putItem',
  Update: 'updateItem',
  Delete: 'deleteItem',
  ConditionCheck: 'deleteItem',
} as const;

/** Checks an action's request by itself. Throws ValidationException or ResourceNotFoundException. */
export function checkWrite(tables: Tables, kind: WriteKind, request: Wire): CheckedWrite {
  if (request.AttributeUpdates) {
    throw invalid(
      'AttributeUpdates is a legacy parameter that this engine does not support: use UpdateExpression',
    );
  }
  const data = checkRequest(rulesOf[kind], request);
  const returnOld = request.ReturnValuesOnConditionCheckFailure;
  if (returnOld != null && returnOld !== 'ALL_OLD' && returnOld !== 'NONE') {
    throw invalid(
      `1 validation error detected: Value '${returnOld}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
    );
  }
  if (
    kind === 'Delete' &&
    data.ReturnValues &&
    data.ReturnValues !== 'ALL_OLD' &&
    data.ReturnValues !== 'NONE'
  ) {
    throw invalid('ReturnValues can only be ALL_OLD or NONE');
  }
  const put = kind === 'Put' ? toStored(data.Item) : undefined;
  if (put && put.bytes > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
  const table = tables.require(data.TableName);
  return { kind, table, data, returnOldOnFailure: returnOld === 'ALL_OLD', ...(put && { put }) };
}

/** Holds a write against the table's and indexes' keys. Throws ValidationException. */
export function bindWrite(write: CheckedWrite): PreparedWrite {
  const { kind, data, table } = write;
  const { description } = table;
  throwIfInvalid(dynaliteDb.validateKeyPaths(data._condition?.nestedPaths, description));
  if (kind === 'Put') {
    throwIfInvalid(dynaliteDb.validateItem(data.Item, description));
    checkIndexKeys(description, data.Item);
    return { ...write, storedAt: itemKey(description, data.Item) };
  }
  throwIfInvalid(dynaliteDb.validateKey(data.Key, description));
  if (kind === 'Update') throwIfInvalid(dynaliteDb.validateUpdates(undefined, data._updates, description));
  return { ...write, storedAt: itemKey(description, data.Key) };
}

export function prepareWrite(tables: Tables, kind: WriteKind, request: Wire): PreparedWrite {
  return bindWrite(checkWrite(tables, kind, request));
}

/** What the action would do to the item as it is. A refused condition or update is in `failure`, not thrown. */
export function evaluateWrite(write: PreparedWrite, storedJson: string | undefined): Outcome {
  const before = storedJson === undefined ? undefined : parseStored(storedJson);
  try {
    if (!isAllowed(write.data, before?.item)) {
      const failure = conditionFailed(write.returnOldOnFailure ? before?.item : undefined);
      return { write, before, after: before, failure };
    }
    return { write, before, after: nextItem(write, before) };
  } catch (error) {
    const failure = asFailure(error);
    if (!failure) throw error;
    return { write, before, after: before, failure };
  }
}

function isAllowed(data: Wire, item: AttributeMap = {}): boolean {
  if (data._condition) return matches(item, data._condition.expression);
  return dynaliteDb.checkConditional(data, item) == null;
}

function nextItem(write: PreparedWrite, before: StoredItem | undefined): StoredItem | undefined {
  const { kind, data } = write;
  switch (kind) {
    case 'ConditionCheck':
      return before;
    case 'Delete':
      return undefined;
    case 'Put':
      return write.put;
    case 'Update': {
      const start: AttributeMap = before?.item ?? data.Key;
      const item = data._updates ? applyUpdate(start, data._updates as ParsedUpdate) : { ...start };
      checkUpdatedIndexKeys(write.table.description, item);
      const bytes = itemBytes(item);
      if (bytes > MAX_ITEM_BYTES) {
        throw invalid('Item size to update has exceeded the maximum allowed size');
      }
      return toStored(item, bytes);
    }
  }
}

const MAX_HASH_KEY_BYTES = 2048;
const MAX_RANGE_KEY_BYTES = 1024;

function* indexKeyAttributes(table: TableDescription) {
  for (const index of [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])]) {
    for (const { AttributeName: name, KeyType } of index.KeySchema)
      yield { index, name, isHash: KeyType === 'HASH' };
  }
}

/** An index key attribute may be absent, but not empty or too long. (Its type is checked by dynalite.) */
function checkIndexKeys(table: TableDescription, item: AttributeMap): void {
  for (const { index, name, isHash } of indexKeyAttributes(table)) {
    const value = item[name];
    const text = value?.S ?? value?.B;
    if (text === undefined) continue;
    if (text === '') {
      throw invalid(
        'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
          `The AttributeValue for a key attribute cannot contain an empty ${value?.S === undefined ? 'binary' : 'string'} value. ` +
          `IndexName: ${index.IndexName}, IndexKey: ${name}`,
      );
    }
    const limit = isHash ? MAX_HASH_KEY_BYTES : MAX_RANGE_KEY_BYTES;
    if (
      text.length * 3 > limit &&
      Buffer.byteLength(text, value?.S === undefined ? 'base64' : 'utf8') > limit
    ) {
      throw invalid(
        isHash
          ? `One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of${limit} bytes`
          : `One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of ${limit} bytes`,
      );
    }
  }
}

function checkUpdatedIndexKeys(table: TableDescription, item: AttributeMap): void {
  for (const { index, name } of indexKeyAttributes(table)) {
    const value = item[name];
    if (value === undefined) continue;
    const type = table.AttributeDefinitions.find(
      (definition) => definition.AttributeName === name,
    )?.AttributeType;
    if (type !== undefined && value[type] === undefined) {
      throw invalid(
        `The update expression attempted to update the secondary index key to unsupported type. IndexName: ${index.IndexName}, IndexKey: ${name}`,
      );
    }
  }
  checkIndexKeys(table, item);
}
