/** One write action on one item: checking it, and working out what it would do. Pure but for reading the item. */
import { checkWriteRequest, type WriteKind, type WriteRequest } from './checks/item-requests.ts';
import type { Wording } from './checks/wording.ts';
import { matches } from './conditions.ts';
import type { UpdateAction } from './expressions/ast.ts';
import { asFailure, conditionFailed, type DynamoFailure, invalid } from './failures.ts';
import { itemBytes, MAX_ITEM_BYTES, valueBytes } from './item-size.ts';
import { checkIndexKeys, checkItemKey, checkKey, checkKeyPaths, checkUpdatedKeys } from './key-checks.ts';
import { itemKey } from './keys.ts';
import type { AttributeMap, Wire } from './model.ts';
import { parseStored, type StoredItem, toStored } from './stored-item.ts';
import type { Table, Tables } from './tables.ts';
import { applyUpdate } from './updates.ts';
import { sameItem } from './value-compare.ts';

export type { WriteKind };

/** A write whose request is well-formed, not yet held against the table's keys. */
export interface CheckedWrite extends WriteRequest {
  kind: WriteKind;
  returnOldOnFailure: boolean;
  /** What a Put stores. */
  put?: StoredItem;
}

export interface PreparedWrite extends CheckedWrite {
  table: Table;
  /** Where the item is stored; the same for every action on the same item. */
  storedAt: string;
}

/** Where a write stands: by itself, in a batch or in a transaction. Some rules differ. */
export type Surface = 'alone' | 'batch' | 'transaction';

export interface Outcome {
  write: PreparedWrite;
  before: StoredItem | undefined;
  /** What is stored afterwards; the same object as `before` when the action only looks. */
  after: StoredItem | undefined;
  /** Why the action may not happen. */
  failure?: DynamoFailure;
}

/** Checks an action's request by itself. Throws ValidationException. */
export function checkWrite(kind: WriteKind, request: Wire, wording: Wording): CheckedWrite {
  const checked = checkWriteRequest(kind, request, wording);
  const put = kind === 'Put' ? storedPut(checked.data.Item) : undefined;
  const returnOldOnFailure = checked.data.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  return { ...checked, kind, returnOldOnFailure, ...(put && { put }) };
}

export function storedPut(item: AttributeMap): StoredItem {
  const put = toStored(item);
  if (put.bytes > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
  return put;
}

/** Holds a write against the table's and indexes' keys. Throws ValidationException. */
export function bindWrite(write: CheckedWrite, table: Table, inBatch = false): PreparedWrite {
  const { kind, data, nested, update, values } = write;
  const { description } = table;
  checkKeyPaths(nested, description);
  const { Item: item, Key: key } = data;
  if (kind === 'Put') {
    checkItemKey(item, description, inBatch);
    checkIndexKeys(item, description);
  } else {
    checkKey(key, description);
    if (update) checkUpdatedKeys(update.actions, values, description);
  }
  return { ...write, table, storedAt: itemKey(description, item ?? key) };
}

export function prepareWrite(
  tables: Tables,
  kind: WriteKind,
  request: Wire,
  wording: Wording,
): PreparedWrite {
  const checked = checkWrite(kind, request, wording);
  return bindWrite(checked, tables.require(checked.data.TableName));
}

/** What the action would do to the item as it is. A refused condition or update is in `failure`, not thrown. */
export function evaluateWrite(
  write: PreparedWrite,
  storedJson: string | undefined,
  surface: Surface = 'alone',
): Outcome {
  const before = storedJson === undefined ? undefined : parseStored(storedJson);
  try {
    if (write.condition && !matches(before?.item ?? {}, write.condition, write.values)) {
      const failure = conditionFailed(write.returnOldOnFailure ? before?.item : undefined);
      return { write, before, after: before, failure };
    }
    return { write, before, after: nextItem(write, before, surface) };
  } catch (error) {
    const failure = asFailure(error);
    if (!failure) throw error;
    return { write, before, after: before, failure };
  }
}

function nextItem(
  write: PreparedWrite,
  before: StoredItem | undefined,
  surface: Surface,
): StoredItem | undefined {
  const { kind, data, update, values } = write;
  switch (kind) {
    case 'ConditionCheck':
      return before;
    case 'Delete':
      return undefined;
    case 'Put':
      return unlessSame(write.put!, before);
    case 'Update': {
      const start: AttributeMap = before?.item ?? data.Key;
      const item = update ? applyUpdate(start, update.actions, values) : start;
      checkIndexKeys(item, write.table.description);
      const bytes = itemBytes(item);
      const counted =
        surface === 'alone' && update ? Math.max(bytes, writtenBytes(update.actions, item)) : bytes;
      if (counted > MAX_ITEM_BYTES) {
        throw invalid('Item size to update has exceeded the maximum allowed size');
      }
      return unlessSame(toStored(item, bytes), before);
    }
  }
}

/** What holds the same as before is no change: nothing is stored, no index entry and no record is made. */
function unlessSame(after: StoredItem, before: StoredItem | undefined): StoredItem {
  return before && (before.json === after.json || sameItem(before.item, after.item)) ? before : after;
}

const UPDATE_BYTES = 3;
const WRITE_CLAUSE_BYTES = 19;
const REMOVE_CLAUSE_BYTES = 2;

/**
 * What the service counts of an update that stands alone, besides the finished item: the attributes that it writes, and
 * something for every clause.
 */
function writtenBytes(actions: readonly UpdateAction[], item: AttributeMap): number {
  let sum = UPDATE_BYTES;
  const counted = new Set<string>();
  for (const { kind, path } of actions) {
    if (kind === 'REMOVE' || kind === 'DELETE') {
      sum += REMOVE_CLAUSE_BYTES;
      continue;
    }
    sum += WRITE_CLAUSE_BYTES + (typeof path.at(-1) === 'number' ? 1 : 0);
    const head = path[0] as string;
    const value = item[head];
    if (value === undefined || counted.has(head)) continue;
    counted.add(head);
    sum += Buffer.byteLength(head) + valueBytes(value);
  }
  return sum;
}
