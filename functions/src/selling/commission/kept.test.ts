import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commissionBack, keptCommission } from './kept.ts';

const byLine = fc
  .array(fc.record({ baseFen: fc.nat(1_000_000), basisPoints: fc.nat(10_000) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((rows) =>
    rows.map(({ baseFen, basisPoints }, index) => ({
      lineId: String(index + 1),
      categoryId: `c${index % 2}`,
      baseFen,
      basisPoints,
      amountFen: Math.floor((baseFen * basisPoints) / 10_000),
    })),
  );

test('refunds in any division take back exactly the commission, and never more', () => {
  fc.assert(
    fc.property(byLine, fc.array(fc.tuple(fc.nat(3), fc.nat(100)), { maxLength: 12 }), (rows, refunds) => {
      const attribution = { byLine: rows };
      const all = new Map(rows.map(({ lineId, baseFen }) => [lineId, baseFen]));
      let before = new Map<string, number>();
      let takenFen = 0;
      const refund = (after: Map<string, number>) => {
        const back = commissionBack(attribution, before, after);
        expect(back.amountFen).toBe(back.byLine.reduce((sum, { amountFen }) => sum + amountFen, 0));
        for (const row of back.byLine) expect(row.amountFen).toBeGreaterThanOrEqual(0);
        takenFen += back.amountFen;
        before = after;
        expect(takenFen + keptCommission(attribution, after).amountFen).toBe(
          rows.reduce((sum, { amountFen }) => sum + amountFen, 0),
        );
      };
      for (const [line, percent] of refunds) {
        const row = rows[line % rows.length];
        if (!row) continue;
        const left = row.baseFen - (before.get(row.lineId) ?? 0);
        const more = (before.get(row.lineId) ?? 0) + Math.floor((left * percent) / 100);
        refund(new Map(before).set(row.lineId, more));
      }
      refund(all);
      expect(keptCommission(attribution, all).amountFen).toBe(0);
    }),
  );
});
