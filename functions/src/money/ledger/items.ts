import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { pageSortKey } from './lines.ts';
import { type Leg, subjectOf, type Transfer, type TransferState, transferStates } from './rules.ts';

export function accountPartition(account: string, shard: number): string {
  return `ACCOUNT#${account}#${shard}`;
}

/** All transfers about one thing lie together: the ones of an order are one query. */
export function subjectPartition(subject: string): string {
  return `LEDGER#${subject}`;
}

/** What waits to be paid in turn is spread over so many partitions of the index. */
export const inTurnShards = 16;

export function inTurnPartition(account: string, shard: number): string {
  return `IN_TURN#${account}#${shard}`;
}

/** The attributes by which a transfer waits for its turn: first come, first paid. */
export function inTurnKeys(account: string, transferId: string, queuedAtMs: number) {
  return {
    gsi2pk: inTurnPartition(account, shardOf(transferId, inTurnShards)),
    gsi2sk: `${String(queuedAtMs).padStart(15, '0')}#${transferId}`,
  };
}

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
      /** While it waits for its turn (`inTurnKeys`). */
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
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
      pk: string().key(),
      sk: string().key(),
      digest: string(),
      /** JSON: read and written by far the most often of all, and by nobody but the fold. */
      changes: string(),
    }),
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

  /** Counts the transactions that have paid from the account. */
  const tills = new Entity({
    name: 'Till',
    table,
    timestamps: false,
    schema: item({ account: string().key(), version: number() }),
    computeKey: ({ account }: { account: string }) => ({ pk: accountPartition(account, 0), sk: 'TILL' }),
  });

  return { transfers, marks, balances, pages, available, tills };
}
export type LedgerItems = ReturnType<typeof createLedgerItems>;

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
