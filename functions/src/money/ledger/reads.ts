import type { Page } from '@jindian/shared/contract/common';
import type { PostingView } from '@jindian/shared/contract/hq';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import type { JindianTable } from '../../platform/table.ts';
import { classOf, ledgerShards, shardsOf } from './chart.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Fold } from './fold.ts';
import { accountPartition, type LedgerItems, subjectPartition, toTransfer } from './items.ts';
import { afterPages, type Head, type Line, pageSortKey, type StatementPage, toPage } from './lines.ts';
import { type Account, amountsFrom, type FenLeg, type Transfer } from './rules.ts';

const maxPage = 50;
const pagesPerRead = 4;
const cursorPrefix = 'LINES#';

/** A line of an account, with what it changed of what is posted. */
export type AccountLine = {
  number: number;
  transferId: string;
  atMs: number;
  bookedAtMs: number;
  amountFen: number;
};

export function createLedgerReads(deps: { table: JindianTable; items: LedgerItems; fold: Fold }) {
  const { table, items, fold } = deps;

  /** Transfers by id, read consistently; those that are not there are left out. */
  async function transfersById(ids: readonly string[]): Promise<Map<string, Transfer>> {
    const wanted = [...new Set(ids)];
    const requests = wanted.map((id) => items.transfers.build(BatchGetRequest).key({ id }));
    const found = await readBatch(table, requests, { consistent: true });
    return new Map(found.flatMap((stored) => (stored ? [[stored.id, toTransfer(stored)] as const] : [])));
  }

  /** Folds what is in the books of these accounts and not yet in their balances, so that all of it has its number. */
  async function bringUpToDate(accounts: readonly Account[]): Promise<void> {
    const wanted = new Set<string>(accounts);
    await Promise.all(
      Array.from({ length: ledgerShards }, async (_, shard) => {
        const isWaiting = (await fold.marksIn(shard)).some(({ changes }) =>
          changes.some(({ transfer }) =>
            transfer.legs.some(({ debit, credit }) => wanted.has(debit) || wanted.has(credit)),
          ),
        );
        if (isWaiting) await fold.foldShard(shard);
      }),
    );
  }

  function headsOf(account: Account): Promise<Head[]> {
    return fold.headsOf(Array.from({ length: shardsOf(account) }, (_, shard) => ({ account, shard })));
  }

  /** Pages of a shard that end before the line `before`, or at the last of `maxNumber`; newest first. */
  async function* pagesDown(account: Account, shard: number, from: number): AsyncGenerator<StatementPage> {
    if (from < 1) return;
    // The page that holds line `from` is the first that ends there or later.
    const first = await pageWith(account, shard, from);
    if (!first) return;
    yield first;
    let below = pageSortKey(first.lastNumber);
    for (;;) {
      const { Items = [] } = await table
        .build(QueryCommand)
        .query({ partition: accountPartition(account, shard), range: { between: [pageSortKey(0), below] } })
        .entities(items.pages)
        .options({ limit: pagesPerRead + 1, reverse: true, consistent: true })
        .send();
      const pages = Items.map(toPage).filter(({ lastNumber }) => pageSortKey(lastNumber) < below);
      yield* pages;
      const last = pages.at(-1);
      if (!last || last.firstNumber === 1) return;
      below = pageSortKey(last.lastNumber);
    }
  }

  /** The page that holds a line; null where the line is still beside the balance. */
  async function pageWith(account: Account, shard: number, number: number): Promise<StatementPage | null> {
    const { Items } = await table
      .build(QueryCommand)
      .query({
        partition: accountPartition(account, shard),
        range: { between: [pageSortKey(number), afterPages] },
      })
      .entities(items.pages)
      .options({ limit: 1, consistent: true })
      .send();
    return Items?.[0] ? toPage(Items[0]) : null;
  }

  /** The lines of an account's shard from a number down to the first. */
  async function* linesDown(head: Head, from: number): AsyncGenerator<Line> {
    for (const line of [...head.recent].reverse()) if (line.number <= from) yield line;
    const paged = head.version - head.recent.length;
    for await (const page of pagesDown(head.account, head.shard, Math.min(from, paged))) {
      for (const line of [...page.lines].reverse()) if (line.number <= from) yield line;
    }
  }

  /**
   * A page of an account's postings, newest first. A page begins with the lines of every shard that have numbers, and
   * goes down by number: what comes meanwhile has higher ones, so nothing is shown twice and nothing is left out.
   * `null`: not one of its cursors.
   */
  async function postingsOf(
    account: Account,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<PostingView> | null> {
    if (classOf(account).asset !== 'fen') throw new RangeError(`${account} holds no fen`);
    const found = await linesOf(account, page);
    return found && { items: await viewsOf(account, found.items), nextCursor: found.nextCursor };
  }

  /** The same of any account, as what each step changed of what is posted there. */
  async function changesOf(
    account: Account,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<{ transfer: Transfer; atMs: number; amount: number }> | null> {
    const found = await linesOf(account, page);
    if (!found) return null;
    const transfers = await transfersById(found.items.map(({ transferId }) => transferId));
    const items = found.items.map(({ transferId, atMs, change }) => {
      const transfer = transfers.get(transferId);
      if (!transfer) throw new Error(`a line without its transfer: ${transferId}`);
      return { transfer, atMs, amount: amountsFrom(account, change).posted };
    });
    return { items, nextCursor: found.nextCursor };
  }

  async function linesOf(
    account: Account,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<Page<Line> | null> {
    const limit = Math.min(Math.max(1, page.limit), maxPage);
    const from = page.cursor === undefined ? null : readCursor(page.cursor, shardsOf(account));
    if (page.cursor !== undefined && !from) return null;
    if (!from) await bringUpToDate([account]);
    const heads = await headsOf(account);
    const positions = from ?? heads.map(({ version }) => version);
    const streams = heads.map((head, shard) => linesDown(head, positions[shard] ?? 0));
    const next = await Promise.all(streams.map(entryOf));
    const shown: Line[] = [];
    for (;;) {
      const newest = newestOf(next);
      if (newest === null || shown.length >= limit) break;
      const line = next[newest] as Line;
      shown.push(line);
      positions[newest] = line.number - 1;
      next[newest] = await entryOf(streams[newest] as AsyncGenerator<Line>);
    }
    const isMore = next.some((line) => line !== null);
    return { items: shown, nextCursor: isMore ? encodeCursor(cursorPrefix + positions.join('.')) : null };
  }

  async function viewsOf(account: Account, lines: readonly Line[]): Promise<PostingView[]> {
    const transfers = await transfersById(lines.map(({ transferId }) => transferId));
    return lines.flatMap(({ transferId }) => {
      const transfer = transfers.get(transferId);
      if (!transfer) throw new Error(`a line without its transfer: ${transferId}`);
      return postingsOfTransfer(transfer).filter(
        ({ debitAccount, creditAccount }) => debitAccount === account || creditAccount === account,
      );
    });
  }

  /** Whatever an order caused in the books, in the order of time, read consistently. */
  async function transfersOfOrder(orderId: string): Promise<Transfer[]> {
    const transfers: Transfer[] = [];
    let exclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await table
        .build(QueryCommand)
        .query({ partition: subjectPartition(orderId), range: { beginsWith: 'TRANSFER#' } })
        .entities(items.transfers)
        .options({ consistent: true, ...(exclusiveStartKey ? { exclusiveStartKey } : {}) })
        .send();
      transfers.push(...(page.Items ?? []).map(toTransfer));
      exclusiveStartKey = page.LastEvaluatedKey;
    } while (exclusiveStartKey);
    return transfers
      .filter((transfer) => transfer.orderId === orderId)
      .sort((a, b) => a.atMs - b.atMs || (a.kind < b.kind ? -1 : 1));
  }

  /** Every posting of money among it. */
  async function postingsOfOrder(orderId: string): Promise<PostingView[]> {
    return (await transfersOfOrder(orderId)).flatMap(postingsOfTransfer);
  }

  /**
   * Of accounts that are not sharded, the lines behind a number, the first ones where there are more than so many. Lines
   * never change and are numbered without a gap, so whoever remembers how far they read meets each line once.
   */
  async function linesAfter(
    wanted: readonly { account: Account; after: number }[],
    most: number,
  ): Promise<Map<Account, AccountLine[]>> {
    await bringUpToDate(wanted.map(({ account }) => account));
    const heads = await fold.headsOf(wanted.map(({ account }) => ({ account, shard: 0 })));
    const found = await Promise.all(
      heads.map(
        async (head, index) => [head.account, await behind(head, wanted[index]?.after ?? 0, most)] as const,
      ),
    );
    return new Map(found);
  }

  async function behind(head: Head, after: number, most: number): Promise<AccountLine[]> {
    const { account } = head;
    if (shardsOf(account) !== 1) throw new RangeError(`${account} is read in shards`);
    const paged = head.version - head.recent.length;
    const lines = (await pagedLines(account, after, paged, most)).filter(({ number }) => number <= paged);
    if ((lines.at(-1)?.number ?? after) >= paged)
      lines.push(...head.recent.filter(({ number }) => number > after));
    return lines.slice(0, most).map(({ number, transferId, atMs, bookedAtMs, change }) => ({
      number,
      transferId,
      atMs,
      bookedAtMs,
      amountFen: amountsFrom(account, change).posted,
    }));
  }

  /** The lines on pages behind a number, oldest first: at least so many where there are. */
  async function pagedLines(account: Account, after: number, upTo: number, least: number): Promise<Line[]> {
    const lines: Line[] = [];
    let exclusiveStartKey: Record<string, unknown> | undefined;
    while (after < upTo) {
      const { Items = [], LastEvaluatedKey } = await table
        .build(QueryCommand)
        .query({
          partition: accountPartition(account, 0),
          range: { between: [pageSortKey(after + 1), afterPages] },
        })
        .entities(items.pages)
        .options({ consistent: true, ...(exclusiveStartKey ? { exclusiveStartKey } : {}) })
        .send();
      for (const page of Items) lines.push(...toPage(page).lines.filter(({ number }) => number > after));
      if (!LastEvaluatedKey || lines.length >= least) break;
      exclusiveStartKey = LastEvaluatedKey;
    }
    return lines;
  }

  return {
    transfersById,
    bringUpToDate,
    headsOf,
    pageWith,
    postingsOf,
    changesOf,
    transfersOfOrder,
    postingsOfOrder,
    linesAfter,
  };
}
export type LedgerReads = ReturnType<typeof createLedgerReads>;

/** The next line that stands for a whole transfer, not for the second step of one. */
async function entryOf(lines: AsyncGenerator<Line>): Promise<Line | null> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) return null;
    if (value.from === null) return value;
  }
}

function newestOf(lines: readonly (Line | null)[]): number | null {
  let newest: number | null = null;
  for (const [index, line] of lines.entries()) {
    const best = newest === null ? null : (lines[newest] as Line);
    if (line && (!best || line.bookedAtMs > best.bookedAtMs)) newest = index;
  }
  return newest;
}

/** For each shard the number of the next line to show. */
function readCursor(cursor: string, shards: number): number[] | null {
  const position = decodeCursor(cursor, cursorPrefix);
  if (position === null) return null;
  const parts = position.slice(cursorPrefix.length).split('.');
  if (parts.length !== shards || !parts.every((part) => /^[0-9]{1,12}$/.test(part))) return null;
  return parts.map(Number);
}

function postingsOfTransfer(transfer: Transfer): PostingView[] {
  return transfer.legs
    .filter((leg): leg is FenLeg => 'amountFen' in leg)
    .map(({ debit, credit, amountFen }) => ({
      transferId: transfer.id,
      kind: transfer.kind,
      state: transfer.state,
      atMs: transfer.atMs,
      debitAccount: debit,
      creditAccount: credit,
      amountFen,
    }));
}
