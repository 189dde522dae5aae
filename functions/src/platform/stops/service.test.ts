import { maxStops } from '@jindian/shared/contract/stops';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandClaim, createIdempotency } from '../idempotency.ts';
import { createIds } from '../ids.ts';
import { OnHold } from '../queues/lanes.ts';
import { ok } from '../result.ts';
import { embeddedTable, openTable, type TestTable } from '../testing/table.ts';
import { createStops, stopsHeldMs } from './service.ts';

let bench: TestTable;
beforeEach(async () => {
  bench = await openTable();
});
afterEach(() => bench.close());

/** A process of its own: what it holds in memory, and whether it reaches the table. */
function start() {
  const { clock } = bench;
  let isOut = false;
  const table = embeddedTable(bench.engine, bench.name, () => {
    if (isOut) throw new Error('the table is out of reach');
  });
  const stops = createStops({
    table,
    clock,
    ids: createIds(clock),
    idempotency: createIdempotency({ table, clock }),
  });
  return {
    stops,
    out(now: boolean) {
      isOut = now;
      clock.advance(stopsHeldMs + 1);
    },
  };
}

async function stopPayouts(): Promise<void> {
  const done = await start().stops.set(
    { kind: 'payouts', reason: '核对', untilMs: null },
    'HQ',
    commandClaim('HQ', 'hqSetStop', 'KEY', {}),
  );
  if (!done.ok) throw new Error(done.code);
}

test('a process that has never read them does not say that nothing is stopped', async () => {
  await stopPayouts();
  const { stops, out } = start();
  out(true);
  await expect(stops.assertPayouts()).rejects.toThrow('out of reach');
  await expect(stops.modules()).rejects.toThrow('out of reach');
  out(false);
  await expect(stops.assertPayouts()).rejects.toBeInstanceOf(OnHold);
});

test('one that has read them goes on holding them while the table is out of reach', async () => {
  await stopPayouts();
  const { stops, out } = start();
  expect(await stops.active()).toHaveLength(1);
  out(true);
  await expect(stops.assertPayouts()).rejects.toBeInstanceOf(OnHold);
});

test('what failed to be read is read at once by the next who asks', async () => {
  await stopPayouts();
  const { stops, out } = start();
  out(true);
  await expect(stops.active()).rejects.toThrow();
  out(false);
  bench.clock.advance(-stopsHeldMs);
  expect(await stops.active()).toHaveLength(1);
});

test('as many as there can be are set at once, and lifted at once, and none is refused since others are', async () => {
  const { stops } = start();
  const numbers = Array.from({ length: maxStops }, (_, nth) => nth);
  const set = await Promise.all(
    numbers.map((nth) =>
      stops.set(
        { kind: 'payouts', reason: `核对 ${nth}`, untilMs: null },
        'HQ',
        commandClaim('HQ', 'hqSetStop', `ALL-${nth}`, {}),
      ),
    ),
  );
  const ids = set.flatMap((one) => (one.ok ? [one.value.id] : []));
  expect(ids).toHaveLength(maxStops);
  expect(await Promise.all(ids.map((id) => stops.lift(id)))).toEqual(ids.map(() => ok(null)));
  expect(await stops.active()).toEqual([]);
});
