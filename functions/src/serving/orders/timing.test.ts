import { hourMs } from '@jindian/shared/time';
import { expect, test } from 'vitest';
import { returnWindowMs } from '../../selling/commission/rules.ts';
import { dueKinds, lateCheckMs, payWithinMs, pickUpWithinMs, refundCheckMs } from './timing.ts';

test('the times of an order stand in the right order to one another', () => {
  // A prepay order can be paid for two hours: its stock must not be released while it is forgotten, nor held longer.
  expect(payWithinMs).toBeLessThan(2 * hourMs);
  // A payment that was under way in the last second has been decided when it is asked about.
  expect(lateCheckMs).toBeGreaterThanOrEqual(5 * 60_000);
  expect(refundCheckMs).toBeLessThan(hourMs);
  // What is not picked up is called off before anybody could have earned by it.
  expect(pickUpWithinMs).toBeLessThan(returnWindowMs);
});

test('every kind of timer has a name of its own', () => {
  const kinds = Object.values(dueKinds);
  expect(new Set(kinds).size).toBe(kinds.length);
});
