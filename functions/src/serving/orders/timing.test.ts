import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { expect, test } from 'vitest';
import { dueKinds } from './timing.ts';

const { fields } = settingsAreas.serving;

test('whatever HQ sets, the times are inside what WeChat Pay and its payments allow', () => {
  // A prepay id is good for two hours.
  expect(fields.payWithinMinutes.max).toBeLessThan(120);
  // Not before the last payment that was begun in time can have come.
  expect(fields.lateCheckMinutes.min).toBeGreaterThanOrEqual(5);
  expect(fields.refundCheckMinutes.max).toBeLessThan(60);
});

test('every kind of timer has a name of its own', () => {
  const kinds = Object.values(dueKinds);
  expect(new Set(kinds).size).toBe(kinds.length);
});
