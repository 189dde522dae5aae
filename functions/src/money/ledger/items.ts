import { Entity } from 'dynamodb-toolbox/entity';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import type { JindianTable } from '../../platform/table.ts';
import type { Account } from './chart.ts';
import {
  type Change,
  type Leg,
  subjectOf,
  type Totals,
  type Transfer,
  type TransferState,
  transferStates,
} from './rules.ts';

export function accountPartition(account: string, shard: number): string {
  return `ACCOUNT#${account}#${shard}`;
}

/** All transfers about one thing lie together: the ones of an order are one query. */
export function subjectPartition(subject: string): string {
  return `LEDGER#${subject}`;
}

export function inTurnPartition(account: string): string {
  return `IN_TURN#${account}`;
}

export function markPartition(shard: number): string {
  return `LEDGER_MARKS#${shard}`;
}

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

export type Mark = { shard: number; ref: string; digest: string; changes: MarkedChange[] };
/** What of a step is needed to fold it. */
export type MarkedChange = Omit<Change, 'transfer'> & { transfer: Pick<Change['transfer'], 'id' | 'legs'> };

const legs = () =>
  list(
    map({
      debit: string(),
      credit: string(),
      amountFen: number().optional(),
      points: number().optional(),
    }),
  );
const lines = () =>
  list(
    map({
      id: string(),
      at: number(),
      booked: number().optional(),
      /** Absent: into the books. */
      from: string().enum('pending').optional(),
      to: string().enum(...transferStates),
      pd: number().optional(),
      pc: number().optional(),
      hd: number().optional(),
      hc: number().optional(),
    }),
  );

/** The ledger's items. A transfer is written once; only its `state` moves, and only once. */
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
      legs: legs(),
      /** The chart of accounts it was made under. */
      chart: number(),
      /** Since when it waits to be paid, from an account that pays in turn. */
      queuedAtMs: number().optional(),
      settledAtMs: number().optional(),
      settledReason: string().optional(),
    }),
    computeKey: ({ id }: { id: string }) => ({
      pk: subjectPartition(subjectOf(id)),
      sk: `TRANSFER#${id}`,
    }),
  });

  /** Steps that are in the books and not yet in the balances. */
  const marks = new Entity({
    name: 'LedgerMark',
    table,
    timestamps: false,
    schema: item({
      shard: number().key(),
      ref: string().key(),
      digest: string(),
      /** JSON: read and written by far the most often of all, and by nobody but the fold. */
      changes: string(),
    }),
    computeKey: ({ shard, ref }: { shard: number; ref: string }) => ({ pk: markPartition(shard), sk: ref }),
  });

  const balances = new Entity({
    name: 'Balance',
    table,
    timestamps: false,
    schema: item({
      account: string().key(),
      shard: number().key(),
      version: number(),
      postedDebits: number(),
      postedCredits: number(),
      pendingDebits: number(),
      pendingCredits: number(),
      lastAtMs: number(),
      recent: lines(),
    }),
    computeKey: ({ account, shard }: { account: string; shard: number }) => ({
      pk: accountPartition(account, shard),
      sk: 'TOTAL',
    }),
  });

  const pages = new Entity({
    name: 'StatementPage',
    table,
    timestamps: false,
    schema: item({
      account: string().key(),
      shard: number().key(),
      lastNumber: number().key(),
      lastAtMs: number(),
      openingDebits: number(),
      openingCredits: number(),
      lines: lines(),
    }),
    computeKey: ({ account, shard, lastNumber }: { account: string; shard: number; lastNumber: number }) => ({
      pk: accountPartition(account, shard),
      sk: pageSortKey(lastNumber),
    }),
  });

  /** What may be used of an account with a floor, for the condition of its postings. */
  const available = new Entity({
    name: 'AccountAvailable',
    table,
    timestamps: false,
    schema: item({ account: string().key(), available: number() }),
    computeKey: ({ account }: { account: string }) => ({
      pk: accountPartition(account, 0),
      sk: 'AVAILABLE',
    }),
  });

  /** Payments from an account that pays in turn, first come, first paid. */
  const queued = new Entity({
    name: 'QueuedPayment',
    table,
    timestamps: false,
    schema: item({
      account: string().key(),
      queuedAtMs: number().key(),
      transferId: string().key(),
    }),
    computeKey: (key: { account: string; queuedAtMs: number; transferId: string }) => ({
      pk: inTurnPartition(key.account),
      sk: `${String(key.queuedAtMs).padStart(15, '0')}#${key.transferId}`,
    }),
  });

  /** Counts the transactions that have paid from the account. */
  const tills = new Entity({
    name: 'Till',
    table,
    timestamps: false,
    schema: item({ account: string().key(), version: number() }),
    computeKey: ({ account }: { account: string }) => ({ pk: accountPartition(account, 0), sk: 'TILL' }),
  });

  return { transfers, marks, balances, pages, available, queued, tills };
}
export type LedgerItems = ReturnType<typeof createLedgerItems>;

export const pagePrefix = 'PAGE#';
/** Sorts after every page. */
export const afterPages = 'PAGE$';
export function pageSortKey(lastNumber: number): string {
  return `${pagePrefix}${String(lastNumber).padStart(12, '0')}`;
}

/** Steps of one mark: their names must fit into a sort key. */
export const maxChangesPerMark = 4;

/** A mark's name: sorts by the time of its first step, and says what it is of. */
export function markRef(changes: readonly MarkedChange[]): string {
  const names = changes.map(({ transfer, to }) => `${transfer.id}>${to}`);
  return `${String(changes[0]?.atMs ?? 0).padStart(15, '0')}#${names.join('+')}`;
}

/** The transfers that a mark's name is of, and to which state each went. */
export function stepsOfRef(ref: string): { transferId: string; to: TransferState }[] {
  const names = ref.slice(ref.indexOf('#') + 1).split('+');
  return names.map((name) => {
    const [transferId = '', to = ''] = name.split('>');
    return { transferId, to: to as TransferState };
  });
}

type StoredLeg = {
  debit: string;
  credit: string;
  amountFen?: number | undefined;
  points?: number | undefined;
};

export function storedLegs(all: readonly Leg[]): StoredLeg[] {
  return all.map((leg) => ({ ...leg }));
}

function toLegs(stored: readonly StoredLeg[]): Leg[] {
  return stored.map(({ debit, credit, amountFen, points }) =>
    points === undefined ? { debit, credit, amountFen } : { debit, credit, points },
  ) as Leg[];
}

export function toTransfer(stored: {
  id: string;
  kind: string;
  orderId: string;
  reason?: string | undefined;
  byMemberId?: string | undefined;
  atMs: number;
  state: TransferState;
  legs: StoredLeg[];
  queuedAtMs?: number | undefined;
  settledAtMs?: number | undefined;
  settledReason?: string | undefined;
}): Transfer {
  return {
    id: stored.id,
    kind: stored.kind,
    orderId: stored.orderId === '' ? null : stored.orderId,
    reason: stored.reason ?? null,
    atMs: stored.atMs,
    state: stored.state,
    legs: toLegs(stored.legs),
    ...(stored.byMemberId === undefined ? {} : { byMemberId: stored.byMemberId }),
    ...(stored.queuedAtMs === undefined ? {} : { queuedAtMs: stored.queuedAtMs }),
    ...(stored.settledAtMs === undefined ? {} : { settledAtMs: stored.settledAtMs }),
    ...(stored.settledReason === undefined ? {} : { settledReason: stored.settledReason }),
  };
}

/** By position: what its name says (which transfer, to which state) is not said twice, so four steps are below 1 KB. */
type StoredChange = [atMs: number, from: 'pending' | 0, legs: [string, string, number, 'points'?][]];

export function storedChanges(changes: readonly MarkedChange[]): string {
  return JSON.stringify(
    changes.map(({ transfer, atMs, from }): StoredChange => {
      const all = transfer.legs.map((leg): StoredChange[2][number] =>
        'points' in leg
          ? [leg.debit, leg.credit, leg.points, 'points']
          : [leg.debit, leg.credit, leg.amountFen],
      );
      return [atMs, from ?? 0, all];
    }),
  );
}

export function toMark(stored: { shard: number; ref: string; digest: string; changes: string }): Mark {
  const { shard, ref, digest } = stored;
  const steps = stepsOfRef(ref);
  const changes = (JSON.parse(stored.changes) as StoredChange[]).map(([atMs, from, legs], index) => {
    const { transferId: id, to } = steps[index] as (typeof steps)[number];
    const all = legs.map(([debit, credit, amount, asset]) =>
      asset === 'points' ? { debit, credit, points: amount } : { debit, credit, amountFen: amount },
    );
    return { transfer: { id, legs: all as Leg[] }, atMs, from: from === 0 ? null : from, to, reason: null };
  });
  return { shard, ref, digest, changes };
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

/** An opaque position in a list. */
export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** The position of a cursor; null when it is not one that a list with this prefix gave. */
export function decodeCursor(cursor: string, prefix: string): string | null {
  const position = Buffer.from(cursor, 'base64url').toString();
  return position.startsWith(prefix) && position.length <= 400 && encodeCursor(position) === cursor
    ? position
    : null;
}
