/**
 * Complete orders over HTTP (place → pay → paid notification handled), and beside them the floor: the same database
 * calls sent straight to the engine. One JSON line a figure; how to read them: bench/README.md.
 *
 *     npm run bench
 *     npm run bench -- --orders 100     fewer orders, for a quick look
 */
import { parseArgs } from 'node:util';
import type { FulfilmentMethod } from '@jindian/shared/contract/order';
import type { MeterSnapshot } from '../functions/src/local/dynamodb/index.ts';
import { startLoad, startStandIn } from './support/children.ts';
import { cpuMsNow, type LoadDone } from './support/messages.ts';
import { contentOf, createRecorder, type Recorded, replay } from './support/recorder.ts';
import { openSystem } from './support/system.ts';

const { values } = parseArgs({ options: { orders: { type: 'string', default: '400' } } });
const orders = Number(values.orders);
const maxSecondsPerPhase = 60;
const warmUpOrders = 100;
const phases = [
  { method: 'pickup', clients: 1 },
  { method: 'pickup', clients: 8 },
  { method: 'pickup', clients: 32 },
  { method: 'delivery', clients: 8 },
] as const satisfies { method: FulfilmentMethod; clients: number }[];

function report(figure: object): void {
  console.log(JSON.stringify(figure));
}

function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

function percentile(sorted: readonly number[], share: number): number {
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN, 1);
}

function times(name: string, milliseconds: readonly number[]) {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  return { [`${name}P50Ms`]: percentile(sorted, 0.5), [`${name}P99Ms`]: percentile(sorted, 0.99) };
}

const standIn = await startStandIn();
const load = await startLoad();
const recorder = createRecorder();
const bench = await openSystem({
  merchant: standIn.merchant,
  payUrl: standIn.payUrl,
  around: recorder.around,
});

async function measure(method: FulfilmentMethod, clients: number, count: number) {
  const cpu = async () => ({ system: cpuMsNow(), standIn: await standIn.cpuMs(), load: await load.cpuMs() });
  const plans = bench.planner(count, method);
  const before = await cpu();
  bench.engine.meter.reset();
  const done = await load.run({
    baseUrl: bench.baseUrl,
    payUrl: standIn.payUrl,
    waitUrl: standIn.waitUrl,
    clients,
    plans,
    maxSeconds: maxSecondsPerPhase,
  });
  // What the orders set off belongs to their cost.
  await bench.processes.settle();
  const meter = bench.engine.meter.snapshot();
  const after = await cpu();
  return {
    done,
    meter,
    cpuMs: {
      system: after.system - before.system,
      standIn: after.standIn - before.standIn,
      load: after.load - before.load,
    },
  };
}

function ordersFigure(
  phase: { method: FulfilmentMethod; clients: number },
  measured: {
    done: LoadDone;
    meter: MeterSnapshot;
    cpuMs: { system: number; standIn: number; load: number };
  },
) {
  const { done, meter, cpuMs } = measured;
  const count = done.wholeMs.length;
  const calls = Object.fromEntries(
    Object.entries(meter.calls).map(([operation, n]) => [operation, rounded(n / count)]),
  );
  return {
    bench: 'orders',
    ...phase,
    orders: count,
    ordersPerSecond: rounded(count / done.seconds, 1),
    ...times('place', done.placeMs),
    ...times('whole', done.wholeMs),
    cpuMsPerOrder: rounded(cpuMs.system / count),
    requestsPerOrder: rounded(done.requests / count),
    databaseCallsPerOrder: rounded(Object.values(meter.calls).reduce((sum, n) => sum + n, 0) / count),
    readUnitsPerOrder: rounded(meter.readUnits / count),
    writeUnitsPerOrder: rounded(meter.writeUnits / count),
    calls,
    failures: meter.failures,
    standInCpuMsPerOrder: rounded(cpuMs.standIn / count),
    loadCpuMsPerOrder: rounded(cpuMs.load / count),
    problems: done.problems,
  };
}

async function floorFigure(bench: string, count: number, calls: readonly Recorded[]) {
  const { cpuMs, seconds, readUnits, writeUnits } = await replay(content, calls);
  return {
    bench,
    orders: count,
    ordersPerSecond: rounded(count / seconds, 1),
    cpuMsPerOrder: rounded(cpuMs / count),
    databaseCallsPerOrder: rounded(calls.length / count),
    readUnitsPerOrder: rounded(readUnits / count),
    writeUnitsPerOrder: rounded(writeUnits / count),
  };
}

bench.processes.start();
await measure('pickup', 4, warmUpOrders);
const content = await contentOf(bench.engine);

let recorded: { count: number; calls: Recorded[] } | null = null;
for (const { method, clients } of phases) {
  // The first phase, of one client, is the one whose calls are sent again: its order is the order of the replay.
  if (!recorded) recorder.begin();
  const measured = await measure(method, clients, orders);
  recorded ??= { count: measured.done.wholeMs.length, calls: recorder.end() };
  report(ordersFigure({ method, clients }, measured));
}
load.stop();
standIn.stop();
await bench.close();

if (recorded) {
  const { count, calls } = recorded;
  const transactions = calls.filter(({ operation }) => operation === 'TransactWriteItems');
  // Once for the compiler, once to be measured.
  for (const measured of [false, true]) {
    const figures = [
      await floorFigure('floor: the same transactions', count, transactions),
      await floorFigure('floor: the same database calls', count, calls),
    ];
    if (measured) for (const figure of figures) report(figure);
  }
}
