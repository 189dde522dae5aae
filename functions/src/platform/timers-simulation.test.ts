import { expect, test } from 'vitest';
import { simulateTimers } from './testing/timers-simulation.ts';

test('what is due is begun within ninety seconds, the same every time', async () => {
  const wanted = { ordersPerSecond: 40, minutes: 4, callMs: 6, shards: 4 };
  const figures = await simulateTimers(wanted);
  expect(figures.done).toBeGreaterThan(6_000);
  expect(figures.latestS).toBeLessThanOrEqual(90);
  expect(figures.takenOff).toBe(figures.done);
  expect(figures.waitingInQueues).toBe(0);
  expect(await simulateTimers(wanted)).toEqual(figures);
});

test('a table three hundred times as slow makes it late', async () => {
  const figures = await simulateTimers({ ordersPerSecond: 40, minutes: 4, callMs: 1_800, shards: 4 });
  expect(figures.latestS).toBeGreaterThan(90);
});
