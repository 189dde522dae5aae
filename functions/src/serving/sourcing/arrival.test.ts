import { arrivalText, together } from '@jindian/shared/arrival';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { brandDay, hourMs, minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithinHours } from '../../places/network/opening-hours.ts';
import { arrivalFrom } from './arrival.ts';

const settings = {
  places: standardSettings(settingsAreas.places),
  serving: standardSettings(settingsAreas.serving),
};
const kinds = ['branch', 'branch_warehouse', 'central_warehouse'] as const;
const day = { kind: kinds[0], opensAtMinute: 9 * 60, closesAtMinute: 21 * 60 };
const at = (time: string, date = '2026-05-20') => Date.parse(`${date}T${time}:00+08:00`);

const minute = fc.integer({ min: 0, max: 1_440 });
const meters = fc.integer({ min: 0, max: 50_000 });
const instant = fc.integer({ min: at('00:00'), max: at('00:00', '2027-05-20') });
const hours = fc.record({ opensAtMinute: minute, closesAtMinute: minute });

test('never outside of opening hours, never in the past, and later from farther away and from a kind that is slower', () => {
  fc.assert(
    fc.property(hours, instant, meters, meters, (place, nowMs, one, other) => {
      const [near, far] = one < other ? [one, other] : [other, one];
      for (const kind of kinds) {
        const a = arrivalFrom({ ...place, kind }, near, settings, nowMs);
        const b = arrivalFrom({ ...place, kind }, far, settings, nowMs);
        expect(a.fromMs).toBeGreaterThan(nowMs);
        expect(isWithinHours(place, a.fromMs)).toBe(true);
        expect(a.byMs).toBeGreaterThan(a.fromMs);
        expect(b.fromMs).toBe(a.fromMs);
        expect(b.byMs).toBeGreaterThanOrEqual(a.byMs);
        // Whoever orders later is not promised more.
        const later = arrivalFrom({ ...place, kind }, near, settings, nowMs + 10 * minuteMs);
        expect(later.fromMs).toBeGreaterThanOrEqual(a.fromMs);
        expect(later.byMs).toBeGreaterThanOrEqual(a.byMs);
      }
      const [branch, regional, central] = kinds.map((kind) =>
        arrivalFrom({ ...place, kind }, near, settings, nowMs),
      );
      expect(branch!.byMs).toBeLessThanOrEqual(regional!.byMs);
      expect(regional!.byMs).toBeLessThanOrEqual(central!.byMs);
    }),
  );
});

test('it comes today from a branch that is open in time, else the next morning; from warehouses after their notice', () => {
  const said = (place: Parameters<typeof arrivalFrom>[0], time: string) => {
    const arrival = arrivalFrom(place, 2_400, settings, at(time));
    const texts = (['zh', 'en'] as const).map((language) => arrivalText(arrival, at(time), language));
    return [brandDay(arrival.fromMs), ...texts];
  };
  expect(said(day, '10:00')).toEqual(['2026-05-20', '预计今天 12:30 前送达', 'Expected today before 12:30']);
  expect(said(day, '06:00')).toEqual(['2026-05-20', '预计今天 10:30 前送达', 'Expected today before 10:30']);
  expect(said(day, '20:30')).toEqual([
    '2026-05-21',
    '预计明天 10:30 前送达',
    'Expected tomorrow before 10:30',
  ]);
  expect(said({ ...day, kind: 'branch_warehouse' }, '10:00')).toEqual([
    '2026-05-21',
    '预计 1–2 天后送达',
    'Expected in 1–2 days',
  ]);
  expect(said({ ...day, kind: 'central_warehouse' }, '10:00')).toEqual([
    '2026-05-22',
    '预计 2–3 天后送达',
    'Expected in 2–3 days',
  ]);
});

test('what was said once is read on each later day as of that day, and never as still to come once it is over', () => {
  const arrival = arrivalFrom({ ...day, kind: 'central_warehouse' }, 0, settings, at('10:00'));
  const en = (date: string) => arrivalText(arrival, at('12:00', date), 'en');
  expect(['2026-05-21', '2026-05-22', '2026-05-23', '2026-05-24'].map(en)).toEqual([
    'Expected in 1–2 days',
    'Expected by tomorrow',
    'Expected today',
    'Was expected by 5/23',
  ]);
  fc.assert(
    fc.property(instant, fc.nat(200 * hourMs), fc.nat(400 * hourMs), (fromMs, length, later) => {
      const one = { fromMs, byMs: fromMs + length };
      for (const [language, was] of [
        ['zh', '原定'],
        ['en', 'Was'],
      ] as const)
        expect(arrivalText(one, fromMs + later, language).startsWith(was)).toBe(later >= length);
    }),
  );
});

test('several parts are expected from the first of them to the last; of one that nobody knows of, nothing is said', () => {
  expect(
    together([
      { fromMs: 5, byMs: 6 },
      { fromMs: 1, byMs: 9 },
    ]),
  ).toEqual({ fromMs: 1, byMs: 9 });
  expect(together([{ fromMs: 5, byMs: 6 }, null])).toBeNull();
  expect(together([])).toBeNull();
});
