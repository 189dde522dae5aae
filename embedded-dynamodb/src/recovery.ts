/** Point-in-time recovery: switched on and off, and a table restored as it is now. No history is kept. */
import { bulkLoad } from './bulk-load.ts';
import { checkRecovery, checkRestore } from './checks/recovery-requests.ts';
import { failure, invalid } from './failures.ts';
import { itemPrefix } from './keys.ts';
import type { Wire } from './model.ts';
import { END, type Storage } from './storage.ts';
import { parseStored } from './stored-item.ts';
import type { Table, Tables } from './tables.ts';

const PORTION = 2_000;

interface RecoveryParts {
  storage: Storage;
  tables: Tables;
  now: () => number;
}

function described({ now }: RecoveryParts, { recoverableSinceMs }: Table): Wire {
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription:
        recoverableSinceMs === undefined
          ? { PointInTimeRecoveryStatus: 'DISABLED' }
          : {
              PointInTimeRecoveryStatus: 'ENABLED',
              RecoveryPeriodInDays: 35,
              EarliestRestorableDateTime: recoverableSinceMs / 1000,
              LatestRestorableDateTime: now() / 1000,
            },
    },
  };
}

export function describeRecovery(parts: RecoveryParts, request: Wire): Wire {
  return described(parts, parts.tables.requireNamed(checkRecovery(request).tableName));
}

export async function updateRecovery(parts: RecoveryParts, request: Wire): Promise<Wire> {
  const { tableName, enabled } = checkRecovery(request);
  const { recoverableSinceMs, ...table } = parts.tables.requireNamed(tableName);
  const changed: Table =
    enabled === false ? table : { ...table, recoverableSinceMs: recoverableSinceMs ?? parts.now() };
  await parts.tables.save(changed);
  return described(parts, changed);
}

/**
 * Makes a table with the items and indexes of another and, as with the service, with nothing else of it: no stream, no time
 * to live, no recovery, no protection. Items as they are at one moment.
 */
export async function restoreTable(parts: RecoveryParts, request: Wire): Promise<Wire> {
  const { storage, tables } = parts;
  const { source, target, latest } = checkRestore(request);
  const from = tables.find(source);
  if (!from) throw failure('TableNotFoundException', `Table not found: ${source}`);
  if (from.recoverableSinceMs === undefined)
    throw failure(
      'PointInTimeRecoveryUnavailableException',
      `Point in time recovery is not enabled for table '${source}'`,
    );
  if (tables.find(target)) throw failure('TableAlreadyExistsException', `Table already exists: ${target}`);
  if (!latest)
    throw invalid('This engine keeps no history: a table is restored with UseLatestRestorableTime alone');
  const { description } = from;
  // One iterator: what is written meanwhile is not seen.
  const items = storage.entries({ gte: itemPrefix(source), lt: itemPrefix(source) + END }, PORTION);
  const indexes = (description.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }));
  const local = (description.LocalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }));
  await tables.create({
    TableName: target,
    KeySchema: description.KeySchema,
    AttributeDefinitions: description.AttributeDefinitions,
    BillingMode: 'PAY_PER_REQUEST',
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
  });
  let portion = [];
  for await (const [, json] of items) {
    portion.push(parseStored(json).item);
    if (portion.length < PORTION) continue;
    await bulkLoad(storage, tables, target, portion);
    portion = [];
  }
  await bulkLoad(storage, tables, target, portion);
  return { TableDescription: tables.requireNamed(target).description };
}
