import { expect, test } from 'vitest';
import { asksForOff, isNobodyPaid, isPageOff, isPartOn } from './off.ts';

test('what several modules need is off once all of them are: dealers are settled without guides', () => {
  const isThere = (off: Parameters<typeof isPageOff>[0]) => [
    !isPageOff(off, '/settlement'),
    !isPageOff(off, '/settlement/runs'),
    !asksForOff(off, 'hqStartSettlementRun', {}),
    isPartOn(off, 'permission', 'settlement.approve'),
    isPartOn(off, 'setting', 'payCycle'),
    isPartOn(off, 'account', 'paid-by-bank'),
    !isNobodyPaid(off),
  ];
  const all = (is: boolean) => isThere([]).map(() => is);
  expect(isThere([])).toEqual(all(true));
  expect(isThere(['guides', 'couriers', 'stations'])).toEqual(all(true));
  expect(isThere(['guides', 'dealers'])).toEqual(all(true));
  expect(isThere(['guides', 'couriers', 'dealers'])).toEqual(all(false));
  // What is of guides alone goes with them.
  expect(isPageOff(['guides'], '/commission-rates')).toBe(true);
  expect(isPartOn(['guides'], 'setting', 'payeeReason')).toBe(false);
});
