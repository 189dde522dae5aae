/** Operations on single items and batches of them. */
import { addRead, addWrite, consumedCapacity, itemReadBytes, partitionOf } from './capacity.ts';
import type { UserIdentity } from './change-log.ts';
import { checkBatchGet, checkBatchWrite } from './checks/batch-requests.ts';
import { checkGetRequest, NO_NAMES } from './checks/item-requests.ts';
import { singleWrites } from './checks/wording.ts';
import { collectionMetrics, collectionsMetrics } from './collection-metrics.ts';
import type { Commits } from './commits.ts';
import { project } from './expressions/documents.ts';
import { type DynamoFailure, invalid } from './failures.ts';
import type { InFlight } from './in-flight.ts';
import { checkKey, checkKeyPaths } from './key-checks.ts';
import { itemKey } from './keys.ts';
import type { Usage } from './meter.ts';
import type { AttributeMap, Wire } from './model.ts';
import type { Storage } from './storage.ts';
import type { Tables } from './tables.ts';
import {
  bindWrite,
  type CheckedWrite,
  evaluateWrite,
  type Outcome,
  prepareWrite,
  storedPut,
  type WriteKind,
} from './writes.ts';

export interface ItemParts {
  storage: Storage;
  tables: Tables;
  commits: Commits;
  inFlight: InFlight;
}

const MAX_BATCH_RESPONSE_BYTES = 16 * 1024 * 1024;

/** Executes PutItem, UpdateItem or DeleteItem. */
export async function writeItem(
  parts: ItemParts,
  kind: Exclude<WriteKind, 'ConditionCheck'>,
  request: Wire,
  usage: Usage,
  userIdentity?: UserIdentity,
): Promise<Wire> {
  const { storage, tables, commits, inFlight } = parts;
  const write = prepareWrite(tables, kind, request, singleWrites);
  inFlight.admitPlainWrite(write.storedAt);
  const outcome = evaluateWrite(write, storage.peek(write.storedAt));
  const changes = commits.indexChanges(outcome);
  addWrite(usage, outcome, changes, 1);
  if (outcome.failure) throw outcome.failure;
  const answer = writeAnswer(outcome);
  const durable = commits.commit([{ outcome, changes }], [], userIdentity);
  await inFlight.during('plain', [write.storedAt], durable);
  const consumed = consumedCapacity(request, usage)?.[0];
  const metrics = collectionMetrics(request, write);
  return {
    ...answer,
    ...(consumed && { ConsumedCapacity: consumed }),
    ...(metrics && { ItemCollectionMetrics: metrics }),
  };
}

function writeAnswer({ write, before, after }: Outcome): Wire {
  const picked = (item: AttributeMap | undefined): Wire => {
    if (!item || !write.update) return {};
    const attributes = project(item, write.update.paths);
    return Object.keys(attributes).length > 0 ? { Attributes: attributes } : {};
  };
  switch (write.data.ReturnValues) {
    case 'ALL_OLD':
      return before ? { Attributes: before.item } : {};
    case 'ALL_NEW':
      return after ? { Attributes: after.item } : {};
    case 'UPDATED_OLD':
      return picked(before?.item);
    case 'UPDATED_NEW':
      return picked(after?.item);
    default:
      return {};
  }
}

export function getItem({ storage, tables }: ItemParts, request: Wire, usage: Usage): Wire {
  const { data, projection, nested } = checkGetRequest(request);
  const { description } = tables.require(data.TableName);
  checkKey(data.Key, description);
  checkKeyPaths(nested, description);
  const json = storage.get(itemKey(description, data.Key));
  const item = json === undefined ? undefined : (JSON.parse(json) as AttributeMap);
  const partition = partitionOf(description.KeySchema, data.Key);
  addRead(usage, description.TableName, itemReadBytes(item), data.ConsistentRead === true, 1, partition);
  const consumed = consumedCapacity(request, usage)?.[0];
  return {
    ...(item && { Item: projection ? project(item, projection) : item }),
    ...(consumed && { ConsumedCapacity: consumed }),
  };
}

/** `unprocessed`: whether half of the keys are left undone, for fault injection. */
export function batchGet(
  { storage, tables }: ItemParts,
  request: Wire,
  usage: Usage,
  unprocessed: boolean,
): Wire {
  const wanted = checkBatchGet(request).map((part) => {
    const { description } = tables.require(part.tableName);
    for (const key of part.keys) checkKey(key, description);
    checkKeyPaths(part.nested, description);
    const places = part.keys.map((key) => itemKey(description, key));
    if (new Set(places).size < places.length) throw invalid('Provided list of item keys contains duplicates');
    return { ...part, places, keySchema: description.KeySchema };
  });
  const responses: Record<string, AttributeMap[]> = {};
  const left: Record<string, Wire> = {};
  let bytes = 0;
  for (const { tableName, keys, places, consistent, projection, keySchema } of wanted) {
    const served = unprocessed ? Math.floor(keys.length / 2) : keys.length;
    const items: AttributeMap[] = [];
    const undone: AttributeMap[] = [];
    keys.forEach((key, position) => {
      if (position >= served || bytes > MAX_BATCH_RESPONSE_BYTES) {
        undone.push(key);
        return;
      }
      const json = storage.get(places[position]!);
      const item = json === undefined ? undefined : (JSON.parse(json) as AttributeMap);
      bytes += itemReadBytes(item);
      addRead(usage, tableName, itemReadBytes(item), consistent, 1, partitionOf(keySchema, key));
      if (item) items.push(projection ? project(item, projection) : item);
    });
    responses[tableName] = items;
    if (undone.length > 0) left[tableName] = { ...request.RequestItems[tableName], Keys: undone };
  }
  const consumed = consumedCapacity(request, usage);
  return { Responses: responses, UnprocessedKeys: left, ...(consumed && { ConsumedCapacity: consumed }) };
}

export async function batchWrite(
  { storage, tables, commits, inFlight }: ItemParts,
  request: Wire,
  usage: Usage,
  unprocessed: boolean,
): Promise<Wire> {
  const { parts } = checkBatchWrite(request);
  const checked = parts.map(({ tableName: TableName, item, key, part }) => {
    const plain = { nested: NO_NAMES, values: {}, returnOldOnFailure: false };
    const write: CheckedWrite = item
      ? { ...plain, kind: 'Put', data: { TableName, Item: item }, put: storedPut(item) }
      : { ...plain, kind: 'Delete', data: { TableName, Key: key } };
    return { write, part };
  });
  const prepared = checked.map(({ write, part }) => ({
    write: bindWrite(write, tables.require(write.data.TableName), true),
    part,
  }));
  if (new Set(prepared.map(({ write }) => write.storedAt)).size < prepared.length) {
    throw invalid('Provided list of item keys contains duplicates');
  }
  const left: Record<string, Wire[]> = {};
  const durables: Promise<void>[] = [];
  const served = unprocessed ? Math.floor(prepared.length / 2) : prepared.length;
  prepared.forEach(({ write, part }, position) => {
    let refused: DynamoFailure | undefined;
    try {
      inFlight.admitPlainWrite(write.storedAt);
    } catch (error) {
      refused = error as DynamoFailure;
    }
    if (refused || position >= served) {
      left[write.data.TableName] = [...(left[write.data.TableName] ?? []), part];
      return;
    }
    const outcome = evaluateWrite(write, storage.peek(write.storedAt), 'batch');
    const changes = commits.indexChanges(outcome);
    addWrite(usage, outcome, changes, 1);
    durables.push(inFlight.during('plain', [write.storedAt], commits.commit([{ outcome, changes }])));
  });
  await Promise.all(durables);
  const consumed = consumedCapacity(request, usage);
  const metrics = collectionsMetrics(
    request,
    prepared.map(({ write }) => write),
  );
  return {
    UnprocessedItems: left,
    ...(consumed && { ConsumedCapacity: consumed }),
    ...(metrics && { ItemCollectionMetrics: metrics }),
  };
}
