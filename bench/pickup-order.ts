/**
 * One pickup order of a referred shopper, from placing to the settled commission: what each step asks of the
 * database. One JSON line a step.
 *
 *     npx tsx bench/pickup-order.ts             JSON lines
 *     npx tsx bench/pickup-order.ts --table     the table of docs/performance.md
 *     npx tsx bench/pickup-order.ts --writes    every item that was written, with its size in bytes
 */
import { parseArgs } from 'node:util';
import type { AttributeMap, MeterSnapshot, StreamRecord } from '@jindian/embedded-dynamodb';
import { itemBytes } from '@jindian/embedded-dynamodb';
import {
  inWechat,
  type OrderView,
  type PickupCode,
  type PlacedOrder,
} from '@jindian/shared/contract/serving/order';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { startSystemFixture } from '../functions/src/entry/testing/system-fixture.ts';
import { personas } from '../functions/src/local/demo/people.ts';
import { standardTiming } from '../functions/src/serving/orders/timing.ts';

const { values } = parseArgs({
  options: { table: { type: 'boolean', default: false }, writes: { type: 'boolean', default: false } },
});

const fixture = await startSystemFixture();
const { local, here, invoke } = fixture;
const { engine, system, pay, clock } = local;
const { tableName } = system.config;
// From here on events and timers run when this script says so, each on its own account.
await local.processes.settle();
await local.processes.stop();

/** Nobody's order pays for it. */
const idleLook = 'timers, with nothing due (each minute)';
type Step = { step: string; meter: MeterSnapshot; written: StreamRecord[] };
const steps: Step[] = [];
let position = await engine.streams.getPosition('relay');

async function newRecords(): Promise<StreamRecord[]> {
  const records: StreamRecord[] = [];
  for (;;) {
    const page = await engine.streams.read(tableName, position, 100);
    position = page.at(-1)?.dynamodb.SequenceNumber ?? position;
    if (page.length === 0) return records;
    records.push(...page);
  }
}

async function measured<T>(step: string, act: () => Promise<T>) {
  engine.meter.reset();
  const result = await act();
  const meter = engine.meter.snapshot();
  const written = await newRecords();
  steps.push({ step, meter, written });
  return { result, written, meter };
}

/** A command, and then what is behind it: the events that it announced. */
async function command<T>(
  step: string,
  act: () => Promise<{ status: number; body: T; code: string | null }>,
) {
  const { result, written } = await measured(step, act);
  if (result.status >= 300) throw new Error(`${step}: ${result.status} ${result.code}`);
  await events(step, written);
  return result.body;
}

async function runDue(): Promise<void> {
  await system.work.runDue();
  await local.queues.drain();
  // What was just posted from the fund pool is paid in its turn.
  await system.work.keepUp();
}

async function events(step: string, written: StreamRecord[]): Promise<void> {
  if (!written.some((record) => system.work.messagesOf(record).length > 0)) return;
  await measured(`↳ events of: ${step}`, async () => {
    const failed = await system.work.handleStream(written);
    if (failed !== null) throw new Error(`an event of ${step} failed`);
    await local.queues.drain();
  });
  await measured(`↳ books folded after: ${step}`, () => system.ledger.foldAll());
}

/** Everything else that is due until then is done, and again, until a minute's look finds nothing to do. */
async function untilIdle(): Promise<void> {
  for (let look = 0; look < 60; look += 1) {
    clock.advance(minuteMs / 5);
    await runDue();
    if ((await newRecords()).length === 0) return;
  }
}

/**
 * What is due then, on its own account: the timers look every minute whether or not there is an order, so what a
 * look with nothing to do costs is taken off, and what else comes due by then is done before.
 */
async function timer(step: string, dueAtMs: number): Promise<void> {
  const advanceTo = (atMs: number) => clock.advance(Math.max(0, atMs - clock.nowMs()));
  while (clock.nowMs() < dueAtMs - dayMs) {
    clock.advance(dayMs / 2);
    await untilIdle();
  }
  advanceTo(dueAtMs - 20 * minuteMs);
  await untilIdle();
  advanceTo(dueAtMs - 3 * minuteMs);
  await runDue();
  await newRecords();
  advanceTo(dueAtMs - minuteMs);
  const idle = await measured(idleLook, runDue);
  steps.pop();
  advanceTo(dueAtMs + minuteMs);
  const { written, meter } = await measured(step, runDue);
  meter.readUnits -= idle.meter.readUnits;
  meter.writeUnits -= idle.meter.writeUnits;
  for (const [operation, calls] of Object.entries(idle.meter.calls))
    meter.calls[operation] = (meter.calls[operation] ?? 0) - calls;
  await events(step, written);
}

// The snapshots are looked at every two seconds, whoever comes; that is nobody's step.
const warm = () => Promise.all([system.network.current(), system.catalog.current(), system.rates.current()]);
const shopper = personas.find(({ id }) => id === 'shopper-lin') as (typeof personas)[number];

let token = await fixture.signIn('shopper-lin');
const guide = await fixture.signIn('guide-chen');
const code = (await invoke<{ code: string }>('getSellerCode', {}, { token: guide })).body.code;
await invoke('recordTouch', { body: { code } }, { token });
await newRecords();
const sku = await fixture.sellableSku(here);
const body = {
  locationId: here,
  method: 'pickup',
  lines: [{ skuId: sku.skuId, quantity: 1, seenPriceFen: sku.priceFen }],
};

await warm();
await command('quote', () => invoke('quoteOrder', { body }, { token }));
await warm();
const placedAtMs = clock.nowMs();
const placed = await command('place', () => invoke<PlacedOrder>('placeOrder', { body }, { token }));
const { id: orderId } = placed.order;

const paying = await measured('paid notification', async () => {
  const prepayId = inWechat(placed.payment)?.package.slice('prepay_id='.length);
  await fetch(`${pay.baseUrl}/simulator/pay`, {
    method: 'POST',
    body: JSON.stringify({ prepayId, payerOpenid: shopper.openid }),
  });
  await pay.control.tick();
});
await events('paid notification', paying.written);
const order = await command('look at the order', () =>
  invoke<OrderView>('getOrder', { params: { orderId } }, { token }),
);
if (order.state !== 'paid') throw new Error(`the order is ${order.state}`);

await timer('timer: the hold of 15 minutes is over', placedAtMs + standardTiming.payWithinMs);
await measured(idleLook, runDue);

const clerk = await fixture.signIn('clerk-zhou');
await newRecords();
const params = { orderId, fulfilmentId: order.fulfilments[0]?.id ?? '' };
await command('list of work', () =>
  invoke('listWork', { params: { locationId: here }, query: { queue: 'to_pack' } }, { token: clerk }),
);
const packedAtMs = clock.nowMs();
await command('pack', () => invoke('packFulfilment', { params }, { token: clerk }));
const shown = await command('pickup code', () =>
  invoke<PickupCode>('getPickupCode', { params: { orderId } }, { token }),
);
const scanned = { params: { locationId: here }, body: { code: shown.code } };
await command('read the code', () => invoke('previewHandOver', scanned, { token: clerk }));
const handedOverAtMs = clock.nowMs();
await command('hand over', () => invoke('confirmHandOver', scanned, { token: clerk }));

await timer('timer: picked up in time', packedAtMs + standardTiming.pickUpWithinMs);
await timer('timer: the commission is settled', handedOverAtMs + 7 * dayMs);

token = await fixture.signIn('guide-chen');
const earnings = await invoke<{ availableFen: number }>('getEarnings', { query: { limit: '5' } }, { token });
if (earnings.body.availableFen <= 0) throw new Error('the commission is not settled');
await local.close();

const operations = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'TransactWriteItems',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
] as const;
const sum = (calls: Record<string, number>) => Object.values(calls).reduce((total, n) => total + n, 0);

function sizeOf(image: AttributeMap | undefined): number {
  return image ? itemBytes(image) : 0;
}

if (values.table) printTable();
else
  for (const { step, meter, written } of steps) {
    const { calls, readUnits, writeUnits, resources } = meter;
    const indexWriteUnits = Object.entries(resources)
      .filter(([name]) => name.includes('/'))
      .reduce((total, [, units]) => total + units.writeUnits, 0);
    console.log(
      JSON.stringify({ step, calls: sum(calls), ...calls, readUnits, writeUnits, indexWriteUnits }),
    );
    if (values.writes) printWrites(written);
  }

function printWrites(written: StreamRecord[]): void {
  for (const { eventName, dynamodb } of written) {
    const { NewImage, OldImage } = dynamodb;
    const image = NewImage ?? OldImage;
    console.log(
      `    ${eventName.padEnd(6)} ${String(sizeOf(OldImage)).padStart(5)} → ${String(sizeOf(NewImage)).padStart(5)}  ${image?.pk?.S} ${image?.sk?.S}`,
    );
  }
}

function printTable(): void {
  console.log(`| step | ${operations.join(' | ')} | read units | write units |`);
  console.log(`| --- | ${[...operations, 0, 0].map(() => '---:').join(' | ')} |`);
  const total = { readUnits: 0, writeUnits: 0, calls: {} as Record<string, number> };
  const row = (step: string, of: typeof total) =>
    console.log(
      `| ${step} | ${operations.map((name) => of.calls[name] || '').join(' | ')} | ${of.readUnits} | ${of.writeUnits} |`,
    );
  for (const { step, meter } of steps.filter(({ step }) => step !== idleLook)) {
    row(step, meter);
    total.readUnits += meter.readUnits;
    total.writeUnits += meter.writeUnits;
    for (const [name, n] of Object.entries(meter.calls)) total.calls[name] = (total.calls[name] ?? 0) + n;
  }
  row('**all**', total);
  for (const { step, meter } of steps) if (step === idleLook) row(step, meter);
}
