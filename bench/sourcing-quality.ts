/**
 * How good the choices are: deliveries decided one after another, and together, against the cheapest there is for all
 * of them, found by an exact solver (HiGHS). One JSON line a figure. `node --import tsx bench/sourcing-quality.ts`
 *
 * The demo network; 1,000 orders of one to three SKUs around the branches of three provinces, one piece of each line,
 * and so little stock that they are in one another's way: a branch has one or two pieces of a SKU with probability
 * 0.4, a warehouse up to six. Cost: the kilometres of every fulfilment, 30 for a second one, 1,000 for an order that
 * nobody serves. Orders from 300 yuan may come in two parts, each line from one place.
 *
 * What the solver chooses from is what the policy would ask: the branch of the grid, 30 branches within 100 km, six
 * branch and four central warehouses; parts from the ten nearest of them that have any of the goods, and what the
 * policy itself found. From more it might choose better; one after another and batch choose from the same.
 */

import highsLoader from 'highs';
import { buildDemoNetwork } from '../functions/src/local/demo/network/build-demo-network.ts';
import { seededRandom } from '../functions/src/local/demo/network/random.ts';
import { buildNetworkSnapshot } from '../functions/src/places/network/snapshot.ts';
import { decideBatch, openBatch } from '../functions/src/serving/sourcing/batch.ts';
import { compilePolicy } from '../functions/src/serving/sourcing/compile.ts';
import { defaultPolicy } from '../functions/src/serving/sourcing/default-policy.ts';
import type { SourcingOrder } from '../functions/src/serving/sourcing/engine.ts';
import type { SourcingPolicy } from '../functions/src/serving/sourcing/policy.ts';

const orderCount = 1_000;
const provinces = new Set(['上海市', '江苏省', '浙江省']);
const skuIds = Array.from({ length: 12 }, (_, index) => `P${String(index + 1).padStart(3, '0')}-01`);
const splitFromFen = 30_000;
const carriedShare = 0.4;
const costs = {
  fulfilment: (_: unknown, meters: number) => meters / 1000,
  split: 30,
  unserved: 1_000,
};
const nowMs = Date.parse('2026-11-21T12:00:00+08:00');

const snapshot = buildNetworkSnapshot(buildDemoNetwork({ size: 'demo' }));
const random = seededRandom('sourcing quality');
const levels = new Map<string, number>();
for (const { id, kind } of snapshot.locations)
  for (const skuId of skuIds) {
    if (random.next() >= carriedShare) continue;
    levels.set(`${id} ${skuId}`, 1 + random.below(kind === 'branch' ? 2 : 6));
  }
const stock = { availableAt: (id: string, skuId: string) => levels.get(`${id} ${skuId}`) ?? 0 };
const branches = snapshot.locations.filter(
  ({ kind, province }) => kind === 'branch' && provinces.has(province),
);
const noneTried: ReadonlySet<string> = new Set();
const orders: SourcingOrder[] = Array.from({ length: orderCount }, () => {
  const { latGcj02, lngGcj02 } = random.pick(branches);
  const first = random.below(skuIds.length);
  const lines = Array.from({ length: 1 + random.below(3) }, (_, step) => ({
    skuId: skuIds[(first + step * 5) % skuIds.length]!,
    quantity: 1,
  }));
  return {
    point: { latGcj02: latGcj02 + random.gaussian() * 0.05, lngGcj02: lngGcj02 + random.gaussian() * 0.05 },
    lines,
    goodsOf: () => ({ weightGrams: 1_000, regions: null }),
    valueFen: 10_000 + random.below(40_000),
    triedIds: noneTried,
  };
});
const mayBeSplit = ({ valueFen }: SourcingOrder) => valueFen >= splitFromFen;

/** Each alone is given what the rules find, without asking or grab pools: what is compared is who is chosen. */
const asked: SourcingPolicy = {
  ...defaultPolicy,
  rules: defaultPolicy.rules.map((rule) =>
    rule.action.type === 'offer' || rule.action.type === 'grab'
      ? { ...rule, action: { type: 'allocate' } }
      : rule.action.type === 'split'
        ? { ...rule, action: { ...rule.action, maxFulfilments: 2 } }
        : rule,
  ),
};
const policy = compilePolicy(asked);

function report(figure: Record<string, string | number | boolean>): void {
  console.log(JSON.stringify(figure));
}
const rounded = (value: number, digits = 2) => Number(value.toFixed(digits));

const startedAt = performance.now();
const batch = decideBatch({ snapshot, policy, orders, stock, costs, mayBeSplit, nowMs });
const batchMs = performance.now() - startedAt;

/** One variable for each way to serve an order; every order once or not at all, no stock twice. */
function model() {
  const opened = openBatch({ snapshot, policy, orders, stock, costs, mayBeSplit, nowMs });
  const takers: string[][] = opened.stock.map(() => []);
  const objective: string[] = [];
  const constraints: string[] = [];
  const binaries: string[] = [];
  opened.orders.forEach(({ options, unservedCost }, index) => {
    const names = options.map((_, way) => `x${index}_${way}`);
    options.forEach(({ cost, uses }, way) => {
      objective.push(`${cost.toFixed(4)} ${names[way]}`);
      for (const [at, pieces] of uses) takers[at]?.push(`${pieces} ${names[way]}`);
    });
    objective.push(`${unservedCost} u${index}`);
    constraints.push(`o${index}: ${[...names, `u${index}`].join(' + ')} = 1`);
    binaries.push(...names, `u${index}`);
  });
  const ways = opened.orders.reduce((sum, { options }) => sum + options.length, 0);
  takers.forEach((names, at) => {
    if (names.length > 0) constraints.push(`s${at}: ${names.join(' + ')} <= ${opened.stock[at]}`);
  });
  // The format breaks lines anywhere; very long ones are refused.
  const lines = (parts: string[], by: string) => parts.join(by).replace(/((?:\S+ ){60})/g, '$1\n');
  const text = [
    'Minimize',
    ` obj: ${lines(objective, ' + ')}`,
    'Subject To',
    ...constraints.map((constraint) => ` ${lines([constraint], '')}`),
    'Binary',
    lines(binaries, ' '),
    'End',
  ].join('\n');
  return { text, ways };
}

const { text, ways } = model();
const highs = await highsLoader();
const solvedAt = performance.now();
const solution = highs.solve(text, { time_limit: 240, mip_rel_gap: 0.0005 });
const solverMs = performance.now() - solvedAt;
const optimum = solution.ObjectiveValue;

const served = (count: number) => batch.served.filter((parts) => parts.length >= count).length;
report({
  bench: 'sourcing quality',
  orders: orderCount,
  waysToServe: ways,
  solver: solution.Status,
  solverSeconds: rounded(solverMs / 1000, 1),
  optimum: rounded(optimum),
});
report({
  bench: 'one after another',
  cost: rounded(batch.sequentialCost),
  gapPercent: rounded((batch.sequentialCost / optimum - 1) * 100),
});
report({
  bench: 'as a batch',
  cost: rounded(batch.cost),
  gapPercent: rounded((batch.cost / optimum - 1) * 100),
  milliseconds: Math.round(batchMs),
  served: served(1),
  inTwoParts: served(2),
});
