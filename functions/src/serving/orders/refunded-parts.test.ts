import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { HqOrder } from '@jindian/shared/contract/hq';
import type { Earnings } from '@jindian/shared/contract/selling/seller';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import {
  branchId,
  type OrdersFixture,
  type Person,
  type ShopSku,
  startOrdersFixture,
} from './testing/orders-fixture.ts';

/** Orders that come from several places, of which a part is refunded: everything over the API. */
const shoes: ShopSku = 'P004-01';
let fixture: OrdersFixture;
let shopper: Person;

beforeEach(async () => {
  fixture = await startOrdersFixture({ stock: { [shoes]: 3, 'P013-01': 3 } });
  shopper = await fixture.enrol();
  const { code } = (await fixture.invoke<{ code: string }>(fixture.staff.guide, 'getSellerCode')).body;
  await fixture.invoke(shopper, 'recordTouch', { body: { code } });
});
afterEach(() => fixture.close());

/** Two parts: what the branch has, and the rest from elsewhere. */
async function splitOrder(): Promise<OrderView> {
  const order = await fixture.paid(shopper, 'delivery', [
    [shoes, 4],
    ['P013-01', 2],
  ]);
  expect(order.fulfilments).toHaveLength(2);
  return order;
}

async function serve(order: OrderView, part: number): Promise<void> {
  for (const id of ['packFulfilment', 'dispatchFulfilment', 'deliverFulfilment'] as const) {
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[part]!.id };
    expect((await fixture.invoke(fixture.staff.hq, id, { params })).status).toBe(200);
  }
  await fixture.settle();
}

function giveUp(order: OrderView, part: number) {
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[part]!.id };
  return fixture.invoke<HqOrder>(fixture.staff.hq, 'hqCancelFulfilment', {
    params,
    body: { reason: '无货' },
  });
}

async function arrive(): Promise<void> {
  await fixture.settle();
  fixture.clock.advance(minuteMs + 1_000);
  await fixture.pay.control.tick();
  await fixture.settle();
}

const available = async (locationId: string) =>
  (await fixture.system.inventory.levelsAt(locationId)).find((level) => level.skuId === shoes)?.available;

test.each([
  ['given up', true],
  ['never asked for', false],
])(
  'a refund of a unit on its way, %s after it was out again, costs no other unit its money',
  async (_what, first) => {
    const order = await splitOrder();
    const { hq } = fixture.staff;
    const [away, other] = order.fulfilments[0]!.lines.some(({ quantity }) => quantity === 3)
      ? [0, 1]
      : [1, 0];
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[away]!.id };
    const act = async (id: EndpointId, body?: object) =>
      expect([id, (await fixture.invoke(hq, id, { params, ...(body ? { body } : {}) })).status]).toEqual([
        id,
        200,
      ]);
    const refundOne = async () => {
      await act('hqRefundOrder', { lines: [{ lineId: '1', quantity: 1 }], reason: '破损' });
      await arrive();
    };
    const leave = async () => {
      await act('packFulfilment');
      await act('dispatchFulfilment');
    };
    await leave();
    if (first) {
      fixture.pay.control.nextRefundsEnd('ABNORMAL');
      await refundOne();
    }
    await act('settleDelivery', { act: 'failed', reason: 'refused' });
    await act('settleDelivery', { act: 'back', condition: 'sellable' });
    await leave();
    await refundOne();
    if (first) {
      const refundId = (await fixture.system.orders.store.read(order.id))!.refunds[0]!.refundId;
      const drop = { params: { orderId: order.id, refundId }, body: { act: 'drop', note: '' } };
      expect((await fixture.invoke(hq, 'hqResolveRefund', drop)).status).toBe(200);
    }
    const unitsGivenUp = order.fulfilments[other]!.lines.find(({ skuId }) => skuId === shoes)!.quantity;
    expect((await giveUp(order, other)).status).toBe(200);
    await arrive();
    await act('deliverFulfilment');
    await arrive();
    const { refunds } = await fixture.look(shopper, order.id);
    const units = refunds
      .filter(({ state }) => state === 'succeeded')
      .flatMap(({ lines }) => lines.filter(({ lineId }) => lineId === '1'))
      .reduce((sum, { quantity }) => sum + quantity, 0);
    expect(units).toBe(1 + unitsGivenUp);
    expect(await faultsNow(fixture)).toEqual([]);
  },
);

test('a part refund of a completed split order: money, commission and books follow in proportion, to the fen', async () => {
  const order = await splitOrder();
  await serve(order, 0);
  await serve(order, 1);
  expect((await fixture.look(shopper, order.id)).state).toBe('completed');
  fixture.clock.advance(8 * dayMs);
  await fixture.settle();
  const earned = async () =>
    (await fixture.invoke<Earnings>(fixture.staff.guide, 'getEarnings', { query: { limit: '10' } })).body;
  const before = await earned();
  const body = { lines: [{ lineId: '1', quantity: 3 }], reason: '少发' };
  const params = { orderId: order.id };
  expect((await fixture.invoke(fixture.staff.hq, 'hqRefundOrder', { params, body })).status).toBe(200);
  await arrive();
  const now = await fixture.look(shopper, order.id);
  expect([now.state, now.refundedFen]).toEqual(['completed', 3 * fixture.priceFen(shoes)]);
  const after = await earned();
  const [row] = after.items;
  expect(row).toMatchObject({ state: 'posted', baseFen: -3 * fixture.priceFen(shoes) });
  expect(before.availableFen - after.availableFen).toBe(-(row?.amountFen ?? 0));
  expect(after.availableFen).toBeGreaterThan(0);
  expect(await faultsNow(fixture, true)).toEqual([]);
});

test('a part that nobody serves is refunded, its goods are free, and the rest completes the order', async () => {
  const order = await splitOrder();
  const lines = order.fulfilments[0]!.lines;
  expect((await giveUp(order, 0)).status).toBe(200);
  expect(await available(branchId)).toBe(3);
  await arrive();
  const half = await fixture.look(shopper, order.id);
  expect(half.fulfilments.map(({ state }) => state)).toEqual(['cancelled', 'to_pack']);
  expect([half.state, half.refundedFen]).toEqual([
    'paid',
    lines.reduce((sum, { amountFen }) => sum + amountFen, 0),
  ]);
  expect(await faultsNow(fixture)).toEqual([]);
  await serve(order, 1);
  expect((await fixture.look(shopper, order.id)).state).toBe('completed');
  expect((await giveUp(order, 1)).code).toBe('transition_refused');
  fixture.clock.advance(8 * dayMs);
  await fixture.settle();
  expect(await faultsNow(fixture, true)).toEqual([]);
});

test('the part that is given up last completes an order whose other parts arrived', async () => {
  const order = await splitOrder();
  await serve(order, 1);
  expect((await giveUp(order, 0)).status).toBe(200);
  expect((await fixture.look(shopper, order.id)).state).toBe('completed');
  await arrive();
  fixture.clock.advance(8 * dayMs);
  await fixture.settle();
  expect(await faultsNow(fixture, true)).toEqual([]);
});

test('the last part that is wanted takes the whole order with it, and the fee', async () => {
  const order = await splitOrder();
  expect((await giveUp(order, 0)).status).toBe(200);
  expect((await giveUp(order, 1)).status).toBe(200);
  expect((await fixture.look(shopper, order.id)).state).toBe('refunding');
  for (let minute = 0; minute < 3; minute += 1) await arrive();
  const now = await fixture.look(shopper, order.id);
  expect([now.state, now.refundedFen]).toEqual(['refunded', order.totalFen]);
  expect(await faultsNow(fixture, true)).toEqual([]);
});

test('giving a part up and sending it out at once: one of them wins, and nothing is held or paid twice', async () => {
  const order = await splitOrder();
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
  const [sent, given] = await Promise.all([
    fixture.invoke(fixture.staff.hq, 'dispatchFulfilment', { params }),
    giveUp(order, 0),
  ]);
  expect([sent.status, given.status].sort()).toEqual([200, 409]);
  await arrive();
  expect(await faultsNow(fixture)).toEqual([]);
});

test('a part that was given up is not waited for when another one is divided', async () => {
  const order = await splitOrder();
  expect((await giveUp(order, 1)).status).toBe(200);
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
  const refused = await fixture.invoke(fixture.managerOf(branchId), 'refuseFulfilment', {
    params,
    body: { reason: 'too_far' },
  });
  expect(refused.status).toBe(200);
  await arrive();
  const divided = await fixture.look(shopper, order.id);
  const open = divided.fulfilments.flatMap(({ state }, part) => (state === 'to_pack' ? [part] : []));
  expect(open).toHaveLength(2);
  for (const part of open) await serve(divided, part);
  expect((await fixture.look(shopper, order.id)).state).toBe('completed');
  fixture.clock.advance(8 * dayMs);
  await fixture.settle();
  expect(await faultsNow(fixture, true)).toEqual([]);
});

test('however often HQ gave back by hand, a part can be given up and the order called off', async () => {
  const order = await splitOrder();
  const refund = (lines: { lineId: string; quantity: number; extraFen?: number }[]) =>
    fixture.invoke<HqOrder>(fixture.staff.hq, 'hqRefundOrder', {
      params: { orderId: order.id },
      body: { lines, reason: '补偿' },
    });
  let byHand = 0;
  for (; byHand < 50; byHand += 1) {
    const { status, code } = await refund([{ lineId: '1', quantity: 0, extraFen: 1 }]);
    if (status === 200) continue;
    expect(code).toBe('refund_limit');
    break;
  }
  expect(byHand).toBeGreaterThan(30);
  expect(byHand).toBeLessThan(50);
  expect((await giveUp(order, 0)).status).toBe(200);
  const cancelled = await fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } });
  expect([cancelled.status, cancelled.code]).toEqual([200, null]);
  expect(await faultsNow(fixture)).toEqual([]);
});

test('a unit that was refunded while both parts were open is not refunded again with the part that has it', async () => {
  const order = await fixture.paid(shopper, 'delivery', [[shoes, 4]]);
  expect(order.fulfilments.map(({ lines }) => lines[0]?.quantity)).toEqual([3, 1]);
  const params = { orderId: order.id };
  const body = { lines: [{ lineId: '1', quantity: 1 }], reason: '缺一双' };
  expect((await fixture.invoke(fixture.staff.hq, 'hqRefundOrder', { params, body })).status).toBe(200);
  expect((await giveUp(order, 1)).status).toBe(200);
  await arrive();
  const now = await fixture.look(shopper, order.id);
  expect([now.lines[0]?.refundedQuantity, now.refundedFen]).toEqual([1, fixture.priceFen(shoes)]);
  await serve(order, 0);
  const done = await fixture.look(shopper, order.id);
  expect([done.state, done.refundedFen]).toEqual(['completed', fixture.priceFen(shoes)]);
  expect(await faultsNow(fixture, true)).toEqual([]);
});
