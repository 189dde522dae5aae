import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EventHandler } from '../platform/outbox.ts';
import { openTable, type TestTable } from '../platform/testing/table.ts';
import { openProcess } from './testing/process.ts';

let bench: TestTable;
beforeEach(async () => {
  bench = await openTable();
});
afterEach(() => bench.close());

const listener = (name: string, handle: EventHandler['handle']): EventHandler => ({
  name,
  queue: 'books',
  types: ['it.happened'],
  handle,
});

test('a process that is told to stop does so, whatever its consumers do', async () => {
  const process = openProcess(bench, [listener('stuck', () => new Promise(() => {}))]);
  await process.processes.start();
  for (let n = 0; n < 20; n += 1) await process.happen(n);
  await process.processes.stop(20);
  expect(process.queues.waitingCount()).toBeGreaterThan(0);
});

test('a process that is told to stop in the middle of its timers does so', async () => {
  const process = openProcess(bench, []);
  process.work.runDue = () => new Promise(() => {});
  await process.processes.start();
  // The first look of the timers is a second away.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await process.processes.stop(20);
});

test('what is under way when a process is told to stop is done, and the rest at the next start', async () => {
  const count = 600;
  const begun: unknown[] = [];
  const done: unknown[] = [];
  let stopping: Promise<void> | null = null;
  const first = openProcess(bench, [
    listener('well', async ({ data: { n } }) => {
      begun.push(n);
      if (begun.length === 50) stopping = first.processes.stop();
      await new Promise((resolve) => setImmediate(resolve));
      done.push(n);
    }),
  ]);
  for (let n = 0; n < count; n += 1) await first.happen(n);
  await first.processes.start();
  await expect.poll(() => stopping).not.toBeNull();
  await stopping;
  const doneAtStop = [...done];
  expect(doneAtStop.sort()).toEqual([...begun].sort());
  expect(doneAtStop.length).toBeLessThan(count / 2);

  const later: unknown[] = [];
  const next = openProcess(bench, [listener('well', async ({ data: { n } }) => void later.push(n))]);
  await next.settle();
  expect(done).toHaveLength(doneAtStop.length);
  expect(new Set([...doneAtStop, ...later]).size).toBe(count);
  // What was done before is not done again, but for what was under way.
  expect(later.length).toBeLessThan(count);
});
