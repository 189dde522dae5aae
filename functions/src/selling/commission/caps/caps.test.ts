import type { Engine } from '@jindian/embedded-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runsFactor } from '../../../platform/testing/depth.ts';
import { openTable, type TestTable } from '../../../platform/testing/table.ts';
import { transact } from '../../../platform/transact.ts';
import type { FrozenAttribution } from '../frozen.ts';
import { keptCommission } from '../kept.ts';
import { percentPayOf, saleOf } from '../testing/several-payees.ts';
import { ownFen, withinCaps } from './cut.ts';
import { createSellerCaps, type SellerCapsService } from './service.ts';

const paidAtMs = Date.UTC(2026, 10, 20, 4);
const nextDayMs = paidAtMs + 24 * 3_600_000;

/** ¥10.07 and ¥299.99 at 5 %: ¥0.50 and ¥14.99 to the seller, and 1 % beside it to the branch. */
function sold(caps: FrozenAttribution['sellerCaps']): FrozenAttribution {
  const { frozen } = saleOf(1, {
    lines: [
      { amountFen: 1_007, quantity: 1 },
      { amountFen: 29_999, quantity: 3 },
    ],
    pays: { seller: percentPayOf(500), branch: percentPayOf(100) },
    orderCapFen: null,
    isHeld: false,
  });
  return caps === undefined ? frozen : { ...frozen, sellerCaps: caps };
}
const wholeFen = 50 + 1_499;
const branchFen = 10 + 299;

describe('an order within what is left of its seller’s caps', () => {
  const frozen = sold({ dayFen: 5_000, monthFen: 9_000 });

  it('is as it was frozen while there is room for all of it', () => {
    expect(ownFen(frozen)).toBe(wholeFen);
    expect(withinCaps(frozen, { dayFen: 5_000 }, { dayFen: 5_000 - wholeFen, monthFen: 0 })).toBe(frozen);
  });

  it.each([
    [{ dayFen: 2_000, monthFen: 9_000 }, { dayFen: 1_000, monthFen: 1_000 }, 1_000, 'seller_day_cap'],
    [{ dayFen: 2_000, monthFen: 9_000 }, { dayFen: 1_000, monthFen: 8_999 }, 1, 'seller_month_cap'],
    [{ monthFen: 100 }, { dayFen: 0, monthFen: 900 }, 0, 'seller_month_cap'],
    [{ dayFen: 0 }, { dayFen: 0, monthFen: 0 }, 0, 'seller_day_cap'],
  ] as const)('by %j with %j counted pays its seller %d, and says why', (caps, used, paidFen, why) => {
    const within = withinCaps(frozen, caps, used);
    expect(ownFen(within)).toBe(paidFen);
    expect(within.commissionFen).toBe(paidFen + branchFen);
    const own = within.byLine.filter(({ part }) => part === undefined);
    expect(own.every(({ limitedBy }) => limitedBy === why)).toBe(true);
    // Others are paid as before, and no line is gone.
    expect(within.byLine.filter(({ part }) => part === 'branch')).toEqual(
      frozen.byLine.filter(({ part }) => part === 'branch'),
    );
    expect(within.byLine).toHaveLength(frozen.byLine.length);
  });
});

describe('what is counted', () => {
  let opened: TestTable;
  let engine: Engine;
  let caps: SellerCapsService;
  beforeEach(async () => {
    opened = await openTable();
    engine = opened.engine;
    caps = createSellerCaps(opened);
  });
  afterEach(() => opened.close());

  /** As an order does it that is paid: decided again as long as another is first. Gives what its seller is promised. */
  async function pay(frozen: FrozenAttribution, atMs = paidAtMs): Promise<number> {
    for (;;) {
      const { frozen: within, writes } = await caps.counted(frozen, atMs);
      if (writes.length === 0) return ownFen(within);
      const done = await transact(opened.table, writes);
      if (done.kind === 'done') return ownFen(within);
    }
  }

  it('never goes over a cap, however many are paid at once, and leaves none of it unpaid', async () => {
    engine.faults.setConflictMode('reject');
    const frozen = sold({ dayFen: 4_000, monthFen: 5_003 });
    const paid = await Promise.all(Array.from({ length: 8 }, () => pay(frozen)));
    expect(paid.reduce((sum, fen) => sum + fen, 0)).toBe(4_000);
    expect(paid.filter((fen) => fen === wholeFen)).toHaveLength(2);
    const later = await Promise.all(Array.from({ length: 5 }, () => pay(frozen, nextDayMs)));
    expect(later.reduce((sum, fen) => sum + fen, 0)).toBe(1_003);
    expect(await caps.usedOf('S1', paidAtMs)).toEqual({ dayFen: 4_000, monthFen: 5_003 });
    expect(await caps.usedOf('S1', nextDayMs)).toEqual({ dayFen: 1_003, monthFen: 5_003 });
  });

  it('is nothing where there is no cap, and nothing more once it is reached', async () => {
    expect((await caps.counted(sold(undefined), paidAtMs)).writes).toEqual([]);
    const frozen = sold({ dayFen: wholeFen });
    expect((await caps.counted(frozen, paidAtMs)).writes).toHaveLength(1);
    expect(await pay(frozen)).toBe(wholeFen);
    expect(await caps.counted(frozen, paidAtMs)).toMatchObject({ writes: [] });
    // Both caps together are one write.
    expect((await caps.counted(sold({ dayFen: 9_999, monthFen: 9_999 }), nextDayMs)).writes).toHaveLength(1);
  });

  it('is as of the day and the month in which it was paid, here and not in Greenwich', async () => {
    const frozen = sold({ dayFen: 2_000, monthFen: 9_000 });
    const [before, after] = [Date.UTC(2026, 10, 30, 15, 59), Date.UTC(2026, 10, 30, 16)];
    for (const atMs of [before, after]) await pay(frozen, atMs);
    for (const atMs of [before, after])
      expect(await caps.usedOf('S1', atMs)).toEqual({ dayFen: wholeFen, monthFen: wholeFen });
    await pay(frozen, Date.UTC(2026, 11, 2));
    expect(await caps.usedOf('S1', after)).toEqual({ dayFen: wholeFen, monthFen: 2 * wholeFen });
  });

  it('is what payments and refunds leave of it, never over a cap, and nothing once all is back', async () => {
    const stepArbitrary = fc.record({
      amountFen: fc.integer({ min: 1, max: 40_007 }),
      backs: fc.array(fc.nat(1_000), { maxLength: 3 }),
    });
    const dayFen = 2_003;
    const monthFen = 3_001;
    let month = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { minLength: 1, maxLength: 8 }), async (steps) => {
        month += 1;
        const atMs = Date.UTC(2030 + month, 3, 7, 5);
        let heldFen = 0;
        const toReturn: (() => Promise<void>)[] = [];
        for (const { amountFen, backs } of steps) {
          const { frozen } = saleOf(1, {
            lines: [{ amountFen, quantity: 1 }],
            pays: { seller: percentPayOf(333) },
            orderCapFen: null,
            isHeld: false,
          });
          const { frozen: within, writes } = await caps.counted(
            { ...frozen, sellerCaps: { dayFen, monthFen } },
            atMs,
          );
          if (writes.length > 0) await transact(opened.table, writes);
          heldFen += ownFen(within);
          expect(heldFen).toBeLessThanOrEqual(dayFen);
          let backFen = 0;
          const giveBack = async (toFen: number) => {
            const left = (fen: number) => ownFen(keptCommission(within, new Map([['1', fen]])));
            const fen = left(backFen) - left(toFen);
            const given = caps.givenBackWrites(within, atMs, fen);
            if (given.length > 0) await transact(opened.table, given);
            backFen = toFen;
            heldFen -= fen;
          };
          for (const share of backs)
            await giveBack(backFen + Math.floor(((amountFen - backFen) * share) / 1_000));
          toReturn.push(() => giveBack(amountFen));
        }
        expect(await caps.usedOf('S1', atMs)).toEqual({ dayFen: heldFen, monthFen: heldFen });
        for (const last of toReturn) await last();
        expect(await caps.usedOf('S1', atMs)).toEqual({ dayFen: 0, monthFen: 0 });
      }),
      { numRuns: Math.ceil(12 * runsFactor) },
    );
  });
});
