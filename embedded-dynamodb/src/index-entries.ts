/** What else is stored beside an item: its entries in the secondary indexes and in the order of expiry. */
import { itemBytes } from './item-size.ts';
import { typeOfAttribute } from './key-checks.ts';
import { expiryPrefix, indexEntryKey } from './keys.ts';
import type { AttributeMap, IndexDescription, TableDescription } from './model.ts';
import type { WriteOperation } from './storage.ts';
import type { StoredItem } from './stored-item.ts';
import type { Table } from './tables.ts';

const EXPIRY_DIGITS = 12;

export interface IndexEntry {
  index: IndexDescription;
  global: boolean;
  key: string;
  /** The projected attributes as stored. */
  value: string;
  bytes: number;
}

function project(table: TableDescription, index: IndexDescription, item: AttributeMap): AttributeMap {
  const names = new Set([
    ...table.KeySchema.map((element) => element.AttributeName),
    ...index.KeySchema.map((element) => element.AttributeName),
    ...(index.Projection.NonKeyAttributes ?? []),
  ]);
  const projected: AttributeMap = {};
  for (const name of names) if (item[name] !== undefined) projected[name] = item[name];
  return projected;
}

/** What was there before an index was, may have something else under its keys. */
function isKey(table: TableDescription, name: string, item: AttributeMap): boolean {
  const content = item[name]?.[typeOfAttribute(table, name)];
  return content !== undefined && content !== '';
}

/** An item is in an index only when it has all of the index's key attributes. */
export function indexEntries(table: TableDescription, storedAt: string, stored: StoredItem): IndexEntry[] {
  const { item } = stored;
  const entries: IndexEntry[] = [];
  const visit = (index: IndexDescription, global: boolean): void => {
    if (!index.KeySchema.every(({ AttributeName: name }) => item[name] && isKey(table, name, item))) return;
    const key = indexEntryKey(table, index, item, storedAt);
    if (index.Projection.ProjectionType === 'ALL') {
      entries.push({ index, global, key, value: stored.json, bytes: stored.bytes });
    } else {
      const projected = project(table, index, item);
      entries.push({ index, global, key, value: JSON.stringify(projected), bytes: itemBytes(projected) });
    }
  };
  for (const index of table.GlobalSecondaryIndexes ?? []) visit(index, true);
  for (const index of table.LocalSecondaryIndexes ?? []) visit(index, false);
  return entries;
}

/** The entry that lets expired items be found without reading the table, or nothing when the item never expires. */
export function expiryKey(table: Table, storedAt: string, item: AttributeMap): string | undefined {
  const attribute = table.timeToLiveAttribute;
  const value = attribute === undefined ? undefined : item[attribute]?.N;
  if (value === undefined) return undefined;
  const seconds = Math.floor(Number(value));
  if (!(seconds > 0) || seconds >= 10 ** EXPIRY_DIGITS) return undefined;
  return expiryKeyAt(table.description.TableName, seconds) + storedAt;
}

export function expiryKeyAt(tableName: string, epochSeconds: number): string {
  return `${expiryPrefix(tableName)}${String(epochSeconds).padStart(EXPIRY_DIGITS, '0')}~`;
}

export interface IndexChange {
  index: IndexDescription;
  global: boolean;
  before?: IndexEntry;
  after?: IndexEntry;
}

/** Pairs the entries before and after a write, index by index, and leaves out what stays the same. */
export function indexChanges(before: readonly IndexEntry[], after: readonly IndexEntry[]): IndexChange[] {
  const changes: IndexChange[] = [];
  for (const entry of after) {
    const old = before.find((candidate) => candidate.index === entry.index);
    if (old && old.key === entry.key && old.value === entry.value) continue;
    changes.push({ index: entry.index, global: entry.global, after: entry, ...(old && { before: old }) });
  }
  for (const entry of before) {
    if (after.some((candidate) => candidate.index === entry.index)) continue;
    changes.push({ index: entry.index, global: entry.global, before: entry });
  }
  return changes;
}

export function indexOperations(change: IndexChange): WriteOperation[] {
  const operations: WriteOperation[] = [];
  const { before, after } = change;
  if (before && before.key !== after?.key) operations.push({ type: 'del', key: before.key });
  if (after) operations.push({ type: 'put', key: after.key, value: after.value });
  return operations;
}
