import { overlapOf, slotPlanSchema } from '@jindian/shared/contract/places/slots';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import type { HoursException } from '@jindian/shared/hours';
import { readSlotId, slotHours, slotIdOf, slotSpanMs, weekdayOf } from '@jindian/shared/slots';
import { brandDay, dayAfter, dayMs, hourMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookableSlots, defaultPlan, leftWord, plannedSlots } from './rules.ts';

const settings = standardSettings(settingsAreas.places);

/** Wednesday 2026-05-20, 10:00 in Shanghai. */
const nowMs = Date.UTC(2026, 4, 20, 2);
const allDay = { opensAtMinute: 0, closesAtMinute: 1440 };

describe('ids', () => {
  test('an id says its day and minutes, and is read back', () => {
    const times = { day: '2026-11-21', fromMinute: 600, toMinute: 720 };
    expect(slotIdOf(times)).toBe('20261121T1000-1200');
    expect(readSlotId('20261121T1000-1200')).toEqual(times);
    expect(slotHours(times)).toBe('10:00–12:00');
    // Ten o'clock in Shanghai is two o'clock UTC.
    expect(slotSpanMs(times).fromMs).toBe(Date.UTC(2026, 10, 21, 2));
    expect(weekdayOf('2026-11-22')).toBe(7);
  });

  test('any slot of any day survives the way there and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 1, max: 1440 }),
        (days, fromMinute, toMinute) => {
          fc.pre(fromMinute < toMinute);
          const times = { day: dayAfter('2026-01-01', days), fromMinute, toMinute };
          expect(readSlotId(slotIdOf(times))).toEqual(times);
        },
      ),
    );
  });

  test.each([
    '20260230T1000-1200',
    '20261121T1200-1000',
    '20261121T1000-1000',
    '20261121T2400-2400',
    'x',
    '',
  ])('%s is none', (text) => expect(readSlotId(text)).toBeNull());
});

describe('the default plan', () => {
  const hours = (opensAtMinute: number, closesAtMinute: number) =>
    defaultPlan({ kind: 'branch', opensAtMinute, closesAtMinute }, settings)
      .windows.filter(({ weekday, method }) => weekday === 3 && method === 'pickup')
      .map(slotHours);

  test.each([
    [
      'a usual day',
      540,
      1260,
      ['09:00–11:00', '11:00–13:00', '13:00–15:00', '15:00–17:00', '17:00–19:00', '19:00–21:00'],
    ],
    ['a rest of an hour and a half is a slot', 600, 930, ['10:00–12:00', '12:00–14:00', '14:00–15:30']],
    ['a rest of half an hour is none', 600, 750, ['10:00–12:00']],
    ['overnight: only what is by day', 1080, 120, ['18:00–20:00', '20:00–22:00']],
    [
      'open at night only: then at night',
      1320,
      360,
      ['00:00–02:00', '02:00–04:00', '04:00–06:00', '22:00–24:00'],
    ],
    [
      'round the clock: by day',
      0,
      1440,
      [
        '08:00–10:00',
        '10:00–12:00',
        '12:00–14:00',
        '14:00–16:00',
        '16:00–18:00',
        '18:00–20:00',
        '20:00–22:00',
      ],
    ],
  ])('%s', (_, opens, closes, slots) => expect(hours(opens, closes)).toEqual(slots));

  test('a warehouse delivers, and later; nobody allocations up there', () => {
    const plan = defaultPlan(
      { kind: 'central_warehouse', opensAtMinute: 480, closesAtMinute: 1200 },
      settings,
    );
    expect(new Set(plan.windows.map(({ method }) => method))).toEqual(new Set(['delivery']));
    expect(bookableSlots(plan, 'delivery', nowMs, allDay)[0]?.day).toBe('2026-05-22');
  });

  test('whatever the weekdays, no two windows of a day overlap', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    const hours = fc.option(fc.record({ opensAtMinute: minute, closesAtMinute: minute }));
    const week = fc.array(hours, { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(week, (weeklyHours) => {
        const plan = defaultPlan({ kind: 'branch', ...allDay, weeklyHours }, settings);
        expect(slotPlanSchema.safeParse(plan).success).toBe(true);
      }),
    );
  });

  test('whatever the hours, it is a sound plan of windows within them', () => {
    const minute = fc.integer({ min: 0, max: 1440 });
    const kind = fc.constantFrom(
      'branch' as const,
      'branch_warehouse' as const,
      'central_warehouse' as const,
    );
    fc.assert(
      fc.property(kind, minute, minute, (kindOf, opensAtMinute, closesAtMinute) => {
        const plan = defaultPlan({ kind: kindOf, opensAtMinute, closesAtMinute }, settings);
        expect(slotPlanSchema.safeParse(plan).success).toBe(true);
        for (const { fromMinute, toMinute } of plan.windows) {
          for (let at = fromMinute; at < toMinute; at += 1) {
            const [opens, closes] = [opensAtMinute % 1440, closesAtMinute % 1440];
            const open =
              opens === closes || (opens < closes ? at >= opens && at < closes : at >= opens || at < closes);
            if (!open) throw new Error(`${at} is not within ${opensAtMinute}–${closesAtMinute}`);
          }
        }
      }),
    );
  });
});

describe('plans', () => {
  const window = { weekday: 3, fromMinute: 600, toMinute: 720, method: 'pickup' as const, capacity: 2 };
  const plan = {
    windows: [window, { ...window, weekday: 4 }, { ...window, weekday: 4, method: 'delivery' as const }],
    leadMinutes: { pickup: 30, delivery: 60 },
    horizonDays: 8,
    closedDays: ['2026-05-27'],
  };

  test('slots of today and the horizon, without closed days, soonest first', () => {
    expect(plannedSlots(plan, nowMs, allDay).map(({ slotId, method }) => `${slotId} ${method}`)).toEqual([
      '20260520T1000-1200 pickup',
      '20260521T1000-1200 pickup',
      '20260521T1000-1200 delivery',
      '20260528T1000-1200 pickup',
      '20260528T1000-1200 delivery',
    ]);
  });

  test('on a day that is unlike others there are those alone that lie within its hours', () => {
    const daily = { opensAtMinute: 540, closesAtMinute: 1260 };
    const all = defaultPlan({ kind: 'branch', ...daily }, settings);
    const at = (day: string, exceptions: HoursException[]) =>
      plannedSlots(all, nowMs, { ...daily, exceptions })
        .filter((slot) => slot.day === day && slot.method === 'pickup')
        .map(slotHours);
    expect(at('2026-05-21', [])).toHaveLength(6);
    expect(at('2026-05-21', [{ day: '2026-05-21', hours: null }])).toEqual([]);
    expect(at('2026-05-22', [{ day: '2026-05-21', hours: null }])).toHaveLength(6);
    const short = { opensAtMinute: 12 * 60, closesAtMinute: 17 * 60 };
    expect(at('2026-05-21', [{ day: '2026-05-21', hours: short }])).toEqual(['13:00–15:00', '15:00–17:00']);
  });

  test('a weekday of its own hours has slots of its own, none where it is closed', () => {
    const weeklyHours = [null, ...Array(5).fill({ opensAtMinute: 540, closesAtMinute: 1260 }), null];
    weeklyHours[5] = { opensAtMinute: 600, closesAtMinute: 840 };
    const { windows } = defaultPlan({ kind: 'branch', ...allDay, weeklyHours }, settings);
    const on = (weekday: number) =>
      windows.filter((each) => each.weekday === weekday && each.method === 'pickup').map(slotHours);
    expect([1, 2, 6, 7].map((weekday) => on(weekday).length)).toEqual([0, 6, 2, 0]);
    expect(on(6)).toEqual(['10:00–12:00', '12:00–14:00']);
  });

  test('bookable until the lead time begins, and only where there is capacity', () => {
    const tomorrow = Date.UTC(2026, 4, 21, 1, 30);
    const ids = (atMs: number) => bookableSlots(plan, 'pickup', atMs, allDay).map(({ slotId }) => slotId);
    expect(ids(tomorrow)[0]).toBe('20260521T1000-1200');
    expect(ids(tomorrow + 1)[0]).toBe('20260528T1000-1200');
    const full = { ...plan, windows: plan.windows.map((each) => ({ ...each, capacity: 0 })) };
    expect(bookableSlots(full, 'pickup', nowMs, allDay)).toEqual([]);
  });

  test('windows of one day and method that overlap are refused; the next one may begin where one ends', () => {
    const next = { ...window, fromMinute: 720, toMinute: 800 };
    expect(overlapOf([next, window])).toBeNull();
    expect(overlapOf([{ ...next, fromMinute: 719 }, window])).toMatchObject({ fromMinute: 719 });
    expect(slotPlanSchema.safeParse({ ...plan, windows: [window, window] }).success).toBe(false);
  });

  test('no slot of any plan lies outside its days, and all of them can be read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 24 }), (hours) => {
        const atMs = nowMs + hours * hourMs;
        const last = brandDay(atMs + plan.horizonDays * dayMs);
        for (const { slotId, day, fromMs, toMs } of plannedSlots(plan, atMs, allDay)) {
          expect(day >= brandDay(atMs) && day <= last).toBe(true);
          const times = readSlotId(slotId);
          expect(times && slotSpanMs(times)).toEqual({ fromMs, toMs });
        }
      }),
    );
  });
});

test.each([
  [10, 0, 'available'],
  [10, 7, 'available'],
  [10, 8, 'few'],
  [10, 10, 'none'],
  [10, 12, 'none'],
  [1, 0, 'few'],
  [3, 1, 'available'],
])('room of %i with %i booked: %s', (capacity, booked, word) =>
  expect(leftWord(capacity, booked)).toBe(word),
);
