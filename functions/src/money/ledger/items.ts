import type { Page } from '@jindian/shared/contract/common';
import { Entity } from 'dynamodb-toolbox/entity';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { JindianTable } from '../../platform/table.ts';
import { subjectOf, transferStates } from './rules.ts';

const entryPrefix = 'ENTRY#';
/** Sorts after every entry and before everything else of the partition. */
export const afterEntries = 'ENTRY$';

export type EntryKey = { account: string; shard: number; atMs: number; transferId: string; leg: number };

export function entrySortKey({ atMs, transferId, leg }: Omit<EntryKey, 'account' | 'shard'>): string {
  return `${entryPrefix}${String(atMs).padStart(15, '0')}#${transferId}#${leg}`;
}

export function accountPartition(account: string, shard: number): string {
  return `ACCOUNT#${account}#${shard}`;
}

/** All transfers about one thing lie together: the ones of an order are one query. */
export function subjectPartition(subject: string): string {
  return `LEDGER#${subject}`;
}

/** The ledger's items. A transfer's legs and its entries are written once; only `state` moves, and only once. */
export function createLedgerItems(table: JindianTable) {
  const transfers = new Entity({
    name: 'Transfer',
    table,
    timestamps: false,
    schema: item({
      id: string().key(),
      kind: string(),
      /** Empty: not about an order. */
      orderId: string(),
      reason: string().optional(),
      byMemberId: string().optional(),
      atMs: number(),
      state: string().enum(...transferStates),
      legs: list(map({ debit: string(), credit: string(), amountFen: number() })),
      settledAtMs: number().optional(),
      settledReason: string().optional(),
    }),
    computeKey: ({ id }: { id: string }) => ({
      pk: subjectPartition(subjectOf(id)),
      sk: `TRANSFER#${id}`,
    }),
  });

  const balances = new Entity({
    name: 'Balance',
    table,
    timestamps: false,
    schema: item({
      account: string().key(),
      shard: number().key(),
      postedDebitsFen: number(),
      postedCreditsFen: number(),
      pendingDebitsFen: number(),
      pendingCreditsFen: number(),
    }),
    computeKey: ({ account, shard }: { account: string; shard: number }) => ({
      pk: accountPartition(account, shard),
      sk: 'TOTAL',
    }),
  });

  /** One for each side of each leg: the account's statement, newest first by query. Amounts are in the transfer. */
  const entries = new Entity({
    name: 'LedgerEntry',
    table,
    timestamps: false,
    schema: item({
      account: string().key(),
      shard: number().key(),
      atMs: number().key(),
      transferId: string().key(),
      leg: number().key(),
    }),
    computeKey: (key: EntryKey) => ({
      pk: accountPartition(key.account, key.shard),
      sk: entrySortKey(key),
    }),
  });

  return { transfers, balances, entries };
}
export type LedgerItems = ReturnType<typeof createLedgerItems>;

/** An opaque position in a list that is ordered by sort keys. */
export function encodeCursor(sortKey: string): string {
  return Buffer.from(sortKey).toString('base64url');
}

/** The sort key of a cursor; null when it is not one that a list with this prefix gave. */
export function decodeCursor(cursor: string, prefix: string): string | null {
  const sortKey = Buffer.from(cursor, 'base64url').toString();
  return sortKey.startsWith(prefix) && sortKey.length <= 400 && encodeCursor(sortKey) === cursor
    ? sortKey
    : null;
}

export function decodeEntryCursor(cursor: string): string | null {
  return decodeCursor(cursor, entryPrefix);
}

/** The first `limit` of several lists that are each sorted newest first, and where the next page begins. */
export function mergeNewestFirst<T>(
  lists: readonly (readonly T[])[],
  sortKeyOf: (entry: T) => string,
  limit: number,
): Page<T> {
  const merged = lists.flat().sort((a, b) => (sortKeyOf(a) < sortKeyOf(b) ? 1 : -1));
  const items = merged.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: merged.length > limit && last ? encodeCursor(sortKeyOf(last)) : null };
}
