/**
 * Sourcing decisions, measured: one JSON line a figure, each with its floor from the same run, the bare lookups in
 * the network that the decision cannot do without. `node --import tsx bench/decisions.ts`
 *
 * Stock is in memory, three SKUs an order. `ample`: everybody has everything, the branch of the grid serves.
 * `mixed`: a place carries a SKU with probability 0.7, so a third of the orders are served where they first ask.
 * `none`: nobody has anything, so that every rule is gone through; a dear order also tries to be split.
 */
import { buildDemoNetwork } from '../functions/src/local/demo/network/build-demo-network.ts';
import { seededRandom } from '../functions/src/local/demo/network/random.ts';
import { buildNetworkSnapshot, type NetworkSnapshot } from '../functions/src/places/network/snapshot.ts';
import { compilePolicy } from '../functions/src/serving/sourcing/compile.ts';
import { defaultPolicy } from '../functions/src/serving/sourcing/default-policy.ts';
import { decide } from '../functions/src/serving/sourcing/engine.ts';
import type { SourcingPolicy } from '../functions/src/serving/sourcing/policy.ts';

const nowMs = Date.parse('2026-11-21T12:00:00+08:00');
const orderCount = 4_000;
const rounds = 7;
const skuIds = ['P001-01', 'P002-01', 'P003-01', 'P004-01', 'P005-01', 'P006-01'];
const noneTried: ReadonlySet<string> = new Set();
const goods = { weightGrams: 1_200, regions: null };
const goodsOf = () => goods;

const flat = (firstFen: number, perKilogramFen: number) => [
  { upToMeters: 20_000, firstGrams: 3_000, firstFen: firstFen / 2, perKilogramFen },
  { upToMeters: null, firstGrams: 1_000, firstFen, perKilogramFen },
];
/** Every sort key in use: the nearest ring of five kilometres, in it by cost, load, depth of stock, turn. */
const byManyKeys: SourcingPolicy = {
  ...defaultPolicy,
  version: 'many keys',
  deliveryCosts: {
    branch: flat(1_000, 300),
    branch_warehouse: flat(1_200, 200),
    central_warehouse: flat(1_500, 100),
  },
  rules: defaultPolicy.rules.map((rule) => ({
    ...rule,
    sort: [
      { by: 'distance', bandMeters: 5_000 },
      { by: 'cost' },
      { by: 'load', bandOrders: 5 },
      { by: 'stock_depth', bandTimes: 3 },
      { by: 'fairness' },
    ],
  })),
};
/** What the goods cost: from 300 yuan on the default policy may split an order. */
const cheapFen = 10_000;
const dearFen = 50_000;

type Order = { point: { latGcj02: number; lngGcj02: number }; lines: { skuId: string; quantity: number }[] };

function ordersOn(snapshot: NetworkSnapshot): Order[] {
  const random = seededRandom('decisions');
  const branches = snapshot.locations.filter(({ kind }) => kind === 'branch');
  return Array.from({ length: orderCount }, () => {
    // Where people are: around branches, some of them a few kilometres off.
    const { latGcj02, lngGcj02 } = random.pick(branches);
    const first = random.below(skuIds.length);
    return {
      point: { latGcj02: latGcj02 + random.gaussian() * 0.05, lngGcj02: lngGcj02 + random.gaussian() * 0.05 },
      lines: [0, 1, 2].map((step) => ({ skuId: skuIds[(first + step) % skuIds.length]!, quantity: 1 })),
    };
  });
}

function stockOn(snapshot: NetworkSnapshot, share: number) {
  const random = seededRandom('stock');
  const levels = new Map(
    snapshot.locations.map(({ id }) => [
      id,
      new Map(skuIds.map((skuId) => [skuId, random.next() < share ? 1 + random.below(20) : 0])),
    ]),
  );
  return { availableAt: (id: string, skuId: string) => levels.get(id)?.get(skuId) ?? 0 };
}

type Work = (order: Order) => unknown;
type Measured = { perSecond: number; p50Micros: number; p99Micros: number };

/**
 * The machine is shared: a second is one of CPU time, an order's time is the least of some rounds (what others take
 * from a round is not the decision's; the percentiles are over orders), and what is to be compared takes turns.
 */
function measured(subjects: { orders: readonly Order[]; work: Work }[]): Measured[] {
  const micros = subjects.map(({ orders }) => new Float64Array(orders.length).fill(Infinity));
  const perSecond = subjects.map(() => 0);
  for (const { orders, work } of subjects) orders.forEach(work);
  for (let round = 0; round < rounds; round += 1) {
    subjects.forEach(({ orders, work }, subject) => {
      const least = micros[subject]!;
      const before = process.cpuUsage();
      orders.forEach((order, index) => {
        const startedAt = performance.now();
        work(order);
        least[index] = Math.min(least[index]!, (performance.now() - startedAt) * 1000);
      });
      const used = process.cpuUsage(before);
      const rate = Math.round((orders.length * 1e6) / (used.user + used.system));
      perSecond[subject] = Math.max(perSecond[subject]!, rate);
    });
  }
  return micros.map((least, subject) => {
    least.sort();
    const at = (share: number) => rounded(least[Math.floor(least.length * share)]!, 1);
    return { perSecond: perSecond[subject]!, p50Micros: at(0.5), p99Micros: at(0.99) };
  });
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** What a decision that asks so far down cannot do without. */
function floorOf(snapshot: NetworkSnapshot, stocked: Stocked, splits: boolean): Work {
  const { kinds } = everywhere;
  return ({ point }) => {
    snapshot.gridAt(point);
    if (stocked === 'ample') return;
    snapshot.nearest(point, { kinds: ['branch'], limit: 14, maxDistanceMeters: 100_000 });
    if (stocked === 'mixed') return;
    snapshot.nearest(point, { kinds: ['branch'], limit: 30, maxDistanceMeters: 100_000 });
    snapshot.nearest(point, { kinds: ['branch_warehouse'], limit: 6 });
    snapshot.nearest(point, { kinds: ['central_warehouse'], limit: 4 });
    if (splits) snapshot.nearest(point, { kinds, limit: 24 });
  };
}

const everywhere = { kinds: ['branch', 'branch_warehouse', 'central_warehouse'] as const };
const shares = { ample: 1, mixed: 0.7, none: 0 };
type Stocked = keyof typeof shares;

function subjectOf(
  snapshot: NetworkSnapshot,
  orders: readonly Order[],
  policy: SourcingPolicy,
  stocked: Stocked,
  valueFen: number,
) {
  const compiled = compilePolicy(policy);
  const stock = stockOn(snapshot, shares[stocked]);
  const load = (id: string) => id.length + (id.charCodeAt(id.length - 1) % 7);
  const places = policy === byManyKeys ? { load, lastServedAtMs: load } : {};
  const decideOne = ({ point, lines }: Order) => {
    const order = { point, lines, goodsOf, valueFen, triedIds: noneTried };
    return decide({ snapshot, policy: compiled, order, stock, places, nowMs });
  };
  const decisions = orders.map(decideOne);
  const mean = (of: (decision: (typeof decisions)[number]) => number) =>
    rounded(decisions.reduce((sum, decision) => sum + of(decision), 0) / decisions.length, 3);
  return {
    engine: { orders, work: decideOne },
    floor: { orders, work: floorOf(snapshot, stocked, valueFen === dearFen) },
    about: {
      branches: snapshot.locations.filter(({ kind }) => kind === 'branch').length,
      servedShare: mean(({ allocations }) => (allocations.length > 0 ? 1 : 0)),
      placesLookedAt: mean(({ trail }) => trail.length),
    },
  };
}

const networks = (['demo', 'full'] as const).map((size) => {
  const snapshot = buildNetworkSnapshot(buildDemoNetwork({ size }));
  return { snapshot, orders: ordersOn(snapshot) };
});
for (const { policy, valueFen } of [
  { policy: defaultPolicy, valueFen: cheapFen },
  { policy: defaultPolicy, valueFen: dearFen },
  { policy: byManyKeys, valueFen: cheapFen },
]) {
  for (const stocked of Object.keys(shares) as Stocked[]) {
    const subjects = networks.map(({ snapshot, orders }) =>
      subjectOf(snapshot, orders, policy, stocked, valueFen),
    );
    const figures = measured(subjects.flatMap(({ engine, floor }) => [engine, floor]));
    subjects.forEach(({ about }, index) => {
      const [engine, floor] = figures.slice(2 * index) as [Measured, Measured];
      console.log(
        JSON.stringify({
          bench: 'sourcing decision',
          policy: policy.version,
          orderYuan: valueFen / 100,
          stock: stocked,
          ...about,
          ...engine,
          floorPerSecond: floor.perSecond,
          timesFloor: rounded(floor.perSecond / engine.perSecond, 2),
          ...(index === 0
            ? {}
            : {
                growthFromFewer: rounded(figures[0]!.perSecond / engine.perSecond, 2),
                floorGrowth: rounded(figures[1]!.perSecond / floor.perSecond, 2),
              }),
        }),
      );
    });
  }
}
