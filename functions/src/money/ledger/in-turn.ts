import { BatchDeleteRequest } from 'dynamodb-toolbox/entity/actions/batchDelete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { writeBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import type { JindianTable } from '../../platform/table.ts';
import { backOff, transact, type Write, write } from '../../platform/transact.ts';
import type { Balances } from './balances.ts';
import { type Account, chart } from './chart.ts';
import { inTurnPartition, type LedgerItems } from './items.ts';
import type { LedgerReads } from './reads.ts';
import { amountsFrom, balanceChanges, type Change, type Transfer } from './rules.ts';
import type { LedgerWrites } from './writes.ts';

/** Payments in one transaction: each is a write, and four share a mark. */
const maxPayments = 48;
const maxRounds = 50;
const maxLostRaces = 8;

type Queued = { account: string; queuedAtMs: number; transferId: string };

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
 * The one consumer of an account that is paid from in turn. Whatever takes from it waits in a queue; here the first ones
 * are posted, many in one transaction, as far as the money goes. Several consumers may run: each transaction has the
 * till's version as a condition, and nothing else takes from the account, so the balance that was read after the till
 * is at least what is there. What comes in meanwhile only makes it more.
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

  async function firstOf(account: Account): Promise<Queued[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: inTurnPartition(account) })
      .entities(items.queued)
      .options({ limit: maxPayments, consistent: true })
      .send();
    return Items ?? [];
  }

  function tillWrite(account: Account, version: number): Write {
    const put = items.tills.build(PutTransaction).item({ account, version: version + 1 });
    const condition =
      version === 0
        ? ({ attr: 'version', exists: false } as const)
        : ({ attr: 'version', eq: version } as const);
    return write(`till ${account}`, put.options({ condition }));
  }

  function paymentWrites(payments: readonly { transfer: Transfer }[]): Write[] {
    const changes = payments.map(
      ({ transfer }): Change => ({
        transfer,
        from: 'pending',
        to: 'posted',
        atMs: clock.nowMs(),
        reason: null,
      }),
    );
    return writes.writesOf([writes.postingOf(changes)]);
  }

  async function leave(queued: readonly Queued[]): Promise<void> {
    await writeBatch(
      table,
      queued.map((key) => items.queued.build(BatchDeleteRequest).key(key)),
    );
  }

  /** Gives how many were paid or dropped; `busy` when somebody else was first. */
  async function paySome(account: Account): Promise<number | 'busy'> {
    const version = await tillVersion(account);
    const queue = await firstOf(account);
    if (queue.length === 0) return 0;
    const transfers = await reads.transfersById(queue.map(({ transferId }) => transferId));
    const waiting = queue.flatMap((queued) => {
      const transfer = transfers.get(queued.transferId);
      return transfer?.state === 'pending' ? [{ queued, transfer }] : [];
    });
    const dropped = queue.filter(({ transferId }) => transfers.get(transferId)?.state !== 'pending');
    await leave(dropped);
    if (waiting.length === 0) return dropped.length;
    const standing = (await balances.standingsOf([account])).get(account);
    const posted = standing ? amountsFrom(account, standing.totals).posted : 0;
    const payments = affordable(
      waiting,
      ({ transfer }) => takes(transfer, account),
      posted + (await deps.overdraft(account)),
    );
    if (payments.length === 0) return dropped.length;
    const result = await transact(table, [tillWrite(account, version), ...paymentWrites(payments)]);
    if (result.kind !== 'done') return 'busy';
    // Who dies before this leaves queued what is paid, and the next consumer drops it.
    await leave(payments.map(({ queued }) => queued));
    return payments.length + dropped.length;
  }

  /** Pays whatever waits and can be paid. Gives how many. */
  async function payInTurn(): Promise<number> {
    let count = 0;
    for (const account of accounts) {
      let lost = 0;
      for (let round = 0; round < maxRounds; round += 1) {
        const paid = await paySome(account);
        if (paid === 0) break;
        if (paid !== 'busy') count += paid;
        else {
          lost += 1;
          if (lost >= maxLostRaces) break;
          await backOff(lost);
        }
      }
    }
    return count;
  }

  return { payInTurn };
}
export type InTurn = ReturnType<typeof createInTurn>;
