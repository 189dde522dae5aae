import fc from 'fast-check';
import { expect, test } from 'vitest';
import { askedBelow, isOlder, refusedBelow } from './client-version.ts';

const numbers = fc.tuple(fc.nat(9_999), fc.nat(9_999), fc.nat(9_999));

test('versions are compared number by number, whatever follows them', () => {
  expect(isOlder('0.9.10', '0.10.0')).toBe(true);
  expect(isOlder('0.10.0', '0.9.10')).toBe(false);
  expect(isOlder('1.2.3-rc.1', '1.2.3')).toBe(false);
  fc.assert(
    fc.property(numbers, numbers, (one, other) => {
      const at = one.findIndex((number, place) => number !== other[place]);
      const isLess = at >= 0 && (one[at] as number) < (other[at] as number);
      expect(isOlder(one.join('.'), other.join('.'))).toBe(isLess);
    }),
  );
});

test('who says no version, or none that there is, is not older; and nothing is older than no version', () => {
  for (const odd of [
    undefined,
    '',
    '1',
    '1.2',
    'v1.2.3',
    '1.2.3.4',
    '１.2.3',
    '-1.0.0',
    '99999.0.0',
    '1.2.3 ',
  ])
    expect([odd, isOlder(odd, '9.9.9'), isOlder('0.0.1', odd)]).toEqual([odd, false, false]);
});

test('what will be refused is asked before, and works until the day that was announced is over in Shanghai', () => {
  const limits = { askedVersion: '', oldestVersion: '1.2.0', oldVersionsUntil: '2026-12-10' };
  const at = (time: string) => refusedBelow(limits, Date.parse(time));
  expect([at('2026-12-10T15:59:59Z'), at('2026-12-10T16:00:00Z')]).toEqual(['', '1.2.0']);
  expect(refusedBelow({ ...limits, oldVersionsUntil: '' }, 0)).toBe('1.2.0');
  expect(askedBelow(limits)).toBe('1.2.0');
  expect(askedBelow({ ...limits, askedVersion: '1.1.0' })).toBe('1.2.0');
  expect(askedBelow({ ...limits, askedVersion: '1.3.0' })).toBe('1.3.0');
  expect(askedBelow({ ...limits, askedVersion: '1.3.0', oldestVersion: '' })).toBe('1.3.0');
});
