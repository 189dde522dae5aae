import { dayMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePointsPolicy, freezePoints, keptPoints } from './earning.ts';
import { standardPointsPolicy } from './policy.ts';
import {
  emptyPurse,
  expire,
  expiryOf,
  joinPurses,
  maxPurseLots,
  nextLookMs,
  type Purse,
  putIn,
  takeBack,
  takeOut,
  tell,
  usableOf,
} from './purse.ts';

const march = Date.UTC(2027, 1, 28, 16);
const april = Date.UTC(2027, 2, 31, 16);
const lots = (...held: [number, number | null][]): Purse =>
  held.reduce((purse, [points, at]) => putIn(purse, points, at).purse, emptyPurse);

describe('what is earned', () => {
  const line = (netFen: number, categoryPath = ['shoes'], id = '1') => ({ id, netFen, categoryPath });
  const by = (given: Partial<typeof standardPointsPolicy>) =>
    compilePointsPolicy({ ...standardPointsPolicy, ...given }, 3);
  const once = { factorBasisPoints: 10_000 };

  test.each([
    ['a point a yuan', 100, 10_000, [12_999], 129],
    ['two for a yuan', 50, 10_000, [12_999], 259],
    ['the order is rounded down once: 0.99 + 0.99 + 0.99 are 2', 100, 10_000, [99, 99, 99], 2],
    ['half as much again for the tier', 100, 15_000, [10_000], 150],
    ['a point for ten yuan', 1_000, 10_000, [9_990, 20], 10],
  ])('%s', (_, perPointFen, factorBasisPoints, fen, points) => {
    const lines = fen.map((netFen, at) => line(netFen, ['shoes'], String(at)));
    const frozen = freezePoints(by({ perPointFen }), { factorBasisPoints }, lines);
    expect(frozen?.points).toBe(points);
    expect(frozen?.byLine.reduce((sum, row) => sum + row.points, 0)).toBe(points);
  });

  test('rounding goes to the lines with the largest remainders', () => {
    const lines = [line(110, [], 'a'), line(190, [], 'b'), line(100, [], 'c')];
    const frozen = freezePoints(by({ perPointFen: 100 }), once, lines);
    expect(frozen?.byLine.map(({ lineId, points }) => `${lineId} ${points}`)).toEqual(['a 1', 'b 2', 'c 1']);
  });

  test('the nearest category decides, and one without a rate earns none', () => {
    const policy = by({
      perPointFen: 100,
      categories: [
        { categoryId: 'baby', perPointFen: 50 },
        { categoryId: 'baby.milk', perPointFen: null },
      ],
    });
    const of = (path: string[]) => freezePoints(policy, once, [line(10_000, path)])?.points ?? 0;
    expect([of(['shoes']), of(['baby', 'baby.toys']), of(['baby', 'baby.milk'])]).toEqual([100, 200, 0]);
    expect(freezePoints(by({}), once, [line(10_000)])).toBeNull();
  });

  test('of three alike pieces for 100 points each refund takes its part, and all of them all', () => {
    const frozen = freezePoints(by({ perPointFen: 100 }), once, [line(10_000)]);
    const kept = [0, 3_333, 6_666, 10_000].map((fen) => keptPoints(frozen!, new Map([['1', fen]])));
    expect(kept).toEqual([100, 66, 33, 0]);
  });
});

describe('a purse', () => {
  test('a lot ends with its month, by the brand’s calendar', () => {
    expect(new Date(expiryOf(Date.UTC(2026, 10, 30, 15, 59), 3) ?? 0).toISOString()).toBe(
      '2027-02-28T16:00:00.000Z',
    );
    // In Shanghai it is December already.
    expect(expiryOf(Date.UTC(2026, 10, 30, 16), 3)).toBe(april);
    expect(expiryOf(0, null)).toBeNull();
  });

  test('gives what expires first, and what stays good last', () => {
    const purse = lots([30, null], [20, april], [10, march]);
    expect(takeOut(purse, 25)?.lots).toEqual([
      { expiresAtMs: april, left: 5, expired: 0 },
      { expiresAtMs: null, left: 30, expired: 0 },
    ]);
    expect(takeOut(purse, 61)).toBeNull();
  });

  test('earned 100, spent 40, all brought back: 60 are taken and 40 owed, until the next 50 make up for them', () => {
    const spent = takeOut(lots([100, march]), 40) as Purse;
    const back = takeBack(spent, 100, march);
    expect(back).toEqual({ purse: { lots: [], owed: 40 }, taken: 60, forgiven: 0, owed: 40 });
    expect(putIn(back.purse, 50, april)).toEqual({
      purse: { lots: [{ expiresAtMs: april, left: 10, expired: 0 }], owed: 0 },
      madeUp: 40,
      put: 10,
    });
  });

  test('what expired unused is not asked for again', () => {
    const gone = expire(lots([100, march], [50, april]), march);
    expect(gone.expired).toBe(100);
    expect(takeBack(gone.purse, 70, march)).toMatchObject({ taken: 0, forgiven: 70, owed: 0 });
    expect(usableOf(takeBack(gone.purse, 70, march).purse)).toBe(50);
  });

  test('is told of a lot once, and looked at again when that one goes', () => {
    const purse = lots([10, march], [20, april]);
    expect(nextLookMs(purse, 30)).toBe(march - 30 * dayMs);
    const first = tell(purse, march - 30 * dayMs, 30);
    expect(first.told).toEqual([{ points: 10, expiresAtMs: march }]);
    expect(tell(first.purse, april - 30 * dayMs, 30).told).toEqual([{ points: 20, expiresAtMs: april }]);
    expect(nextLookMs(first.purse, 20)).toBe(march);
    expect(nextLookMs(lots([5, null]), 30)).toBeNull();
  });

  test('whatever happens, no lot is below zero, nothing is both owed and usable, and every point is somewhere', () => {
    const month = fc.constantFrom(march, april, null);
    const points = fc.integer({ min: 1, max: 500 });
    const act = fc.oneof(
      fc.record({ is: fc.constant('put'), points, month }),
      fc.record({ is: fc.constant('take'), points, month }),
      fc.record({ is: fc.constant('back'), points, month }),
      fc.record({ is: fc.constant('expire'), points, month }),
      fc.record({ is: fc.constant('join'), points, month }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        let purse = emptyPurse;
        let [came, went, expired] = [0, 0, 0];
        for (const { is, points: count, month: at } of acts) {
          if (is === 'put') {
            purse = putIn(purse, count, at).purse;
            came += count;
          } else if (is === 'take') {
            const after = takeOut(purse, count);
            if (after) went += count;
            else expect(usableOf(purse)).toBeLessThan(count);
            purse = after ?? purse;
          } else if (is === 'back') {
            const { purse: after, taken, forgiven, owed } = takeBack(purse, count, at);
            expect(taken + forgiven + owed).toBe(count);
            went += taken + owed;
            expired -= forgiven;
            came -= forgiven;
            purse = after;
          } else if (is === 'expire') {
            const gone = expire(purse, at ?? 0);
            expired += gone.expired;
            purse = gone.purse;
          } else {
            const { purse: both } = joinPurses(purse, lots([count, at]));
            came += count;
            purse = both;
          }
          for (const lot of purse.lots) expect(Math.min(lot.left, lot.expired)).toBeGreaterThanOrEqual(0);
          expect(Math.min(usableOf(purse), purse.owed)).toBe(0);
          expect(usableOf(purse) - purse.owed).toBe(came - went - expired);
          expect(purse.lots.length).toBeLessThanOrEqual(maxPurseLots);
        }
      }),
    );
  });
});
