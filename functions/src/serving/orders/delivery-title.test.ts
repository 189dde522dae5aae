import type { AttributeMap } from '@jindian/embedded-dynamodb';
import type { OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CheckoutFixture, dealerId, startCheckoutFixture } from './testing/checkout-fixture.ts';
import { faultsNow } from './testing/invariants.ts';
import { type OrdersFixture, type Person, warehouseId } from './testing/orders-fixture.ts';

/** A dealer sells HQ's goods in his shop at the price between owners, and a warehouse of HQ serves. */
let checkouts: CheckoutFixture;
let fixture: OrdersFixture;
let shopper: Person;
const care = 'P036-01';

beforeAll(async () => {
  const terms = { seller: 'owner', ownerBasisPoints: null } as const;
  checkouts = await startCheckoutFixture(20, { hq_goods_own_shop: terms });
  ({ fixture } = checkouts);
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());

const partOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: order.fulfilments[0]!.id });
const owed = async () => (await fixture.system.ledger.balanceOf(`owner:${dealerId}`)).postedFen;

async function fromWarehouse(): Promise<OrderView> {
  const placed = await checkouts.placeAt(shopper, [[care, 1]], { method: 'delivery' });
  const { order } = placed.body as PlacedOrder;
  expect(await checkouts.payFor(shopper, order.id)).toBe(true);
  await fixture.pay.control.tick();
  await fixture.settle();
  const params = partOf(order);
  const calls = [
    ['hqAssignFulfilment', { locationId: warehouseId }],
    ['packFulfilment', undefined],
    ['dispatchFulfilment', undefined],
  ] as const;
  for (const [id, body] of calls) {
    const done = await fixture.invoke(fixture.staff.hq, id, { params, ...(body ? { body } : {}) });
    expect([id, done.status, done.code]).toEqual([id, 200, null]);
  }
  await fixture.settle();
  return order;
}

async function settle(order: OrderView, body: Record<string, string>): Promise<void> {
  const done = await fixture.invoke(fixture.staff.hq, 'hqSettleDelivery', { params: partOf(order), body });
  expect([done.status, done.code]).toEqual([200, null]);
  await fixture.settle();
}

async function quarantined() {
  const { Items } = (await fixture.engine.call('Scan', { TableName: fixture.tableName })) as {
    Items: AttributeMap[];
  };
  return Items.flatMap(({ pk, condition, ownerId, onHand }) =>
    condition?.S === 'quarantine' && pk?.S === `LOC#${warehouseId}` ? [[ownerId?.S, Number(onHand?.N)]] : [],
  );
}

test('goods put aside are their owner’s, who is owed for no more, and whoever keeps the place can move them', async () => {
  const before = await owed();
  const order = await fromWarehouse();
  expect(await owed()).toBeLessThan(before);
  await settle(order, { act: 'failed', reason: 'damaged' });
  await settle(order, { act: 'back', condition: 'quarantine' });
  expect(await quarantined()).toEqual([['hq', 1]]);
  expect(await owed()).toBe(before);
  const place = (await fixture.system.network.location(warehouseId))!;
  const out = { skuId: care, ownerId: 'hq', quantity: 1, from: 'quarantine', to: 'scrap' } as const;
  const moved = await fixture.system.inventory.changeCondition(
    place,
    { reason: 'broken', lines: [out] },
    fixture.staff.hq.memberId,
    { scope: 'test', key: 'scrap', inputHash: '' },
  );
  expect(moved.ok).toBe(true);
  expect(await faultsNow(fixture)).toEqual([]);
});

test('goods that are written off stay owed for by who sold them', async () => {
  const before = await owed();
  const order = await fromWarehouse();
  const sold = await owed();
  await settle(order, { act: 'failed', reason: 'lost' });
  await settle(order, { act: 'back', condition: 'written_off' });
  expect(sold).toBeLessThan(before);
  expect(await owed()).toBe(sold);
});
