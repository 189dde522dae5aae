/** Operations on single items and batches of them. */
import { addRead, addWrite, consumedCapacity, itemReadBytes } from './capacity.ts';
import type { UserIdentity } from './change-log.ts';
import type { Commits } from './commits.ts';
import { type DocumentPath, dynaliteDb } from './dynalite-internals.ts';
import { type DynamoFailure, invalid, throwIfInvalid } from './failures.ts';
import type { InFlight } from './in-flight.ts';
import { itemBytes, MAX_ITEM_BYTES } from './item-size.ts';
import { itemKey } from './keys.ts';
import type { Usage } from './meter.ts';
import type { AttributeMap, Wire } from './model.ts';
import { checkRequest } from './request-check.ts';
import type { Storage } from './storage.ts';
import type { Tables } from './tables.ts';
import { evaluateWrite, type Outcome, prepareWrite, type WriteKind } from './writes.ts';

export interface ItemParts {
  storage: Storage;
  tables: Tables;
  commits: Commits;
  inFlight: InFlight;
}

const MAX_BATCH_WRITES = 25;
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
  const write = prepareWrite(tables, kind, request);
  inFlight.admitPlainWrite(write.storedAt);
  const outcome = evaluateWrite(write, storage.peek(write.storedAt));
  const changes = commits.indexChanges(outcome);
  addWrite(usage, outcome, changes, 1);
  if (outcome.failure) throw outcome.failure;
  const answer = writeAnswer(outcome);
  const durable = commits.commit([{ outcome, changes }], [], userIdentity);
  await inFlight.during('plain', [write.storedAt], durable);
  const consumed = consumedCapacity(request, usage)?.[0];
  return consumed ? { ...answer, ConsumedCapacity: consumed } : answer;
}

function writeAnswer({ write, before, after }: Outcome): Wire {
  const paths: DocumentPath[] = write.data._updates?.paths ?? [];
  const picked = (item: AttributeMap | undefined): Wire => {
    const attributes = item ? dynaliteDb.mapPaths(paths, item) : {};
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
  const data = checkRequest('getItem', request);
  const { description } = tables.require(data.TableName);
  throwIfInvalid(dynaliteDb.validateKey(data.Key, description));
  throwIfInvalid(dynaliteDb.validateKeyPaths(data._projection?.nestedPaths, description));
  const json = storage.get(itemKey(description, data.Key));
  const item = json === undefined ? undefined : (JSON.parse(json) as AttributeMap);
  addRead(usage, description.TableName, itemReadBytes(item), data.ConsistentRead === true);
  const paths = data._projection?.paths ?? data.AttributesToGet;
  const consumed = consumedCapacity(request, usage)?.[0];
  return {
    ...(item && { Item: paths ? dynaliteDb.mapPaths(paths, item) : item }),
    ...(consumed && { ConsumedCapacity: consumed }),
  };
}

/** `skipped`: how many of the last keys to leave undone, for fault injection. */
export function batchGet(
  { storage, tables }: ItemParts,
  request: Wire,
  usage: Usage,
  unprocessed: boolean,
): Wire {
  const data = checkRequest('batchGetItem', request);
  const responses: Record<string, AttributeMap[]> = {};
  const left: Record<string, Wire> = {};
  let bytes = 0;
  for (const [tableName, wanted] of Object.entries(data.RequestItems as Record<string, Wire>)) {
    const { description } = tables.require(tableName);
    const keys: AttributeMap[] = wanted.Keys;
    for (const key of keys) throwIfInvalid(dynaliteDb.validateKey(key, description));
    const served = unprocessed ? Math.floor(keys.length / 2) : keys.length;
    const items: AttributeMap[] = [];
    const undone: AttributeMap[] = [];
    const paths = wanted._projection?.paths ?? wanted.AttributesToGet;
    keys.forEach((key, position) => {
      if (position >= served || bytes > MAX_BATCH_RESPONSE_BYTES) {
        undone.push(key);
        return;
      }
      const json = storage.get(itemKey(description, key));
      const item = json === undefined ? undefined : (JSON.parse(json) as AttributeMap);
      bytes += itemReadBytes(item);
      addRead(usage, tableName, itemReadBytes(item), wanted.ConsistentRead === true);
      if (item) items.push(paths ? dynaliteDb.mapPaths(paths, item) : item);
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
  const data = checkRequest('batchWriteItem', request);
  const tablesWanted = Object.entries(data.RequestItems as Record<string, Wire[]>);
  const count = tablesWanted.reduce((sum, [, requests]) => sum + requests.length, 0);
  if (count > MAX_BATCH_WRITES) throw invalid('Too many items requested for the BatchWriteItem call');
  const prepared = tablesWanted.flatMap(([TableName, requests]) =>
    requests.map((part) => {
      const item: AttributeMap | undefined = part.PutRequest?.Item;
      if (item && itemBytes(item) > MAX_ITEM_BYTES)
        throw invalid('Item size has exceeded the maximum allowed size');
      const write = item
        ? prepareWrite(tables, 'Put', { TableName, Item: item })
        : prepareWrite(tables, 'Delete', { TableName, Key: part.DeleteRequest.Key });
      return { write, part };
    }),
  );
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
    const outcome = evaluateWrite(write, storage.peek(write.storedAt));
    const changes = commits.indexChanges(outcome);
    addWrite(usage, outcome, changes, 1);
    durables.push(inFlight.during('plain', [write.storedAt], commits.commit([{ outcome, changes }])));
  });
  await Promise.all(durables);
  const consumed = consumedCapacity(request, usage);
  return { UnprocessedItems: left, ...(consumed && { ConsumedCapacity: consumed }) };
}
