import type { HoursException } from '@jindian/shared/hours';
import { calendarText, readCalendar } from '@jindian/shared/hours';
import { dayAfter } from '@jindian/shared/time';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hours, isOpenAt, isWithinHours, nextOpeningAtMs, withCalendar } from './opening-hours.ts';

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

const at = (day: string, time: string) => Date.parse(`${day}T${time}:00+08:00`);

describe('days that differ', () => {
  const closed = { ...day, exceptions: [{ day: '2026-10-01', hours: null }] };
  const late = {
    ...day,
    exceptions: [{ day: '2026-10-01', hours: { opensAtMinute: 18 * 60, closesAtMinute: 2 * 60 } }],
  };
  it.each([
    [closed, '2026-09-30', '12:00', true],
    [closed, '2026-10-01', '12:00', false],
    [closed, '2026-10-02', '09:00', true],
    [late, '2026-10-01', '12:00', false],
    [late, '2026-10-01', '19:00', true],
    // Hours that go past midnight end on the next day.
    [late, '2026-10-02', '01:59', true],
    [late, '2026-10-02', '02:00', false],
    [{ ...night, exceptions: closed.exceptions }, '2026-10-01', '01:00', true],
    [{ ...night, exceptions: closed.exceptions }, '2026-10-01', '18:00', false],
    [{ ...night, exceptions: closed.exceptions }, '2026-10-02', '01:00', false],
  ])('%o on %s at %s: %s', (hours, on, time, open) => {
    expect(isWithinHours(hours, at(on, time))).toBe(open);
  });

  it('a weekday may be closed or have hours of its own', () => {
    const weeklyHours = [null, day, day, day, day, day, { opensAtMinute: 600, closesAtMinute: 960 }];
    const hours = { ...day, weeklyHours };
    // The 21st of September 2026 is a Monday.
    expect(isWithinHours(hours, at('2026-09-21', '12:00'))).toBe(false);
    expect(isWithinHours(hours, at('2026-09-22', '09:00'))).toBe(true);
    expect(isWithinHours(hours, at('2026-09-27', '09:30'))).toBe(false);
    expect(nextOpeningAtMs({ ...hours, status: 'open' }, at('2026-09-27', '17:00'))).toBe(
      at('2026-09-22', '09:00') + 7 * 86_400_000,
    );
  });

  it('opens after the holidays, and never where it is closed for months', () => {
    const exceptions = readCalendar('2026-10-01~2026-10-07 休息') as HoursException[];
    expect(nextOpeningAtMs({ ...day, exceptions, status: 'open' }, at('2026-10-01', '12:00'))).toBe(
      at('2026-10-08', '09:00'),
    );
    const never = { ...day, weeklyHours: Array(7).fill(null), status: 'open' as const };
    expect(nextOpeningAtMs(never, at('2026-10-01', '12:00'))).toBeNull();
  });

  it("the brand's calendar counts where the place says nothing of the day", () => {
    const calendar = readCalendar('2026-10-01~2026-10-02 休息') as HoursException[];
    const own = { ...day, exceptions: [{ day: '2026-10-02', hours: day }] };
    const both = withCalendar(own, calendar);
    expect(isWithinHours(both, at('2026-10-01', '12:00'))).toBe(false);
    expect(isWithinHours(both, at('2026-10-02', '12:00'))).toBe(true);
    expect(own.exceptions).toHaveLength(1);
  });

  const minute = fc.integer({ min: 0, max: 1439 });
  const anyHours = fc.option(fc.record({ opensAtMinute: minute, closesAtMinute: minute }));
  const anyPlace = fc.record({
    opensAtMinute: minute,
    closesAtMinute: minute,
    weeklyHours: fc.option(fc.array(anyHours, { minLength: 7, maxLength: 7 })),
    exceptions: fc
      .uniqueArray(
        fc.record({ day: fc.nat(6).map((ahead) => dayAfter('2026-10-01', ahead)), hours: anyHours }),
        {
          selector: (one) => one.day,
        },
      )
      .map((all) => all.sort((a, b) => (a.day < b.day ? -1 : 1))),
  });

  it('whatever the hours, the next opening is the first minute of those after now in which it is open', () => {
    fc.assert(
      fc.property(anyPlace, fc.integer({ min: 0, max: 8 * 1440 }), (hours: Hours, minutes) => {
        const nowMs = at('2026-09-30', '00:00') + minutes * 60_000;
        let first: number | null = null;
        for (let ahead = 0; ahead <= 9 * 1440 && first === null; ahead += 1)
          if (isWithinHours(hours, nowMs + ahead * 60_000)) first = nowMs + ahead * 60_000;
        const next = nextOpeningAtMs({ ...hours, status: 'open' }, nowMs);
        if (first === null) expect(next === null || next > nowMs + 9 * 86_400_000).toBe(true);
        else expect(next).toBe(first);
      }),
      { numRuns: 60 },
    );
  });

  it('what is written as text is read back', () => {
    fc.assert(
      fc.property(anyPlace, ({ exceptions }) => {
        expect(readCalendar(calendarText(exceptions))).toEqual(exceptions);
      }),
    );
  });

  it.each([
    '2026-02-30 休息',
    '2026-10-03~2026-10-01 休息',
    '2026-10-01 休息、2026-10-01 closed',
    '2026-10-01',
    '2026-10-01 9:00-18:00',
    '2026-01-01~2026-12-31 休息',
  ])('%s is no calendar', (text) => expect(readCalendar(text)).toBeNull());
});
