/** TransactWriteItems and TransactGetItems: all or nothing, with a reason for each action when it is nothing. */
import {
  addRead,
  addWrite,
  consumedCapacity,
  itemReadBytes,
  partitionOf,
  TRANSACTION_FACTOR,
} from './capacity.ts';
import { checkTransaction } from './checks/batch-requests.ts';
import { checkGetRequest } from './checks/item-requests.ts';
import { older } from './checks/wording.ts';
import { collectionsMetrics } from './collection-metrics.ts';
import type { Commits } from './commits.ts';
import { project } from './expressions/documents.ts';
import { asFailure, type CancellationReason, cancelled, DynamoFailure, invalid } from './failures.ts';
import { CONFLICT_MESSAGE, type InFlight } from './in-flight.ts';
import { itemBytes, MAX_TRANSACTION_BYTES } from './item-size.ts';
import { checkKey, checkKeyPaths, isEmptyKey } from './key-checks.ts';
import { itemKey } from './keys.ts';
import type { Usage } from './meter.ts';
import type { AttributeMap, Wire } from './model.ts';
import type { Storage } from './storage.ts';
import type { Tables } from './tables.ts';
import { requestHash, type Tokens } from './tokens.ts';
import {
  bindWrite,
  type CheckedWrite,
  checkWrite,
  evaluateWrite,
  type Outcome,
  type WriteKind,
} from './writes.ts';

const KINDS: readonly string[] = ['Put', 'Update', 'Delete', 'ConditionCheck'];
const ONE_ITEM_TWICE = 'Transaction request cannot include multiple operations on one item';

export interface TransactionParts {
  storage: Storage;
  tables: Tables;
  tokens: Tokens;
  commits: Commits;
  inFlight: InFlight;
}

function checkAction(action: Wire, position: number): CheckedWrite {
  const kinds = Object.keys(action).filter((kind) => action[kind] != null);
  const [kind] = kinds;
  if (kinds.length !== 1 || kind === undefined || !KINDS.includes(kind)) {
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
  return checkWrite(kind as WriteKind, request, older);
}

/**
 * Binds a part of a transaction to its table. What does not fit the table's keys is found by the table's partitions,
 * so in a transaction it is a reason for cancellation and not, as for a single request, a ValidationException. Only an
 * empty key is found before.
 */
function bind<Bound>(toTable: () => Bound): Bound | DynamoFailure {
  try {
    return toTable();
  } catch (error) {
    const refused = asFailure(error);
    if (!refused || isEmptyKey(refused)) throw error;
    return refused;
  }
}

function requireDistinct(parts: readonly ({ storedAt: string } | DynamoFailure)[]): string[] {
  const places = parts.flatMap((part) => (part instanceof DynamoFailure ? [] : [part.storedAt]));
  if (new Set(places).size < places.length) throw invalid(ONE_ITEM_TWICE);
  return places;
}

function throwOnConflict(inFlight: InFlight, parts: readonly ({ storedAt: string } | DynamoFailure)[]): void {
  const reasons = parts.map((part): CancellationReason => {
    const conflicts = !(part instanceof DynamoFailure) && inFlight.blocksTransaction(part.storedAt);
    return conflicts ? { Code: 'TransactionConflict', Message: CONFLICT_MESSAGE } : { Code: 'None' };
  });
  if (reasons.some((reason) => reason.Code !== 'None')) throw cancelled(reasons);
}

/** What a transaction's size is counted by: the item as written, or else the key. */
function actionBytes(outcome: Outcome): number {
  const { after, write } = outcome;
  return after && write.kind !== 'ConditionCheck'
    ? after.bytes
    : itemBytes(write.data.Key ?? write.data.Item);
}

function reasonFor(outcome: Outcome | DynamoFailure): CancellationReason {
  if (outcome instanceof DynamoFailure) return { Code: 'ValidationError', Message: outcome.message };
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
  const actions = checkTransaction(request);
  const token: unknown = request.ClientRequestToken;
  const hash = token == null ? '' : requestHash(actions);
  if (token != null && tokens.isRepeat(String(token), hash)) {
    await storage.settled();
    return repeatedAnswer(parts, request, usage);
  }

  const checked = actions.map((action, position) => checkAction(action, position));
  const bound = checked.map((write) => ({ write, table: tables.require(write.data.TableName) }));
  const writes = bound.map(({ write, table }) => bind(() => bindWrite(write, table)));
  const places = requireDistinct(writes);
  throwOnConflict(inFlight, writes);

  const results = writes.map((write) =>
    write instanceof DynamoFailure
      ? write
      : evaluateWrite(write, storage.peek(write.storedAt), 'transaction'),
  );
  const outcomes = results.flatMap((result) => (result instanceof DynamoFailure ? [] : [result]));
  if (outcomes.length < results.length || outcomes.some((outcome) => outcome.failure)) {
    for (const outcome of outcomes) addWrite(usage, outcome, [], TRANSACTION_FACTOR);
    throw cancelled(results.map(reasonFor));
  }
  const bytes = outcomes.reduce((sum, outcome) => sum + actionBytes(outcome), 0);
  if (bytes > MAX_TRANSACTION_BYTES)
    throw invalid(`Transaction payload size cannot exceed 4MB. Payload Size: ${bytes}`);

  const priced = outcomes.map((outcome) => ({ outcome, changes: commits.indexChanges(outcome) }));
  for (const { outcome, changes } of priced) addWrite(usage, outcome, changes, TRANSACTION_FACTOR);
  const further = token == null ? [] : tokens.remember(String(token), hash);
  await inFlight.during('transactions', places, commits.commit(priced, further));
  const consumed = consumedCapacity(request, usage, true);
  const metrics = collectionsMetrics(
    request,
    outcomes.map(({ write }) => write),
  );
  return {
    ...(consumed && { ConsumedCapacity: consumed }),
    ...(metrics && { ItemCollectionMetrics: metrics }),
  };
}

/** A repeat changes nothing and costs what reading the items costs. */
function repeatedAnswer(parts: TransactionParts, request: Wire, usage: Usage): Wire {
  for (const action of request.TransactItems as Wire[]) {
    const part: Wire = Object.values(action)[0] as Wire;
    const { description } = parts.tables.require(part.TableName);
    const stored = parts.storage.get(itemKey(description, part.Item ?? part.Key));
    const item = stored === undefined ? undefined : (JSON.parse(stored) as AttributeMap);
    const partition = partitionOf(description.KeySchema, part.Item ?? part.Key);
    addRead(usage, description.TableName, itemReadBytes(item), true, TRANSACTION_FACTOR, partition);
  }
  const consumed = consumedCapacity(request, usage, true);
  return consumed ? { ConsumedCapacity: consumed } : {};
}

/** Executes a TransactGetItems request: all items as of one moment. */
export function transactGet(parts: TransactionParts, request: Wire, usage: Usage): Wire {
  const { storage, tables, inFlight } = parts;
  const checked = checkTransaction(request).map((action) => {
    if (!action.Get) throw invalid('TransactItems can only contain Get');
    return checkGetRequest(action.Get, older);
  });
  const bound = checked
    .map((wanted) => ({ wanted, description: tables.require(wanted.data.TableName).description }))
    .map(({ wanted: { data, projection, nested }, description }) =>
      bind(() => {
        checkKey(data.Key, description);
        checkKeyPaths(nested, description);
        const storedAt = itemKey(description, data.Key);
        const partition = partitionOf(description.KeySchema, data.Key);
        return { projection, tableName: description.TableName, storedAt, partition };
      }),
    );
  const places = requireDistinct(bound);
  const reads = bound.flatMap((read) => (read instanceof DynamoFailure ? [] : [read]));
  if (reads.length < bound.length) {
    throw cancelled(
      bound.map((read) => (read instanceof DynamoFailure ? reasonFor(read) : { Code: 'None' })),
    );
  }
  throwOnConflict(inFlight, reads);
  let bytes = 0;
  const responses = storage.getTogether(places).map((json, position) => {
    const { projection, tableName, partition } = reads[position]!;
    const item = json === undefined ? undefined : (JSON.parse(json) as AttributeMap);
    bytes += itemReadBytes(item);
    addRead(usage, tableName, itemReadBytes(item), true, TRANSACTION_FACTOR, partition);
    if (!item) return {};
    return { Item: projection ? project(item, projection) : item };
  });
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw invalid('Aggregate size of the items in the transaction exceeded 4 MB');
  }
  const consumed = consumedCapacity(request, usage, true);
  return { Responses: responses, ...(consumed && { ConsumedCapacity: consumed }) };
}
