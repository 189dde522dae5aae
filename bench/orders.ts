/**
 * Complete orders over HTTP (place → pay → paid notification handled), and beside them the floor: the same database
 * calls sent straight to the engine. One JSON line a figure; how to read them: bench/README.md.
 *
 *     npm run bench
 *     npm run bench -- --orders 100     fewer orders, for a quick look
 *     npm run bench -- --durable        the table in a new folder under that of temporary files, waiting for the disk
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { MeterSnapshot } from '@jindian/embedded-dynamodb';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';
import { startLoad, startSimulator } from './support/children.ts';
import { cpuMsNow, type LoadDone } from './support/messages.ts';
import { contentOf, createRecorder, type FloorCost, openFloor } from './support/recorder.ts';
import { openSystem } from './support/system.ts';

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '400' }, durable: { type: 'boolean', default: false } },
});
const orders = Number(values.orders);
const maxSecondsPerPhase = 60;
const warmUpOrders = 100;
const turns = 10;
type Phase = { method: FulfilmentMethod; clients: number };
const phases: Phase[] = [
  { method: 'pickup', clients: 8 },
  { method: 'pickup', clients: 32 },
  { method: 'delivery', clients: 1 },
  { method: 'delivery', clients: 8 },
  { method: 'delivery', clients: 32 },
];

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

const simulator = await startSimulator();
const load = await startLoad();
const recorder = createRecorder();
const durableFolder = values.durable ? mkdtempSync(path.join(tmpdir(), 'jindian-bench-')) : undefined;
const bench = await openSystem({
  durableFolder,
  merchant: simulator.merchant,
  payUrl: simulator.payUrl,
  around: recorder.around,
});

type CpuMs = { system: number; simulator: number; load: number };
type Measured = { done: LoadDone; meter: MeterSnapshot; cpuMs: CpuMs };

async function cpu(): Promise<CpuMs> {
  return { system: cpuMsNow(), simulator: await simulator.cpuMs(), load: await load.cpuMs() };
}

async function measure({ method, clients }: Phase, count: number): Promise<Measured> {
  const plans = bench.planner(count, method);
  const before = await cpu();
  bench.engine.meter.reset();
  const { baseUrl } = bench;
  const { payUrl, waitUrl } = simulator;
  const done = await load.run({ baseUrl, payUrl, waitUrl, clients, plans, maxSeconds: maxSecondsPerPhase });
  // What the orders set off belongs to their cost.
  await bench.processes.settle();
  const meter = bench.engine.meter.snapshot();
  const after = await cpu();
  const cpuMs = {
    system: after.system - before.system,
    simulator: after.simulator - before.simulator,
    load: after.load - before.load,
  };
  return { done, meter, cpuMs };
}

function added<Key extends string>(a: Record<Key, number>, b: Record<Key, number>): Record<Key, number> {
  const sum: Record<string, number> = { ...a };
  for (const [name, value] of Object.entries<number>(b)) sum[name] = (sum[name] ?? 0) + value;
  return sum as Record<Key, number>;
}

function together(a: Measured, b: Measured): Measured {
  const done: LoadDone = {
    kind: 'done',
    seconds: a.done.seconds + b.done.seconds,
    placeMs: [...a.done.placeMs, ...b.done.placeMs],
    wholeMs: [...a.done.wholeMs, ...b.done.wholeMs],
    requests: a.done.requests + b.done.requests,
    problems: added(a.done.problems, b.done.problems),
  };
  const meter: MeterSnapshot = {
    ...a.meter,
    calls: added(a.meter.calls, b.meter.calls),
    failures: added(a.meter.failures, b.meter.failures),
    readUnits: a.meter.readUnits + b.meter.readUnits,
    writeUnits: a.meter.writeUnits + b.meter.writeUnits,
  };
  return { done, meter, cpuMs: added(a.cpuMs, b.cpuMs) };
}

function ordersFigure(phase: Phase, { done, meter, cpuMs }: Measured) {
  const count = done.wholeMs.length;
  const calls = Object.entries(meter.calls);
  return {
    bench: 'orders',
    ...phase,
    orders: count,
    ordersPerSecond: rounded(count / done.seconds, 1),
    ...times('place', done.placeMs),
    ...times('whole', done.wholeMs),
    cpuMsPerOrder: rounded(cpuMs.system / count),
    requestsPerOrder: rounded(done.requests / count),
    databaseCallsPerOrder: rounded(calls.reduce((sum, [, n]) => sum + n, 0) / count),
    readUnitsPerOrder: rounded(meter.readUnits / count),
    writeUnitsPerOrder: rounded(meter.writeUnits / count),
    callsPerOrder: Object.fromEntries(calls.map(([operation, n]) => [operation, rounded(n / count)])),
    failures: meter.failures,
    simulatorCpuMsPerOrder: rounded(cpuMs.simulator / count),
    loadCpuMsPerOrder: rounded(cpuMs.load / count),
    problems: done.problems,
  };
}

function floorFigure(bench: string, count: number, cost: FloorCost) {
  return {
    bench,
    orders: count,
    ordersPerSecond: rounded(count / cost.seconds, 1),
    cpuMsPerOrder: rounded(cost.cpuMs / count),
    databaseCallsPerOrder: rounded(cost.calls / count),
    readUnitsPerOrder: rounded(cost.readUnits / count),
    writeUnitsPerOrder: rounded(cost.writeUnits / count),
    refused: cost.refused,
  };
}

/** One client, with the floor in between: in turns of some orders, so that both meet the same machine. */
async function besideFloor(phase: Phase): Promise<void> {
  const content = await contentOf(bench.engine);
  const transactionsOnly = await openFloor(content);
  const allCalls = await openFloor(content);
  let all: Measured | null = null;
  for (let turn = 0; turn < turns; turn += 1) {
    recorder.begin();
    const measured = await measure(phase, Math.ceil(orders / turns));
    const calls = recorder.end();
    all = all ? together(all, measured) : measured;
    await transactionsOnly.replay(calls.filter(({ operation }) => operation === 'TransactWriteItems'));
    await allCalls.replay(calls);
  }
  if (!all) return;
  const count = all.done.wholeMs.length;
  report(ordersFigure(phase, all));
  report(floorFigure('floor: the same transactions', count, transactionsOnly.cost));
  report(floorFigure('floor: the same database calls', count, allCalls.cost));
  await transactionsOnly.close();
  await allCalls.close();
}

bench.processes.start();
await measure({ method: 'pickup', clients: 4 }, warmUpOrders);
await besideFloor({ method: 'pickup', clients: 1 });
for (const phase of phases) report(ordersFigure(phase, await measure(phase, orders)));
load.stop();
simulator.stop();
await bench.close();
if (durableFolder) rmSync(durableFolder, { recursive: true, force: true });
