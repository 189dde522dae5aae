import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openProcess } from '../local/testing/process.ts';
import { OnHold } from '../platform/queues/lanes.ts';
import { openTable, type TestTable } from '../platform/testing/table.ts';

let bench: TestTable;
beforeEach(async () => {
  bench = await openTable();
});
afterEach(() => bench.close());

test('what a person stopped for weeks is done once they lift it, also where the first tries fail; nobody is told before', async () => {
  const done: unknown[] = [];
  let isStopped = true;
  let failures = 6;
  let looks = 0;
  const payer = {
    name: 'payer',
    queue: 'books' as const,
    types: ['it.happened'],
    async handle(event: { data: Record<string, unknown> }) {
      looks += 1;
      if (isStopped) throw new OnHold('payouts are stopped');
      failures -= 1;
      if (failures >= 0) throw new Error('the books are busy');
      done.push(event.data.n);
    },
  };
  const first = openProcess(bench, [payer as never], []);
  await first.happen(1);
  await first.settle();
  // A restart in between: it waits in the table.
  const process = openProcess(bench, [payer as never], []);
  for (let i = 0; i < 10 * 24; i += 1) {
    await process.settle();
    bench.clock.ms += hourMs;
  }
  expect(await process.letters()).toEqual([]);
  expect(looks).toBeLessThan(10 * (dayMs / (2 * hourMs)));
  // By the hour it was found up to an hour late, which would count as time in which it failed.
  for (const before = looks; looks === before; bench.clock.ms += minuteMs) await process.settle();
  isStopped = false;
  // Its tries are a quarter of an hour apart, more or less by chance: looked at by the minute, six of them fail within the
  // two hours after which a person would be asked, however they fall.
  for (let i = 0; i < 24 * 60 && done.length === 0; i += 1) {
    await process.settle();
    bench.clock.ms += minuteMs;
  }
  expect(done).toEqual([1]);
  expect(await process.letters()).toEqual([]);
});
