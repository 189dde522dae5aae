import type { Simulation } from '@jindian/shared/contract/serving/sourcing';
import { dayMs, hourMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Catalog } from '../../goods/catalog/catalog.ts';
import type { LiveStock } from '../../goods/inventory/service.ts';
import { buildNetworkSnapshot } from '../../places/network/snapshot.ts';
import { smallNetwork } from '../../places/network/snapshot-fixture.ts';
import { createIds } from '../../platform/ids.ts';
import { createOutbox } from '../../platform/outbox.ts';
import { fail, ok } from '../../platform/result.ts';
import { eventsOf } from '../../platform/testing/deliver.ts';
import { openTable, type TestTable } from '../../platform/testing/table.ts';
import { defaultBook } from './book.ts';
import type { PolicyBook } from './policy.ts';
import type { PastOrder } from './simulation.ts';
import { createSimulations, type Simulations } from './simulations.ts';
import { inG2, noonMs } from './testing/serve.ts';

const day = '2026-11-21';
const product = {
  weightGrams: 2_000,
  regions: null,
  categoryId: 'shoes.running',
};
const warehousesOnly: PolicyBook = {
  ...defaultBook,
  standard: {
    ...defaultBook.standard,
    rules: defaultBook.standard.rules.map((rule) => ({
      ...rule,
      enabled: ['branch_warehouses', 'central_warehouses', 'hq_queue'].includes(rule.id),
    })),
  },
};
/** Three steps of a hundred orders, the last of them short. */
const orders: PastOrder[] = Array.from({ length: 250 }, (_, index) => ({
  orderId: `O${String(index).padStart(4, '0')}`,
  createdAtMs: noonMs,
  point: inG2,
  lines: [{ skuId: 'shoe', quantity: 1 }],
  channel: null,
  served: [{ locationId: 'B2', lines: [{ skuId: 'shoe', quantity: 1 }] }],
  refusedBy: [],
}));

let bench: TestTable;
let simulations: Simulations;
let workOn: ReturnType<typeof eventsOf>;
/** Orders that were read to be decided. */
let decided: string[];
let drafts: PolicyBook[];
beforeEach(async () => {
  bench = await openTable();
  decided = [];
  drafts = [warehousesOnly, defaultBook];
  const { table, clock } = bench;
  const ids = createIds(clock);
  const snapshot = buildNetworkSnapshot(smallNetwork());
  simulations = createSimulations({
    table,
    clock,
    ids,
    outbox: createOutbox({ table, clock, ids }),
    network: { current: async () => snapshot },
    catalog: {
      current: async () =>
        ({
          sku: () => ({ product, sku: { priceFen: 10_000 } }),
          categoryPath: (id: string) => [id],
        }) as unknown as Catalog,
    },
    inventory: { picture: async () => ({ availableAt: () => 9, safetyAt: () => 0 }) as unknown as LiveStock },
    policies: {
      async forSimulation(revision) {
        const draft = drafts[revision - 1];
        if (!draft) return fail('stale_revision');
        return ok({ inForce: { number: 3, content: defaultBook }, draft, revision });
      },
    },
    pastOrders: {
      async idsAfter(of, after, limit) {
        const ofDay = of === day ? orders : [];
        return ofDay
          .map(({ orderId }) => orderId)
          .filter((id) => after === null || id > after)
          .slice(0, limit);
      },
      async read(orderIds) {
        decided.push(...orderIds);
        return orders.filter(({ orderId }) => orderIds.includes(orderId));
      },
    },
    nameOf: async (memberId) => memberId,
  });
  workOn = eventsOf(bench, simulations.eventHandlers);
});
afterEach(() => bench.close());

async function start(by = 'HQ1', revision = 1, days = { fromDay: day, toDay: day }): Promise<Simulation> {
  const started = await simulations.start(days, revision, by);
  if (!started.ok) throw new Error(started.code);
  return started.value;
}

async function everyStep(times = 1): Promise<void> {
  while ((await workOn(times)).length > 0);
}

describe('a simulation that is asked for again', () => {
  test('while it is under way is that one, however many ask at once and in between', async () => {
    const asked = await Promise.all(['HQ1', 'HQ2', 'HQ3', 'HQ4', 'HQ5'].map((by) => start(by)));
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1);
    expect(await workOn()).toEqual(['sourcing_simulation.step']);
    expect((await start('HQ6')).id).toBe(asked[0]?.id);
    await everyStep();
    expect(decided).toEqual(orders.map(({ orderId }) => orderId));
  });

  test('for other days or with another draft is another one', async () => {
    const first = await start();
    const others = [await start('HQ1', 2), await start('HQ1', 1, { fromDay: '2026-11-20', toDay: day })];
    expect(new Set([first, ...others].map(({ id }) => id)).size).toBe(3);
  });

  test('when it is over, or was given up on, begins anew: the stock has moved since', async () => {
    const first = await start();
    await everyStep();
    const second = await start();
    expect(second).toMatchObject({ state: 'running', orders: 0 });
    expect(second.id).not.toBe(first.id);
    bench.clock.advance(7 * hourMs);
    expect((await start()).id).not.toBe(second.id);
    // What is kept of it is gone after a week; whoever asks then is not answered with what is no longer there.
    bench.clock.advance(8 * dayMs);
    await bench.engine.sweepExpired(Math.floor(bench.clock.ms / 1000));
    expect(await start()).toMatchObject({ state: 'running' });
  });
});

test('a simulation goes on from the portion in which the process died, and a step that comes again counts once', async () => {
  const whole = await start();
  await everyStep();
  const expected = (await simulations.view(whole.id)) as { value: Simulation };

  const { id } = await start();
  let writes = 0;
  const told: [string, number][] = [];
  for (let step = 0; step < 4; step += 1) {
    // Each step dies once before its transaction, once behind it: whoever delivers it knows of neither.
    bench.engine.faults.set((operation) => {
      if (operation !== 'TransactWriteItems') return 'none';
      writes += 1;
      return (['lost-before', 'lost-after', 'none'] as const)[(writes - 1) % 3] ?? 'none';
    });
    for (let delivery = 0; delivery < 3; delivery += 1) {
      told.push([id, step]);
      await simulations.doStep(id, step).catch(() => {});
    }
  }
  bench.engine.faults.set();
  for (const [ofId, step] of told) await simulations.doStep(ofId, step);
  const result = (await simulations.view(id)) as { value: Simulation };
  expect(result.value).toEqual({ ...expected.value, id, startedAtMs: result.value.startedAtMs });
  expect(result.value).toMatchObject({ state: 'done', orders: 250 });
});
