import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceMeters, formatDistance, isAboutChina, pointGcj02Schema } from './geo.ts';

const anyPoint = fc.record({
  latGcj02: fc.double({ min: -90, max: 90, noNaN: true }),
  lngGcj02: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('distanceMeters', () => {
  it('knows the distance from Yantai to Shanghai', () => {
    const yantai = { latGcj02: 37.54, lngGcj02: 121.39 };
    const shanghai = { latGcj02: 31.23, lngGcj02: 121.47 };
    // 6.31 degrees of a meridian at 111.195 km each.
    expect(distanceMeters(yantai, shanghai)).toBeCloseTo(701_682, -2);
  });

  it('measures a degree of the equator and of a meridian', () => {
    const origin = { latGcj02: 0, lngGcj02: 0 };
    expect(distanceMeters(origin, { latGcj02: 0, lngGcj02: 1 })).toBeCloseTo(111_195.08, 1);
    expect(distanceMeters(origin, { latGcj02: 1, lngGcj02: 0 })).toBeCloseTo(111_195.08, 1);
  });

  it('goes the short way over the date line', () => {
    const west = { latGcj02: 0, lngGcj02: 179.5 };
    const east = { latGcj02: 0, lngGcj02: -179.5 };
    expect(distanceMeters(west, east)).toBeCloseTo(111_195.08, 1);
  });

  it('is symmetric, zero for a point and itself, and never above half the circumference', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, (a, b) => {
        const there = distanceMeters(a, b);
        expect(there).toBeCloseTo(distanceMeters(b, a), 6);
        expect(distanceMeters(a, a)).toBe(0);
        expect(there).toBeGreaterThanOrEqual(0);
        expect(there).toBeLessThanOrEqual(Math.PI * 6_371_008.8 + 1e-6);
      }),
    );
  });
});

describe('formatDistance', () => {
  it.each([
    [0, '0 米', '0 m'],
    [4, '0 米', '0 m'],
    [318, '320 米', '320 m'],
    [994, '990 米', '990 m'],
    [996, '1.0 公里', '1.0 km'],
    [1_249, '1.3 公里', '1.3 km'],
    [9_940, '9.9 公里', '9.9 km'],
    [9_960, '10 公里', '10 km'],
    [35_400, '35 公里', '35 km'],
    [-5, '0 米', '0 m'],
  ])('%d m', (meters, zh, en) => {
    expect(formatDistance(meters, 'zh')).toBe(zh);
    expect(formatDistance(meters, 'en')).toBe(en);
  });
});

describe('pointGcj02Schema', () => {
  it('takes every point of the earth', () => {
    fc.assert(
      fc.property(anyPoint, (point) => {
        expect(pointGcj02Schema.safeParse(point).success).toBe(true);
      }),
    );
  });

  it.each([
    { latGcj02: 90.1, lngGcj02: 0 },
    { latGcj02: 0, lngGcj02: -180.1 },
    { latGcj02: Number.NaN, lngGcj02: 0 },
    { latGcj02: 0, lngGcj02: Number.POSITIVE_INFINITY },
    { latGcj02: '31', lngGcj02: 121 },
    { lat: 31, lng: 121 },
  ])('refuses %o', (point) => {
    expect(pointGcj02Schema.safeParse(point).success).toBe(false);
  });
});

it('a box around China takes its ends and no other continent', () => {
  const at = (latGcj02: number, lngGcj02: number) => isAboutChina({ latGcj02, lngGcj02 });
  expect([at(53.5, 122.4), at(18.2, 109.5), at(39.5, 73.9), at(48.4, 134.7), at(3.9, 112.2)]).toEqual(
    Array(5).fill(true),
  );
  expect([at(0, 0), at(35.6, 139.7), at(-31.2, 121.4), at(51.5, -0.1)]).toEqual(Array(4).fill(false));
});
