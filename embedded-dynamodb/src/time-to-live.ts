/** Time to live: switching it on and off, and deleting what has expired as the service does. */
import { NO_NAMES } from './checks/item-requests.ts';
import { checkTimeToLive } from './checks/table-requests.ts';
import type { Commits } from './commits.ts';
import { invalid } from './failures.ts';
import { expiryKey, expiryKeyAt } from './index-entries.ts';
import { expiryPrefix, itemPrefix, pickKey } from './keys.ts';
import type { Wire } from './model.ts';
import { END, type Storage } from './storage.ts';
import { parseStored } from './stored-item.ts';
import type { Table, Tables } from './tables.ts';
import type { PreparedWrite } from './writes.ts';

/** The service ignores expiry times that lie further back, to protect items with other numbers in that attribute. */
const OLDEST_EXPIRY_SECONDS = 5 * 365 * 24 * 3600;
const PORTION = 500;
const SERVICE = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;

export interface TimeToLiveParts {
  storage: Storage;
  tables: Tables;
  commits: Commits;
}

export async function updateTimeToLive({ storage, tables }: TimeToLiveParts, request: Wire): Promise<Wire> {
  const { tableName, enabled, attribute } = checkTimeToLive(request);
  const table = tables.requireNamed(tableName);
  const current = table.timeToLiveAttribute;
  if (enabled) {
    if (current !== undefined) throw invalid('TimeToLive is already enabled');
    const expiring: Table = { ...table, timeToLiveAttribute: attribute };
    await tables.save(expiring);
    await addExpiryOfExistingItems(storage, expiring);
  } else {
    if (current === undefined) throw invalid('TimeToLive is already disabled');
    if (current !== attribute) {
      throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
    }
    const { timeToLiveAttribute: _, ...staying } = table;
    await tables.save(staying);
    await storage.clear(expiryPrefix(tableName));
  }
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
}

/** New writes already note their expiry; this notes it for what was there before. */
async function addExpiryOfExistingItems(storage: Storage, table: Table): Promise<void> {
  const prefix = itemPrefix(table.description.TableName);
  let seen = 0;
  for await (const [storedAt] of storage.entries({ gte: prefix, lt: prefix + END }, PORTION)) {
    const json = storage.peek(storedAt);
    const key = json === undefined ? undefined : expiryKey(table, storedAt, parseStored(json).item);
    // Noted at once: between looking at an item and noting its expiry nothing may change it.
    const durable = key && storage.write([{ type: 'put', key, value: '' }]);
    if (++seen % PORTION === 0) await durable;
  }
  await storage.settled();
}

/**
 * Deletes the items whose time has passed, table by table, with change records that name the service as the doer.
 * Costs no capacity units, as with the service. Gives the number of items deleted.
 */
export async function sweepExpired(parts: TimeToLiveParts, nowEpochSeconds: number): Promise<number> {
  let deleted = 0;
  for (const table of [...parts.tables.all()]) {
    if (table.timeToLiveAttribute !== undefined) deleted += await sweepTable(parts, table, nowEpochSeconds);
  }
  return deleted;
}

async function sweepTable({ storage, commits }: TimeToLiveParts, table: Table, now: number): Promise<number> {
  const { description } = table;
  const range = {
    gte: expiryKeyAt(description.TableName, Math.max(0, now - OLDEST_EXPIRY_SECONDS)),
    lt: expiryKeyAt(description.TableName, now),
  };
  let deleted = 0;
  let durable = Promise.resolve();
  for await (const [expiry] of storage.entries(range, PORTION)) {
    const storedAt = expiry.slice(range.lt.length);
    const json = storage.peek(storedAt);
    if (json === undefined) continue;
    const before = parseStored(json);
    // The item may have been given more time since the range was read.
    if (expiryKey(table, storedAt, before.item) !== expiry) continue;
    const data = { TableName: description.TableName, Key: pickKey(description, before.item) };
    const plain = { nested: NO_NAMES, values: {}, returnOldOnFailure: false };
    const write: PreparedWrite = { ...plain, kind: 'Delete', table, storedAt, data };
    const outcome = { write, before, after: undefined };
    durable = commits.commit([{ outcome, changes: commits.indexChanges(outcome) }], [], SERVICE);
    deleted += 1;
    if (deleted % PORTION === 0) await durable;
  }
  await durable;
  return deleted;
}
