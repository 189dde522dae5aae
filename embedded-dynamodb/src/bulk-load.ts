/** Filling a table fast, for demo data and tests: items and index entries, but no change records and no cost. */
import type { AttributeValue as SdkAttributeValue } from '@aws-sdk/client-dynamodb';
import { sortSet } from './checks/attribute-values.ts';
import { isPlainInteger, normalise } from './decimal.ts';
import { invalid } from './failures.ts';
import { expiryKey, indexChanges, indexEntries, indexOperations } from './index-entries.ts';
import { MAX_ITEM_BYTES } from './item-size.ts';
import { checkIndexKeys, checkItemKey } from './key-checks.ts';
import { itemKey } from './keys.ts';
import type { AttributeMap, AttributeValue } from './model.ts';
import type { Storage, WriteOperation } from './storage.ts';
import { parseStored, toStored } from './stored-item.ts';
import type { Tables } from './tables.ts';

/** An item in wire form, or as `marshall` of the AWS SDK makes it (binary values as byte arrays). */
export type LoadItem = AttributeMap | Record<string, SdkAttributeValue>;

const PORTION = 2_000;

function storedNumber(text: string): string {
  const number = normalise(text);
  if ('problem' in number) throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  return number.text;
}

function toWireValue(value: AttributeValue | SdkAttributeValue): AttributeValue {
  if (value.N !== undefined)
    return isPlainInteger(value.N) ? (value as AttributeValue) : { N: storedNumber(value.N) };
  if (value.M !== undefined) return { M: toWireItem(value.M) };
  if (value.L !== undefined) return { L: value.L.map(toWireValue) };
  if (value.B instanceof Uint8Array) return { B: Buffer.from(value.B).toString('base64') };
  if (value.BS !== undefined) {
    const members = value.BS.map((member) =>
      typeof member === 'string' ? member : Buffer.from(member).toString('base64'),
    );
    return { BS: sortSet('BS', members) };
  }
  if (value.NS !== undefined) return { NS: sortSet('NS', value.NS.map(storedNumber)) };
  if (value.SS !== undefined) return { SS: sortSet('SS', value.SS) };
  return value as AttributeValue;
}

function toWireItem(item: LoadItem): AttributeMap {
  const wire: AttributeMap = {};
  for (const name of Object.keys(item)) wire[name] = toWireValue(item[name]!);
  return wire;
}

/**
 * Puts items into a table straight away, replacing what has the same key. All are durable when the promise is
 * fulfilled; `onProgress` is told from time to time how many are. Throws ValidationException for an item that the
 * table cannot hold (earlier items of the list may have been written by then).
 */
export async function bulkLoad(
  storage: Storage,
  tables: Tables,
  tableName: string,
  items: readonly LoadItem[],
  onProgress?: (written: number) => void,
): Promise<void> {
  const table = tables.require(tableName);
  const { description } = table;
  let written = 0;
  for (let from = 0; from < items.length; from += PORTION) {
    let durable: Promise<void> | undefined;
    for (const given of items.slice(from, from + PORTION)) {
      const item = toWireItem(given);
      checkItemKey(item, description, false);
      checkIndexKeys(item, description);
      const stored = toStored(item);
      if (stored.bytes > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
      const storedAt = itemKey(description, item);
      const replacedJson = storage.peek(storedAt);
      const replaced = replacedJson === undefined ? undefined : parseStored(replacedJson);
      const operations: WriteOperation[] = [{ type: 'put', key: storedAt, value: stored.json }];
      const before = replaced ? indexEntries(description, storedAt, replaced) : [];
      for (const change of indexChanges(before, indexEntries(description, storedAt, stored))) {
        operations.push(...indexOperations(change));
      }
      const expiryBefore = replaced && expiryKey(table, storedAt, replaced.item);
      const expiryAfter = expiryKey(table, storedAt, item);
      if (expiryBefore && expiryBefore !== expiryAfter) operations.push({ type: 'del', key: expiryBefore });
      if (expiryAfter) operations.push({ type: 'put', key: expiryAfter, value: '' });
      durable = storage.write(operations);
      written += 1;
    }
    await durable;
    onProgress?.(written);
  }
}
