import type { PickupCode } from '@jindian/shared/contract/serving/order';
import type { PickupShare, SharedPickup } from '@jindian/shared/contract/serving/pickup-share';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { branchId, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

let fixture: OrdersFixture;
beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 50 } });
});
afterAll(() => fixture.close());

type Shopper = Awaited<ReturnType<OrdersFixture['enrol']>>;
type Shared = { token: string; sharedAtMs: number };

const share = (shopper: Shopper, orderId: string, key?: string) =>
  fixture.invoke<Shared>(shopper, 'sharePickup', { params: { orderId } }, key);
/** As a browser that nobody is signed in to. */
async function open(token: string) {
  const response = await fixture.api.request('/v1/shared-pickups', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const body = (await response.json()) as SharedPickup;
  const code = response.status >= 400 ? (body as unknown as { code: string }).code : null;
  return { status: response.status, body, code };
}
const sharedAt = async (shopper: Shopper, orderId: string) =>
  (await fixture.invoke<PickupShare>(shopper, 'getPickupShare', { params: { orderId } })).body.sharedAtMs;
const revoke = (shopper: Shopper, orderId: string) =>
  fixture.invoke<PickupShare>(shopper, 'revokePickupShare', { params: { orderId } });
const handOver = (code: string) =>
  fixture.invoke(fixture.staff.clerk, 'confirmHandOver', {
    params: { locationId: branchId },
    body: { code },
  });

test('a friend with the link sees the code, the branch and what it is, and nothing else of the order', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper, 'pickup');
  expect(await sharedAt(shopper, order.id)).toBeNull();
  const { body } = await share(shopper, order.id);
  expect(await sharedAt(shopper, order.id)).toBe(body.sharedAtMs);
  const seen = await open(body.token);
  expect(seen.status).toBe(200);
  expect(Object.keys(seen.body).sort()).toEqual([
    'code',
    'from',
    'pickUpByMs',
    'pieces',
    'place',
    'state',
    'titles',
  ]);
  expect(seen.body.place.locationId).toBe(branchId);
  expect(seen.body.titles).toEqual([order.lines[0]?.title]);
  expect(seen.body).toMatchObject({
    state: 'packing',
    pickUpByMs: null,
    from: expect.stringMatching(/^.\*\*$/),
    pieces: order.lines.reduce((sum, { quantity }) => sum + quantity, 0),
  });
  const own = await fixture.invoke<PickupCode>(shopper, 'getPickupCode', { params: { orderId: order.id } });
  expect(seen.body.code?.code).toBe(own.body.code);
  const text = JSON.stringify(seen.body);
  for (const secret of [order.number, order.totalFen, shopper.memberId, 'soldBy'])
    expect(text).not.toContain(String(secret));
});

test('an order has one link: a new one ends the one before, calling back ends it, and neither harms the shopper’s own code', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper, 'pickup');
  const first = (await share(shopper, order.id)).body.token;
  const second = (await share(shopper, order.id)).body.token;
  expect(second).not.toBe(first);
  expect((await open(first)).code).toBe('pickup_share_over');
  expect((await open(second)).status).toBe(200);
  expect((await revoke(shopper, order.id)).body.sharedAtMs).toBeNull();
  expect((await revoke(shopper, order.id)).status).toBe(200);
  expect((await open(second)).code).toBe('pickup_share_over');
  expect(await sharedAt(shopper, order.id)).toBeNull();
  const own = await fixture.invoke(shopper, 'getPickupCode', { params: { orderId: order.id } });
  expect(own.status).toBe(200);
});

test('a repeat of the same tap is told the same link, and brings back none that was called back', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper, 'pickup');
  const key = fixture.system.ids.next();
  const answers = await Promise.all([1, 2, 3].map(() => share(shopper, order.id, key)));
  const told = answers.filter(({ status }) => status === 200).map(({ body }) => body.token);
  expect(told.length).toBeGreaterThan(0);
  expect(new Set(told).size).toBe(1);
  const [token = ''] = told;
  expect((await open(token)).status).toBe(200);
  await revoke(shopper, order.id);
  expect((await share(shopper, order.id, key)).body.token).toBe(token);
  expect((await open(token)).code).toBe('pickup_share_over');
});

test('of many who make links at once, one link is left that works', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper, 'pickup');
  const tokens = await Promise.all(
    Array.from({ length: 6 }, async () => (await share(shopper, order.id)).body.token),
  );
  expect(new Set(tokens).size).toBe(6);
  const opened = await Promise.all(tokens.map(open));
  expect(opened.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('the friend and the shopper at two counters: the goods are given out once, and the link is over', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper, 'pickup');
  const { token } = (await share(shopper, order.id)).body;
  const [part] = (await fixture.look(shopper, order.id)).fulfilments;
  const packing = { params: { orderId: order.id, fulfilmentId: part?.id ?? '' } };
  expect((await fixture.invoke(fixture.staff.clerk, 'packFulfilment', packing)).status).toBe(200);
  const ready = (await open(token)).body;
  expect(ready.state).toBe('ready');
  expect(ready.pickUpByMs).toBeGreaterThan(fixture.clock.nowMs());
  const code = ready.code?.code ?? '';
  const own = await fixture.invoke<PickupCode>(shopper, 'getPickupCode', { params: { orderId: order.id } });
  const given = await Promise.all([handOver(code), handOver(own.body.digits), handOver(code)]);
  expect(given.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status, code: why } of given)
    if (status !== 200) expect(['already_handed_over', 'busy', 'pickup_code_invalid']).toContain(why);
  // Whoever was sent reads that it was fetched, and is shown no code any more.
  expect((await open(token)).body).toMatchObject({ state: 'picked_up', code: null, pickUpByMs: null });
  expect(await sharedAt(shopper, order.id)).toBeNull();
  expect((await share(shopper, order.id)).code).toBe('transition_refused');
});

test('what is called off, delivered, unpaid or somebody else’s is shared by nobody', async () => {
  const [shopper, stranger] = [await fixture.enrol(), await fixture.enrol()];
  const order = await fixture.paid(shopper, 'pickup');
  const { token } = (await share(shopper, order.id)).body;
  expect((await share(stranger, order.id)).status).toBe(404);
  expect((await revoke(stranger, order.id)).status).toBe(404);
  expect((await open(token)).status).toBe(200);
  await fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } });
  expect((await open(token)).code).toBe('pickup_share_over');
  const delivery = await fixture.paid(shopper, 'delivery');
  expect((await share(shopper, delivery.id)).code).toBe('transition_refused');
  const unpaid = await fixture.placed(shopper, 'pickup', [['P004-01', 1]]);
  expect((await share(shopper, unpaid.id)).code).toBe('transition_refused');
});

test('no token but the one that was given opens anything, and the table does not hold it', async () => {
  const shopper = await fixture.enrol();
  const [order, other] = [await fixture.paid(shopper, 'pickup'), await fixture.paid(shopper, 'pickup')];
  const { token } = (await share(shopper, order.id)).body;
  const secret = token.slice(26);
  for (const wrong of [
    `${other.id}${secret}`,
    `${order.id}${'A'.repeat(32)}`,
    `${order.id}${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`,
  ])
    expect((await open(wrong)).code).toBe('pickup_share_over');
  expect((await open(`${token}A`)).status).toBe(400);
  const stored = await fixture.engine.call('Scan', { TableName: fixture.tableName } as never);
  expect(JSON.stringify(stored)).not.toContain(secret);
});
