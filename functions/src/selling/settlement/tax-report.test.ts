import { dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { longAgo, paidWith } from './payees/paid.ts';
import { type SettlementFixture, startSettlementFixture } from './testing/settlement-fixture.ts';

let fixture: SettlementFixture;
beforeEach(async () => {
  fixture = await startSettlementFixture(
    {},
    new Map([
      ['GUIDE', { name: '陈晓', sellerKind: 'guide', employerId: null }],
      ['B00001', { name: '鼓楼店', sellerKind: 'branch', employerId: null }],
    ]),
  );
});
afterEach(() => fixture.close());

const reportOf = (period: string) => fixture.settlement.tax.report(period);

describe('what was withheld', () => {
  it('is told by payee, kind and month as it was computed, and is what the books hold', async () => {
    const { earn, settlement, settleAll, clock } = fixture;
    await earn('P1', 90_000);
    await earn('GUIDE', 50_000);
    await earn('B00001', 70_000);
    await settleAll();
    await settlement.payees.setRealName('P1', '李雷');
    await earn('P1', 90_000);
    await settleAll();
    const may = await reportOf('2026-05');
    expect(may.rows).toEqual([
      expect.objectContaining({ payeeId: 'B00001', kind: 'business', grossFen: 70_000, withheldFen: 0 }),
      expect.objectContaining({ payeeId: 'GUIDE', kind: 'employee', basisPoints: 0, netFen: 50_000 }),
      {
        payeeId: 'P1',
        payeeName: 'P1',
        realName: '李雷',
        kind: 'individual',
        count: 2,
        grossFen: 180_000,
        // The two payments of the month are one: ¥1,800 less ¥800.
        deductionsFen: 80_000,
        taxableFen: 100_000,
        basisPoints: 2_000,
        withheldFen: 20_000,
        netFen: 160_000,
      },
    ]);
    expect(may.sums).toEqual({
      payees: 3,
      count: 4,
      grossFen: 300_000,
      withheldFen: 20_000,
      netFen: 280_000,
    });
    clock.advance(20 * dayMs);
    await earn('P1', 100_000);
    await settleAll();
    const year = await reportOf('2026');
    expect(year.rows.at(-1)).toMatchObject({ count: 3, grossFen: 280_000, withheldFen: 24_000 });
    expect(await settlement.tax.overview()).toMatchObject({
      months: [
        { month: '2026-06', payees: 1, withheldFen: 4_000 },
        { month: '2026-05', payees: 3, withheldFen: 20_000 },
      ],
      withheldFen: 24_000,
      booksFen: 24_000,
    });
  });

  it('of what came back is withheld of nobody, and what is left is as it would be taxed alone', async () => {
    const { earn, settlement, settleAll, onlyPayout } = fixture;
    await earn('P1', 90_000);
    await settleAll();
    await earn('P1', 90_000);
    await settleAll();
    const { id } = await onlyPayout('P1');
    await settlement.payouts.giveBack(id, 'FINANCE1');
    const [row] = (await reportOf('2026-05')).rows;
    expect(row).toMatchObject({ count: 1, grossFen: 90_000, taxableFen: 10_000, withheldFen: 2_000 });
    expect(await settlement.tax.overview()).toMatchObject({ withheldFen: 2_000, booksFen: 2_000 });
  });

  it('longer ago than last year is one sum, so that nothing of it is lost', () => {
    const pay = (month: string, withheldFen: number) =>
      ({ month, kind: 'individual', count: 1, grossFen: withheldFen * 10, withheldFen }) as const;
    const months = ['2023-11', '2024-02', '2024-03', '2025-12', '2026-01'];
    const paid = months.reduce<ReturnType<typeof paidWith>>(
      (all, month, at) => paidWith(all, pay(month, at + 1)),
      [],
    );
    expect(paid.map(({ month, withheldFen, count }) => [month, withheldFen, count])).toEqual([
      [longAgo, 1 + 2 + 3, 3],
      ['2025-12', 4, 1],
      ['2026-01', 5, 1],
    ]);
  });

  it('of another kind in the same month is told apart, and taxes nothing of it', async () => {
    const { earn, settlement, settleAll } = fixture;
    const terms = { route: 'wages', onHold: false } as const;
    await earn('P1', 90_000);
    await settlement.payees.setTerms('P1', { ...terms, kind: 'employee', revision: 0 }, 'FINANCE1');
    await settleAll();
    await settlement.payees.setTerms('P1', { ...terms, kind: 'individual', revision: 1 }, 'FINANCE1');
    await earn('P1', 70_000);
    await settleAll();
    const { rows } = await reportOf('2026-05');
    expect(rows.map(({ kind, grossFen, withheldFen }) => [kind, grossFen, withheldFen]).sort()).toEqual([
      ['employee', 90_000, 0],
      ['individual', 70_000, 0],
    ]);
  });
});
