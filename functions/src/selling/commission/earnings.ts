import { commissionParts } from '@jindian/shared/contract/selling/commission-parts';
import type { Earning, Earnings } from '@jindian/shared/contract/selling/seller';
import { dayMs } from '@jindian/shared/time';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { decodeCursor, encodeCursor } from '../../money/ledger/cursor.ts';
import { commissionAccount, type Transfer } from '../../money/ledger/rules.ts';
import type { Ledger } from '../../money/ledger/service.ts';
import { Entity } from '../../platform/entity.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact, type Write, write } from '../../platform/transact.ts';
import type { byCategory } from './frozen.ts';
import { completedTransferId } from './transfers.ts';

const prefix = 'EARNING#';
const afterAll = 'EARNING$';
const maxPage = 50;

/** One line of a seller's statement, as written: what it is worth now is asked of the ledger. */
export type EarningFact = {
  sellerId: string;
  atMs: number;
  /** The transfer that moves the amount. */
  transferId: string;
  orderId: string;
  orderNumber: string;
  /** Signed: a clawback is negative. */
  amountFen: number;
  baseFen: number;
  rules: ReturnType<typeof byCategory>;
  returnWindowDays: number;
};
type EarningKey = Pick<EarningFact, 'sellerId' | 'atMs' | 'transferId'>;

function sortKey({ atMs, transferId }: Omit<EarningKey, 'sellerId'>): string {
  return `${prefix}${String(atMs).padStart(15, '0')}#${transferId}`;
}

/** Below every key of this moment, and above every key before it. */
const bound = (atMs: number) => `${prefix}${String(Math.max(0, atMs)).padStart(15, '0')}`;

/**
 * What sellers earn. An earning is written once, with the transfer it stands for, and never changed: its state and
 * the day it becomes available are read from the ledger, so that they can not differ from the money.
 */
export function createEarnings(deps: {
  table: JindianTable;
  ledger: Pick<Ledger, 'balanceOf' | 'transfersById'>;
  /** How many members the seller ever bound. */
  customersOf(sellerId: string): Promise<number>;
}) {
  const { table, ledger, customersOf } = deps;
  const entity = new Entity({
    name: 'Earning',
    table,
    timestamps: false,
    schema: item({
      sellerId: string().key(),
      atMs: number().key(),
      transferId: string().key(),
      orderId: string(),
      orderNumber: string(),
      amountFen: number(),
      baseFen: number(),
      rules: list(
        map({
          categoryId: string(),
          part: string()
            .enum(...commissionParts)
            .optional(),
          baseFen: number(),
          basisPoints: number(),
          amountFen: number(),
        }),
      ),
      returnWindowDays: number(),
    }),
    computeKey: (key: EarningKey) => ({ pk: `SELLER#${key.sellerId}`, sk: sortKey(key) }),
  });

  /** The write of an earning, to go with its transfer. Doing it twice changes nothing: it is the same item. */
  function earningWrite(earning: EarningFact): Write {
    return write('earning', entity.build(PutTransaction).item({ ...earning, rules: [...earning.rules] }));
  }

  async function ensure(earning: EarningFact): Promise<'done' | 'busy'> {
    const result = await transact(table, [earningWrite(earning)]);
    if (result.kind === 'refused') throw new Error('an earning has no condition to be refused by');
    return result.kind;
  }

  async function find(key: EarningKey): Promise<EarningFact | null> {
    const { Item } = await entity.build(GetItemCommand).key(key).options({ consistent: true }).send();
    return Item ?? null;
  }

  /** A seller's earnings, newest first and of a time where one is told, with what is pending, what is available, and why. */
  async function earnings(
    sellerId: string,
    page: { limit: number; cursor?: string | undefined; fromMs?: number; beforeMs?: number },
  ): Promise<Result<Earnings, 'invalid_request'>> {
    const limit = Math.min(Math.max(1, page.limit), maxPage);
    const end = page.beforeMs === undefined ? afterAll : bound(page.beforeMs);
    const cursor = page.cursor === undefined ? end : decodeCursor(page.cursor, prefix);
    if (cursor === null) return fail('invalid_request', { detail: 'cursor' });
    const before = cursor < end ? cursor : end;
    const since = bound(page.fromMs ?? 0);
    // Nothing lies between them, and a key that is asked for must not be turned round.
    const isBefore = before > since;
    const [{ Items }, balance, customers] = await Promise.all([
      table
        .build(QueryCommand)
        // Both ends belong to it: the upper one, which was shown, is read once more and left out.
        .query({
          partition: `SELLER#${sellerId}`,
          range: isBefore ? { between: [since, before] } : { eq: since },
        })
        .entities(entity)
        .options({ limit: limit + 2, reverse: true, consistent: true })
        .send(),
      ledger.balanceOf(commissionAccount(sellerId)),
      customersOf(sellerId),
    ]);
    const found: EarningFact[] = (Items ?? []).filter((one) => sortKey(one) < before);
    const shown = found.slice(0, limit);
    const transfers = await ledger.transfersById(
      shown.flatMap(({ transferId, orderId }) => [transferId, completedTransferId(orderId)]),
    );
    const last = shown.at(-1);
    return ok({
      pendingFen: balance.pendingInFen - balance.pendingOutFen,
      availableFen: balance.postedFen,
      customers,
      items: shown.map((earning) => earningView(earning, transfers)),
      nextCursor: found.length > limit && last ? encodeCursor(sortKey(last)) : null,
    });
  }

  /** Of a time, newest first, with the states they have in the ledger; `isWhole`: there are no more than so many. */
  async function between(
    sellerId: string,
    { fromMs, beforeMs }: { fromMs: number; beforeMs: number },
    most: number,
  ): Promise<{ items: Earning[]; isWhole: boolean }> {
    const { Items } = await table
      .build(QueryCommand)
      // Before the first of the end: its keys go on behind the time.
      .query({
        partition: `SELLER#${sellerId}`,
        range: { between: [bound(fromMs), bound(beforeMs)] },
      })
      .entities(entity)
      .options({ limit: most + 1, reverse: true, consistent: true })
      .send();
    const found: EarningFact[] = Items ?? [];
    const shown = found.slice(0, most);
    const transfers = await ledger.transfersById(
      shown.flatMap(({ transferId, orderId }) => [transferId, completedTransferId(orderId)]),
    );
    return {
      items: shown.map((earning) => earningView(earning, transfers)),
      isWhole: found.length <= most,
    };
  }

  /** What is pending and what is available. */
  async function balanceOf(sellerId: string): Promise<{ pendingFen: number; availableFen: number }> {
    const balance = await ledger.balanceOf(commissionAccount(sellerId));
    return { pendingFen: balance.pendingInFen - balance.pendingOutFen, availableFen: balance.postedFen };
  }

  return { earningWrite, ensure, find, earnings, between, balanceOf };
}
export type EarningsStore = ReturnType<typeof createEarnings>;

function earningView(earning: EarningFact, transfers: Map<string, Transfer>): Earning {
  const { transferId, orderId, orderNumber, atMs, amountFen, baseFen, rules, returnWindowDays } = earning;
  const transfer = transfers.get(transferId);
  if (!transfer) throw new Error(`earning without its transfer: ${transferId}`);
  const completedAtMs = transfers.get(completedTransferId(orderId))?.atMs;
  return {
    id: transferId,
    orderId,
    orderNumber,
    atMs,
    state: transfer.state,
    amountFen,
    baseFen,
    rules,
    availableAtMs: completedAtMs === undefined ? null : completedAtMs + returnWindowDays * dayMs,
  };
}
