import type { Page } from '@jindian/shared/contract/common';
import type { PostingView } from '@jindian/shared/contract/hq';
import type { FormattedItem } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { BatchGetCommand, execute } from 'dynamodb-toolbox/table/actions/batchGet';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { JindianTable } from '../../platform/table.ts';
import {
  accountPartition,
  afterEntries,
  decodeEntryCursor,
  entrySortKey,
  type LedgerItems,
  mergeNewestFirst,
  subjectPartition,
} from './items.ts';
import {
  addTotals,
  type Balance,
  balanceFrom,
  type Leg,
  normalSide,
  noTotals,
  shardsOf,
  type Transfer,
} from './rules.ts';

const maxPage = 50;
/** More than any order can have: two for each event about it. */
const maxTransfersOfOrder = 100;
const batchAttempts = 5;

export function createLedgerReads(deps: { table: JindianTable; items: LedgerItems }) {
  const { table, items } = deps;

  function toTransfer(stored: FormattedItem<LedgerItems['transfers']>): Transfer {
    return {
      id: stored.id,
      kind: stored.kind,
      orderId: stored.orderId === '' ? null : stored.orderId,
      reason: stored.reason ?? null,
      atMs: stored.atMs,
      state: stored.state,
      legs: stored.legs as Leg[],
      ...(stored.byMemberId === undefined ? {} : { byMemberId: stored.byMemberId }),
      ...(stored.settledAtMs === undefined ? {} : { settledAtMs: stored.settledAtMs }),
      ...(stored.settledReason === undefined ? {} : { settledReason: stored.settledReason }),
    };
  }

  /** At most 100 transfers by id, read consistently; those that are not there are left out. */
  async function transfersById(ids: readonly string[]): Promise<Map<string, Transfer>> {
    const wanted = [...new Set(ids)];
    if (wanted.length > 100) throw new RangeError(`${wanted.length} transfers at once`);
    if (wanted.length === 0) return new Map();
    const requests = wanted.map((id) => items.transfers.build(BatchGetRequest).key({ id }));
    const { Responses, UnprocessedKeys } = await execute(
      { maxAttempts: batchAttempts },
      table
        .build(BatchGetCommand)
        .requests(...requests)
        .options({ consistent: true }),
    );
    assertWhole(UnprocessedKeys);
    const found = (Responses[0] ?? []).flatMap((stored) => (stored ? [toTransfer(stored)] : []));
    return new Map(found.map((transfer) => [transfer.id, transfer]));
  }

  /** Posted and pending amounts of an account, over its shards. Each shard is exact, and a transfer is in one only. */
  async function balanceOf(account: string): Promise<Balance> {
    normalSide(account);
    const requests = Array.from({ length: shardsOf(account) }, (_, shard) =>
      items.balances.build(BatchGetRequest).key({ account, shard }),
    );
    const { Responses, UnprocessedKeys } = await execute(
      { maxAttempts: batchAttempts },
      table
        .build(BatchGetCommand)
        .requests(...requests)
        .options({ consistent: true }),
    );
    assertWhole(UnprocessedKeys);
    const totals = (Responses[0] ?? []).flatMap((stored) => (stored ? [stored] : []));
    return balanceFrom(account, totals.reduce(addTotals, noTotals));
  }

  /** A page of an account's postings, newest first: a page of every shard, merged. `null`: not one of its cursors. */
  async function postingsOf(
    account: string,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<PostingView> | null> {
    normalSide(account);
    const limit = Math.min(Math.max(1, page.limit), maxPage);
    const before = page.cursor === undefined ? afterEntries : decodeEntryCursor(page.cursor);
    if (before === null) return null;
    const shards = await Promise.all(
      Array.from({ length: shardsOf(account) }, async (_, shard) => {
        const { Items } = await table
          .build(QueryCommand)
          .query({ partition: accountPartition(account, shard), range: { lt: before } })
          .entities(items.entries)
          .options({ limit: limit + 1, reverse: true, consistent: true })
          .send();
        return Items ?? [];
      }),
    );
    const { items: entries, nextCursor } = mergeNewestFirst(shards, entrySortKey, limit);
    const transfers = await transfersById(entries.map(({ transferId }) => transferId));
    const postings = entries.map(({ transferId, leg }) => {
      const transfer = transfers.get(transferId);
      const posting = transfer && postingsOfTransfer(transfer)[leg];
      if (!posting) throw new Error(`entry without its transfer: ${transferId}`);
      return posting;
    });
    return { items: postings, nextCursor };
  }

  /** Every posting that an order caused, in the order of time. */
  async function postingsOfOrder(orderId: string): Promise<PostingView[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: subjectPartition(orderId), range: { beginsWith: 'TRANSFER#' } })
      .entities(items.transfers)
      .options({ limit: maxTransfersOfOrder, consistent: true })
      .send();
    const transfers = (Items ?? []).map(toTransfer).filter((transfer) => transfer.orderId === orderId);
    transfers.sort((a, b) => a.atMs - b.atMs || (a.kind < b.kind ? -1 : 1));
    return transfers.flatMap(postingsOfTransfer);
  }

  return { toTransfer, transfersById, balanceOf, postingsOf, postingsOfOrder };
}

function postingsOfTransfer(transfer: Transfer): PostingView[] {
  return transfer.legs.map(({ debit, credit, amountFen }) => ({
    transferId: transfer.id,
    kind: transfer.kind,
    state: transfer.state,
    atMs: transfer.atMs,
    debitAccount: debit,
    creditAccount: credit,
    amountFen,
  }));
}

/** What stayed unread after all attempts must not look like zero. */
function assertWhole(unprocessed: Record<string, unknown> | undefined): void {
  if (unprocessed && Object.keys(unprocessed).length > 0) throw new Error('a batch read was not finished');
}
