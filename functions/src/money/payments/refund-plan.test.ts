import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allThatIsLeft,
  type FrozenMoney,
  planRefund,
  type Returned,
  restOf,
  tallied,
} from './refund-plan.ts';
import { apportion, freezeShares, type Piece, unitShares } from './shares.ts';

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

const pieces: fc.Arbitrary<Piece[]> = fc
  .array(fc.record({ quantity: fc.integer({ min: 1, max: 12 }), amountFen: fc.nat(20_000) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((some) => some.map((piece, index) => ({ id: String(index + 1), ...piece })));

/** Pieces, and tenders of any sizes that pay them exactly. */
const paid = fc.tuple(pieces, fc.array(fc.nat(), { maxLength: 4 })).map(([some, cuts]): FrozenMoney => {
  const totalFen = sum(some.map(({ amountFen }) => amountFen));
  const at = [...cuts.map((cut) => cut % (totalFen + 1)), totalFen].sort((a, b) => a - b);
  const tenders = at.map((end, index) => ({
    tenderId: `T${index}`,
    amountFen: end - (at[index - 1] ?? 0),
  }));
  const shares = freezeShares(some, tenders);
  return {
    pieces: some,
    tenders: tenders.map(({ tenderId }) => ({ tenderId, shares: shares.get(tenderId) ?? {} })),
  };
});

describe('apportion', () => {
  test('gives away all of it, in proportion to within a fen, and none of it twice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (weights, part) => {
          const whole = sum(weights);
          const totalFen = Math.floor(whole * part);
          const parts = apportion(totalFen, weights);
          expect(sum(parts)).toBe(totalFen);
          for (const [index, weight] of weights.entries()) {
            const fen = parts[index] as number;
            expect(fen >= 0 && fen <= weight).toBe(true);
            expect(Math.abs(fen - (totalFen * weight) / Math.max(1, whole))).toBeLessThan(1.001);
          }
        },
      ),
    );
  });

  test('refuses to divide something in no proportion', () => {
    expect(() => apportion(1, [0, 0])).toThrow(RangeError);
    expect(() => freezeShares([{ id: '1', quantity: 1, amountFen: 2 }], [])).toThrow(RangeError);
  });
});

describe('the shares of an order', () => {
  test('are each tender, each piece and each unit, to the fen', () => {
    fc.assert(
      fc.property(paid, (frozen) => {
        for (const piece of frozen.pieces) {
          const shares = frozen.tenders.map((tender) => tender.shares[piece.id] as number);
          expect(sum(shares)).toBe(piece.amountFen);
          expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
          const units = unitShares(piece, shares);
          expect(units.map(sum)).toEqual(shares);
          const byUnit = Array.from({ length: piece.quantity }, (_, unit) =>
            sum(units.map((ofTender) => ofTender[unit] as number)),
          );
          // Units of a line cost the same, but for the fen that cannot be divided.
          expect(Math.max(...byUnit) - Math.min(...byUnit)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

type Step = { piece: number; quantity: number; extraShare: number; dropped: boolean };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    piece: fc.nat(5),
    quantity: fc.nat(4),
    extraShare: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(100) }),
    dropped: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  }),
  { maxLength: 25 },
);

describe('refunds of an order', () => {
  test('give back, in any division and order, exactly what each tender paid and never more', () => {
    fc.assert(
      fc.property(paid, steps, (frozen, asked) => {
        let returned: Returned = {};
        const back = new Map(frozen.tenders.map(({ tenderId }) => [tenderId, 0]));
        const refund = (wanted: Parameters<typeof planRefund>[2], dropped = false) => {
          const planned = planRefund(frozen, returned, wanted);
          if (!planned.ok) return false;
          expect(sum(planned.value.pieces.map(({ amountFen }) => amountFen))).toBe(planned.value.amountFen);
          returned = tallied(returned, planned.value.pieces, 1);
          if (dropped) returned = tallied(returned, planned.value.pieces, -1);
          else
            for (const [tenderId, fen] of Object.entries(planned.value.byTender))
              back.set(tenderId, (back.get(tenderId) ?? 0) + fen);
          for (const rest of restOf(frozen, returned)) {
            expect(rest.amountFen).toBeGreaterThanOrEqual(0);
            expect(rest.quantity).toBeGreaterThanOrEqual(0);
          }
          for (const { tenderId, shares } of frozen.tenders)
            expect(back.get(tenderId)).toBeLessThanOrEqual(sum(Object.values(shares)));
          return true;
        };
        for (const { piece, quantity, extraShare, dropped } of asked) {
          const at = frozen.pieces[piece % frozen.pieces.length] as Piece;
          const rest = restOf(frozen, returned).find(({ id }) => id === at.id);
          const extraFen = Math.floor(((rest?.amountFen ?? 0) * extraShare) / 100);
          refund([{ id: at.id, quantity, extraFen }], dropped);
        }
        expect(refund(allThatIsLeft(frozen, returned))).toBe(true);
        for (const { tenderId, shares } of frozen.tenders)
          expect(back.get(tenderId)).toBe(sum(Object.values(shares)));
        expect(allThatIsLeft(frozen, returned)).toEqual([]);
      }),
    );
  });

  test('refuse a unit, a fen or a line too many, and a line named twice', () => {
    fc.assert(
      fc.property(paid, (frozen) => {
        const [piece] = frozen.pieces as [Piece];
        const refused = { ok: false, code: 'refund_exceeds' };
        const of = (quantity: number, extraFen: number) => ({ id: piece.id, quantity, extraFen });
        expect(planRefund(frozen, {}, [of(piece.quantity + 1, 0)])).toEqual(refused);
        expect(planRefund(frozen, {}, [of(piece.quantity, 1)])).toEqual(refused);
        expect(planRefund(frozen, {}, [of(0, piece.amountFen + 1)])).toEqual(refused);
        expect(planRefund(frozen, {}, [of(-1, 0)])).toEqual(refused);
        expect(planRefund(frozen, {}, [of(0, 0), of(0, 0)])).toEqual(refused);
        expect(planRefund(frozen, {}, [{ id: 'none', quantity: 1, extraFen: 0 }])).toEqual(refused);
      }),
    );
  });
});
