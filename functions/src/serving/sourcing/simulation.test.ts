import { dayMs } from '@jindian/shared/time';
import { describe, expect, it } from 'vitest';
import { buildNetworkSnapshot } from '../../places/network/snapshot.ts';
import { smallNetwork } from '../../places/network/snapshot-fixture.ts';
import { compileBook, defaultBook } from './book.ts';
import type { DeliveryCosts, PolicyBook } from './policy.ts';
import {
  changesOf,
  emptySimulation,
  type PastOrder,
  refusalRate,
  type SimulationContext,
  type SimulationState,
  simulateOrder,
  summaryOf,
} from './simulation.ts';
import { inG2, noonMs } from './testing/serve.ts';

const flat = (firstFen: number) => [{ upToMeters: null, firstGrams: 1_000, firstFen, perKilogramFen: 100 }];
const costs: DeliveryCosts = {
  branch: flat(500),
  branch_warehouse: flat(900),
  central_warehouse: flat(1_200),
};
const warehousesOnly: PolicyBook = {
  ...defaultBook,
  standard: {
    ...defaultBook.standard,
    deliveryCosts: costs,
    rules: defaultBook.standard.rules.map((rule) => ({
      ...rule,
      enabled: ['branch_warehouses', 'central_warehouses', 'hq_queue'].includes(rule.id),
    })),
  },
};
const product = {
  weightGrams: 2_000,
  regions: null,
  categoryId: 'shoes.running',
};

function contextOf(
  draft: PolicyBook,
  now: Record<string, number>,
  network: Parameters<typeof smallNetwork>[0] = {},
): SimulationContext {
  return {
    snapshot: buildNetworkSnapshot(smallNetwork(network)),
    goods: {
      sku: () => ({ product, sku: { priceFen: 10_000 } }),
      categoryPath: (categoryId) => [categoryId, 'shoes'],
    },
    books: { inForce: compileBook(defaultBook, 'v1'), draft: compileBook(draft, 'draft-1') },
    costs: { inForce: defaultBook.standard.deliveryCosts, draft: draft.standard.deliveryCosts },
    readStock: async () => ({ availableAt: (id) => now[id] ?? 0 }),
  };
}

const order = (number: number, change: Partial<PastOrder> = {}): PastOrder => ({
  orderId: `O${number}`,
  createdAtMs: noonMs,
  point: inG2,
  lines: [{ skuId: 'shoe', quantity: 1 }],
  channel: null,
  served: [{ locationId: 'B2', lines: [{ skuId: 'shoe', quantity: 1 }] }],
  refusedBy: [],
  ...change,
});

async function run(context: SimulationContext, orders: PastOrder[]): Promise<SimulationState> {
  const state = emptySimulation();
  for (const each of orders) await simulateOrder(state, each, context);
  return state;
}

describe('a simulation', () => {
  it('of a draft that changes nothing changes nothing', async () => {
    const state = await run(contextOf(defaultBook, { B5: 3 }), [order(1), order(2), order(3)]);
    expect(state.draft).toEqual(state.inForce);
    expect([state.changed, changesOf(state, 5)]).toEqual([0, []]);
  });

  it('gives back what each order took before it decides, and takes what it decides', async () => {
    // Nothing is left at B2 today: the orders themselves took its last two.
    const state = await run(contextOf(warehousesOnly, { W1: 1 }), [order(1), order(2)]);
    expect(state.inForce).toMatchObject({ served: 2, unserved: 0, servedAt: { B2: 2 }, stock: {} });
    // W1 has one; the pieces that came back lie at B2, which this draft does not ask.
    expect(state.draft).toMatchObject({ served: 1, unserved: 1, servedAt: { W1: 1 } });
    expect(state.draft.stock).toEqual({ 'B2 shoe': 2, 'W1 shoe': -1 });
    expect(state.changed).toBe(2);
    expect(changesOf(state, 5)).toEqual([
      { locationId: 'B2', before: 2, after: 0 },
      { locationId: 'W1', before: 0, after: 1 },
    ]);
  });

  it('adds up distances, costs by the one table there is, and fees', async () => {
    const context = contextOf(warehousesOnly, { W1: 9 }, { B2: { ownership: 'dealer', ownerId: 'D1' } });
    const state = await run(context, [order(1), order(2)]);
    const [inForce, draft] = [summaryOf(state, 'inForce', true), summaryOf(state, 'draft', true)];
    expect(inForce).toMatchObject({ fulfilments: 2, offered: 2, grabbed: 0, deliveryCostFen: 2 * 600 });
    expect(inForce.serviceFeesFen).toBeGreaterThan(0);
    expect(draft).toMatchObject({
      fulfilments: 2,
      offered: 0,
      deliveryCostFen: 2 * 1_000,
      serviceFeesFen: 0,
    });
    expect(draft.meanMeters).toBe(draft.p50Meters);
    expect(summaryOf(state, 'draft', false).deliveryCostFen).toBeNull();
    expect(summaryOf(emptySimulation(), 'draft', true)).toMatchObject({ meanMeters: null, p99Meters: null });
  });

  it('expects refusals where there were refusals', async () => {
    const context = contextOf(defaultBook, { B2: 99 }, { B2: { ownership: 'dealer', ownerId: 'D1' } });
    const state = await run(
      context,
      Array.from({ length: 40 }, (_, index) =>
        order(index, {
          served: [{ locationId: 'B5', lines: [{ skuId: 'shoe', quantity: 1 }] }],
          refusedBy: index % 2 === 0 ? ['B2'] : [],
        }),
      ),
    );
    expect(refusalRate(state, 'B2')).toBeGreaterThan(0.8);
    expect(refusalRate(state, 'B5')).toBeLessThan(0.1);
    const { offered, expectedRefusals } = summaryOf(state, 'inForce', false);
    expect(offered).toBe(40);
    expect(expectedRefusals).toBeCloseTo(40 * refusalRate(state, 'B2'), 0);
  });

  it('keeps to the limit of a day, which begins anew at midnight', async () => {
    const context = contextOf(defaultBook, { B2: 9, B5: 9 }, { B2: { maxOrdersPerDay: 1 } });
    const state = await run(context, [order(1), order(2), order(3, { createdAtMs: noonMs + dayMs })]);
    expect(state.inForce.servedAt).toEqual({ B2: 2, B5: 1 });
  });

  it('can be written down between two orders', async () => {
    const context = contextOf(warehousesOnly, { W1: 1 });
    const whole = await run(context, [order(1), order(2)]);
    const half = JSON.parse(JSON.stringify(await run(context, [order(1)]))) as SimulationState;
    await simulateOrder(half, order(2), context);
    expect(half).toEqual(whole);
  });
});
