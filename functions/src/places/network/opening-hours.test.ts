import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpenAt, isWithinHours, nextOpeningAtMs } from './opening-hours.ts';

/** An instant by its clock time in Shanghai. */
function shanghai(time: string): number {
  return Date.parse(`2026-11-21T${time}:00+08:00`);
}

const day = { opensAtMinute: 9 * 60, closesAtMinute: 21 * 60 };
const night = { opensAtMinute: 18 * 60, closesAtMinute: 2 * 60 };

describe('isWithinHours', () => {
  it.each([
    [day, '08:59', false],
    [day, '09:00', true],
    [day, '20:59', true],
    [day, '21:00', false],
    [night, '17:59', false],
    [night, '18:00', true],
    [night, '23:59', true],
    [night, '00:00', true],
    [night, '01:59', true],
    [night, '02:00', false],
    [{ opensAtMinute: 0, closesAtMinute: 1440 }, '00:00', true],
    [{ opensAtMinute: 0, closesAtMinute: 1440 }, '23:59', true],
    [{ opensAtMinute: 600, closesAtMinute: 600 }, '03:00', true],
    [{ opensAtMinute: 600, closesAtMinute: 1440 }, '23:59', true],
    [{ opensAtMinute: 600, closesAtMinute: 1440 }, '00:00', false],
  ])('%o at %s: %s', (hours, time, open) => {
    expect(isWithinHours(hours, shanghai(time))).toBe(open);
  });

  it('counts the day in Shanghai wherever the machine stands', () => {
    expect(isWithinHours(day, Date.parse('2026-11-21T01:00:00Z'))).toBe(true);
    expect(isWithinHours(day, Date.parse('2026-11-21T13:00:00Z'))).toBe(false);
  });
});

describe('isOpenAt', () => {
  it('is closed whatever the time for a place that is closed or suspended', () => {
    expect(isOpenAt({ ...day, status: 'open' }, shanghai('12:00'))).toBe(true);
    expect(isOpenAt({ ...day, status: 'closed' }, shanghai('12:00'))).toBe(false);
    expect(isOpenAt({ ...day, status: 'suspended' }, shanghai('12:00'))).toBe(false);
  });
});

describe('nextOpeningAtMs', () => {
  it('is now while it is open, else the next opening', () => {
    expect(nextOpeningAtMs({ ...day, status: 'open' }, shanghai('12:34'))).toBe(shanghai('12:34'));
    expect(nextOpeningAtMs({ ...day, status: 'open' }, shanghai('07:15'))).toBe(shanghai('09:00'));
    expect(nextOpeningAtMs({ ...day, status: 'open' }, shanghai('22:00'))).toBe(
      shanghai('09:00') + 86_400_000,
    );
    expect(nextOpeningAtMs({ ...day, status: 'suspended' }, shanghai('12:00'))).toBeNull();
  });

  it('is always open at the instant it names, and at most a day away', () => {
    const minute = fc.integer({ min: 0, max: 1440 });
    fc.assert(
      fc.property(
        minute,
        minute,
        fc.integer({ min: 0, max: 4e12 }),
        (opensAtMinute, closesAtMinute, nowMs) => {
          const location = { opensAtMinute, closesAtMinute, status: 'open' as const };
          const next = nextOpeningAtMs(location, nowMs)!;
          expect(isOpenAt(location, next)).toBe(true);
          expect(next).toBeGreaterThanOrEqual(nowMs);
          expect(next - nowMs).toBeLessThanOrEqual(86_400_000);
        },
      ),
    );
  });
});
