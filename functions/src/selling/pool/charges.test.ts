import type { EventData } from '@jindian/shared/events/catalogue';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from '../../money/ledger/service.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { runsFactor } from '../../platform/testing/depth.ts';
import { openTable, type TestTable } from '../../platform/testing/table.ts';
import { createPoolCharges, type PoolCharges } from './charges.ts';

let bed: TestTable;
let ledger: Ledger;
let charges: PoolCharges;
let orders = 0;
beforeEach(async () => {
  bed = await openTable();
  ledger = createLedger({ table: bed.table, clock: bed.clock });
  charges = chargesOf(3, 2);
});
afterEach(() => bed.close());

const chargesOf = (poolFromReferredPercent: number, poolFromDealersPercent: number) =>
  createPoolCharges({
    table: bed.table,
    ledger,
    settings: fixedSettings('money', { poolFromReferredPercent, poolFromDealersPercent }),
  });

type Order = {
  orderId: string;
  totalFen: number;
  soldByOwnerId?: string;
  isReferred?: boolean;
  poolPercent?: number;
};
function order(totalFen: number, more: Partial<Order> = {}): Order {
  orders += 1;
  return { orderId: `ORDER${orders}`, totalFen, isReferred: true, ...more };
}
/** Only what is read of the events. */
const completed = ({ isReferred, ...of }: Order) =>
  charges.completed({
    ...of,
    attribution: isReferred ? {} : null,
    atMs: bed.clock.ms,
  } as unknown as EventData<'order.completed'>);
const refunded = ({ isReferred, ...of }: Order, refundId: string, amountFen: number, wasCompleted = true) =>
  charges.refunded({
    ...of,
    attribution: isReferred ? {} : null,
    refundId,
    amountFen,
    wasCompleted,
    atMs: bed.clock.ms,
  } as unknown as EventData<'refund.succeeded'>);
/** What takes from the pool waits for its turn. */
async function balance(account: string): Promise<number> {
  await ledger.payInTurn();
  return (await ledger.balanceOf(account)).postedFen;
}
const balances = async (...accounts: string[]) => Promise.all(accounts.map(balance));

describe('what fills the pool by rule', () => {
  it('is a part of a referred order, out of the margin, once it is completed', async () => {
    const one = order(10_099);
    await completed(one);
    await completed(one);
    expect(await balances('fund-pool', 'sales')).toEqual([302, -302]);
  });

  it('is a charge to the dealer of what he sells, referred or not', async () => {
    await completed(order(10_000, { soldByOwnerId: 'D1', isReferred: false }));
    expect(await balances('fund-pool', 'owner:D1', 'sales')).toEqual([200, -200, 0]);
  });

  it('is nothing of an order that nobody referred, nor where headquarters say so', async () => {
    await completed(order(10_000, { isReferred: false }));
    charges = chargesOf(0, 0);
    const one = order(10_000);
    await completed(one);
    await refunded(one, 'R1', 5_000);
    expect(await balance('fund-pool')).toBe(0);
  });

  it('goes back with refunds in their part, to the last fen, also once the rule is another', async () => {
    const one = order(10_000);
    await completed(one);
    charges = chargesOf(0, 0);
    await refunded(one, 'R1', 3_333);
    // 300 × 6,667 / 10,000, rounded down.
    expect(await balance('fund-pool')).toBe(200);
    await refunded(one, 'R1', 3_333);
    await refunded(one, 'R2', 6_667);
    expect(await balances('fund-pool', 'sales')).toEqual([0, 0]);
  });

  it('is by the rule of when the order was placed, whatever the rule is when it is completed', async () => {
    await completed(order(10_000, { poolPercent: 7 }));
    expect(await balance('fund-pool')).toBe(700);
    await completed(order(10_000, { poolPercent: 0 }));
    await completed(order(10_000, { poolPercent: 7, soldByOwnerId: 'D1', isReferred: false }));
    expect(await balances('fund-pool', 'owner:D1')).toEqual([1_400, -700]);
    // Its seller is credited with nothing any more: a cap was reached between.
    await completed(order(10_000, { poolPercent: 7, isReferred: false }));
    expect(await balance('fund-pool')).toBe(1_400);
  });

  it('is of what was left when it was completed, whatever came back before', async () => {
    const one = order(6_000);
    await refunded(one, 'R0', 4_000, false);
    await completed(one);
    expect(await balance('fund-pool')).toBe(180);
  });

  it.each(['lost-before', 'lost-after'] as const)(
    'is whole whenever the process dies at a write, and what was told is told again (%s)',
    async (kind) => {
      let isOver = false;
      for (let nth = 1; !isOver; nth += 1) {
        const one = order(10_000);
        const before = await balance('fund-pool');
        let writes = 0;
        for (const tell of [
          () => completed(one),
          () => refunded(one, 'R1', 3_333),
          () => refunded(one, 'R2', 1_111),
        ]) {
          let isDead = false;
          bed.engine.faults.set((operation) => {
            if (isDead) return 'lost-before';
            if (!/^(Put|Update|TransactWrite)/.test(operation)) return 'none';
            writes += 1;
            isDead = writes === nth;
            return isDead ? kind : 'none';
          });
          await tell().catch(() => {});
          bed.engine.faults.set();
          charges = chargesOf(3, 2);
          await tell();
        }
        // 300 × 5,556 / 10,000, rounded down.
        expect((await balance('fund-pool')) - before).toBe(166);
        isOver = writes < nth;
      }
      expect((await balances('fund-pool', 'sales')).reduce((sum, fen) => sum + fen, 0)).toBe(0);
    },
  );

  it('comes to the same in whatever order, how often and beside whom it is heard of', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 100, max: 999_999 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        async (totalFen, parts, isDealers, draws) => {
          const one = order(totalFen, isDealers ? { soldByOwnerId: 'D1' } : {});
          const before = await balance('fund-pool');
          const refunds = parts.map((percent) => Math.floor((totalFen * percent) / 150));
          const heard = [
            () => completed(one),
            ...refunds.map((fen, at) => () => refunded(one, `R${at}`, Math.max(1, fen))),
          ];
          const twice = [...heard, ...heard]
            .map((tell) => ({ tell, at: draws.next().value as number }))
            .sort((a, b) => a.at - b.at);
          const half = Math.ceil(twice.length / 2);
          await Promise.all(twice.slice(0, half).map(({ tell }) => tell()));
          for (const { tell } of twice.slice(half)) await tell();
          const leftFen = totalFen - refunds.reduce((sum, fen) => sum + Math.max(1, fen), 0);
          const chargedFen = Math.floor((totalFen * (isDealers ? 2 : 3)) / 100);
          expect((await balance('fund-pool')) - before).toBe(Math.floor((chargedFen * leftFen) / totalFen));
          expect((await balances('fund-pool', 'sales', 'owner:D1')).reduce((sum, fen) => sum + fen, 0)).toBe(
            0,
          );
        },
      ),
      { numRuns: Math.ceil(8 * runsFactor) },
    );
  });
});
