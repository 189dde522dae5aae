import { expect, test } from 'vitest';
import { brandDateTime, brandTimeOf, dayAfter, daysBetween } from './time.ts';

test('a time as a form has it is read by the clock of the brand, and written as it was', () => {
  expect(brandTimeOf('2026-05-20T10:00')).toBe(Date.UTC(2026, 4, 20, 2));
  expect(brandTimeOf('2028-02-29T00:00:30')).toBe(Date.UTC(2028, 1, 28, 16, 0, 30));
  expect(brandDateTime(Date.UTC(2026, 4, 20, 2))).toBe('2026-05-20T10:00');
});

test.each([
  '',
  '5',
  'soon',
  '2026-05-20',
  '2026-13-01T10:00',
  '2026-02-30T10:00',
  '2027-02-29T10:00',
  '2026-05-20T24:01',
  '1999-05-20T10:00',
])('%s is no time', (text) => expect(brandTimeOf(text)).toBeNull());

test('days are walked and counted over months and years', () => {
  expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
  expect(dayAfter('2028-03-01', -1)).toBe('2028-02-29');
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(3);
  expect(daysBetween('2026-11-21', '2026-11-21')).toBe(1);
  expect(daysBetween('2026-11-21', 'soon')).toBeNaN();
});
