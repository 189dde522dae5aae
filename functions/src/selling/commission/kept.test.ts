import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commissionBack, keptCommission } from './kept.ts';

const byCategory = fc
  .array(fc.record({ baseFen: fc.nat(1_000_000), basisPoints: fc.nat(10_000) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((rows) =>
    rows.map(({ baseFen, basisPoints }, index) => ({
      categoryId: `c${index}`,
      baseFen,
      basisPoints,
      amountFen: Math.floor((baseFen * basisPoints) / 10_000),
    })),
  );

test('refunds in any division take back exactly the commission, and never more', () => {
  fc.assert(
    fc.property(
      byCategory,
      fc.array(fc.tuple(fc.nat(3), fc.nat(100)), { maxLength: 12 }),
      (rows, refunds) => {
        const attribution = { byCategory: rows };
        const all = new Map(rows.map(({ categoryId, baseFen }) => [categoryId, baseFen]));
        let before = new Map<string, number>();
        let takenFen = 0;
        const refund = (after: Map<string, number>) => {
          const back = commissionBack(attribution, before, after);
          expect(back.amountFen).toBe(back.byCategory.reduce((sum, { amountFen }) => sum + amountFen, 0));
          for (const row of back.byCategory) expect(row.amountFen).toBeGreaterThanOrEqual(0);
          takenFen += back.amountFen;
          before = after;
          expect(takenFen + keptCommission(attribution, after).amountFen).toBe(
            rows.reduce((sum, { amountFen }) => sum + amountFen, 0),
          );
        };
        for (const [category, percent] of refunds) {
          const row = rows[category % rows.length];
          if (!row) continue;
          const left = row.baseFen - (before.get(row.categoryId) ?? 0);
          const more = (before.get(row.categoryId) ?? 0) + Math.floor((left * percent) / 100);
          refund(new Map(before).set(row.categoryId, more));
        }
        refund(all);
        expect(keptCommission(attribution, all).amountFen).toBe(0);
      },
    ),
  );
});
