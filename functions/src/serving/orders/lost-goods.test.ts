import { branchGrant } from '@jindian/shared/access';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { FulfilmentMethod, OrderView } from '@jindian/shared/contract/serving/order';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import {
  branchIds,
  type OrdersFixture,
  type Person,
  type ShopSku,
  startOrdersFixture,
  warehouseId,
} from './testing/orders-fixture.ts';

/** Goods that leave under an order: sold at a till, or called for it and no longer needed. */
let fixture: OrdersFixture;
let shopper: Person;

beforeEach(async () => {
  fixture = await startOrdersFixture({ dealers: true, stock: { 'P004-01': 2 } });
  shopper = await fixture.enrol();
});
afterEach(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

const [first, second, third] = branchIds;
const sku: ShopSku = 'P004-01';
const partOf = (order: OrderView) => order.fulfilments[0]!;
const paramsOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: partOf(order).id });
const look = (order: OrderView) => fixture.look(shopper, order.id);
const paid = (method: FulfilmentMethod, pieces = 1) => fixture.paid(shopper, method, [[sku, pieces]]);
const level = async (locationId: string) =>
  (await fixture.system.inventory.levelsAt(locationId)).find((one) => one.skuId === sku)!;
let sales = 0;
const sellAtTill = (locationId: string, quantity: number) => {
  sales += 1;
  return fixture.invoke<{ lines: { short: number; lost: number }[] }>(
    fixture.managerOf(locationId),
    'recordTillSale',
    {
      params: { locationId },
      body: {
        reference: `till-1-${sales}`,
        occurredAtMs: fixture.clock.nowMs(),
        lines: [{ skuId: sku, quantity }],
      },
    },
  );
};

describe('a sale at a till', () => {
  test('takes the piece of a delivery, which goes to the next place at once', async () => {
    const order = await paid('delivery');
    expect(partOf(order).place.locationId).toBe(first);
    const sold = await sellAtTill(first, 2);
    expect([sold.status, sold.body]).toEqual([
      200,
      { lines: [{ skuId: sku, quantity: 2, short: 0, lost: 1 }] },
    ]);
    expect(await level(first)).toMatchObject({ onHand: 0, reserved: 0 });
    await fixture.settle();
    const now = partOf(await look(order));
    expect(now.place.locationId).not.toBe(first);
    expect(await level(now.place.locationId)).toMatchObject({ reserved: 1 });
  });

  test('takes the piece of a pickup, whose shopper is asked', async () => {
    const order = await paid('pickup');
    await sellAtTill(first, 2);
    // Nobody hands over what is not there, before anything else has happened.
    expect(
      (await fixture.invoke(fixture.managerOf(first), 'packFulfilment', { params: paramsOf(order) })).code,
    ).toBe('transition_refused');
    await fixture.settle();
    expect(partOf(await look(order))).toMatchObject({
      state: 'awaiting_shopper',
      place: { locationId: first },
    });
  });

  test('takes first what nobody has paid for: that order is called off', async () => {
    const paidFor = await paid('pickup');
    const open = await fixture.placed(shopper, 'pickup', [[sku, 1]]);
    await sellAtTill(first, 1);
    await fixture.settle();
    expect((await look(open)).state).toBe('cancelled');
    expect(partOf(await look(paidFor)).state).toBe('to_pack');
    expect(await level(first)).toMatchObject({ onHand: 1, reserved: 1 });
  });

  test('takes nothing of a part that has left already, though its order holds more there', async () => {
    fixture = await fixture.close().then(() => startOrdersFixture({ stock: { [sku]: 3 }, elsewhere: 2 }));
    shopper = await fixture.enrol();
    const order = await fixture.paid(shopper, 'delivery', [[sku, 4]]);
    const [large, small] = order.fulfilments as [OrderView['fulfilments'][0], OrderView['fulfilments'][0]];
    const there = small.place.locationId;
    const call = (id: Parameters<OrdersFixture['invoke']>[1], fulfilmentId: string, body?: object) =>
      fixture.invoke(fixture.staff.hq, id, {
        params: { orderId: order.id, fulfilmentId, locationId: there },
        ...(body ? { body } : {}),
      });
    for (const id of ['packFulfilment', 'dispatchFulfilment'] as const)
      expect((await call(id, small.id)).status).toBe(200);
    const lines = [{ skuId: sku, delta: 2 }];
    expect((await call('moveStock', '', { kind: 'receive', reason: 'delivered', lines })).status).toBe(200);
    expect((await call('hqAssignFulfilment', large.id, { locationId: there })).status).toBe(200);
    const sold = await sellAtTill(there, 1);
    expect(sold.body.lines).toEqual([{ skuId: sku, quantity: 1, short: 0, lost: 1 }]);
    await fixture.settle();
    const now = await look(order);
    const find = (id: string) => now.fulfilments.find((part) => part.id === id);
    expect([find(small.id)?.state, find(small.id)?.place.locationId]).toEqual(['dispatched', there]);
    expect(find(large.id)?.place.locationId).not.toBe(there);
    expect((await call('deliverFulfilment', small.id)).status).toBe(200);
  });

  test('against a hand-over of the same piece: one of them has it, and the books agree', async () => {
    for (let round = 0; round < 3; round += 1) {
      const order = await paid('pickup', round === 0 ? 2 : 1);
      const code = await fixture.invoke<{ code: string }>(shopper, 'getPickupCode', {
        params: { orderId: order.id },
      });
      const [sold, handed] = await Promise.all([
        sellAtTill(first, round === 0 ? 2 : 1),
        fixture.invoke(fixture.managerOf(first), 'confirmHandOver', {
          params: { locationId: first },
          body: { code: code.body.code },
        }),
      ]);
      expect(sold.status).toBe(200);
      const [line] = sold.body.lines;
      // Handed over: the till sold something that was not in the books. Else the order lost it.
      expect((line?.short ?? 0) > 0).toBe(handed.status === 200);
      expect((line?.lost ?? 0) > 0).toBe(handed.status !== 200);
      await fixture.settle();
      const state = partOf(await look(order)).state;
      expect(state).toBe(handed.status === 200 ? 'fulfilled' : 'awaiting_shopper');
      expect(await level(first)).toMatchObject({ onHand: 0, reserved: 0 });
      expect(await faultsNow(fixture)).toEqual([]);
      const body = { kind: 'receive', reason: 'delivered', lines: [{ skuId: sku, delta: 1 }] };
      await fixture.invoke(fixture.managerOf(first), 'moveStock', { params: { locationId: first }, body });
    }
  });

  test('against placing: nothing is sold twice', async () => {
    const buyers = await Promise.all(Array.from({ length: 4 }, () => fixture.enrol()));
    const answers = await Promise.all([
      sellAtTill(first, 1),
      ...buyers.map((buyer) =>
        fixture.invoke(buyer, 'placeOrder', { body: fixture.orderBody('pickup', [[sku, 1]]) }),
      ),
    ]);
    expect(answers[0]?.status).toBe(200);
    await fixture.settle();
    const { onHand, reserved } = await level(first);
    expect(onHand).toBe(1);
    expect(reserved).toBeLessThanOrEqual(1);
  });

  test('that was not in the books is a difference, which HQ settles once', async () => {
    await sellAtTill(second, 5);
    expect(await level(second)).toMatchObject({ onHand: 0, reserved: 0 });
    type Listed = { items: { id: string; quantity: number; state: string }[] };
    const list = async (state: string) =>
      (await fixture.invoke<Listed>(fixture.staff.hq, 'hqListStockDifferences', { query: { state } })).body
        .items;
    const [open] = await list('open');
    expect(open).toMatchObject({ quantity: 3, state: 'open' });
    const settle = (key: string) =>
      fixture.invoke<{ settledBy: string | null; note: string | null }>(
        fixture.staff.hq,
        'hqSettleStockDifference',
        { params: { differenceId: open!.id }, body: { note: '到货未入账' } },
        key,
      );
    expect((await settle('settle-1')).body).toMatchObject({ note: '到货未入账' });
    expect((await settle('settle-1')).status).toBe(200);
    expect((await settle('settle-2')).code).toBe('transition_refused');
    expect(await list('open')).toEqual([]);
    expect(await list('settled')).toHaveLength(1);
  });
});

describe('goods that were called for an order', () => {
  /** Only the third branch has some: HQ calls them to the first. */
  async function waiting(callers = 1): Promise<{ order: OrderView; transferId: string }> {
    const order = await paid('delivery', 2);
    for (const locationId of [...branchIds.slice(1), warehouseId, 'C001']) {
      const { available } = await level(locationId);
      const body = { kind: 'adjust', reason: '清场', lines: [{ skuId: sku, delta: -available }] };
      await fixture.invoke(fixture.managerOf(locationId), 'moveStock', { params: { locationId }, body });
    }
    await fixture.invoke(fixture.managerOf(first), 'refuseFulfilment', {
      params: paramsOf(order),
      body: { reason: 'no_stock', counted: [{ skuId: sku, onHand: 0 }] },
    });
    await fixture.settle();
    const body = { kind: 'receive', reason: 'delivered', lines: [{ skuId: sku, delta: 2 }] };
    await fixture.invoke(fixture.managerOf(third), 'moveStock', { params: { locationId: third }, body });
    const called = await Promise.all(
      Array.from({ length: callers }, () =>
        fixture.invoke(fixture.staff.hq, 'hqCallGoods', {
          params: paramsOf(order),
          body: { fromLocationId: third, incentiveFen: 0 },
        }),
      ),
    );
    expect(called.filter(({ status }) => status === 200)).toHaveLength(1);
    const listed = await fixture.invoke<{ items: { id: string }[] }>(
      fixture.managerOf(third),
      'listTransfers',
      {
        params: { locationId: third },
        query: { direction: 'out', state: 'approved' },
      },
    );
    return { order, transferId: listed.body.items[0]!.id };
  }
  const transferState = async (transferId: string) =>
    (await fixture.system.transfers.read(transferId))?.state;

  test('are called once, however many at HQ do it at once', async () => {
    await waiting(5);
    expect(await level(third)).toMatchObject({ onHand: 2, reserved: 2 });
  });

  test('are free again at the giver once the order is called off', async () => {
    const { order, transferId } = await waiting();
    expect(await level(third)).toMatchObject({ onHand: 2, reserved: 2 });
    await fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } });
    await fixture.settle();
    expect(await transferState(transferId)).toBe('cancelled');
    expect(await level(third)).toMatchObject({ onHand: 2, reserved: 0 });
  });

  test('are free again once HQ has the order served elsewhere', async () => {
    const { order, transferId } = await waiting();
    const body = { kind: 'receive', reason: 'delivered', lines: [{ skuId: sku, delta: 2 }] };
    await fixture.invoke(fixture.managerOf(second), 'moveStock', { params: { locationId: second }, body });
    const done = await fixture.invoke(fixture.staff.hq, 'hqAssignFulfilment', {
      params: paramsOf(order),
      body: { locationId: second },
    });
    expect(done.status).toBe(200);
    await fixture.settle();
    expect(await transferState(transferId)).toBe('cancelled');
    expect(await level(third)).toMatchObject({ onHand: 2, reserved: 0 });
    expect(partOf(await look(order))).toMatchObject({ state: 'to_pack', place: { locationId: second } });
  });

  test('are shipped while the order is called off: put in where they arrive, and held for nobody', async () => {
    const { order, transferId } = await waiting();
    const params = { transferId };
    const [shipped] = await Promise.all([
      fixture.invoke(fixture.managerOf(third), 'shipTransfer', { params, body: {} }),
      fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } }),
    ]);
    await fixture.settle();
    expect(shipped.status).toBe(200);
    expect(await transferState(transferId)).toBe('shipped');
    await fixture.invoke(fixture.managerOf(first), 'receiveTransfer', { params, body: {} });
    expect(await level(first)).toMatchObject({ onHand: 2, reserved: 0 });
    expect(await level(third)).toMatchObject({ onHand: 0, reserved: 0 });
  });
});

test('a work item of what is not tracked names no lots', async () => {
  const order = await paid('pickup');
  const item = await fixture.invoke<WorkItem>(fixture.managerOf(first), 'getWorkItem', {
    params: paramsOf(order),
  });
  expect(item.body.lots).toEqual([]);
});

test('a clerk receives goods and turns them about, and a till tells of sales; neither puts a level right', async () => {
  const params = { locationId: first };
  const { clerk } = fixture.staff;
  const till = await fixture.enrol([branchGrant('till', first)]);
  const move = (who: Person, kind: string) =>
    fixture.invoke(who, 'moveStock', {
      params,
      body: { kind, reason: '到货', lines: [{ skuId: sku, delta: 1 }] },
    });
  const turn = (who: Person, to: string) =>
    fixture.invoke(who, 'changeStockCondition', {
      params,
      body: {
        reason: '上样',
        lines: [{ skuId: sku, ownerId: 'dealer-1', quantity: 1, from: 'sellable', to }],
      },
    });
  const sell = (who: Person) =>
    fixture.invoke(who, 'recordTillSale', {
      params,
      body: {
        reference: 'till-9-1',
        occurredAtMs: fixture.clock.nowMs(),
        lines: [{ skuId: sku, quantity: 1 }],
      },
    });
  const { ownerId } = await level(first);
  const codes = async (who: Person) => [
    (await move(who, 'receive')).code,
    (await move(who, 'adjust')).code,
    (await turn(who, 'scrap')).code,
    (await sell(who)).code,
  ];
  expect(ownerId).not.toBe('hq');
  expect(await codes(clerk)).toEqual([null, 'forbidden', 'forbidden', 'forbidden']);
  expect(await codes(till)).toEqual(['forbidden', 'forbidden', 'forbidden', null]);
  expect((await fixture.invoke(till, 'listStock', { params })).code).toBe('forbidden');
  const lines = [{ skuId: sku, ownerId, quantity: 1, from: 'sellable', to: 'quarantine' }];
  const body = { reason: '破损', lines };
  expect((await fixture.invoke(clerk, 'changeStockCondition', { params, body })).code).toBeNull();
});
