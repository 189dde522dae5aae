import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from '../../platform/clock.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import type { JindianTable } from '../../platform/table.ts';
import { backOff, maxTransactionWrites, transact, type Write, write } from '../../platform/transact.ts';
import type { Balances } from './balances.ts';
import { type Account, chart } from './chart.ts';
import { inTurnPartition, inTurnShards, type LedgerItems } from './items.ts';
import type { LedgerReads } from './reads.ts';
import { amountsFrom, balanceChanges, type Change, type Transfer } from './rules.ts';
import type { LedgerWrites } from './writes.ts';

/** Read of each shard of what waits at once; a window of it is paid from one look at the balance. */
const perShard = 16;
const maxRounds = 50;
const maxLostRaces = 8;

type Waiting = { key: string; transferId: string };
type WaitingPage = { found: Waiting[]; isMore: boolean };

/** What a transfer takes from an account when it is posted. */
export function takes(transfer: Pick<Transfer, 'legs'>, account: Account): number {
  const change = balanceChanges(transfer.legs, null, 'posted').get(account);
  return change ? 0 - amountsFrom(account, change).posted : 0;
}

/** The first payments, in their order, that this much money is enough for; one that is too large keeps those behind it. */
export function affordable<T>(payments: readonly T[], amountOf: (payment: T) => number, held: number): T[] {
  const paid: T[] = [];
  let left = held;
  for (const payment of payments) {
    left -= amountOf(payment);
    if (left < 0) break;
    paid.push(payment);
  }
  return paid;
}

/**
 * The first of all shards, in order: as far as every shard was read. Behind the last one of a shard of which there is
 * more, others of it may come first.
 */
export function inOrder(pages: readonly WaitingPage[]): Waiting[] {
  const ends = pages.flatMap(({ found, isMore }) => (isMore ? [found.at(-1)?.key ?? ''] : []));
  const end = ends.length === 0 ? null : ends.reduce((least, key) => (key < least ? key : least));
  return pages
    .flatMap(({ found }) => found)
    .filter(({ key }) => end === null || key <= end)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/**
 * The one consumer of an account that is paid from in turn. A transfer that takes from it waits in an index, spread by
 * its id; here the first ones are posted, many in one transaction, as far as the money goes. Several consumers may run:
 * each transaction has the till's version as a condition, and nothing else takes from the account, so the balance that
 * was read after the till, less what was paid since, is at least what is there. What comes in meanwhile only makes it
 * more. The index may be a moment behind: what it still shows is paid no second time, since each payment has its own
 * state as a condition, and what it does not show yet is paid by a later look.
 */
export function createInTurn(deps: {
  table: JindianTable;
  clock: Clock;
  items: LedgerItems;
  writes: LedgerWrites;
  balances: Balances;
  reads: Pick<LedgerReads, 'transfersById'>;
  /** How far below zero it may go. */
  overdraft(account: Account): number | Promise<number>;
}) {
  const { table, clock, items, writes, balances, reads } = deps;
  const accounts = chart.classes
    .filter(({ floor }) => floor === 'in_turn')
    .map(({ pattern }) => pattern as Account);

  async function tillVersion(account: Account): Promise<number> {
    const { Item } = await items.tills
      .build(GetItemCommand)
      .key({ account })
      .options({ consistent: true })
      .send();
    return Item?.version ?? 0;
  }

  async function waitingIn(account: Account, shard: number, after: string | null): Promise<WaitingPage> {
    const { Items = [], LastEvaluatedKey } = await table
      .build(QueryCommand)
      .query({
        index: indexNames.byQueue,
        partition: inTurnPartition(account, shard),
        ...(after === null ? {} : { range: { gt: after } }),
      })
      .options({ limit: perShard })
      .send();
    const found = Items.map((stored) => {
      const key = String((stored as { gsi2sk: string }).gsi2sk);
      return { key, transferId: key.slice(key.indexOf('#') + 1) };
    });
    return { found, isMore: LastEvaluatedKey !== undefined };
  }

  /** The first that wait behind this one, in their order. */
  async function firstOf(account: Account, after: string | null): Promise<Waiting[]> {
    return inOrder(
      await Promise.all(Array.from({ length: inTurnShards }, (_, shard) => waitingIn(account, shard, after))),
    );
  }

  function tillWrite(account: Account, version: number): Write {
    const put = items.tills.build(PutTransaction).item({ account, version: version + 1 });
    const condition =
      version === 0
        ? ({ attr: 'version', exists: false } as const)
        : ({ attr: 'version', eq: version } as const);
    return write(`till ${account}`, put.options({ condition }));
  }

  function paymentWrites(payments: readonly Transfer[]): Write[] {
    const changes = payments.map(
      (transfer): Change => ({
        transfer,
        from: 'pending',
        to: 'posted',
        atMs: clock.nowMs(),
        reason: null,
      }),
    );
    return writes.writesOf([writes.postingOf(changes)]);
  }

  /** As many of the first payments as one transaction takes, with their marks and the till. */
  function firstWrites(account: Account, version: number, payments: readonly Transfer[]) {
    let count = Math.min(payments.length, maxTransactionWrites - 2);
    for (;;) {
      const some = payments.slice(0, count);
      const all = [tillWrite(account, version), ...paymentWrites(some)];
      if (all.length <= maxTransactionWrites) return { count, all };
      count -= all.length - maxTransactionWrites;
    }
  }

  /** Pays the first that wait behind `after`, as far as the money goes. `behind`: where to go on; null: nowhere. */
  async function paySome(
    account: Account,
    after: string | null,
  ): Promise<{ paid: number; behind: string | null } | { paid: number; lost: true }> {
    let version = await tillVersion(account);
    const window = await firstOf(account, after);
    const behind = window.at(-1)?.key ?? null;
    const transfers = await reads.transfersById(window.map(({ transferId }) => transferId));
    const waiting = window.flatMap(({ transferId }) => {
      const transfer = transfers.get(transferId);
      return transfer?.state === 'pending' ? [transfer] : [];
    });
    if (waiting.length === 0) return { paid: 0, behind };
    const standing = (await balances.standingsOf([account])).get(account);
    const posted = standing ? amountsFrom(account, standing.totals).posted : 0;
    const held = posted + (await deps.overdraft(account));
    const payments = affordable(waiting, (transfer) => takes(transfer, account), held);
    let paid = 0;
    while (paid < payments.length) {
      const { count, all } = firstWrites(account, version, payments.slice(paid));
      if ((await transact(table, all)).kind !== 'done') return { paid, lost: true };
      version += 1;
      paid += count;
    }
    // Whoever comes behind one that the money is not enough for has to wait with it.
    return { paid, behind: payments.length < waiting.length ? null : behind };
  }

  async function pay(account: Account): Promise<number> {
    let [count, lost] = [0, 0];
    let after: string | null = null;
    for (let round = 0; round < maxRounds; round += 1) {
      const result = await paySome(account, after);
      count += result.paid;
      if ('lost' in result) {
        // Somebody else was first.
        lost += 1;
        if (lost >= maxLostRaces) break;
        await backOff(lost);
      } else if (result.behind === null) break;
      else after = result.behind;
    }
    return count;
  }

  /** Pays whatever waits and can be paid. Gives how many. */
  async function payInTurn(): Promise<number> {
    let count = 0;
    for (const account of accounts) count += await pay(account);
    return count;
  }

  /** What waits for money of the account: how many, and how much, of at most so many. */
  async function waitingOf(account: Account): Promise<{ count: number; amountFen: number; isAll: boolean }> {
    const window = await firstOf(account, null);
    const transfers = await reads.transfersById(window.map(({ transferId }) => transferId));
    const waiting = [...transfers.values()].filter(({ state }) => state === 'pending');
    const pages = await Promise.all(
      Array.from({ length: inTurnShards }, (_, shard) =>
        waitingIn(account, shard, window.at(-1)?.key ?? null),
      ),
    );
    return {
      count: waiting.length,
      amountFen: waiting.reduce((sum, transfer) => sum + takes(transfer, account), 0),
      isAll: pages.every(({ found }) => found.length === 0),
    };
  }

  return { payInTurn, waitingOf };
}
export type InTurn = ReturnType<typeof createInTurn>;
