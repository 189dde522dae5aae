/**
 * A flash sale: 10,000 shoppers want one of 1,000 pieces of one SKU at one branch. The level as one item, and split
 * into buckets, beside the floor: one shopper at a time, with nobody in the way. The engine, in a process of its own, answers conflicts as DynamoDB does. One JSON line a figure; how to read them: bench/README.md.
 *
 *     node --import tsx bench/flash-sale.ts
 *     node --import tsx bench/flash-sale.ts --shoppers 2000 --pieces 200     a quick look
 */
import { parseArgs } from 'node:util';
import type { Location } from '@jindian/shared/contract/places/network';
import type { OrderRequest } from '@jindian/shared/contract/serving/order';
import { commandClaim } from '../functions/src/platform/idempotency.ts';
import { startEngine, startSimulator } from './support/children.ts';
import { rounded, times } from './support/figures.ts';
import { cpuMsNow } from './support/messages.ts';
import { startModules } from './support/modules.ts';

const { values } = parseArgs({
  options: {
    shoppers: { type: 'string', default: '10000' },
    pieces: { type: 'string', default: '1000' },
    /** Requests under way at once: what a busy minute's functions have in flight. */
    atOnce: { type: 'string', default: '64' },
    /** 0: one item. */
    buckets: { type: 'string', default: '0,4,16,64' },
  },
});
const [shoppers, pieces, atOnce] = [values.shoppers, values.pieces, values.atOnce].map(Number) as [
  number,
  number,
  number,
];
/** How long a transaction has its items to itself: DynamoDB takes some milliseconds over one. */
const holdMs = 5;
const members = 200;
/** A shopper who is told that it is busy taps again, so often. */
const mostTaps = 60;
const floorSales = 200;

const simulator = await startSimulator();
const engine = await startEngine();
const { system, close } = await startModules({ ...simulator, endpoint: engine.endpoint });
const memberIds: string[] = [];
for (let n = 0; n < members; n += 1) {
  memberIds.push(await system.members.enrol({ openid: `bench-flash-${n}`, nickname: `顾客 ${n}` }));
}
const goods = (await system.catalog.current()).products.find(
  ({ pickupable, regions }) => pickupable && !regions,
);
const sku = goods?.skus[0];
if (!sku) throw new Error('the demo has nothing for a flash sale');
const branches = (await system.network.current()).locations.filter(
  ({ kind, status, ownerId }) => kind === 'branch' && status === 'open' && ownerId === 'hq',
);

type Run = { successMs: number[]; refusalMs: number[]; refused: Record<string, number>; busyTaps: number };

async function receive(place: Location, delta: number): Promise<void> {
  const by = memberIds[0] as string;
  const receipt = { kind: 'receive' as const, reason: 'flash', lines: [{ skuId: sku!.id, delta }] };
  const done = await system.inventory.move(
    place,
    receipt,
    by,
    commandClaim(by, 'bench', `receive-${place.id}`, receipt),
  );
  if (!done.ok) throw new Error(`receiving: ${done.code}`);
}

const orderAt = (locationId: string) =>
  ({
    locationId,
    method: 'pickup',
    lines: [{ skuId: sku!.id, quantity: 1, seenPriceFen: sku!.priceFen }],
  }) as OrderRequest;

/** Everybody at once at a branch of their own; gives what they were told. */
async function sale(figure: string, locationId: string, buckets: number): Promise<void> {
  const place = await system.network.location(locationId);
  if (!place) throw new Error(`no ${locationId}`);
  const by = memberIds[0] as string;
  const receipt = { kind: 'receive' as const, reason: 'flash', lines: [{ skuId: sku!.id, delta: pieces }] };
  await system.inventory.move(
    place,
    receipt,
    by,
    commandClaim(by, 'bench', `receive-${locationId}`, receipt),
  );
  if (buckets > 0) {
    const by = memberIds[0] as string;
    const command = commandClaim(by, 'bench', `mark-${locationId}`, { buckets });
    const marked = await system.inventory.hot.mark(place, { skuId: sku!.id, buckets }, by, command);
    if (!marked.ok) throw new Error(`marking: ${marked.code}`);
  }
  const body = orderAt(locationId);
  const run: Run = { successMs: [], refusalMs: [], refused: {}, busyTaps: 0 };
  let next = 0;

  async function shop(n: number): Promise<void> {
    const memberId = memberIds[n % members] as string;
    const command = commandClaim(memberId, 'placeOrder', `flash-${locationId}-${n}`, body);
    const begunAt = performance.now();
    for (let tap = 1; ; tap += 1) {
      const placed = await system.orders.placement.place(memberId, body, command);
      const ms = performance.now() - begunAt;
      if (placed.ok) {
        run.successMs.push(ms);
        return;
      }
      if (placed.code === 'busy' && tap < mostTaps) {
        run.busyTaps += 1;
        await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 150));
        continue;
      }
      run.refusalMs.push(ms);
      run.refused[placed.code] = (run.refused[placed.code] ?? 0) + 1;
      return;
    }
  }
  async function client(): Promise<void> {
    while (next < shoppers) {
      next += 1;
      await shop(next);
    }
  }

  await engine.ask({ ask: 'conflicts', holdMs });
  await engine.ask({ ask: 'reset' });
  const [cpuBefore, startedAt] = [cpuMsNow(), performance.now()];
  await Promise.all(Array.from({ length: atOnce }, client));
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuMs = cpuMsNow() - cpuBefore;
  const meter = await engine.ask({ ask: 'conflicts', holdMs: null });

  const faults = await system.inventory.audit(locationId);
  const level = (await system.inventory.levelsAt(locationId)).find(({ skuId }) => skuId === sku!.id);
  const sold = run.successMs.length;
  console.log(
    JSON.stringify({
      figure,
      shoppers,
      pieces,
      sold,
      reserved: level?.reserved,
      left: level?.available,
      levelsThatDiffer: faults.length,
      refused: run.refused,
      seconds: rounded(seconds, 1),
      ...times('sold', run.successMs),
      ...times('refused', run.refusalMs),
      tapsAgain: run.busyTaps,
      transactions: meter.calls.TransactWriteItems ?? 0,
      cancelled: meter.failures.TransactionCanceledException ?? 0,
      cpuMsPerShopper: rounded(cpuMs / shoppers),
      readUnitsPerShopper: rounded(meter.readUnits / shoppers),
    }),
  );
  if (sold !== Math.min(pieces, shoppers) || level?.reserved !== sold || faults.length > 0)
    process.exitCode = 1;
}

/** Nobody in a hurry: one shopper after another, each alone with the level. What is above it is waiting for others. */
async function alone(locationId: string): Promise<void> {
  const place = await system.network.location(locationId);
  if (!place) throw new Error(`no ${locationId}`);
  await receive(place, floorSales);
  const body = orderAt(locationId);
  const soldMs: number[] = [];
  await engine.ask({ ask: 'conflicts', holdMs });
  await engine.ask({ ask: 'reset' });
  for (let n = 0; n < floorSales; n += 1) {
    const memberId = memberIds[n % members] as string;
    const begunAt = performance.now();
    const command = commandClaim(memberId, 'placeOrder', `alone-${n}`, body);
    const placed = await system.orders.placement.place(memberId, body, command);
    if (!placed.ok) throw new Error(`alone: ${placed.code}`);
    soldMs.push(performance.now() - begunAt);
  }
  const meter = await engine.ask({ ask: 'meter' });
  const writeUnits = meter.operations.TransactWriteItems?.writeUnits ?? 0;
  console.log(
    JSON.stringify({
      figure: 'floor: one shopper at a time',
      sold: floorSales,
      ...times('sold', soldMs),
      transactions: meter.calls.TransactWriteItems,
      writeUnitsPerSale: rounded(writeUnits / floorSales, 1),
    }),
  );
}

const [first, ...others] = branches.map(({ id }) => id) as [string, ...string[]];
await alone(first);
for (const [n, buckets] of values.buckets.split(',').map(Number).entries()) {
  await sale(buckets === 0 ? 'one item' : `${buckets} buckets`, others[n] as string, buckets);
}
await close();
engine.stop();
simulator.stop();
