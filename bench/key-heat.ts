/**
 * Which partition keys are hot: mixed orders of many shoppers at many places, referred by many guides, from placing to
 * the settled commission, through the real commands; the units they use by partition key, indexes too, as they would be
 * at so many orders a second. JSON lines, the hottest first.
 *
 *     npx tsx bench/key-heat.ts                                  1,000 orders, at 2,000 a second
 *     npx tsx bench/key-heat.ts --orders 200 --perSecond 100
 *
 * A key that holds one place's own business (its goods, its work, its day) is as hot as that place is busy, not as the
 * brand is: it is told apart, and so are keys of one order and one person. Whoever orders, guides or works at a place is
 * a member before it begins: that is not counted.
 */
import { parseArgs } from 'node:util';
import { branchGrant } from '@jindian/shared/access';
import {
  inWechat,
  type OrderView,
  type PickupCode,
  type PlacedOrder,
} from '@jindian/shared/contract/serving/order';
import { hourMs } from '@jindian/shared/time';
import { startSystemFixture } from '../functions/src/entry/testing/system-fixture.ts';
import { buildDemoNetwork } from '../functions/src/local/demo/network/build-demo-network.ts';
import { seededRandom } from '../functions/src/local/demo/network/random.ts';
import { dueShards } from '../functions/src/platform/due-items.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000' },
    perSecond: { type: 'string', default: '2000' },
    aim: { type: 'string', default: '500' },
    together: { type: 'string', default: '200' },
  },
});
const orders = Number(values.orders);
const scale = Number(values.perSecond) / orders;
const aim = Number(values.aim);
/** Orders that are under way together, whose books are folded together: a tenth of what a second would fold. */
const together = Number(values.together);
const guideCount = 100;
const kinds = ['pickup', 'pickup', 'pickup', 'delivery', 'refunded'] as const;
type Kind = (typeof kinds)[number];

const random = seededRandom('key heat');
const fixture = await startSystemFixture();
const { local, invoke, call } = fixture;
const { engine, system, clock } = local;
await local.processes.settle();
await local.processes.stop();

/** Everything behind the commands: events, timers, folds, the chain, regional figures. */
let position = await engine.streams.getPosition('relay');
async function behind(): Promise<void> {
  for (let round = 0; round < 40; round += 1) {
    const records = await engine.streams.read(system.config.tableName, position, 1_000);
    if (records.length === 0) break;
    position = records.at(-1)?.dynamodb.SequenceNumber ?? position;
    await system.work.handleStream(records);
    await local.queues.drain();
  }
  await system.work.keepUp();
  await system.work.runDue();
  await local.queues.drain();
  await system.ledger.foldAll();
}

async function must<T>(what: string, answer: Promise<{ status: number; body: T; code: string | null }>) {
  const { status, body, code } = await answer;
  if (status >= 300) throw new Error(`${what}: ${status} ${code}`);
  return body;
}

const network = await system.network.current();
const catalog = await system.catalog.current();
type Shelf = { locationId: string; skus: { skuId: string; priceFen: number; left: number }[] };
const shelves: Shelf[] = [];
for (const { id, kind, status, province } of buildDemoNetwork({ size: 'demo' }).locations) {
  if (kind !== 'branch' || status !== 'open' || !province.startsWith('上海')) continue;
  const skus = (await system.inventory.levelsAt(id)).flatMap(({ skuId, available }) => {
    const found = catalog.sku(skuId);
    const sold = found?.product.deliverable && found.product.pickupable && !found.product.visibleFromMs;
    return sold && available >= 3 ? [{ skuId, priceFen: found.sku.priceFen, left: available - 1 }] : [];
  });
  if (skus.length > 0) shelves.push({ locationId: id, skus });
}

const managers = new Map<string, string>();
async function managerOf(locationId: string): Promise<string> {
  const known = managers.get(locationId);
  if (known) return known;
  const { token } = await fixture.enrol(`heat-manager-${locationId}`, [branchGrant('manager', locationId)]);
  managers.set(locationId, token);
  return token;
}

const hq = await fixture.signIn('hq');
const sellerCodes: string[] = [];
for (let g = 0; g < guideCount; g += 1) {
  const { locationId } = shelves[g % shelves.length] as Shelf;
  const { token } = await fixture.enrol(`heat-guide-${g}`, [branchGrant('guide', locationId)]);
  const { code } = await must('a code', invoke<{ code: string }>('getSellerCode', {}, { token }));
  sellerCodes.push(code);
}
// Commission is paid from what HQ put into the pool.
await must(
  'a deposit',
  invoke('hqDepositFundPool', { body: { amountFen: 100_000_000, reason: '热度' } }, { token: hq }),
);

type Bought = { kind: Kind; token: string; placed: PlacedOrder };

const shoppers: string[] = [];
for (let n = 0; n < orders; n += 1) shoppers.push((await fixture.enrol(`heat-shopper-${n}`)).token);
for (const { locationId } of shelves) await managerOf(locationId);

async function buy(n: number): Promise<Bought> {
  const kind = kinds[n % kinds.length] as Kind;
  const token = shoppers[n] as string;
  const code = sellerCodes[n % sellerCodes.length] as string;
  await must('a touch', invoke('recordTouch', { body: { code } }, { token }));
  for (;;) {
    const asked = invoke<PlacedOrder>('placeOrder', { body: bodyOf(kind) }, { token });
    const { code: refused } = await asked;
    // Other goods, where these cost something else at the address or went meanwhile.
    if (refused === 'price_changed' || refused === 'out_of_stock') continue;
    return { kind, token, placed: await must('placing', asked) };
  }
}

function bodyOf(kind: Kind) {
  for (;;) {
    const { locationId, skus } = random.pick(shelves);
    const sku = random.pick(skus);
    if (sku.left === 0) continue;
    sku.left -= 1;
    const line = { skuId: sku.skuId, quantity: 1, seenPriceFen: sku.priceFen };
    const at = network.location(locationId);
    if (!at) continue;
    const { province, city, county, latGcj02, lngGcj02 } = at;
    const address = {
      recipientName: '林女士',
      phone: '13800010001',
      province,
      city,
      county,
      detail: '人民路 1 号',
      latGcj02,
      lngGcj02,
    };
    const method = kind === 'delivery' ? 'delivery' : 'pickup';
    return { locationId, method, lines: [line], ...(method === 'delivery' ? { address } : {}) };
  }
}

async function pay({ token, placed }: Bought): Promise<void> {
  const body = { package: inWechat(placed.payment)?.package, accept: true };
  await must('paying', call('post', '/local/pay', { token, body }));
}

async function serve({ kind, token, placed }: Bought): Promise<void> {
  const orderId = placed.order.id;
  if (kind === 'refunded') {
    const lines = placed.order.lines.map(({ id }) => ({ lineId: id, quantity: 1 }));
    await must(
      'refunding',
      invoke('hqRefundOrder', { params: { orderId }, body: { lines, reason: '破损' } }, { token: hq }),
    );
    return;
  }
  const order = await must('looking', invoke<OrderView>('getOrder', { params: { orderId } }, { token }));
  for (const { id: fulfilmentId, place, state } of order.fulfilments) {
    const { locationId } = place;
    const staff = await managerOf(locationId);
    const params = { orderId, fulfilmentId };
    if (state === 'offered') await must('accepting', invoke('acceptOffer', { params }, { token: staff }));
    if (state === 'in_grab_pool')
      await must(
        'grabbing',
        invoke('grabFulfilment', { params: { ...params, locationId } }, { token: staff }),
      );
    const step = (id: 'packFulfilment' | 'dispatchFulfilment' | 'deliverFulfilment') =>
      must(id, invoke(id, { params: { orderId, fulfilmentId } }, { token: staff }));
    await step('packFulfilment');
    if (kind === 'delivery') {
      await step('dispatchFulfilment');
      await step('deliverFulfilment');
      continue;
    }
    const { code } = await must(
      'a code',
      invoke<PickupCode>('getPickupCode', { params: { orderId } }, { token }),
    );
    await must(
      'handing over',
      invoke('confirmHandOver', { params: { locationId }, body: { code } }, { token: staff }),
    );
  }
}

await behind();
engine.meter.countPartitions();
engine.meter.reset();
for (let n = 0; n < orders; n += together) {
  const bought: Bought[] = [];
  for (let i = n; i < Math.min(orders, n + together); i += 1) bought.push(await buy(i));
  await Promise.all(bought.map(pay));
  await local.pay.control.tick();
  await behind();
  for (const one of bought) await serve(one);
  await local.pay.control.tick();
  await behind();
}
// The commission is settled; what comes due meanwhile comes with it.
for (let hours = 0; hours < 9 * 24; hours += 6) {
  clock.advance(6 * hourMs);
  await behind();
}

/** Deployed, what is due lies in more partitions than on one machine. */
const dueShare = dueShards.local / dueShards.deployed;
/** Of one order, person or place: as hot as that one is busy. */
const ofOne =
  /ORDER#|LEDGER#01|MEMBER#|SELLER#|LOC|MOVES#|STOCK#|LEVEL#|CODE#|GRAB#|SESSION#|CLAIM#|KEY#|COMMAND#|AUDIT_BY#/;

const { tableName } = system.config;
const { partitions = {}, writeUnits, readUnits } = engine.meter.snapshot();
const heat = Object.entries(partitions).map(([key, used]) => {
  const name = key.slice(tableName.length).trim();
  const share = (name.startsWith('/gsi4 DUE#') ? dueShare : 1) * scale;
  return {
    key: name,
    writeUnitsPerSecond: used.writeUnits * share,
    readUnitsPerSecond: used.readUnits * share,
  };
});
const round = (units: number) => Math.round(units * 10) / 10;
const hottest = (of: typeof heat, by: 'writeUnitsPerSecond' | 'readUnitsPerSecond', count: number) =>
  [...of].sort((a, b) => b[by] - a[by]).slice(0, count);

const shared = heat.filter(({ key }) => !ofOne.test(key));
const above = shared.filter(({ writeUnitsPerSecond }) => writeUnitsPerSecond > aim).length;
console.log(
  JSON.stringify({
    bench: 'key heat',
    orders,
    perSecond: Number(values.perSecond),
    places: shelves.length,
    guides: guideCount,
    together,
    writeUnitsPerOrder: round(writeUnits / orders),
    readUnitsPerOrder: round(readUnits / orders),
    sharedKeysAboveAim: above,
  }),
);
const print = (what: string, of: typeof heat) => {
  for (const { key, ...units } of of)
    console.log(
      JSON.stringify({
        what,
        key,
        writeUnitsPerSecond: round(units.writeUnitsPerSecond),
        readUnitsPerSecond: round(units.readUnitsPerSecond),
      }),
    );
};
print('shared, by writes', hottest(shared, 'writeUnitsPerSecond', Math.max(10, above)));
print('shared, by reads', hottest(shared, 'readUnitsPerSecond', 10));
print(
  'of one place, shopper, guide or order, by writes',
  hottest(
    heat.filter(({ key }) => ofOne.test(key)),
    'writeUnitsPerSecond',
    5,
  ),
);
await local.close();
process.exit(0);
