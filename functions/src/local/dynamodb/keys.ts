/** How everything is named in the ordered store. Attribute values are hex or digits, so `~` and `/` separate safely. */
import { dynaliteDb } from './dynalite-internals.ts';
import type { AttributeMap, IndexDescription, TableDescription } from './model.ts';

/** Sequence numbers have the width of DynamoDB's own and sort as text. */
export const SEQUENCE_DIGITS = 21;

export const tablePrefix = 'table~';
export const tokenPrefix = 'token~';
export const tokenAgePrefix = 'tokenage~';
export const positionPrefix = 'position~';
export const laggingPrefix = 'lagging~';
export const sequenceLeaseKey = 'meta~sequence-lease';

export const tableKey = (tableName: string): string => tablePrefix + tableName;
export const itemPrefix = (tableName: string): string => `item~${tableName}~`;
export const indexPrefix = (tableName: string, indexName: string): string =>
  `index~${tableName}~${indexName}~`;
export const allIndexesPrefix = (tableName: string): string => `index~${tableName}~`;
export const changePrefix = (tableName: string): string => `change~${tableName}~`;
export const expiryPrefix = (tableName: string): string => `expiry~${tableName}~`;
export const changeKey = (tableName: string, sequence: string): string => changePrefix(tableName) + sequence;

export function sequenceText(sequence: number): string {
  return String(sequence).padStart(SEQUENCE_DIGITS, '0');
}

/** Where an item lives. `attributes` may be a key or a whole item; it must have passed dynalite's key check. */
export function itemKey(table: TableDescription, attributes: AttributeMap): string {
  return itemPrefix(table.TableName) + dynaliteDb.createKey(attributes, table);
}

/**
 * Where an item's entry in an index lives: sorted by the index key, made unique by the whole primary key. (dynalite
 * appends a 24-bit hash instead, which loses entries once some thousand items share one index key.)
 */
export function indexEntryKey(
  table: TableDescription,
  index: IndexDescription,
  attributes: AttributeMap,
): string {
  return (
    indexPrefix(table.TableName, index.IndexName) +
    dynaliteDb.createKey(attributes, table, index.KeySchema) +
    dynaliteDb.createKey(attributes, table)
  );
}

export function pickKey(table: TableDescription, item: AttributeMap): AttributeMap {
  const key: AttributeMap = {};
  for (const { AttributeName } of table.KeySchema) key[AttributeName] = item[AttributeName]!;
  return key;
}
