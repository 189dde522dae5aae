import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { transact } from '../../platform/transact.ts';
import { partAttributes } from './order-item.ts';
import { faultsNow } from './testing/invariants.ts';
import { branchId, branchIds, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

/** What is decided on a picture of a moment ago is held to what is so when it is written. */
let fixture: OrdersFixture;
beforeEach(async () => {
  fixture = await startOrdersFixture({ dealers: true });
});
afterEach(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

const sku = 'P004-01';
const partOf = (order: OrderView) => order.fulfilments[0]!;

test('a place that ran short is skipped, though the picture of its stock stays as it was', async () => {
  const { inventory } = fixture.system;
  const real = inventory.picture.bind(inventory);
  const seen = new Map<string, ReturnType<typeof real>>();
  inventory.picture = (places, skuIds) => {
    const key = JSON.stringify([places.map(({ id }) => id), skuIds]);
    const picture = seen.get(key) ?? real(places, skuIds);
    seen.set(key, picture);
    return picture;
  };
  const body = fixture.orderBody('delivery', [[sku, 1]]);
  const lin = await fixture.enrol();
  const before = await fixture.invoke<{ serving: { locationId: string } }>(lin, 'quoteOrder', { body });
  expect(before.body.serving.locationId).toBe(branchId);

  const level = (await inventory.levelsAt(branchId)).find(({ skuId }) => skuId === sku);
  const sold = await fixture.invoke(fixture.managerOf(branchId), 'moveStock', {
    params: { locationId: branchId },
    body: {
      kind: 'adjust',
      reason: 'sold at the till',
      lines: [{ skuId: sku, delta: -(level?.available ?? 0) }],
    },
  });
  expect([sold.status, sold.code]).toEqual([200, null]);
  const placed = await fixture.invoke<PlacedOrder>(lin, 'placeOrder', { body });
  expect([placed.status, placed.code]).toEqual([201, null]);
  expect(partOf(placed.body.order).place.locationId).not.toBe(branchId);
});

test.each([
  ['0,0', { latGcj02: 0, lngGcj02: 0 }],
  ['Tokyo', { latGcj02: 35.69, lngGcj02: 139.69 }],
  ['a swapped sign', { latGcj02: -37.53, lngGcj02: 121.39 }],
])('nobody delivers to %s', async (_place, point) => {
  const shopper = await fixture.enrol();
  const wanted = fixture.orderBody('delivery', [[sku, 1]]);
  const body = { ...wanted, address: { ...wanted.address, ...point } };
  for (const command of ['quoteOrder', 'placeOrder'] as const)
    expect([command, (await fixture.invoke(shopper, command, { body })).code]).toEqual([
      command,
      'address_off_map',
    ]);
});

test.each([
  [6, 'asked'],
  [7, 'with_hq'],
] as const)(
  'refused %i times before and now once more: %s, though somebody has the goods',
  async (before, then) => {
    const shopper = await fixture.enrol();
    const order = await fixture.paid(shopper, 'delivery', [[sku, 1]]);
    const { store } = fixture.system.orders;
    const key = { orderId: order.id, fulfilmentId: partOf(order).id };
    const asked = Array.from({ length: before }, (_, n) => ({
      locationId: `X${n}`,
      reason: 'too_far',
      atMs: fixture.clock.ms,
    }));
    const update = store.patchOrder('asked', key, { set: partAttributes({ asked }, order.id) });
    expect((await transact(fixture.system.table, [update])).kind).toBe('done');
    await fixture.invoke(fixture.managerOf(partOf(order).place.locationId), 'refuseFulfilment', {
      params: key,
      body: { reason: 'too_far' },
    });
    const state = partOf(await fixture.look(shopper, order.id)).state;
    expect(state === 'offered' || state === 'in_grab_pool' ? 'asked' : state).toBe(then);
  },
);

test('a work list shows what is there, not what an index remembers', async () => {
  const [first] = branchIds;
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper, 'delivery', [[sku, 1]]);
  const manager = fixture.managerOf(first);
  const offers = () =>
    fixture.invoke<{ items: WorkItem[] }>(manager, 'listWork', {
      params: { locationId: first },
      query: { queue: 'offered', limit: '20' },
    });
  expect((await offers()).body.items.map(({ orderId }) => orderId)).toContain(order.id);
  // From now on the indexes stand still.
  await fixture.engine.faults.setIndexLag('manual');
  const params = { orderId: order.id, fulfilmentId: partOf(order).id };
  await fixture.invoke(manager, 'refuseFulfilment', { params, body: { reason: 'too_far' } });
  expect((await offers()).body.items.map(({ orderId }) => orderId)).not.toContain(order.id);
  await fixture.engine.faults.setIndexLag('off');
});
