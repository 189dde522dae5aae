import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { PictureJob } from '@jindian/shared/contract/goods/pictures';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type {
  FulfilmentMethod,
  OrderView,
  PickupCode,
  PlacedOrder,
} from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Answer, type Fixture, fixtureOf } from '../../functions/src/entry/testing/people-on.ts';
import { demoProducts } from '../../functions/src/local/demo/catalog/index.ts';
import { openShop, stockedPlaces } from '../../functions/src/serving/orders/testing/open-shop.ts';
import { home } from '../../functions/src/serving/orders/testing/orders-fixture.ts';
import {
  branchId,
  branchIds,
  warehouseId,
} from '../../functions/src/serving/orders/testing/orders-network.ts';
import { type SplitSystem, startSplit } from '../split/start.ts';

/**
 * The system as it is deployed: every function in processes of its own, with the rights, limits and event sources of
 * the templates. What depends on one process, or on a right that is not given, shows here.
 */
const skuId = 'P004-01';
const pieces = 100;
type Person = { memberId: string; token: string };

let local: SplitSystem;
let fixture: Fixture;
let printed = '';
let priceFen = 0;

beforeAll(async () => {
  local = await startSplit({
    seed: false,
    bundles: inject('bundles'),
    log: (name, text) => {
      printed += `[${name}] ${text}`;
    },
  });
  fixture = fixtureOf(local);
  const { system, engine } = local;
  await openShop({ system, engine, dealers: true, elsewhere: 3, stock: { [skuId]: pieces } });
  await system.ledger.post({
    id: 'fund-pool.deposit:split',
    kind: 'fund-pool.deposit',
    orderId: null,
    reason: 'opening',
    atMs: local.clock.nowMs(),
    legs: [{ debit: 'hq-cash', credit: 'fund-pool', amountFen: 100_000_000 }],
  });
  priceFen = (await system.catalog.current()).sku(skuId)!.sku.priceFen;
});
afterAll(() => local?.close());

const enrol = (name: string, roles: RoleGrant[] = []): Promise<Person> => fixture.enrol(name, roles);
const managers = new Map<string, Promise<Person>>();
function managerOf(locationId: string): Promise<Person> {
  const known =
    managers.get(locationId) ?? enrol(`manager-${locationId}`, [branchGrant('manager', locationId)]);
  managers.set(locationId, known);
  return known;
}

function place({ token }: Person, method: FulfilmentMethod = 'pickup'): Promise<Answer<PlacedOrder>> {
  const body = {
    locationId: branchId,
    method,
    lines: [{ skuId, quantity: 1, seenPriceFen: priceFen }],
    ...(method === 'delivery' ? { address: home } : {}),
  };
  return fixture.invoke<PlacedOrder>('placeOrder', { body }, { token });
}
async function paid(shopper: Person, method: FulfilmentMethod): Promise<OrderView> {
  const placed = await place(shopper, method);
  expect([placed.status, placed.code]).toEqual([201, null]);
  return fixture.pay(shopper.token, placed.body);
}
async function look({ token }: Person, orderId: string): Promise<OrderView> {
  return (await fixture.invoke<OrderView>('getOrder', { params: { orderId } }, { token })).body;
}
async function level(locationId: string = branchId) {
  return (await local.system.inventory.levelsAt(locationId)).find((one) => one.skuId === skuId)!;
}
function counts(answers: readonly Answer[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { status, code } of answers) found[code ?? status] = (found[code ?? status] ?? 0) + 1;
  return found;
}
const partOf = (order: OrderView) => order.fulfilments[0]!;
const paramsOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: partOf(order).id });

/** Stock and books are whole, and no function failed or was refused anything. */
async function allIsSound(): Promise<void> {
  await local.processes.settle();
  const { inventory, ledger, deadLetters } = local.system;
  for (const locationId of stockedPlaces(true)) expect(await inventory.audit(locationId)).toEqual([]);
  expect(await ledger.verifyLedger()).toMatchObject({ imbalanceFen: 0, faults: [] });
  expect((await deadLetters.page(10)).items).toEqual([]);
  const faults = printed.split('\n').filter((line) => /AccessDenied|timed out|Runtime\.\w+|Error/.test(line));
  printed = '';
  expect(faults).toEqual([]);
}

describe('the system in many processes', () => {
  test('400 shoppers and 100 pieces make exactly 100 orders', async () => {
    const shoppers = await Promise.all(Array.from({ length: 400 }, (_, n) => enrol(`flash-${n}`)));
    const answers = await Promise.all(shoppers.map((shopper) => place(shopper)));
    expect(counts(answers)).toEqual({ 201: pieces, out_of_stock: 300 });
    expect(await level()).toMatchObject({ available: 0, onHand: pieces, reserved: pieces });
    await allIsSound();
  });

  test('a picture is sent to the bucket, made ready by the one program that knows pictures, and served', async () => {
    const hq = await enrol('pictures', [brandGrant('administrator')]);
    const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#336699' } })
      .jpeg()
      .toBuffer();
    const ask = (id: EndpointId, sample: object) =>
      fixture.invoke<PictureJob>(id, sample, { token: hq.token });
    const source = { kind: 'upload', bytes: photo.length };
    const given = await ask('hqAddPicture', { body: { source } });
    const params = { pictureJobId: given.body.id };
    const { address = '', headers = {} } = given.body.upload ?? {};
    expect(new URL(address).origin).not.toBe(local.publicBaseUrl);
    const put = (body: Buffer) =>
      fetch(address, { method: 'PUT', headers, body: new Uint8Array(body) }).then(({ status }) => status);
    expect([await put(photo.subarray(1)), await put(photo)]).toEqual([403, 200]);
    expect((await ask('hqPictureSent', { params })).status).toBe(200);
    await local.processes.settle();
    const { state, imagePath } = (await ask('hqGetPictureJob', { params })).body;
    expect([state, printed.match(/no rights|AccessDenied|Error.*/)]).toEqual(['ready', null]);
    const shown = await fetch(`${local.baseUrl}${imagePath}-400.webp`);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect((await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).width).toBe(400);
    expect((await fetch(`${local.baseUrl}/pictures/${'0'.repeat(32)}-400.webp`)).status).toBe(404);
    await allIsSound();
  });

  test('what nobody paid is let go by the clock, in whichever process', async () => {
    local.clock.advance(20 * minuteMs);
    await local.processes.settle();
    expect(await level()).toMatchObject({ available: pieces, onHand: pieces, reserved: 0 });
    await allIsSound();
  });

  test('an order is placed, paid, taken, packed, handed over once by two clerks at once, and booked', async () => {
    const guide = await enrol('guide', [branchGrant('guide', branchId)]);
    const shopper = await enrol('shopper');
    const { code: sellerCode } = (
      await fixture.invoke<{ code: string }>('getSellerCode', {}, { token: guide.token })
    ).body;
    const touch = { body: { code: sellerCode } };
    expect((await fixture.invoke('recordTouch', touch, { token: shopper.token })).status).toBe(200);
    const order = await paid(shopper, 'pickup');
    const manager = await managerOf(branchId);
    const params = paramsOf(order);
    if (partOf(order).state === 'offered')
      expect((await fixture.invoke('acceptOffer', { params }, { token: manager.token })).status).toBe(200);
    expect((await fixture.invoke('packFulfilment', { params }, { token: manager.token })).status).toBe(200);
    await local.processes.settle();
    const { code } = (
      await fixture.invoke<PickupCode>(
        'getPickupCode',
        { params: { orderId: order.id } },
        { token: shopper.token },
      )
    ).body;
    const clerks = await Promise.all(
      ['clerk-one', 'clerk-two'].map((name) => enrol(name, [branchGrant('clerk', branchId)])),
    );
    const before = await level();
    const answers = await Promise.all(
      [...clerks, ...clerks].map(({ token }) =>
        fixture.invoke<WorkItem>(
          'confirmHandOver',
          { params: { locationId: branchId }, body: { code } },
          { token },
        ),
      ),
    );
    expect(counts(answers)).toEqual({ 200: 1, already_handed_over: 3 });
    expect(await level()).toMatchObject({ onHand: before.onHand - 1, reserved: before.reserved - 1 });
    await local.processes.settle();
    expect((await look(shopper, order.id)).state).toBe('completed');
    const kinds = (await local.system.ledger.postingsOfOrder(order.id)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['order.captured', 'order.completed', 'commission']));
    await allIsSound();
  });

  test('a grab pool has one winner, however many grab at once', async () => {
    const shopper = await enrol('at-home');
    const order = await paid(shopper, 'delivery');
    for (const locationId of branchIds.slice(0, 3)) {
      const { token } = await managerOf(locationId);
      const params = paramsOf(await look(shopper, order.id));
      const refused = await fixture.invoke(
        'refuseFulfilment',
        { params, body: { reason: 'too_far' } },
        { token },
      );
      expect([refused.status, refused.code]).toEqual([200, null]);
    }
    await local.processes.settle();
    const pooled = await look(shopper, order.id);
    expect(partOf(pooled).state).toBe('in_grab_pool');
    const able = branchIds.slice(3);
    const answers = await Promise.all(
      [...able, ...able, ...able, ...able].map(async (locationId) =>
        fixture.invoke<WorkItem>(
          'grabFulfilment',
          { params: { ...paramsOf(pooled), locationId } },
          { token: (await managerOf(locationId)).token },
        ),
      ),
    );
    const winners = new Set(
      answers.flatMap(({ status, body }) => (status === 200 ? [body.place.locationId] : [])),
    );
    expect(winners.size).toBe(1);
    for (const { status, code } of answers) expect([200, 409].includes(status), String(code)).toBe(true);
    const [winner = ''] = winners;
    expect(partOf(await look(shopper, order.id))).toMatchObject({
      state: 'to_pack',
      place: { locationId: winner },
    });
    expect(await level(winner)).toMatchObject({ reserved: 1 });
    expect(await level(warehouseId)).toMatchObject({ reserved: 0 });
    await allIsSound();
  });

  test('one command sent to every process at once is one order', async () => {
    const shopper = await enrol('impatient');
    const body = {
      locationId: branchId,
      method: 'pickup',
      lines: [{ skuId, quantity: 2, seenPriceFen: priceFen }],
    };
    const before = await level();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        fixture.invoke<PlacedOrder>('placeOrder', { body }, { token: shopper.token, key: 'the-same-key' }),
      ),
    );
    expect(counts(answers)).toEqual({ 201: 12 });
    expect(new Set(answers.map((answer) => answer.body.order.id)).size).toBe(1);
    expect((await level()).available).toBe(before.available - 2);
    await allIsSound();
  });

  test('a level that HQ has divided for a flash sale sells in all processes, also in those that knew it whole', async () => {
    const hq = await enrol('hq', [brandGrant('administrator')]);
    const heat = { body: { locationId: branchId, skuId, buckets: 4 } };
    expect((await fixture.invoke('hqMarkHotSku', heat, { token: hq.token })).status).toBe(200);
    const shoppers = await Promise.all(Array.from({ length: 20 }, (_, n) => enrol(`hot-${n}`)));
    const before = await level();
    const answers = await Promise.all(shoppers.map((shopper) => place(shopper)));
    expect(counts(answers)).toEqual({ 201: 20 });
    expect((await level()).available).toBe(before.available - 20);
    await allIsSound();
  });

  test("HQ's pages are served, with their styles from beside the bundle", async () => {
    const into = await fetch(`${local.baseUrl}/local/hq`, { redirect: 'manual' });
    const cookie = into.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect([into.status, cookie.startsWith('jindian_hq_session=')]).toEqual([303, true]);
    const page = await fetch(`${local.baseUrl}/hq/sign-in`);
    const text = await page.text();
    const [, style = ''] = /href="([^"]+\.css)"/.exec(text) ?? [];
    expect([page.status, (await fetch(`${local.baseUrl}${style}`)).status]).toEqual([200, 200]);
  });

  test('a table that no answer of a function could hold is downloaded whole, by whoever asked for it alone', async () => {
    const { system } = local;
    const [product] = demoProducts;
    const long = 'y'.repeat(90);
    const products = Array.from({ length: 6_000 }, (_, n) => ({
      ...product!,
      id: `BIG-${n}`,
      title: { zh: `${long}${n}`, en: `${long}${n}` },
      skus: product!.skus.map((sku, nth) => ({
        ...sku,
        id: `BIG-${n}-${nth}`,
        name: { zh: `${long}${long}`, en: `${long}${long}` },
        barcodes: [],
      })),
    }));
    const { categories } = await system.catalog.current();
    await system.publishCatalog({ products: [...demoProducts, ...products], categories });
    const { memberId } = await enrol('downloads', [brandGrant('administrator')]);
    const { token } = await system.sessions.open(memberId, 'hq');
    const cookie = `jindian_hq_session=${token}`;
    const ask = (headers: Record<string, string>) =>
      fetch(`${local.baseUrl}/hq/products.csv`, { headers, redirect: 'manual' });
    const led = await ask({ cookie });
    const address = led.headers.get('location') ?? '';
    expect([led.status, new URL(address).origin === new URL(local.baseUrl).origin]).toEqual([303, false]);
    const file = await fetch(address);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="products.csv"');
    const text = await file.text();
    expect(text.length).toBeGreaterThan(6.5 * 1024 * 1024);
    expect(text.trimEnd().split('\r\n')).toHaveLength(
      1 + [...demoProducts, ...products].flatMap(({ skus }) => skus).length,
    );
    // Without the address nobody has the file, and whoever is not signed in gets none.
    expect((await fetch(address.replace(/\?.*/, ''))).status).toBe(403);
    expect((await ask({})).headers.get('location')).toMatch(/^\/hq\/sign-in/);
    await system.publishCatalog({ products: demoProducts, categories });
    await allIsSound();
  });

  test('functions that stood still while their connections were closed go on as before', async () => {
    const shopper = await enrol('after-a-pause');
    local.dropIdleConnections();
    expect((await place(shopper)).status).toBe(201);
    local.dropIdleConnections();
    await allIsSound();
  });

  test.each([
    '/v1/%E9%BB%84%E6%B5%A6',
    '/v1/a%2Fb',
    '/v1/a%23b%3Fc',
    '/v1/%00%0A',
    '/v1/%',
    '/v1/%ED%A0%80',
    '/hq/%25',
  ])('a path that API Gateway decodes finds nothing and breaks nothing: %s', async (path) => {
    const { status } = await fixture.call('get', path);
    expect([303, 400, 401, 404]).toContain(status);
  });

  test('more than Lambda takes is refused by what stands in front of it', async () => {
    const sent = await fixture.call('post', '/v1/orders', {
      raw: JSON.stringify({ note: 'x'.repeat(6_400_000) }),
    });
    expect([sent.status, sent.body]).toEqual([413, { message: 'Request Entity Too Large' }]);
  });
});
