/** TransactWriteItems and TransactGetItems: all or nothing, with a reason for each action when it is nothing. */
import { addRead, addWrite, consumedCapacity, itemReadBytes, TRANSACTION_FACTOR } from './capacity.ts';
import type { Commits } from './commits.ts';
import { dynaliteDb } from './dynalite-internals.ts';
import { type CancellationReason, cancelled, invalid, throwIfInvalid } from './failures.ts';
import { CONFLICT_MESSAGE, type InFlight } from './in-flight.ts';
import { itemBytes, MAX_TRANSACTION_BYTES } from './item-size.ts';
import { itemKey } from './keys.ts';
import type { Usage } from './meter.ts';
import type { AttributeMap, Wire } from './model.ts';
import { checkRequest } from './request-check.ts';
import type { Storage } from './storage.ts';
import type { Tables } from './tables.ts';
import { requestHash, type Tokens } from './tokens.ts';
import { evaluateWrite, type Outcome, type PreparedWrite, prepareWrite, type WriteKind } from './writes.ts';

export const MAX_ACTIONS = 100;

const KINDS: readonly string[] = ['Put', 'Update', 'Delete', 'ConditionCheck'];
const ONE_ITEM_TWICE = 'Transaction request cannot include multiple operations on one item';

export interface TransactionParts {
  storage: Storage;
  tables: Tables;
  tokens: Tokens;
  commits: Commits;
  inFlight: InFlight;
}

function requireCount(list: unknown): Wire[] {
  if (!Array.isArray(list) || list.length < 1 || list.length > MAX_ACTIONS) {
    const count = Array.isArray(list) ? list.length : 0;
    const bound = count > MAX_ACTIONS ? `less than or equal to ${MAX_ACTIONS}` : 'greater than or equal to 1';
    throw invalid(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  return list;
}

function prepareAction(tables: Tables, action: Wire, position: number): PreparedWrite {
  const kinds = Object.keys(action).filter((kind) => action[kind] != null);
  const kind = kinds[0];
  if (kind === undefined || kinds.length > 1 || !KINDS.includes(kind)) {
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const request: Wire = action[kind];
  const required =
    kind === 'Update' ? 'UpdateExpression' : kind === 'ConditionCheck' ? 'ConditionExpression' : undefined;
  if (required && request[required] == null) {
    const field = `transactItems.${position + 1}.member.${kind[0]?.toLowerCase()}${kind.slice(1)}.${required[0]?.toLowerCase()}${required.slice(1)}`;
    throw invalid(
      `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return prepareWrite(tables, kind as WriteKind, request);
}

/** What a transaction's size is counted by: the item as written, or else the key. */
function actionBytes(outcome: Outcome): number {
  const { after, write } = outcome;
  return after && write.kind !== 'ConditionCheck'
    ? after.bytes
    : itemBytes(write.data.Key ?? write.data.Item);
}

export function reasonFor(outcome: Outcome): CancellationReason {
  const { failure: refused, before, write } = outcome;
  if (!refused) return { Code: 'None' };
  const code =
    refused.name === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError';
  const item = write.returnOldOnFailure && code === 'ConditionalCheckFailed' ? before?.item : undefined;
  return { Code: code, Message: refused.message, ...(item && { Item: item }) };
}

/** Executes a TransactWriteItems request. Everything up to the commit happens in one go, so nothing can come between. */
export async function transactWrite(parts: TransactionParts, request: Wire, usage: Usage): Promise<Wire> {
  const { storage, tables, tokens, commits, inFlight } = parts;
  const actions = requireCount(request.TransactItems);
  const token: unknown = request.ClientRequestToken;
  const hash = token == null ? '' : requestHash(actions);
  if (token != null && tokens.isRepeat(String(token), hash)) {
    await storage.settled();
    return repeatedAnswer(parts, request, usage);
  }

  const writes = actions.map((action, position) => prepareAction(tables, action, position));
  const places = new Set(writes.map((write) => write.storedAt));
  if (places.size < writes.length) throw invalid(ONE_ITEM_TWICE);

  const conflicting = writes.map((write) => inFlight.blocksTransaction(write.storedAt));
  if (conflicting.includes(true)) {
    throw cancelled(
      conflicting.map((yes) =>
        yes ? { Code: 'TransactionConflict', Message: CONFLICT_MESSAGE } : { Code: 'None' },
      ),
    );
  }

  const outcomes = writes.map((write) => evaluateWrite(write, storage.peek(write.storedAt)));
  const priced = outcomes.map((outcome) => ({ outcome, changes: commits.indexChanges(outcome) }));
  for (const { outcome, changes } of priced) addWrite(usage, outcome, changes, TRANSACTION_FACTOR);
  if (outcomes.some((outcome) => outcome.failure)) throw cancelled(outcomes.map(reasonFor));
  const bytes = outcomes.reduce((sum, outcome) => sum + actionBytes(outcome), 0);
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw invalid('Transaction request size exceeds 4 MB limit');
  }

  const further = token == null ? [] : tokens.remember(String(token), hash);
  await inFlight.during('transactions', [...places], commits.commit(priced, further));
  const consumed = consumedCapacity(request, usage, true);
  return consumed ? { ConsumedCapacity: consumed } : {};
}

/** A repeat changes nothing and costs what reading the items costs. */
function repeatedAnswer(parts: TransactionParts, request: Wire, usage: Usage): Wire {
  for (const action of request.TransactItems as Wire[]) {
    const part: Wire = Object.values(action)[0] as Wire;
    const { description } = parts.tables.require(part.TableName);
    const stored = parts.storage.get(itemKey(description, part.Item ?? part.Key));
    const item = stored === undefined ? undefined : (JSON.parse(stored) as AttributeMap);
    addRead(usage, description.TableName, itemReadBytes(item), true, TRANSACTION_FACTOR);
  }
  const consumed = consumedCapacity(request, usage, true);
  return consumed ? { ConsumedCapacity: consumed } : {};
}

/** Executes a TransactGetItems request: all items as of one moment. */
export function transactGet(parts: TransactionParts, request: Wire, usage: Usage): Wire {
  const { storage, tables, inFlight } = parts;
  const reads = requireCount(request.TransactItems).map((action) => {
    if (!action.Get) throw invalid('TransactItems can only contain Get');
    const data = checkRequest('getItem', action.Get);
    const { description } = tables.require(data.TableName);
    throwIfInvalid(dynaliteDb.validateKey(data.Key, description));
    throwIfInvalid(dynaliteDb.validateKeyPaths(data._projection?.nestedPaths, description));
    return { data, tableName: description.TableName, storedAt: itemKey(description, data.Key) };
  });
  const places = reads.map((read) => read.storedAt);
  if (new Set(places).size < places.length) throw invalid(ONE_ITEM_TWICE);
  const conflicting = places.map((place) => inFlight.blocksTransaction(place));
  if (conflicting.includes(true)) {
    throw cancelled(
      conflicting.map((yes) =>
        yes ? { Code: 'TransactionConflict', Message: CONFLICT_MESSAGE } : { Code: 'None' },
      ),
    );
  }
  let bytes = 0;
  const responses = storage.getTogether(places).map((json, position) => {
    const { data, tableName } = reads[position]!;
    const item = json === undefined ? undefined : (JSON.parse(json) as AttributeMap);
    bytes += itemReadBytes(item);
    addRead(usage, tableName, itemReadBytes(item), true, TRANSACTION_FACTOR);
    if (!item) return {};
    return { Item: data._projection ? dynaliteDb.mapPaths(data._projection.paths, item) : item };
  });
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw invalid('Aggregate size of the items in the transaction exceeded 4 MB');
  }
  const consumed = consumedCapacity(request, usage, true);
  return { Responses: responses, ...(consumed && { ConsumedCapacity: consumed }) };
}
