/** What a call costs in capacity units, and how `ReturnConsumedCapacity` tells it. */
import type { IndexChange } from './index-entries.ts';
import { itemBytes, readUnits, writeUnits } from './item-size.ts';
import type { Usage } from './meter.ts';
import type { AttributeMap, KeySchemaElement, Wire } from './model.ts';
import type { Outcome } from './writes.ts';

/** The value of an item's partition key, as text. */
export function partitionOf(keySchema: readonly KeySchemaElement[], item: AttributeMap): string | undefined {
  const value = item[keySchema[0]?.AttributeName ?? ''];
  return value && String(Object.values(value)[0]);
}

/** A transaction prepares and then commits, so it costs double. */
export const TRANSACTION_FACTOR = 2;

/**
 * A write costs by the larger of the item before and after; so does a refused one by the item as it is. In each
 * index: one write for a new, changed or removed entry, two when the entry moves, none when nothing projected
 * changed. An index follows behind what is committed, so in a transaction the table alone costs double.
 */
export function addWrite(
  usage: Usage,
  outcome: Outcome,
  changes: readonly IndexChange[],
  factor: number,
): void {
  const { before, after, write } = outcome;
  const { TableName: name, KeySchema: keySchema } = write.table.description;
  const key = partitionOf(keySchema, write.data.Key ?? write.data.Item);
  const bytes = Math.max(before?.bytes ?? 0, after?.bytes ?? 0);
  usage.write(name, writeUnits(bytes) * factor, false, key);
  if (outcome.failure) return;
  for (const change of changes) {
    const beforeBytes = change.before?.bytes ?? 0;
    const afterBytes = change.after?.bytes ?? 0;
    const resource = `${name}/${change.index.IndexName}`;
    const of = (item: AttributeMap | undefined) => item && partitionOf(change.index.KeySchema, item);
    const moves = change.before && change.after && change.before.key !== change.after.key;
    if (moves) {
      usage.write(resource, writeUnits(beforeBytes), !change.global, of(before?.item));
      usage.write(resource, writeUnits(afterBytes), !change.global, of(after?.item));
    } else {
      const units = writeUnits(Math.max(beforeBytes, afterBytes));
      usage.write(resource, units, !change.global, of(change.after ? after?.item : before?.item));
    }
  }
}

export function addRead(
  usage: Usage,
  resource: string,
  bytes: number,
  consistent: boolean,
  factor = 1,
  key?: string,
): void {
  usage.read(resource, readUnits(bytes, consistent) * factor, false, key);
}

export function itemReadBytes(item: AttributeMap | undefined): number {
  return item ? itemBytes(item) : 0;
}

/** The ConsumedCapacity entries of an answer, one for each table; undefined when they were not asked for. */
export function consumedCapacity(request: Wire, usage: Usage, detailed = false): Wire[] | undefined {
  const wanted: unknown = request.ReturnConsumedCapacity;
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') return undefined;
  const tables = new Map<string, Wire>();
  for (const [resource, { readUnits, writeUnits, local }] of usage.resources) {
    const slash = resource.indexOf('/');
    const tableName = slash < 0 ? resource : resource.slice(0, slash);
    const units = readUnits + writeUnits;
    const split = detailed
      ? {
          ...(readUnits && { ReadCapacityUnits: readUnits }),
          ...(writeUnits && { WriteCapacityUnits: writeUnits }),
        }
      : {};
    const entry = tables.get(tableName) ?? { TableName: tableName, CapacityUnits: 0 };
    tables.set(tableName, entry);
    entry.CapacityUnits += units;
    for (const [name, share] of Object.entries(split)) entry[name] = (entry[name] ?? 0) + share;
    if (wanted !== 'INDEXES') continue;
    if (slash < 0) {
      entry.Table = { CapacityUnits: units, ...split };
    } else {
      entry.Table ??= { CapacityUnits: 0 };
      const kind = local ? 'LocalSecondaryIndexes' : 'GlobalSecondaryIndexes';
      entry[kind] = { ...entry[kind], [resource.slice(slash + 1)]: { CapacityUnits: units, ...split } };
    }
  }
  return [...tables.values()];
}
