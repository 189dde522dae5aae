import { type Asset, classOf, shardsOf } from './chart.ts';
import { latestBookingMs } from './fold.ts';
import type { Head, Line, StatementPage } from './lines.ts';
import type { LedgerReads } from './reads.ts';
import { type Account, addTotals, amountsFrom, noTotals, type Totals, type TransferState } from './rules.ts';

/** A change of what is posted, on the side where the account grows. */
export type StatementEntry = {
  transferId: string;
  to: TransferState;
  atMs: number;
  bookedAtMs: number;
  amount: number;
};
/**
 * What an account had at the beginning, every change until before the end, and what it then had: `[fromMs, toMs)`.
 * Made at a version: what is told late comes into a period that is not a week past, with a higher version; older ones
 * do not change any more.
 */
export type Statement = {
  account: Account;
  asset: Asset;
  fromMs: number;
  toMs: number;
  version: number;
  opening: number;
  entries: StatementEntry[];
  closing: number;
};

/** Entries of one statement; ask for a shorter time where there are more. */
export const maxStatementEntries = 5_000;

type Slice = { before: Totals; lines: Line[] };

/** Reads, of a shard, the lines of `[fromMs, toMs)`, and what was posted before the first of them. */
export function createStatements(reads: LedgerReads) {
  /** The first page whose lines reach `fromMs`, by halving; null where only the lines beside the balance do. */
  async function firstPage(head: Head, fromMs: number): Promise<StatementPage | null> {
    let [low, high] = [1, head.version - head.recent.length];
    let found: StatementPage | null = null;
    while (low <= high) {
      const page = await reads.pageWith(head.account, head.shard, Math.floor((low + high) / 2));
      if (!page) break;
      if (page.lastAtMs >= fromMs) {
        found = page;
        high = page.firstNumber - 1;
      } else low = page.lastNumber + 1;
    }
    return found;
  }

  async function slice(head: Head, fromMs: number, toMs: number): Promise<Slice> {
    const recent = head.recent.map(({ change }) => change).reduce(addTotals, noTotals);
    let page = await firstPage(head, fromMs);
    let before: Totals = page
      ? { ...noTotals, postedDebits: page.openingDebits, postedCredits: page.openingCredits }
      : {
          ...noTotals,
          postedDebits: head.totals.postedDebits - recent.postedDebits,
          postedCredits: head.totals.postedCredits - recent.postedCredits,
        };
    const lines: Line[] = [];
    const take = (some: readonly Line[]) => {
      for (const line of some) {
        if (line.bookedAtMs < fromMs) before = addTotals(before, line.change);
        else if (line.bookedAtMs < toMs) lines.push(line);
      }
    };
    const paged = head.version - head.recent.length;
    while (page && page.firstNumber <= paged) {
      take(page.lines);
      if (lines.length > maxStatementEntries) throw new StatementTooLongError(head.account);
      // Whatever comes after is booked later than the end.
      if (page.lastAtMs - latestBookingMs >= toMs) return { before, lines };
      if (page.lastNumber >= paged) break;
      page = await reads.pageWith(head.account, head.shard, page.lastNumber + 1);
    }
    take(head.recent);
    return { before, lines };
  }

  async function statementOf(account: Account, fromMs: number, toMs: number): Promise<Statement> {
    if (!(fromMs < toMs)) throw new RangeError('a statement of no time');
    await reads.bringUpToDate([account]);
    const heads = await reads.headsOf(account);
    if (heads.length !== shardsOf(account)) throw new Error(`${account} was not read whole`);
    const slices = await Promise.all(heads.map((head) => slice(head, fromMs, toMs)));
    const posted = (totals: Totals) => amountsFrom(account, totals).posted;
    const opening = posted(slices.map(({ before }) => before).reduce(addTotals, noTotals));
    const entries = slices
      .flatMap(({ lines }) => lines)
      .map(({ transferId, to, atMs, bookedAtMs, change }) => ({
        transferId,
        to,
        atMs,
        bookedAtMs,
        amount: posted(change),
      }))
      .filter(({ amount }) => amount !== 0)
      .sort((a, b) => a.bookedAtMs - b.bookedAtMs || (a.transferId < b.transferId ? -1 : 1));
    if (entries.length > maxStatementEntries) throw new StatementTooLongError(account);
    return {
      account,
      asset: classOf(account).asset,
      fromMs,
      toMs,
      version: heads.reduce((sum, { version }) => sum + version, 0),
      opening,
      entries,
      closing: entries.reduce((sum, { amount }) => sum + amount, opening),
    };
  }

  return { statementOf };
}

export class StatementTooLongError extends Error {
  override name = 'StatementTooLongError';
  constructor(account: string) {
    super(`more than ${maxStatementEntries} entries of ${account}: ask for a shorter time`);
  }
}
