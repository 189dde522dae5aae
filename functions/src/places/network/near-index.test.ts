import { distanceMeters } from '@jindian/shared/geo';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildNearIndex } from './near-index.ts';

/** Towns and deserts, coincident places, the poles and both sides of the date line. */
const anyPoint = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        lng: fc.integer({ min: 730, max: 1350 }),
        lat: fc.integer({ min: 180, max: 540 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        lng: fc.integer({ min: 1210, max: 1219 }),
        lat: fc.integer({ min: 310, max: 315 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        lng: fc.constantFrom(-1800, -1799, 1798, 1800, 0),
        lat: fc.integer({ min: -900, max: 900 }),
      }),
    },
  )
  .map(({ lng, lat }) => ({ lngGcj02: lng / 10, latGcj02: lat / 10 }));

it('finds the nearest, and no others, as measuring every one does', () => {
  fc.assert(
    fc.property(
      fc.array(anyPoint, { maxLength: 300 }),
      anyPoint,
      fc.integer({ min: 1, max: 40 }),
      fc.option(fc.integer({ min: 0, max: 3_000_000 })),
      fc.nat({ max: 5 }),
      (points, from, count, within, refused) => {
        const accept = (position: number) => refused === 0 || position % refused !== 0;
        const max = within ?? Infinity;
        const meters = (position: number) => distanceMeters(from, points[position]!);
        const expected = [...points.keys()]
          .filter((position) => accept(position) && meters(position) <= max)
          .map(meters)
          .sort((a, b) => a - b)
          .slice(0, count);
        const near = buildNearIndex(points).nearest(from, count, max, accept);
        expect([...near.meters].sort((a, b) => a - b)).toEqual(near.meters);
        near.positions.forEach((position, index) => {
          expect(Math.abs(near.meters[index]! - meters(position))).toBeLessThan(
            1e-6 + meters(position) * 1e-9,
          );
        });
        const found = near.positions.filter((position) => meters(position) <= max);
        expect(new Set(found).size).toBe(found.length);
        for (const position of found) expect(accept(position)).toBe(true);
        const got = found.map(meters).sort((a, b) => a - b);
        expect(got.length).toBeGreaterThanOrEqual(expected.length);
        got.slice(0, count).forEach((distance, index) => {
          expect(Math.abs(distance - expected[index]!)).toBeLessThan(0.001);
        });
        // Beyond the count only who is as far as the last of them.
        for (const distance of got.slice(count)) expect(distance - expected.at(-1)!).toBeLessThan(0.5);
      },
    ),
    { numRuns: 1_000 },
  );
});

it('takes equally far ones all, however many', () => {
  const twins = Array.from({ length: 50 }, () => ({ lngGcj02: 121.5, latGcj02: 31.2 }));
  const index = buildNearIndex([...twins, { lngGcj02: 121.6, latGcj02: 31.2 }]);
  expect(index.nearest({ lngGcj02: 121.4, latGcj02: 31.1 }, 3, Infinity).positions).toHaveLength(50);
});
