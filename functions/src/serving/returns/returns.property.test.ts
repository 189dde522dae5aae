import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRefund, type Returned, tallied, type WantedBack } from '../../money/payments/refund-plan.ts';
import { freezeShares } from '../../money/payments/shares.ts';
import { runsFactor, seed } from '../../platform/testing/depth.ts';
import { piecesOut, takeOut, withoutTaken } from './pieces-back.ts';
import { feeFenOf } from './rules.ts';

const options = { seed, numRuns: 150 * runsFactor };

/** Lines, what two kinds of tenders paid of them, and units that come back in some order, each with some fee. */
const stories = fc
  .array(
    fc.record({ quantity: fc.integer({ min: 1, max: 5 }), amountFen: fc.integer({ min: 0, max: 9_999 }) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .chain((lines) =>
    fc.record({
      lines: fc.constant(lines),
      firstBasisPoints: fc.integer({ min: 0, max: 10_000 }),
      back: fc.array(
        fc.record({
          line: fc.nat({ max: lines.length - 1 }),
          quantity: fc.integer({ min: 1, max: 5 }),
          feeBasisPoints: fc.constantFrom(0, 0, 333, 1_000, 3_000, 10_000),
        }),
        { maxLength: 12 },
      ),
    }),
  );

test('in whatever order units come back, no tender gives back more than it paid, and fees stay', () => {
  fc.assert(
    fc.property(stories, ({ lines, firstBasisPoints, back }) => {
      const pieces = lines.map((line, at) => ({ id: String(at + 1), ...line }));
      const total = pieces.reduce((sum, { amountFen }) => sum + amountFen, 0);
      const first = Math.floor((total * firstBasisPoints) / 10_000);
      const tenders = [
        { tenderId: '1', amountFen: first },
        { tenderId: '2', amountFen: total - first },
      ];
      const shares = freezeShares(pieces, tenders);
      const frozen = {
        pieces,
        tenders: tenders.map(({ tenderId }) => ({ tenderId, shares: shares.get(tenderId) ?? {} })),
      };
      let returned: Returned = {};
      let [backFen, keptFen] = [0, 0];
      const units = new Map<string, number>();
      for (const { line, quantity, feeBasisPoints } of back) {
        const id = String(line + 1);
        const wanted: WantedBack = { id, quantity, extraFen: 0 };
        const gross = planRefund(frozen, returned, [wanted]);
        const left = (pieces[line]?.quantity ?? 0) - (units.get(id) ?? 0);
        expect(gross.ok).toBe(quantity <= left);
        if (!gross.ok) continue;
        const fee = feeFenOf(gross.value.amountFen, feeBasisPoints);
        const plan = planRefund(frozen, returned, [{ ...wanted, keptFen: fee }]);
        if (!plan.ok) throw new Error(plan.code);
        expect(plan.value.amountFen).toBe(gross.value.amountFen - fee);
        const before = returned;
        returned = tallied(returned, plan.value.pieces, 1);
        // Given up, it is as if it had not been.
        const undone = tallied(returned, plan.value.pieces, -1);
        expect(undone[id]?.quantity).toBe(before[id]?.quantity ?? 0);
        units.set(id, (units.get(id) ?? 0) + quantity);
        backFen += plan.value.amountFen;
        keptFen += fee;
        for (const { id: piece } of pieces)
          for (const { tenderId } of tenders)
            expect(returned[piece]?.byTender[tenderId] ?? 0).toBeLessThanOrEqual(
              shares.get(tenderId)?.[piece] ?? 0,
            );
      }
      const rest = pieces.flatMap(({ id, quantity }) => {
        const open = quantity - (units.get(id) ?? 0);
        return open > 0 ? [{ id, quantity: open, extraFen: 0 }] : [];
      });
      const last = planRefund(frozen, returned, rest);
      if (!last.ok) throw new Error(last.code);
      expect(backFen + keptFen + last.value.amountFen).toBe(total);
      const over = planRefund(frozen, tallied(returned, last.value.pieces, 1), [
        { id: '1', quantity: 0, extraFen: 1 },
      ]);
      expect(over.ok).toBe(false);
    }),
    options,
  );
});

test('no piece comes back twice, and each from a part that brought it', () => {
  const allocations = fc.array(
    fc.record({
      skuId: fc.constantFrom('A', 'B'),
      ownerId: fc.constantFrom('hq', 'D1', 'D2'),
      quantity: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(
      fc.array(fc.record({ allocations, isHere: fc.boolean() }), { minLength: 1, maxLength: 3 }),
      fc.array(fc.record({ skuId: fc.constantFrom('A', 'B'), quantity: fc.integer({ min: 1, max: 4 }) }), {
        maxLength: 8,
      }),
      (parts, wanted) => {
        const fulfilments = parts.map((part, at) => ({
          fulfilmentId: String(at),
          state: part.isHere ? ('fulfilled' as const) : ('dispatched' as const),
          allocations: part.allocations,
        }));
        const record = { detail: { lines: [] }, fulfilments };
        const brought = (skuId: string) =>
          parts
            .filter(({ isHere }) => isHere)
            .flatMap((part) => part.allocations)
            .reduce((sum, one) => (one.skuId === skuId ? sum + one.quantity : sum), 0);
        let taken: ReturnType<typeof piecesOut> = [];
        for (const { skuId, quantity } of wanted) {
          const out = piecesOut(record, taken);
          const some = takeOut(out, { id: skuId, skuId }, quantity);
          const gone = taken.reduce((sum, one) => (one.skuId === skuId ? sum + one.quantity : sum), 0);
          expect(some !== null).toBe(gone + quantity <= brought(skuId));
          if (some === null) continue;
          const sumOf = (pieces: typeof some) => pieces.reduce((sum, one) => sum + one.quantity, 0);
          expect(sumOf(withoutTaken(out, some))).toBe(sumOf(out) - quantity);
          taken = [...taken, ...some];
          expect(sumOf(piecesOut(record, taken))).toBe(sumOf(out) - quantity);
        }
      },
    ),
    options,
  );
});
