import { AsyncResource } from 'node:async_hooks';
import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { pendingAudit } from '../../platform/audit-context.ts';
import type { JindianTable } from '../../platform/table.ts';
import {
  backOff,
  maxTransactionWrites,
  type TransactionResult,
  transact,
  type Write,
} from '../../platform/transact.ts';
import { availableChanges, type LedgerWrites, type Posting } from './writes.ts';

/** Postings in one transaction. More would make each of them wait longer for the slowest. */
const maxPostings = 16;
/** Transactions of this process that are under way at once, before postings wait and share the next one. */
const maxUnderWay = 2;
const maxAttempts = 6;

type Waiting = {
  posting: Posting;
  resolve(result: TransactionResult): void;
  reject(error: unknown): void;
};

/**
 * Postings that come while others are being written share the next transaction, as log writers of databases do it. One
 * that comes alone is written at once. Sharing is not binding together: what one posting is refused for is its own
 * answer, and the others go again without it. Two postings have no item in common (their ids are conditions of their
 * own, and what an account with a floor has left is always written alone), so nobody waits for another's balance.
 */
export function createGroupCommit(deps: { table: JindianTable; writes: Pick<LedgerWrites, 'writesOf'> }) {
  const { table, writes } = deps;
  const waiting: Waiting[] = [];
  let underWay = 0;
  // A shared transaction belongs to none of the requests that wait for it.
  const apart = new AsyncResource('JindianGroupCommit');

  function alone(posting: Posting): Promise<TransactionResult> {
    return transact(table, writes.writesOf([posting]));
  }

  /** The first that fit into one transaction; of one transfer never two steps at once. */
  function takeGroup(): Waiting[] {
    const group: Waiting[] = [];
    const ids = new Set<string>();
    let size = 0;
    while (waiting.length > 0 && group.length < maxPostings) {
      const { posting } = waiting[0] as Waiting;
      const its = posting.changes.length + posting.writes.length;
      if (group.length > 0 && (size + its > maxTransactionWrites || posting.ids.some((id) => ids.has(id))))
        break;
      for (const id of posting.ids) ids.add(id);
      size += its;
      group.push(waiting.shift() as Waiting);
    }
    return group;
  }

  async function together(group: readonly Waiting[]): Promise<TransactionResult | null> {
    try {
      return await transact(
        table,
        writes.writesOf(group.map(({ posting }, index) => tagged(posting, index))),
      );
    } catch {
      // Whatever it was: each meets it, or does not, by itself.
      return null;
    }
  }

  async function carry(first: readonly Waiting[]): Promise<void> {
    let group = first;
    while (group.length > 1) {
      const result = await together(group);
      if (!result || result.kind === 'busy') break;
      const answers = group.map((_, index) => answerOf(result, index));
      for (const [index, answer] of answers.entries()) if (answer) group[index]?.resolve(answer);
      const left = group.filter((_, index) => !answers[index]);
      // A refusal that is nobody's would be met again.
      if (left.length === group.length) break;
      group = left;
    }
    await Promise.all(group.map(({ posting, resolve, reject }) => alone(posting).then(resolve, reject)));
  }

  function pump(): void {
    while (underWay < maxUnderWay && waiting.length > 0) {
      underWay += 1;
      void carry(takeGroup()).finally(() => {
        underWay -= 1;
        pump();
      });
    }
  }

  /** Writes a posting with its mark. Within an audited act its transaction is its own, and carries the act's record. */
  return function commit(posting: Posting): Promise<TransactionResult> {
    if (pendingAudit() || availableChanges(posting.changes).size > 0) return alone(posting);
    const [only, ...others] = posting.writes;
    // Nothing is posted yet, it only begins to wait: half the units of a transaction.
    if (only?.item?.Update && others.length === 0 && posting.changes.length === 0)
      return updateAlone(table, only);
    return new Promise((resolve, reject) => {
      waiting.push({ posting, resolve, reject });
      // What the same batch of events posts at the same moment shares the first transaction already.
      if (waiting.length === 1) setImmediate(() => apart.runInAsyncScope(pump));
    });
  };
}

/**
 * A condition may be refused because the same update was done before and its answer lost, so this is for one after
 * which the item says whether it was done.
 */
async function updateAlone(table: JindianTable, { label, item }: Write): Promise<TransactionResult> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    try {
      await table.getDocumentClient().send(new UpdateCommand(item?.Update as UpdateCommandInput));
      return { kind: 'done' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { kind: 'refused', failed: [{ label }] };
      if (!(error instanceof TransactionConflictException)) throw error;
      await backOff(attempt);
    }
  }
  return { kind: 'busy' };
}

function tagged(posting: Posting, index: number): Posting {
  return {
    ...posting,
    writes: posting.writes.map(({ label, item }) => ({ label: `${index}:${label}`, item })),
  };
}

/** What a shared transaction's end says to one posting of it; null: nothing, it has to go again without the refused. */
function answerOf(result: TransactionResult, index: number): TransactionResult | null {
  if (result.kind !== 'refused') return result;
  const tag = `${index}:`;
  const failed = result.failed
    .filter(({ label }) => label.startsWith(tag))
    .map((one) => ({ ...one, label: one.label.slice(tag.length) }));
  return failed.length > 0 ? { kind: 'refused', failed } : null;
}
