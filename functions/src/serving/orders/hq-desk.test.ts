import { wholeReach } from '@jindian/shared/access';
import type { HqOrder, HqQueueItem, ServingCandidate } from '@jindian/shared/contract/hq';
import type { PickupAlternative } from '@jindian/shared/contract/serving/branch-work';
import type { FulfilmentMethod, OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import {
  type Answer,
  branchIds,
  home,
  type OrdersFixture,
  type Person,
  paymentNumber,
  type ShopSku,
  startOrdersFixture,
  warehouseId,
} from './testing/orders-fixture.ts';

/** What nobody serves, what a shopper has to decide, what is in several places: people decide, and stock follows. */
let fixture: OrdersFixture;
let shopper: Person;

beforeEach(async () => {
  fixture = await startOrdersFixture({ dealers: true });
  shopper = await fixture.enrol();
});
afterEach(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

const [first, second, third] = branchIds;
const sku = 'P004-01';
const partOf = (order: OrderView) => order.fulfilments[0]!;
const paramsOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: partOf(order).id });
const look = (order: OrderView) => fixture.look(shopper, order.id);

function placed(method: FulfilmentMethod = 'delivery', lines: [ShopSku, number][] = [[sku, 1]]) {
  return fixture.paid(shopper, method, lines);
}
async function refuse(order: OrderView, body: object = { reason: 'other', note: '停电' }) {
  const now = await look(order);
  const by = fixture.managerOf(partOf(now).place.locationId);
  const answer = await fixture.invoke(by, 'refuseFulfilment', { params: paramsOf(now), body });
  expect([answer.status, answer.code]).toEqual([200, null]);
  await fixture.settle();
}
const hq = <T>(id: Parameters<OrdersFixture['invoke']>[1], params: Record<string, string>, body?: object) =>
  fixture.invoke<T>(fixture.staff.hq, id, { params, ...(body ? { body } : {}) });
async function queue(name: 'with_hq' | 'awaiting_shopper'): Promise<HqQueueItem[]> {
  return (await fixture.system.orders.hq.queue(name, 20, undefined, wholeReach)).items;
}
async function level(locationId: string, skuId: ShopSku = sku) {
  const all = await fixture.system.inventory.levelsAt(locationId);
  return all.find((one) => one.skuId === skuId)!;
}
/** Takes away what is there, as if it had been sold. */
async function empty(...locationIds: string[]): Promise<void> {
  for (const locationId of locationIds) {
    const { available } = await level(locationId);
    const body = { kind: 'adjust', reason: 'sold at the till', lines: [{ skuId: sku, delta: -available }] };
    if (available === 0) continue;
    const answer = await fixture.invoke(fixture.managerOf(locationId), 'moveStock', {
      params: { locationId },
      body,
    });
    expect(answer.status).toBe(200);
  }
}

describe('what nobody serves', () => {
  /** Only the first branch has it, and says no. */
  async function withHq(): Promise<OrderView> {
    await empty(...branchIds.slice(1), warehouseId, 'C001');
    const order = await placed();
    await refuse(order);
    return look(order);
  }

  test('waits in the queue of HQ, its goods still held where they were', async () => {
    const order = await withHq();
    expect(partOf(order).state).toBe('with_hq');
    expect(await level(first)).toMatchObject({ onHand: 5, reserved: 1 });
    expect(await queue('with_hq')).toMatchObject([
      { orderId: order.id, refusals: 1, lastReason: 'other', place: { locationId: first }, area: '某市某县' },
    ]);
    const answer = await hq<{ items: ServingCandidate[] }>('hqListCandidates', paramsOf(order));
    const [nearest] = answer.body.items;
    expect(nearest).toMatchObject({ locationId: first, hasAll: true, refusedBefore: true });
    expect(answer.body.items.filter(({ hasAll }) => hasAll)).toHaveLength(1);
  });

  test('goes where HQ says, if the goods are there', async () => {
    const order = await withHq();
    const to = { locationId: second };
    expect((await hq('hqAssignFulfilment', paramsOf(order), to)).code).toBe('out_of_stock');
    expect(partOf(await look(order)).state).toBe('with_hq');
    const body = { kind: 'receive', reason: 'delivered', lines: [{ skuId: sku, delta: 1 }] };
    await fixture.invoke(fixture.managerOf(second), 'moveStock', { params: to, body });
    const done = await hq<HqOrder>('hqAssignFulfilment', paramsOf(order), { ...to, note: 'by phone' });
    expect(done.body.attempts.at(-1)).toMatchObject({ reason: 'assigned', note: 'by phone' });
    // Told, not asked: HQ has spoken with them.
    expect(partOf(await look(order))).toMatchObject({ state: 'to_pack', place: { locationId: second } });
    expect(await level(first)).toMatchObject({ reserved: 0 });
    expect(await level(second)).toMatchObject({ reserved: 1 });
  });

  test('is asked for once more when HQ wants, with nobody barred for what was said before', async () => {
    const order = await withHq();
    const again = await hq<HqOrder>('hqAskAgain', paramsOf(order));
    expect(again.status).toBe(200);
    expect(partOf(await look(order))).toMatchObject({ state: 'offered', place: { locationId: first } });
    expect((await hq('hqAskAgain', paramsOf(order))).code).toBe('transition_refused');
  });

  test('can be called off by HQ: the shopper has the money back', async () => {
    const order = await withHq();
    expect((await hq('hqCancelOrder', { orderId: order.id })).status).toBe(200);
    await fixture.recover(2);
    expect((await look(order)).state).toBe('refunded');
    expect(await level(first)).toMatchObject({ onHand: 5, reserved: 0 });
    expect(await faultsNow(fixture, true)).toEqual([]);
  });

  test('of which nothing is there holds nothing, and goods are called from elsewhere for it', async () => {
    await empty(...branchIds.slice(1), warehouseId);
    const order = await placed();
    await refuse(order, { reason: 'no_stock', counted: [{ skuId: sku, onHand: 0 }] });
    // The central warehouse has it: the policy sends it there by itself.
    expect(partOf(await look(order))).toMatchObject({ state: 'to_pack', place: { locationId: 'C001' } });
    await fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } });

    await empty('C001');
    const body = { kind: 'receive', reason: 'delivered', lines: [{ skuId: sku, delta: 1 }] };
    await fixture.invoke(fixture.managerOf(first), 'moveStock', { params: { locationId: first }, body });
    const short = await placed();
    await refuse(short, { reason: 'no_stock', counted: [{ skuId: sku, onHand: 0 }] });
    expect(partOf(await look(short)).state).toBe('with_hq');
    expect(await level(first)).toMatchObject({ onHand: 0, reserved: 0 });

    await fixture.invoke(fixture.managerOf(third), 'moveStock', { params: { locationId: third }, body });
    const key = fixture.newKey();
    const call = () =>
      fixture.invoke<HqOrder>(
        fixture.staff.hq,
        'hqCallGoods',
        { params: paramsOf(short), body: { fromLocationId: third, incentiveFen: 300 } },
        key,
      );
    expect((await call()).body.attempts.at(-1)).toMatchObject({ reason: 'goods_called' });
    expect((await call()).status).toBe(200);
    expect(partOf(await look(short)).state).toBe('awaiting_goods');
    expect(await level(third)).toMatchObject({ onHand: 1, reserved: 1 });

    const transfers = await fixture.invoke<{ items: { id: string }[] }>(
      fixture.managerOf(third),
      'listTransfers',
      {
        params: { locationId: third },
        query: { direction: 'out', state: 'approved' },
      },
    );
    const [transfer] = transfers.body.items;
    expect(transfers.body.items).toHaveLength(1);
    const params = { transferId: transfer!.id };
    expect(
      (await fixture.invoke(fixture.managerOf(third), 'shipTransfer', { params, body: {} })).status,
    ).toBe(200);
    expect(
      (await fixture.invoke(fixture.managerOf(first), 'receiveTransfer', { params, body: {} })).status,
    ).toBe(200);
    expect(partOf(await look(short))).toMatchObject({ state: 'to_pack', place: { locationId: first } });
    expect(await level(first)).toMatchObject({ onHand: 1, reserved: 1 });
    await fixture.settle();
    // The giver is thanked, and paid for what was his; the receiver owes for it.
    const giver = await fixture.system.ledger.balanceOf(`owner:dealer-${third}`);
    const receiver = await fixture.system.ledger.balanceOf(`owner:dealer-${first}`);
    expect(giver.postedFen + receiver.postedFen).toBe(300);
    expect(receiver.postedFen).toBeLessThan(0);
  });

  test('goes back to HQ when the giver will not give', async () => {
    await empty(...branchIds.slice(1), warehouseId, 'C001');
    const order = await placed();
    await refuse(order, { reason: 'no_stock', counted: [{ skuId: sku, onHand: 0 }] });
    const body = { kind: 'receive', reason: 'delivered', lines: [{ skuId: sku, delta: 1 }] };
    await fixture.invoke(fixture.managerOf(third), 'moveStock', { params: { locationId: third }, body });
    await hq('hqCallGoods', paramsOf(order), { fromLocationId: third });
    const listed = await fixture.invoke<{ items: { id: string }[] }>(
      fixture.managerOf(third),
      'listTransfers',
      {
        params: { locationId: third },
        query: { direction: 'out', state: 'approved' },
      },
    );
    const params = { transferId: listed.body.items[0]!.id };
    expect((await fixture.invoke(fixture.staff.hq, 'cancelTransfer', { params })).status).toBe(200);
    await fixture.settle();
    expect(partOf(await look(order)).state).toBe('with_hq');
    expect(await level(third)).toMatchObject({ onHand: 1, reserved: 0 });
  });
});

describe('a refused pickup', () => {
  async function refusedPickup(): Promise<OrderView> {
    const order = await placed('pickup');
    await refuse(order, { reason: 'no_stock', counted: [{ skuId: sku, onHand: 0 }] });
    return look(order);
  }
  const answer = (order: OrderView, body: object): Promise<Answer<OrderView>> =>
    fixture.invoke<OrderView>(shopper, 'answerRefusedPickup', { params: { orderId: order.id }, body });

  test('goes nowhere: its shopper is asked, and HQ sees that', async () => {
    const order = await refusedPickup();
    expect(partOf(order)).toMatchObject({ state: 'awaiting_shopper', place: { locationId: first } });
    expect(await queue('awaiting_shopper')).toMatchObject([{ orderId: order.id, lastReason: 'no_stock' }]);
    expect((await hq('hqAssignFulfilment', paramsOf(order), { locationId: second })).code).toBe(
      'transition_refused',
    );
    expect((await fixture.invoke(shopper, 'getPickupCode', { params: { orderId: order.id } })).code).toBe(
      'transition_refused',
    );
  });

  test('is picked up elsewhere: where there is some, nearest first', async () => {
    const order = await refusedPickup();
    await empty(second);
    const params = { orderId: order.id };
    const listed = await fixture.invoke<{ items: PickupAlternative[] }>(shopper, 'listPickupAlternatives', {
      params,
    });
    expect(listed.body.items.map(({ locationId }) => locationId)).toEqual([third, 'B005']);
    expect((await answer(order, { choice: 'another_branch', locationId: second })).code).toBe('out_of_stock');
    const moved = await answer(order, { choice: 'another_branch', locationId: third });
    expect(partOf(moved.body)).toMatchObject({ state: 'to_pack', place: { locationId: third } });
    expect(await level(third)).toMatchObject({ reserved: 1 });
    const code = await fixture.invoke<{ code: string }>(shopper, 'getPickupCode', { params });
    const handed = await fixture.invoke(fixture.managerOf(third), 'confirmHandOver', {
      params: { locationId: third },
      body: { code: code.body.code },
    });
    expect(handed.status).toBe(200);
    expect((await look(order)).state).toBe('completed');
    expect((await answer(order, { choice: 'refund' })).code).toBe('transition_refused');
  });

  test('waits at the other branch as long as any pickup, however long it lay at the first', async () => {
    const order = await placed('pickup');
    await fixture.invoke(fixture.managerOf(first), 'packFulfilment', { params: paramsOf(order) });
    fixture.clock.advance(2.5 * dayMs);
    await refuse(order, { reason: 'other' });
    await answer(order, { choice: 'another_branch', locationId: second });
    await fixture.invoke(fixture.managerOf(second), 'packFulfilment', { params: paramsOf(order) });
    fixture.clock.advance(dayMs);
    await fixture.settle();
    expect((await look(order)).state).toBe('paid');
    fixture.clock.advance(2 * dayMs);
    await fixture.settle();
    expect((await look(order)).state).toBe('refunding');
  });

  test('is delivered instead, by whom the policy finds', async () => {
    const order = await refusedPickup();
    const sent = await answer(order, { choice: 'delivery', address: home });
    expect(partOf(sent.body)).toMatchObject({
      method: 'delivery',
      state: 'offered',
      place: { locationId: second },
    });
    expect(sent.body).toMatchObject({ method: 'delivery', address: { detail: home.detail } });
    const listed = await fixture.invoke<{ items: { method: string }[] }>(shopper, 'listOrders');
    expect(listed.body.items[0]?.method).toBe('delivery');
    expect((await answer(order, { choice: 'delivery', address: home })).code).toBe('transition_refused');
  });

  test('is paid back when the shopper wants, or says nothing for a day', async () => {
    const refunded = await refusedPickup();
    expect((await answer(refunded, { choice: 'refund' })).body.state).toBe('refunding');
    const body = { kind: 'receive', reason: 'delivered', lines: [{ skuId: sku, delta: 1 }] };
    await fixture.invoke(fixture.managerOf(first), 'moveStock', { params: { locationId: first }, body });
    const silent = await refusedPickup();
    fixture.clock.advance(dayMs - minuteMs);
    await fixture.settle();
    expect((await look(silent)).state).toBe('paid');
    fixture.clock.advance(minuteMs);
    await fixture.settle();
    expect((await look(silent)).state).toBe('refunding');
    await fixture.recover(2);
    expect((await look(refunded)).state).toBe('refunded');
    expect((await look(silent)).state).toBe('refunded');
    expect(await faultsNow(fixture, true)).toEqual([]);
  });
});

describe('an order in parts', () => {
  /** More than anybody has, and worth enough to be sent twice. */
  async function split(): Promise<OrderView> {
    const order = await placed('delivery', [[sku, 6]]);
    expect(order.fulfilments.map(({ place, lines }) => [place.locationId, lines[0]!.quantity])).toEqual([
      [first, 5],
      [second, 1],
    ]);
    return order;
  }
  const everyPart = async (order: OrderView, ids: Parameters<OrdersFixture['invoke']>[1][]) => {
    for (const { id: fulfilmentId, place } of order.fulfilments) {
      for (const id of ids) {
        const params = { orderId: order.id, fulfilmentId };
        expect((await fixture.invoke(fixture.managerOf(place.locationId), id, { params })).status).toBe(200);
      }
    }
  };

  test('is done when its last part is, though both arrive at the same moment', async () => {
    const order = await split();
    await everyPart(order, ['acceptOffer', 'packFulfilment', 'dispatchFulfilment']);
    const answers = await Promise.all(
      order.fulfilments.map(({ id: fulfilmentId, place }) =>
        fixture.invoke(fixture.managerOf(place.locationId), 'deliverFulfilment', {
          params: { orderId: order.id, fulfilmentId },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await look(order)).state).toBe('completed');
    await fixture.settle();
    expect(await faultsNow(fixture, true)).toEqual([]);
  });

  test('is not called off once a part has left', async () => {
    const order = await split();
    const [part] = order.fulfilments;
    const params = { orderId: order.id, fulfilmentId: part!.id };
    for (const id of ['acceptOffer', 'packFulfilment', 'dispatchFulfilment'] as const)
      await fixture.invoke(fixture.managerOf(first), id, { params });
    const cancelled = await fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } });
    expect(cancelled).toMatchObject({ status: 409, code: 'transition_refused' });
    expect((await look(order)).state).toBe('paid');
  });

  test('each part is refused by itself; one that fits nowhere whole is divided once more', async () => {
    const order = await split();
    await empty(...branchIds.slice(3), 'C001');
    const [part] = order.fulfilments;
    const refused = await fixture.invoke(fixture.managerOf(first), 'refuseFulfilment', {
      params: { orderId: order.id, fulfilmentId: part!.id },
      body: { reason: 'closed' },
    });
    expect(refused.status).toBe(200);
    const now = await look(order);
    // Five pieces: one is left at the second, two each at the third and in the warehouse.
    expect(now.fulfilments.map(({ place, lines }) => [place.locationId, lines[0]!.quantity]).sort()).toEqual([
      [second, 1],
      [second, 1],
      [third, 2],
      [warehouseId, 2],
    ]);
    expect(await level(first)).toMatchObject({ onHand: 5, reserved: 0 });
  });

  test('of forty different goods is placed, and refused, in one transaction each', async () => {
    const { products } = await fixture.system.catalog.current();
    const goods = products
      .filter(
        ({ deliverable, regions, needs, visibleFromMs }) =>
          deliverable && !regions && !needs && !visibleFromMs,
      )
      .flatMap(({ skus }) => skus)
      .slice(0, 40);
    for (const locationId of [first, second]) {
      for (const from of [0, 20]) {
        const lines = goods.slice(from, from + 20).map(({ id }) => ({ skuId: id, delta: 1 }));
        const body = { kind: 'receive', reason: 'delivered', lines };
        await fixture.invoke(fixture.managerOf(locationId), 'moveStock', { params: { locationId }, body });
      }
    }
    const lines = goods.map(({ id, priceFen }) => ({ skuId: id, quantity: 1, seenPriceFen: priceFen }));
    const body = { locationId: 'B001', method: 'delivery', lines, address: home };
    const answer = await fixture.invoke<PlacedOrder>(shopper, 'placeOrder', { body });
    expect([answer.status, answer.code]).toEqual([201, null]);
    const { order } = answer.body;
    await fixture.payInWallet(paymentNumber(order));
    await fixture.pay.control.tick();
    await fixture.settle();
    expect(partOf(await look(order))).toMatchObject({ state: 'offered', place: { locationId: first } });
    await refuse(order, { reason: 'too_far' });
    const now = partOf(await look(order));
    expect([now.state, now.place.locationId, now.lines.length]).toEqual(['offered', second, 40]);
  });

  test('is reserved whole or not at all', async () => {
    const other = await fixture.enrol();
    const body = fixture.orderBody('delivery', [[sku, 18]]);
    const answer = await fixture.invoke(other, 'placeOrder', { body });
    expect(answer.code).toBe('no_serving_location');
    for (const locationId of fixture.stockedIds)
      expect(await level(locationId)).toMatchObject({ reserved: 0 });
  });
});
