import type { Account } from './chart.ts';
import type { Totals, TransferState } from './rules.ts';

/** One step of a transfer as a statement has it. Amounts are changes; what is zero is left out. */
export type Line = {
  /** Counts the account's lines from 1 on; in a shard of it, the shard's. */
  number: number;
  transferId: string;
  from: 'pending' | null;
  to: TransferState;
  /** When it was said to have happened. */
  atMs: number;
  /** The time under which statements have it: `atMs`, unless that was told too late. */
  bookedAtMs: number;
  change: Totals;
};

export type Head = {
  account: Account;
  shard: number;
  /** How many lines have been folded in. */
  version: number;
  totals: Totals;
  /** The latest `bookedAtMs` so far. */
  lastAtMs: number;
  /** The newest lines, until they are enough for a page. */
  recent: Line[];
};

export type StatementPage = {
  account: Account;
  shard: number;
  firstNumber: number;
  lastNumber: number;
  /** The latest `bookedAtMs` up to and with this page. */
  lastAtMs: number;
  /** Posted debits and credits before its first line. */
  openingDebits: number;
  openingCredits: number;
  lines: Line[];
};

const pagePrefix = 'PAGE#';
/** Sorts after every page. */
export const afterPages = 'PAGE$';
export function pageSortKey(lastNumber: number): string {
  return `${pagePrefix}${String(lastNumber).padStart(12, '0')}`;
}

type StoredLine = {
  id: string;
  at: number;
  booked?: number | undefined;
  from?: 'pending' | undefined;
  to: TransferState;
  pd?: number | undefined;
  pc?: number | undefined;
  hd?: number | undefined;
  hc?: number | undefined;
};

function storedLine({ transferId, from, to, atMs, bookedAtMs, change }: Line): StoredLine {
  const { postedDebits, postedCredits, pendingDebits, pendingCredits } = change;
  return {
    id: transferId,
    at: atMs,
    to,
    ...(bookedAtMs === atMs ? {} : { booked: bookedAtMs }),
    ...(from === null ? {} : { from }),
    ...(postedDebits === 0 ? {} : { pd: postedDebits }),
    ...(postedCredits === 0 ? {} : { pc: postedCredits }),
    ...(pendingDebits === 0 ? {} : { hd: pendingDebits }),
    ...(pendingCredits === 0 ? {} : { hc: pendingCredits }),
  };
}

function toLine(stored: StoredLine, number: number): Line {
  return {
    number,
    transferId: stored.id,
    from: stored.from ?? null,
    to: stored.to,
    atMs: stored.at,
    bookedAtMs: stored.booked ?? stored.at,
    change: {
      postedDebits: stored.pd ?? 0,
      postedCredits: stored.pc ?? 0,
      pendingDebits: stored.hd ?? 0,
      pendingCredits: stored.hc ?? 0,
    },
  };
}

export function storedHead({ account, shard, version, totals, lastAtMs, recent }: Head) {
  return { account, shard, version, ...totals, lastAtMs, recent: recent.map(storedLine) };
}

export function toHead(stored: {
  account: string;
  shard: number;
  version: number;
  postedDebits: number;
  postedCredits: number;
  pendingDebits: number;
  pendingCredits: number;
  lastAtMs: number;
  recent: StoredLine[];
}): Head {
  const { account, shard, version, lastAtMs, recent } = stored;
  const { postedDebits, postedCredits, pendingDebits, pendingCredits } = stored;
  const firstNumber = version - recent.length + 1;
  return {
    account: account as Account,
    shard,
    version,
    totals: { postedDebits, postedCredits, pendingDebits, pendingCredits },
    lastAtMs,
    recent: recent.map((line, index) => toLine(line, firstNumber + index)),
  };
}

export function storedPage(page: StatementPage) {
  const { account, shard, lastNumber, lastAtMs, openingDebits, openingCredits } = page;
  return {
    account,
    shard,
    lastNumber,
    lastAtMs,
    openingDebits,
    openingCredits,
    lines: page.lines.map(storedLine),
  };
}

export function toPage(stored: {
  account: string;
  shard: number;
  lastNumber: number;
  lastAtMs: number;
  openingDebits: number;
  openingCredits: number;
  lines: StoredLine[];
}): StatementPage {
  const { account, shard, lastNumber, lastAtMs, openingDebits, openingCredits } = stored;
  const firstNumber = lastNumber - stored.lines.length + 1;
  return {
    account: account as Account,
    shard,
    firstNumber,
    lastNumber,
    lastAtMs,
    openingDebits,
    openingCredits,
    lines: stored.lines.map((line, index) => toLine(line, firstNumber + index)),
  };
}
