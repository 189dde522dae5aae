import type { Page } from '@jindian/shared/contract/common';
import type { PostingView } from '@jindian/shared/contract/hq';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import type { Clock } from '../../platform/clock.ts';
import { createHashChain } from '../../platform/hash-chain.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { failureOf, type Write } from '../../platform/transact.ts';
import { createBalances } from './balances.ts';
import { classOf, ledgerShards } from './chart.ts';
import { createDryRun } from './dry-run.ts';
import { createFold } from './fold.ts';
import { createGroupCommit } from './group-commit.ts';
import { createInTurn } from './in-turn.ts';
import { createLedgerItems, toTransfer } from './items.ts';
import { createMonitors } from './monitors.ts';
import { createLedgerReads } from './reads.ts';
import {
  type Account,
  type Amounts,
  amountsFrom,
  type Balance,
  balanceFrom,
  sameTransfer,
  type Transfer,
  type TransferInput,
} from './rules.ts';
import { createStatements } from './statement.ts';
import { createLedgerVerification } from './verify.ts';
import { createLedgerWrites, floorLabel, type Posting, transferLabel } from './writes.ts';

/**
 * `already`: it was in the books before, and nothing was changed. `short`: an account with a floor has not so much.
 * `busy`: too many at once, may be tried again.
 */
export type EntryOutcome = 'applied' | 'already' | 'short' | 'busy';

/** `absent`: no such transfer. `refused`: it went the other way, or was never pending. */
export type SettlementOutcome = EntryOutcome | 'absent' | 'refused';

/** One of several that go into the books at once. */
export type Entry = {
  transfer: TransferInput;
  to: 'posted' | 'pending';
  beside?: readonly Write[];
};

/**
 * The books. A posting is one transaction of a transfer with all its legs, on condition that its id is new, and of a mark
 * from which balances are made behind it, in batches. A balance is the folded one and the marks that are not in it yet,
 * so it is at all times the sum of its postings (decision 0019).
 */
export function createLedger(deps: {
  table: JindianTable;
  clock: Clock;
  /** How far below zero an account that pays in turn may go; not at all, unless told. */
  overdraft?: (account: Account) => number | Promise<number>;
}) {
  const { table, clock } = deps;
  const items = createLedgerItems(table);
  const chain = createHashChain({ table, name: 'ledger', shards: ledgerShards });
  const writes = createLedgerWrites(items);
  const commit = createGroupCommit({ table, writes });
  const fold = createFold({
    table,
    clock,
    items,
    chain,
    onFolded: async (accounts) => void (await monitors.evaluate(accounts)),
  });
  const balances = createBalances(fold);
  const monitors = createMonitors({ table, clock, balances });
  const reads = createLedgerReads({ table, items, fold });
  const statements = createStatements(reads);
  const inTurn = createInTurn({
    table,
    clock,
    items,
    writes,
    balances,
    reads,
    overdraft: deps.overdraft ?? (() => 0),
  });
  const verification = createLedgerVerification({ table, items, chain, reads });

  /** The transfer as it stands, read consistently. */
  async function find(transferId: string): Promise<Transfer | null> {
    const { Item } = await items.transfers
      .build(GetItemCommand)
      .key({ id: transferId })
      .options({ consistent: true })
      .send();
    return Item ? toTransfer(Item) : null;
  }

  async function enter(
    transfer: TransferInput,
    posting: Posting,
    beside: readonly Write[],
  ): Promise<EntryOutcome> {
    const result = await commit({ ...posting, writes: [...posting.writes, ...beside] });
    if (result.kind === 'done') return 'applied';
    if (result.kind === 'busy') return 'busy';
    if (!failureOf(result, transferLabel(transfer.id))) {
      const accounts = transfer.legs.flatMap(({ debit, credit }) => [debit, credit]);
      if (accounts.some((account) => failureOf(result, floorLabel(account)))) return 'short';
      throw new Error(`${transfer.id}: ${result.failed.map(({ label }) => label).join(', ')} refused`);
    }
    const there = await find(transfer.id);
    if (!there || !sameTransfer(there, transfer)) {
      throw new Error(`${transfer.id} is in the books with another content`);
    }
    return 'already';
  }

  /** Steps of one cause in one transaction, with one mark; where one of them is refused, each goes by itself. */
  async function enterTogether(entries: readonly Entry[]): Promise<EntryOutcome[]> {
    if (entries.length === 0) return [];
    const postings = entries.map(({ transfer, to, beside = [] }) => {
      const posting = to === 'posted' ? writes.posting(transfer) : writes.pending(transfer);
      return { ...posting, writes: [...posting.writes, ...beside] };
    });
    const result = await commit(joined(postings));
    if (result.kind !== 'refused') return entries.map(() => (result.kind === 'done' ? 'applied' : 'busy'));
    const outcomes: EntryOutcome[] = [];
    for (const [index, { transfer }] of entries.entries()) {
      outcomes.push(await enter(transfer, postings[index] as Posting, []));
    }
    return outcomes;
  }

  async function settle(
    transferId: string,
    to: 'posted' | 'voided',
    build: (transfer: Transfer) => Posting,
  ): Promise<SettlementOutcome> {
    const before = await find(transferId);
    if (!before) return 'absent';
    if (before.state !== 'pending' || isDecided(before, to)) return settledOutcome(before, to);
    const result = await commit(build(before));
    if (result.kind === 'done') return 'applied';
    if (result.kind === 'busy') return 'busy';
    const after = await find(transferId);
    if (after?.state === 'pending' && !isDecided(after, to)) return 'short';
    return after ? settledOutcome(after, to) : 'absent';
  }

  /** What accounts hold at this moment: one answer for all of them. Throws on an account outside of the chart. */
  async function balancesOf(
    accounts: readonly string[],
  ): Promise<Map<string, Balance & { version: number }>> {
    for (const account of accounts) classOf(account);
    const standings = await balances.standingsOf(accounts as Account[]);
    return new Map(
      [...standings].map(([account, { totals, version }]) => [
        account,
        { ...balanceFrom(account, totals), version },
      ]),
    );
  }

  /** The same in the asset of each account. */
  async function amountsOf(accounts: readonly string[]): Promise<Map<string, Amounts & { version: number }>> {
    for (const account of accounts) classOf(account);
    const standings = await balances.standingsOf(accounts as Account[]);
    return new Map(
      [...standings].map(([account, { totals, version }]) => [
        account,
        { ...amountsFrom(account, totals), version },
      ]),
    );
  }

  async function balanceOf(account: string): Promise<Balance> {
    const { version: _, ...balance } = (await balancesOf([account])).get(account) as Balance & {
      version: number;
    };
    return balance;
  }

  return {
    stepsWritten: writes.stepsWritten,
    waitsWritten: writes.waitsWritten,
    /** The writes of a posting, to go into the caller's own transaction. */
    postWrites: (transfer: TransferInput): Write[] => writes.writesOf([writes.posting(transfer)]),
    balanceOf,
    balancesOf,
    amountsOf,
    payInTurn: inTurn.payInTurn,
    waitingOf: (account: Account) => inTurn.waitingOf(account),
    statementOf: statements.statementOf,
    dryRun: createDryRun({ balances, find }),
    monitors,
    foldAll: fold.foldAll,
    foldSome: fold.foldSome,
    postingsOfOrder: reads.postingsOfOrder,
    transfersOfOrder: reads.transfersOfOrder,
    changesOf: reads.changesOf,
    transfersById: reads.transfersById,
    linesAfter: reads.linesAfter,
    verifyLedger: verification.verifyLedger,
    anchor: () => chain.anchor(clock),
    heads: chain.heads,
    find,

    /** Posts at once, with whatever else is posted just then; `beside` are writes of the caller that must happen with it or not at all. */
    post: async (transfer: TransferInput, beside: readonly Write[] = []): Promise<EntryOutcome> =>
      enter(transfer, writes.posting(transfer), beside),
    enterTogether,
    /** Enters it as pending. `already` says only that the id is taken: look at its state with `find`. */
    pend: async (transfer: TransferInput, beside: readonly Write[] = []): Promise<EntryOutcome> =>
      enter(transfer, writes.pending(transfer), beside),
    /** Makes sure that it can never become pending, when it is not in the books yet. */
    voidInAdvance: async (transfer: TransferInput, beside: readonly Write[] = []): Promise<EntryOutcome> =>
      enter(transfer, writes.voidedInAdvance(transfer), beside),

    settlePending: (transferId: string, atMs: number = clock.nowMs()): Promise<SettlementOutcome> =>
      settle(transferId, 'posted', (transfer) => writes.postingPending(transfer, { atMs })),
    voidPending: (
      transferId: string,
      reason: string,
      atMs: number = clock.nowMs(),
    ): Promise<SettlementOutcome> =>
      settle(transferId, 'voided', (transfer) => writes.voidingPending(transfer, { atMs, reason })),

    /** An account's postings, newest first, at most 50 a page. Refuses a cursor that no page gave. */
    async postingsOf(
      account: string,
      page: { limit: number; cursor?: string | undefined },
    ): Promise<Result<Page<PostingView>, 'invalid_request'>> {
      classOf(account);
      const found = await reads.postingsOf(account as Account, page);
      return found ? ok(found) : fail('invalid_request', { detail: 'cursor' });
    },
  };
}
export type Ledger = ReturnType<typeof createLedger>;

function joined(postings: readonly Posting[]): Posting {
  return {
    ids: postings.flatMap(({ ids }) => ids),
    changes: postings.flatMap(({ changes }) => changes),
    writes: postings.flatMap(({ writes }) => writes),
  };
}

/** It waits for its turn to be paid: to be posted there is nothing left to do, and it may still be voided. */
function isDecided(transfer: Transfer, to: 'posted' | 'voided'): boolean {
  return to === 'posted' && transfer.state === 'pending' && transfer.queuedAtMs !== undefined;
}

function settledOutcome(transfer: Transfer, to: 'posted' | 'voided'): SettlementOutcome {
  if (isDecided(transfer, to)) return 'already';
  if (transfer.state === 'pending') return 'busy';
  return transfer.state === to && transfer.settledAtMs !== undefined ? 'already' : 'refused';
}
