import { dayMs } from '@jindian/shared/time';
import { BatchDeleteRequest } from 'dynamodb-toolbox/entity/actions/batchDelete';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch, writeBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import type { HashChain } from '../../platform/hash-chain.ts';
import { nextLink } from '../../platform/hash-chain-links.ts';
import type { JindianTable } from '../../platform/table.ts';
import { backOff, maxTransactionWrites, transact, type Write, write } from '../../platform/transact.ts';
import { classOf, ledgerShards } from './chart.ts';
import type { LedgerItems } from './items.ts';
import { type Head, type Line, type StatementPage, storedHead, storedPage, toHead } from './lines.ts';
import { type Mark, markPartition, toMark } from './marks.ts';
import { type Account, addTotals, balanceChanges, noTotals } from './rules.ts';

/** Marks in one fold, and so in one link of the chain. */
const maxMarksPerFold = 100;
/** Lines that a balance keeps beside it before they become a page of their own. */
const maxRecent = 8;
/**
 * What is told later than this after newer things were folded is booked under a later time, so that old periods end.
 * Longer than folding is ever behind: shards are folded one after the other, so newer things can come first.
 */
export const latestBookingMs = 7 * dayMs;
const maxLostRaces = 12;

/** The shard of an account in which a mark of this shard is folded. */
export function accountShard(account: string, markShard: number): number {
  return classOf(account).sharded ? markShard : 0;
}

export function bookedAt(atMs: number, nowMs: number, lastAtMs: number): number {
  return Math.max(Math.min(atMs, nowMs), lastAtMs - latestBookingMs);
}

/** Adds the lines of some marks to an account's head; what is too much for the head becomes a page. Pure. */
export function foldInto(
  head: Head,
  marks: readonly Mark[],
  nowMs: number,
): { head: Head; page: StatementPage | null } {
  let { version, totals, lastAtMs } = head;
  const lines: Line[] = [...head.recent];
  for (const { changes } of marks) {
    for (const { transfer, from, to, atMs } of changes) {
      const change = balanceChanges(transfer.legs, from, to).get(head.account);
      if (!change) continue;
      version += 1;
      totals = addTotals(totals, change);
      const bookedAtMs = bookedAt(atMs, nowMs, lastAtMs);
      lastAtMs = Math.max(lastAtMs, bookedAtMs);
      lines.push({ number: version, transferId: transfer.id, from, to, atMs, bookedAtMs, change });
    }
  }
  const next = { ...head, version, totals, lastAtMs };
  if (lines.length <= maxRecent) return { head: { ...next, recent: lines }, page: null };
  const inPage = lines.map(({ change }) => change).reduce(addTotals, noTotals);
  const page: StatementPage = {
    account: head.account,
    shard: head.shard,
    firstNumber: version - lines.length + 1,
    lastNumber: version,
    lastAtMs,
    openingDebits: totals.postedDebits - inPage.postedDebits,
    openingCredits: totals.postedCredits - inPage.postedCredits,
    lines,
  };
  return { head: { ...next, recent: [] }, page };
}

/** As many marks from the first on as one transaction takes: a link, and for each account a balance and a page. */
function fitting(marks: readonly Mark[]): { marks: Mark[]; accounts: Account[] } {
  const accounts = new Set<Account>();
  const taken: Mark[] = [];
  for (const mark of marks) {
    const its = new Set(
      mark.changes.flatMap(({ transfer }) =>
        transfer.legs.flatMap(({ debit, credit }): Account[] => [debit, credit]),
      ),
    );
    const together = new Set([...accounts, ...its]);
    if (taken.length > 0 && 1 + 2 * together.size > maxTransactionWrites) break;
    for (const account of its) accounts.add(account);
    taken.push(mark);
  }
  return { marks: taken, accounts: [...accounts] };
}

/**
 * Brings balances up to date behind the postings, a shard of marks at a time. One fold is one transaction: a link of the
 * hash chain on condition that its number is free, and every touched account on condition that it is still at the
 * version that was read. So two folders never fold the same mark, and a crash before it leaves everything as it was.
 * The marks are removed after it; whoever folds next in the shard begins by removing what the last link names.
 */
export function createFold(deps: {
  table: JindianTable;
  clock: Clock;
  items: LedgerItems;
  chain: HashChain;
  /** Told which accounts have changed, after they have. */
  onFolded?: (accounts: readonly Account[]) => Promise<void>;
}) {
  const { table, clock, items, chain, onFolded } = deps;

  /** The first marks of a shard, or all of them. */
  async function marksIn(shard: number, limit?: number): Promise<Mark[]> {
    const found: Mark[] = [];
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await table
        .build(QueryCommand)
        .query({ partition: markPartition(shard) })
        .entities(items.marks)
        .options({
          consistent: true,
          ...(limit === undefined ? {} : { limit }),
          ...(exclusiveStartKey ? { exclusiveStartKey } : {}),
        })
        .send();
      for (const stored of page.Items ?? []) found.push(toMark(stored));
      exclusiveStartKey = limit === undefined ? page.LastEvaluatedKey : undefined;
    } while (exclusiveStartKey);
    return found;
  }

  /** Refs that the last link of a shard names: they are folded, though their marks may still be there. */
  async function lastFolded(shard: number): Promise<Set<string>> {
    return new Set((await chain.lastLink(shard))?.entries.map(({ ref }) => ref));
  }

  async function headsOf(keys: readonly { account: Account; shard: number }[]): Promise<Head[]> {
    const requests = keys.map((key) => items.balances.build(BatchGetRequest).key(key));
    const found = await readBatch(table, requests, { consistent: true });
    return keys.map(({ account, shard }, index) => {
      const stored = found[index];
      return stored
        ? toHead(stored)
        : { account, shard, version: 0, totals: noTotals, lastAtMs: 0, recent: [] };
    });
  }

  async function forget(shard: number, refs: readonly string[]): Promise<void> {
    await writeBatch(
      table,
      refs.map((ref) => items.marks.build(BatchDeleteRequest).key({ pk: markPartition(shard), sk: ref })),
    );
  }

  /** Folds at most a hundred marks of a shard. Gives how many; `busy`: somebody else folds here. */
  async function foldSome(shard: number): Promise<number | 'busy'> {
    const seen = await marksIn(shard, maxMarksPerFold);
    if (seen.length === 0) return 0;
    const last = await chain.lastLink(shard);
    const folded = new Set(last?.entries.map(({ ref }) => ref));
    // More may be left of the last link than one read shows, and all of it must be gone before there is another.
    if (last && (seen.length === maxMarksPerFold || seen.some(({ ref }) => folded.has(ref)))) {
      await forget(shard, [...folded]);
    }
    // Read again after the last link: a mark that is there now and not in it has never been folded.
    const found = (await marksIn(shard, maxMarksPerFold)).filter(({ ref }) => !folded.has(ref));
    if (found.length === 0) return 0;
    const { marks, accounts } = fitting(found);
    const keys = accounts.map((account) => ({ account, shard: accountShard(account, shard) }));
    const nowMs = clock.nowMs();
    const heads = await headsOf(keys);
    const entries = marks.map(({ ref, digest }) => ({ ref, digest }));
    const link = nextLink(chain.name, shard, last, entries, nowMs);
    const writes = heads.flatMap((head) => foldWrites(head, foldInto(head, marks, nowMs)));
    const result = await transact(table, [chain.linkWrite(link), ...writes]);
    if (result.kind !== 'done') return 'busy';
    await forget(
      shard,
      marks.map(({ ref }) => ref),
    );
    await onFolded?.(accounts);
    return marks.length;
  }

  function foldWrites(before: Head, after: { head: Head; page: StatementPage | null }): Write[] {
    const put = items.balances
      .build(PutTransaction)
      .item(storedHead(after.head))
      .options({
        condition:
          before.version === 0 ? { attr: 'version', exists: false } : { attr: 'version', eq: before.version },
      });
    const head = write(`balance ${before.account}`, put);
    if (!after.page) return [head];
    const page = items.pages.build(PutTransaction).item(storedPage(after.page));
    return [head, write(`page ${before.account}`, page)];
  }

  /** Folds a shard until nothing is left that was there when it began. Throws when others are always first. */
  async function foldShard(shard: number): Promise<number> {
    let [count, lost] = [0, 0];
    for (;;) {
      const folded = await foldSome(shard);
      if (folded === 0) return count;
      if (folded === 'busy') {
        lost += 1;
        if (lost >= maxLostRaces) throw new Error(`shard ${shard} of the books is folded by others`);
        await backOff(lost);
        continue;
      }
      count += folded;
    }
  }

  /** Folds every shard. What fails in one does not keep the others from being folded. */
  async function foldAll(): Promise<number> {
    let count = 0;
    let failure: unknown;
    for (let shard = 0; shard < ledgerShards; shard += 1) {
      try {
        count += await foldShard(shard);
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure) throw failure;
    return count;
  }

  return { marksIn, lastFolded, headsOf, foldSome, foldShard, foldAll };
}
export type Fold = ReturnType<typeof createFold>;
