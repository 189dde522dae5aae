import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { describe, expect, test } from 'vitest';
import { holdAnewMs, isGivenUp, NotYet, OnHold, pauseMsOf } from './lanes.ts';

/** As many deliveries as SQS makes of a message before it is set apart: `maxReceiveCount` of the queues. */
const maxReceives = 100;

/** Until it is given up: how many tries, over what time. */
function triesOf(error: Error, spread: number): { tries: number; ageMs: number } {
  let ageMs = 0;
  for (let tries = 1; ; tries += 1) {
    if (isGivenUp(tries, ageMs, error)) return { tries, ageMs };
    ageMs += pauseMsOf(tries, error, spread);
  }
}

describe('what fails', () => {
  test.each([0, 0.5, 1])('is given up after some tries and hours, early or late (%s)', (spread) => {
    const { tries, ageMs } = triesOf(new Error('broken'), spread);
    expect(tries).toBeGreaterThanOrEqual(5);
    expect(tries).toBeLessThan(20);
    expect(ageMs).toBeGreaterThanOrEqual(2 * hourMs);
    expect(ageMs).toBeLessThan(3 * hourMs);
  });

  test.each([0, 0.5, 1])(
    'and only has to wait is tried for three days, in fewer tries than SQS allows (%s)',
    (spread) => {
      const { tries, ageMs } = triesOf(new NotYet('later'), spread);
      expect(tries).toBeLessThan(maxReceives);
      expect(ageMs).toBeGreaterThanOrEqual(3 * dayMs);
    },
  );

  test.each([0, 0.5, 1])(
    'and is stopped by a person is never given up, nor left alone for long (%s)',
    (spread) => {
      const stopped = new OnHold('payouts are stopped');
      let ageMs = 0;
      let tries = 1;
      for (; ageMs < 20 * dayMs; tries += 1) {
        expect(isGivenUp(tries, ageMs, stopped)).toBe(false);
        const pauseMs = pauseMsOf(tries, stopped, spread);
        expect(pauseMs).toBeLessThanOrEqual(3.3 * hourMs);
        ageMs += pauseMs;
      }
      expect(pauseMsOf(tries, stopped, 0.5)).toBe(3 * hourMs);
      // SQS counts deliveries and days: neither comes near before the message is sent anew.
      expect(holdAnewMs).toBeLessThan(7 * dayMs);
      expect(holdAnewMs / pauseMsOf(tries, stopped, 0)).toBeLessThan(maxReceives / 4);
    },
  );

  test('waits longer each time, and as long as it asks for', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 20].map((tries) => pauseMsOf(tries, new Error('broken'), 0.5));
    expect(pauses).toEqual([5_000, 15_000, 45_000, 135_000, 405_000, 15 * minuteMs, 15 * minuteMs]);
    expect(pauseMsOf(1, new NotYet('at six', 6 * hourMs), 0.5)).toBe(6 * hourMs);
  });
});
