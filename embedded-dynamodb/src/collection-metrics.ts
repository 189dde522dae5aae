/** How large what stands under one partition key is, as `ReturnItemCollectionMetrics` tells it. */
import type { AttributeMap, Wire } from './model.ts';
import type { PreparedWrite } from './writes.ts';

/** The service tells a range of whole gigabytes. What fits on one machine's tests is in the first. */
const FIRST_RANGE = [0, 1];

interface CollectionMetrics {
  ItemCollectionKey: AttributeMap;
  SizeEstimateRangeGB: number[];
}

/** Of a table with local indexes, when asked for. */
export function collectionMetrics(
  request: Wire,
  { table, data }: PreparedWrite,
): CollectionMetrics | undefined {
  const { description } = table;
  if (request.ReturnItemCollectionMetrics !== 'SIZE' || !description.LocalSecondaryIndexes) return undefined;
  const name = description.KeySchema[0]!.AttributeName;
  const attributes: AttributeMap = data.Item ?? data.Key;
  return { ItemCollectionKey: { [name]: attributes[name]! }, SizeEstimateRangeGB: FIRST_RANGE };
}

/** Of many writes: by table, each partition once. */
export function collectionsMetrics(
  request: Wire,
  writes: readonly PreparedWrite[],
): Record<string, CollectionMetrics[]> | undefined {
  const tables: Record<string, CollectionMetrics[]> = {};
  const told = new Set<string>();
  for (const write of writes) {
    const metrics = collectionMetrics(request, write);
    if (!metrics) continue;
    const { TableName } = write.table.description;
    const signature = TableName + JSON.stringify(metrics.ItemCollectionKey);
    if (told.has(signature)) continue;
    told.add(signature);
    tables[TableName] = [...(tables[TableName] ?? []), metrics];
  }
  return told.size > 0 ? tables : undefined;
}
