/** How everything is named in the ordered store. Attribute values are hex or digits, so `~` and `/` separate safely. */
import { sortableNumber } from './decimal.ts';
import type {
  AttributeMap,
  AttributeValue,
  IndexDescription,
  KeySchemaElement,
  TableDescription,
} from './model.ts';

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

const HASH_DIGITS = 6;

/**
 * Spreads partitions over the store, so that a scan meets them in an order that has nothing to do with their names
 * and segments share them evenly, as with the service. FNV-1a, folded to 24 bits.
 */
function spread(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return ((hash >>> 8) ^ (hash & 0xff)).toString(16).padStart(HASH_DIGITS, '0').slice(-HASH_DIGITS);
}

function sortableText(value: AttributeValue): string {
  if (value.S !== undefined) return Buffer.from(value.S, 'utf8').toString('hex');
  return value.N === undefined ? Buffer.from(value.B!, 'base64').toString('hex') : sortableNumber(value.N);
}

/** Where a partition begins: `hash/partition key/`. */
export function partitionPlace(value: AttributeValue): string {
  const text = sortableText(value);
  return `${spread(text)}/${text}/`;
}

/** Where a sort key stands in its partition. Text, bytes and numbers sort as the service sorts them. */
export function sortPlace(value: AttributeValue): string {
  return `${sortableText(value)}/`;
}

function place(attributes: AttributeMap, keySchema: readonly KeySchemaElement[]): string {
  const [hash, range] = keySchema;
  const partition = partitionPlace(attributes[hash!.AttributeName]!);
  return range ? partition + sortPlace(attributes[range.AttributeName]!) : partition;
}

/** Where an item lives. `attributes` may be a key or a whole item; it must have passed the key checks. */
export function itemKey(table: TableDescription, attributes: AttributeMap): string {
  return itemPrefix(table.TableName) + place(attributes, table.KeySchema);
}

/**
 * Where an item's entry in an index lives: sorted by the index key, made unique by the whole primary key. `storedAt` is
 * where the item lives.
 */
export function indexEntryKey(
  table: TableDescription,
  index: IndexDescription,
  attributes: AttributeMap,
  storedAt: string,
): string {
  const unique = storedAt.slice(itemPrefix(table.TableName).length + HASH_DIGITS + 1);
  return indexPrefix(table.TableName, index.IndexName) + place(attributes, index.KeySchema) + unique;
}

export function pickKey(table: TableDescription, item: AttributeMap): AttributeMap {
  const key: AttributeMap = {};
  for (const { AttributeName } of table.KeySchema) key[AttributeName] = item[AttributeName]!;
  return key;
}

/** A key for a person: which item, index entry, record or setting it is. Partition and sort keys are hex in it. */
export function describeKey(key: string): string {
  const [kind, table = '', ...rest] = key.split('~');
  const readable = (text: string): string =>
    text
      .split('/')
      .slice(1)
      .filter((part) => part !== '')
      .map((part) => (/^([0-9a-f]{2})+$/.test(part) ? Buffer.from(part, 'hex').toString('utf8') : part))
      .join(' / ');
  switch (kind) {
    case 'item':
      return `item ${readable(rest.join('~'))} of table ${table}`;
    case 'index':
      return `entry ${readable(rest.slice(1).join('~'))} of index ${rest[0]} of table ${table}`;
    case 'change':
      return `change record ${rest.join('~')} of table ${table}`;
    case 'table':
      return `settings of table ${table}`;
    default:
      return `${kind} ${table}`.trim();
  }
}
