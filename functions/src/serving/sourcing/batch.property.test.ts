import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildDemoNetwork } from '../../local/demo/network/build-demo-network.ts';
import { seededRandom } from '../../local/demo/network/random.ts';
import { buildNetworkSnapshot } from '../../places/network/snapshot.ts';
import { decideBatch } from './batch.ts';
import { type BatchOrder, costOfChoice, improveBatch } from './batch-search.ts';
import { compilePolicy } from './compile.ts';
import { defaultPolicy } from './default-policy.ts';
import { decide } from './engine.ts';

const anyBatch = fc
  .record({
    stock: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 }),
    orders: fc.array(
      fc.record({
        unservedCost: fc.integer({ min: 20, max: 60 }),
        options: fc.array(
          fc.record({
            cost: fc.nat({ max: 30 }),
            uses: fc.uniqueArray(fc.tuple(fc.nat({ max: 5 }), fc.integer({ min: 1, max: 2 })), {
              minLength: 1,
              maxLength: 3,
              selector: ([at]) => at,
            }),
          }),
          { maxLength: 5 },
        ),
      }),
      { maxLength: 6 },
    ),
  })
  .map(({ stock, orders }) => ({
    stock,
    orders: orders.map(
      ({ options, ...rest }): BatchOrder => ({
        ...rest,
        options: options.map(({ cost, uses }) => {
          const known = new Map(uses.map(([at, pieces]) => [at % stock.length, pieces]));
          return { cost, uses: [...known] };
        }),
      }),
    ),
  }));

function leftOf(
  orders: readonly BatchOrder[],
  stock: readonly number[],
  choice: ArrayLike<number>,
): number[] {
  const left = [...stock];
  orders.forEach(({ options }, index) => {
    for (const [at, pieces] of options[choice[index]!]?.uses ?? []) left[at]! -= pieces;
  });
  return left;
}

/** The first that fits, order by order. */
function greedy(orders: readonly BatchOrder[], stock: readonly number[]): Int32Array {
  const choice = new Int32Array(orders.length).fill(-1);
  orders.forEach(({ options }, index) => {
    const left = leftOf(orders, stock, choice);
    choice[index] = options.findIndex(({ uses }) => uses.every(([at, pieces]) => left[at]! >= pieces));
  });
  return choice;
}

function cheapestOfAll(
  orders: readonly BatchOrder[],
  stock: readonly number[],
  choice: number[] = [],
): number {
  if (leftOf(orders, stock, [...choice, ...orders.slice(choice.length).map(() => -1)]).some((n) => n < 0))
    return Infinity;
  if (choice.length === orders.length) return costOfChoice(orders, Int32Array.from(choice));
  const options = [-1, ...orders[choice.length]!.options.keys()];
  return Math.min(...options.map((option) => cheapestOfAll(orders, stock, [...choice, option])));
}

describe('a batch', () => {
  it('never oversells, never costs more than one after another, and nearly always costs the least there is', () => {
    let best = 0;
    let runs = 0;
    fc.assert(
      fc.property(anyBatch, ({ orders, stock }) => {
        const start = greedy(orders, stock);
        const before = [...start];
        const choice = improveBatch({ orders, stock, start });
        expect([...start]).toEqual(before);
        for (const left of leftOf(orders, stock, choice)) expect(left).toBeGreaterThanOrEqual(0);
        const cost = costOfChoice(orders, choice);
        expect(cost).toBeLessThanOrEqual(costOfChoice(orders, start));
        const optimum = cheapestOfAll(orders, stock);
        expect(cost).toBeGreaterThanOrEqual(optimum);
        runs += 1;
        if (cost === optimum) best += 1;
      }),
      { numRuns: 300 },
    );
    expect(best / runs).toBeGreaterThan(0.95);
  });

  it('serves every order whole or not at all, from the stock there is, as the policy would at the least', () => {
    const snapshot = buildNetworkSnapshot(buildDemoNetwork({ size: 'demo' }));
    const policy = compilePolicy(defaultPolicy);
    const random = seededRandom('batch');
    const skuIds = ['A', 'B', 'C'];
    const near = snapshot.nearest({ latGcj02: 31.23, lngGcj02: 121.47 }, { kinds: ['branch'], limit: 40 });
    const have = new Map<string, number>();
    for (const { id } of snapshot.locations)
      for (const skuId of skuIds) have.set(`${id} ${skuId}`, random.next() < 0.2 ? 1 + random.below(2) : 0);
    const stock = { availableAt: (id: string, skuId: string) => have.get(`${id} ${skuId}`) ?? 0 };
    const orders = Array.from({ length: 80 }, () => {
      const { latGcj02, lngGcj02 } = random.pick(near).location;
      return {
        point: {
          latGcj02: latGcj02 + random.gaussian() * 0.03,
          lngGcj02: lngGcj02 + random.gaussian() * 0.03,
        },
        lines: skuIds
          .filter(() => random.next() < 0.6)
          .concat(random.pick(skuIds))
          .map((skuId) => ({ skuId, quantity: 1 })),
        goodsOf: () => ({ weightGrams: 500, regions: null }),
        valueFen: random.next() < 0.5 ? 50_000 : 1_000,
        triedIds: new Set<string>(),
      };
    });
    const nowMs = Date.parse('2026-11-21T12:00:00+08:00');
    const { served, cost, sequentialCost } = decideBatch({
      snapshot,
      policy,
      orders,
      stock,
      costs: { fulfilment: (_, meters) => meters / 1000, split: 30, unserved: 2_000 },
      mayBeSplit: ({ valueFen }) => valueFen >= 30_000,
      nowMs,
    });
    expect(cost).toBeLessThan(sequentialCost);
    const taken = new Map<string, number>();
    orders.forEach((order, index) => {
      const parts = served[index]!;
      if (parts.length === 0) return;
      if (order.valueFen < 30_000) expect(parts).toHaveLength(1);
      const got = new Map<string, number>();
      for (const { location, lines } of parts)
        for (const { skuId, quantity } of lines) {
          got.set(skuId, (got.get(skuId) ?? 0) + quantity);
          const key = `${location.id} ${skuId}`;
          taken.set(key, (taken.get(key) ?? 0) + quantity);
        }
      const wanted = new Map<string, number>();
      for (const { skuId, quantity } of order.lines) wanted.set(skuId, (wanted.get(skuId) ?? 0) + quantity);
      expect(got).toEqual(wanted);
    });
    for (const [key, pieces] of taken) expect(pieces).toBeLessThanOrEqual(have.get(key) ?? 0);
    // An order alone is served as the policy says.
    const [alone] = orders as [(typeof orders)[number]];
    const [part] = decide({ snapshot, policy, order: alone, stock, nowMs }).allocations;
    expect(part).toBeDefined();
  });
});
