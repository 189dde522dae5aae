import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { pendingAudit } from './audit-context.ts';
import type { JindianTable } from './table.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Anything that dynamodb-toolbox builds for a transaction. */
type BuiltTransaction = { params(): TransactItem };

/** One write of a transaction, with the name its failure is known by. */
export type Write = {
  label: string;
  item: TransactItem;
  /** Called once it is written: what was read becomes what is there now. Before, nothing that was read is changed. */
  done?: () => void;
};

export function write(label: string, built: BuiltTransaction): Write {
  return { label, item: built.params() };
}

export type FailedWrite = {
  label: string;
  /** The item as it stood, where the write asked for it. */
  current?: Record<string, unknown>;
};

/**
 * `refused`: a condition failed, nothing was written. `busy`: others kept touching the same items; may be tried
 * again. Every other error is thrown: it is not an answer.
 */
export type TransactionResult =
  | { kind: 'done' }
  | { kind: 'refused'; failed: FailedWrite[] }
  | { kind: 'busy' };

/** What DynamoDB takes in one transaction. */
const maxWrites = 100;
/** What a transaction may hold by itself: two writes are left for the record of an audited act. */
export const maxTransactionWrites = maxWrites - 2;
const maxAttempts = 6;
const retryable = new Set([
  'TransactionInProgressException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'TimeoutError',
]);

/** Full jitter: colliding writers must not meet again. */
export async function backOff(attempt: number): Promise<void> {
  const ceilingMs = Math.min(400, 8 * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * ceilingMs));
}

/**
 * All writes or none. A conflict is not a failed condition: it is retried with jitter, a failed condition never is.
 * The same client token goes with every attempt, so that an attempt whose answer was lost is not done twice.
 * Bounded: 100 writes, six attempts. Within an audited act the first transaction carries its record (`audited`).
 */
export async function transact(table: JindianTable, own: readonly Write[]): Promise<TransactionResult> {
  const audit = pendingAudit<Write>();
  const writes = audit ? [...own, ...audit.writes()] : own;
  if (writes.length === 0 || writes.length > maxWrites)
    throw new RangeError(`a transaction of ${writes.length} writes`);
  const input = { TransactItems: writes.map(({ item }) => item), ClientRequestToken: randomUUID() };
  const client = table.getDocumentClient();
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(new TransactWriteCommand(input));
      if (audit) audit.done = true;
      for (const { done } of own) done?.();
      return { kind: 'done' };
    } catch (error) {
      if (error instanceof TransactionCanceledException) {
        const reasons = error.CancellationReasons ?? [];
        const failed = reasons.flatMap((reason, index): FailedWrite[] => {
          if (reason.Code !== 'ConditionalCheckFailed') return [];
          const label = writes[index]?.label ?? `write ${index}`;
          return [reason.Item ? { label, current: unmarshall(reason.Item) } : { label }];
        });
        if (failed.length > 0) return { kind: 'refused', failed };
        const passing = reasons.every(({ Code }) =>
          ['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'].includes(
            Code ?? 'None',
          ),
        );
        if (!passing) throw error;
      } else if (!retryable.has((error as Error).name)) {
        throw error;
      }
      if (attempt >= maxAttempts) return { kind: 'busy' };
      await backOff(attempt);
    }
  }
}

/**
 * For an audited act that finds nothing to write: its record alone. Outside of an audited act it does nothing. False:
 * busy.
 */
export async function recordAct(table: JindianTable): Promise<boolean> {
  return pendingAudit() === null || (await transact(table, [])).kind === 'done';
}

/** The failed write of that label, if it failed. */
export function failureOf(result: TransactionResult, label: string): FailedWrite | undefined {
  return result.kind === 'refused' ? result.failed.find((failed) => failed.label === label) : undefined;
}
