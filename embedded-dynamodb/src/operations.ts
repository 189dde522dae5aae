/** Every API operation by name, with faults and metering around it. */
import type { ChangeLog } from './change-log.ts';
import { Commits } from './commits.ts';
import { asFailure, cancelled, type DynamoFailure, failure, internalError, LostAnswer } from './failures.ts';
import type { Fault, FaultInjector, FaultKind } from './faults.ts';
import { CONFLICT_MESSAGE, type InFlight } from './in-flight.ts';
import type { IndexLag } from './index-lag.ts';
import { updateTable } from './index-updates.ts';
import { batchGet, batchWrite, getItem, writeItem } from './items.ts';
import { type CallMeter, Usage } from './meter.ts';
import type { Wire } from './model.ts';
import { query, scan } from './queries.ts';
import { describeRecovery, restoreTable, updateRecovery } from './recovery.ts';
import type { Storage } from './storage.ts';
import { describeStream, getRecords, getShardIterator, listStreams } from './stream-api.ts';
import type { Tables } from './tables.ts';
import { updateTimeToLive } from './time-to-live.ts';
import type { Tokens } from './tokens.ts';
import { transactGet, transactWrite } from './transactions.ts';

export interface OperationParts {
  storage: Storage;
  tables: Tables;
  tokens: Tokens;
  changes: ChangeLog;
  lag: IndexLag;
  inFlight: InFlight;
  faults: FaultInjector;
  meter: CallMeter;
  now: () => number;
}

type Run = (request: Wire, usage: Usage, fault: FaultKind) => Promise<Wire> | Wire;

const TRANSACTIONS: readonly string[] = ['TransactWriteItems', 'TransactGetItems'];
const PLAIN_WRITES: readonly string[] = ['PutItem', 'UpdateItem', 'DeleteItem'];

/** What an account of the service has at first. Nothing is held to it here. */
const ACCOUNT_LIMITS = {
  AccountMaxReadCapacityUnits: 80_000,
  AccountMaxWriteCapacityUnits: 80_000,
  TableMaxReadCapacityUnits: 40_000,
  TableMaxWriteCapacityUnits: 40_000,
};

const THROTTLE_MESSAGE = 'Throughput exceeds the current capacity of your table or index (injected)';
const THROUGHPUT_MESSAGE = 'The level of configured provisioned throughput was exceeded (injected)';

export class Operations {
  readonly commits: Commits;
  readonly #parts: OperationParts;
  readonly #run: Readonly<Record<string, Run>>;

  constructor(parts: OperationParts) {
    this.#parts = parts;
    const { storage, tables, changes, lag } = parts;
    this.commits = new Commits(storage, changes, lag);
    const all = { ...parts, commits: this.commits };
    this.#run = {
      PutItem: (request, usage) => writeItem(all, 'Put', request, usage),
      UpdateItem: (request, usage) => writeItem(all, 'Update', request, usage),
      DeleteItem: (request, usage) => writeItem(all, 'Delete', request, usage),
      GetItem: (request, usage) => getItem(all, request, usage),
      BatchGetItem: (request, usage, fault) => batchGet(all, request, usage, fault === 'unprocessed'),
      BatchWriteItem: (request, usage, fault) => batchWrite(all, request, usage, fault === 'unprocessed'),
      Query: (request, usage) => query(all, request, usage),
      Scan: (request, usage) => scan(all, request, usage),
      TransactWriteItems: (request, usage) => transactWrite(all, request, usage),
      TransactGetItems: (request, usage) => transactGet(all, request, usage),
      CreateTable: (request) => tables.create(request),
      async DeleteTable(request) {
        await lag.flush();
        return tables.delete(request);
      },
      UpdateTable: (request) => updateTable(all, request),
      DescribeTable: (request) => tables.describe(request),
      ListTables: (request) => tables.list(request),
      UpdateTimeToLive: (request) => updateTimeToLive(all, request),
      DescribeTimeToLive: (request) => tables.describeTimeToLive(request),
      DescribeContinuousBackups: (request) => describeRecovery(all, request),
      UpdateContinuousBackups: (request) => updateRecovery(all, request),
      RestoreTableToPointInTime: (request) => restoreTable(all, request),
      DescribeLimits: () => ACCOUNT_LIMITS,
      DescribeEndpoints: () => ({ Endpoints: [{ Address: 'embedded.invalid', CachePeriodInMinutes: 1440 }] }),
      ListStreams: (request) => listStreams(all, request),
      DescribeStream: (request) => describeStream(all, request),
      GetShardIterator: (request) => getShardIterator(all, request),
      GetRecords: (request) => getRecords(all, request),
    };
  }

  /** Carries out one call. `request` is used up: it must not be read or changed by the caller afterwards. */
  async execute(operation: string, request: Wire): Promise<Wire> {
    const { meter, faults } = this.#parts;
    const run = this.#run[operation];
    if (!run) throw failure('UnknownOperationException', `Unknown operation: ${operation}`);
    meter.count(operation);
    const usage = new Usage();
    try {
      const fault = faults.next(operation, request);
      const kind = typeof fault === 'string' ? fault : fault.kind;
      throwBefore(operation, request, fault);
      const { ready } = this.#parts.storage;
      if (ready) await ready;
      const answer = await run(request, usage, kind);
      if (kind === 'fail-after')
        throw internalError('The request failed after it was carried out (injected)');
      if (kind === 'lost-after') throw new LostAnswer(operation);
      return answer;
    } catch (error) {
      const failed = asFailure(error) ?? error;
      meter.countFailure(failed instanceof Error ? failed.name : 'Error');
      throw failed;
    } finally {
      meter.use(operation, usage);
    }
  }
}

function throwBefore(operation: string, request: Wire, fault: Fault): void {
  const kind = typeof fault === 'string' ? fault : fault.kind;
  const positions = typeof fault === 'string' ? [0] : fault.at;
  switch (kind) {
    case 'conflict':
      if (TRANSACTIONS.includes(operation)) {
        throw cancelledByFault(request, 'TransactionConflict', CONFLICT_MESSAGE, positions);
      }
      if (PLAIN_WRITES.includes(operation)) throw failure('TransactionConflictException', CONFLICT_MESSAGE);
      return;
    case 'throttle':
      if (TRANSACTIONS.includes(operation))
        throw cancelledByFault(request, 'ThrottlingError', THROTTLE_MESSAGE, positions);
      throw failure('ThrottlingException', THROTTLE_MESSAGE);
    case 'throughput':
      if (TRANSACTIONS.includes(operation)) {
        throw cancelledByFault(request, 'ProvisionedThroughputExceeded', THROUGHPUT_MESSAGE, positions);
      }
      throw failure('ProvisionedThroughputExceededException', THROUGHPUT_MESSAGE);
    case 'fail-before':
      throw internalError('The request failed before it was carried out (injected)');
    case 'lost-before':
      throw new LostAnswer(operation);
  }
}

/** A cancellation with `code` at the given positions and None elsewhere. */
function cancelledByFault(
  request: Wire,
  code: string,
  message: string,
  positions: readonly number[],
): DynamoFailure {
  const count = Array.isArray(request.TransactItems) ? request.TransactItems.length : 1;
  return cancelled(
    Array.from({ length: count }, (_, position) =>
      positions.includes(position) ? { Code: code, Message: message } : { Code: 'None' },
    ),
  );
}
