import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion } from './apportion.ts';
import { seededRandom } from './random.ts';

describe('apportion', () => {
  it('divides by largest remainder', () => {
    expect(apportion([5, 3, 1], 10, 0)).toEqual([6, 3, 1]);
    expect(apportion([5, 3, 0], 10, 1)).toEqual([6, 4, 0]);
  });

  it('always gives out exactly what there is, at least the minimum, in proportion to a seat', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 0, max: 500 }),
        (weights, extra) => {
          const seats = apportion(weights, weights.length + extra, 1);
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          expect(seats.reduce((sum, n) => sum + n, 0)).toBe(weights.length + extra);
          seats.forEach((n, i) => {
            expect(Math.abs(n - 1 - (weights[i]! / total) * extra)).toBeLessThan(1.000001);
            expect(n).toBeGreaterThanOrEqual(1);
          });
        },
      ),
    );
  });

  it('refuses minimums that exceed the whole', () => {
    expect(() => apportion([1, 1, 1], 2, 1)).toThrow('minimums');
  });
});

describe('seededRandom', () => {
  it('repeats itself for one seed and differs for another', () => {
    const draw = (seed: string) => Array.from({ length: 5 }, seededRandom(seed).next);
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('stays in its bounds and spreads evenly', () => {
    const random = seededRandom('spread');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i += 1) counts[random.below(10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    const mean = Array.from({ length: 10_000 }, random.gaussian).reduce((sum, x) => sum + x, 0) / 10_000;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(() => random.pick([])).toThrow();
  });
});
