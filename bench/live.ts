/**
 * What one machine holds, on its disk and waiting for it at every write: orders a second, and what members and orders
 * take of memory and disk. One JSON line a figure; how to read them: bench/README.md.
 *
 *     node --expose-gc --import tsx bench/live.ts
 *     node --expose-gc --import tsx bench/live.ts --orders 200 --members 2000     fewer, for a quick look
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { atMost } from '../functions/src/platform/at-most.ts';
import { startLoad, startSimulator } from './support/children.ts';
import { rounded, times } from './support/figures.ts';
import { cpuMsNow } from './support/messages.ts';
import { openSystem } from './support/system.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000' },
    members: { type: 'string', default: '20000' },
  },
});
const [orders, members] = [Number(values.orders), Number(values.members)];
const warmUpOrders = 100;
const maxSecondsPerPhase = 120;
const membersAtOnce = 64;

const report = (figure: object) => console.log(JSON.stringify(figure));
let backups = 0;
/** By a backup, which holds what is there and nothing that the store has yet to tidy up. */
async function storedBytes(): Promise<number> {
  backups += 1;
  const copy = path.join(folder, `backup-${backups}`);
  await bench.engine.backUp(copy);
  const bytes = readdirSync(copy, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
  rmSync(copy, { recursive: true, force: true });
  return bytes;
}
const megabytes = (bytes: number) => rounded(bytes / 1_048_576, 1);
function memory() {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rssMegabytes: megabytes(rss), heapMegabytes: megabytes(heapUsed) };
}

const folder = mkdtempSync(path.join(tmpdir(), 'jindian-live-bench-'));
const simulator = await startSimulator();
const load = await startLoad();
const bench = await openSystem({
  durableFolder: path.join(folder, 'table'),
  merchant: simulator.merchant,
  payUrl: simulator.payUrl,
});
report({
  figure: 'a demo brand of 2,000 places is loaded',
  ...memory(),
  diskMegabytes: megabytes(await storedBytes()),
});

async function placed(count: number, clients: number) {
  const { baseUrl, planner, processes } = bench;
  const { payUrl, waitUrl } = simulator;
  const plans = planner(count, 'pickup');
  const done = await load.run({ baseUrl, payUrl, waitUrl, clients, plans, maxSeconds: maxSecondsPerPhase });
  await processes.settle();
  return done;
}

bench.processes.start();
await placed(warmUpOrders, 8);
for (const clients of [8, 32]) {
  const bytesBefore = await storedBytes();
  const cpuBefore = cpuMsNow();
  const done = await placed(orders, clients);
  const count = done.wholeMs.length;
  const cpuMsPerOrder = rounded((cpuMsNow() - cpuBefore) / count, 1);
  report({
    figure: 'orders',
    clients,
    orders: count,
    ordersPerSecond: rounded(count / done.seconds, 1),
    ...times('whole', done.wholeMs),
    cpuMsPerOrder,
    diskBytesPerOrder: Math.round(((await storedBytes()) - bytesBefore) / count),
    ...memory(),
    problems: done.problems,
    loadAverage: rounded(loadavg()[0] ?? 0, 1),
  });
}

const bytesBefore = await storedBytes();
const startedAt = performance.now();
const atOnce = atMost(membersAtOnce);
await Promise.all(
  Array.from({ length: members }, (_, n) =>
    atOnce(() =>
      bench.system.members.enrol({ openid: `bench-member-${n}`, nickname: `会员 ${n}`, roles: [] }),
    ),
  ),
);
const seconds = (performance.now() - startedAt) / 1000;
report({
  figure: 'members',
  members,
  membersPerSecond: Math.round(members / seconds),
  diskBytesPerMember: Math.round(((await storedBytes()) - bytesBefore) / members),
  ...memory(),
});
const after = await placed(orders, 32);
report({
  figure: 'orders beside them',
  clients: 32,
  orders: after.wholeMs.length,
  ordersPerSecond: rounded(after.wholeMs.length / after.seconds, 1),
  ...times('whole', after.wholeMs),
  ...memory(),
  loadAverage: rounded(loadavg()[0] ?? 0, 1),
});

await bench.close();
load.stop();
simulator.stop();
rmSync(folder, { recursive: true, force: true });
