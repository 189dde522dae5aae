import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { OrderView, PickupCode } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import { listFaults } from './testing/list-faults.ts';
import {
  branchId,
  branchIds,
  type OrdersFixture,
  type Person,
  type ShopSku,
  startOrdersFixture,
} from './testing/orders-fixture.ts';

/** Whatever a part waits for: once all of it was refunded nobody need serve it, and nobody may give it away. */
let fixture: OrdersFixture;
let shopper: Person;
const shoes: ShopSku = 'P004-01';
const sandals: ShopSku = 'P013-01';

beforeAll(async () => {
  fixture = await startOrdersFixture({
    dealers: true,
    stock: { [shoes]: 100, [sandals]: 100, 'P036-01': 0 },
    elsewhere: 100,
  });
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());

const partOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: order.fulfilments[0]!.id });
async function act(order: OrderView, id: EndpointId, body?: object, by?: Person): Promise<void> {
  const params = partOf(order);
  const { status, code } = await fixture.invoke(by ?? fixture.staff.hq, id, {
    params,
    ...(body ? { body } : {}),
  });
  expect([id, status, code]).toEqual([id, 200, null]);
}
async function refund(order: OrderView, lines = everyLine(order)): Promise<void> {
  await act(order, 'hqRefundOrder', { lines, reason: '顾客不要了' });
}
const everyLine = ({ lines }: OrderView) =>
  lines.map(({ quantity }, index) => ({ lineId: String(index + 1), quantity }));
const everything = (order: OrderView) => [
  ...everyLine(order),
  ...(order.deliveryFeeFen > 0 ? [{ lineId: 'delivery', quantity: 1 }] : []),
];
async function arrive(): Promise<void> {
  for (let minute = 0; minute < 3; minute += 1) {
    await fixture.settle();
    fixture.clock.advance(minuteMs + 1_000);
    await fixture.pay.control.tick();
  }
  await fixture.settle();
}
const refuse = async (order: OrderView) => {
  const now = await fixture.look(shopper, order.id);
  const by = fixture.managerOf(now.fulfilments[0]!.place.locationId);
  await act(order, 'refuseFulfilment', { reason: 'too_far' }, by);
  await fixture.settle();
};
const out = async (order: OrderView) => {
  await act(order, 'acceptOffer');
  await act(order, 'packFulfilment');
  await act(order, 'dispatchFulfilment');
};
const failed = (order: OrderView) => act(order, 'settleDelivery', { act: 'failed', reason: 'refused' });
const back = (order: OrderView, condition: string) =>
  act(order, 'settleDelivery', { act: 'back', condition });

async function endOf(order: OrderView) {
  const now = await fixture.look(shopper, order.id);
  return [now.state, ...now.fulfilments.map(({ state }) => state)];
}
async function nothingIsLeft(): Promise<void> {
  expect(await faultsNow(fixture)).toEqual([]);
  expect(await listFaults(fixture)).toEqual([]);
}

type Waiting = {
  method: 'pickup' | 'delivery';
  state: string;
  how: 'arrives' | 'fails first' | 'is paid by hand';
  /** What the branch has no more of than is ordered. */
  scarce?: ShopSku;
  until(order: OrderView): Promise<void>;
};
const waiting: Waiting[] = [
  { method: 'delivery', state: 'offered', how: 'arrives', until: async () => {} },
  {
    method: 'delivery',
    state: 'in_grab_pool',
    how: 'fails first',
    async until(order) {
      for (let n = 0; n < 3; n += 1) await refuse(order);
    },
  },
  {
    method: 'delivery',
    state: 'to_pack',
    how: 'is paid by hand',
    until: (order) => act(order, 'acceptOffer'),
  },
  {
    method: 'delivery',
    state: 'awaiting_goods',
    how: 'fails first',
    scarce: 'P036-01',
    async until(order) {
      await out(order);
      await failed(order);
      await back(order, 'written_off');
      await act(order, 'hqCallGoods', { fromLocationId: branchIds[2] });
    },
  },
  {
    method: 'delivery',
    state: 'with_hq',
    how: 'arrives',
    async until(order) {
      await out(order);
      await failed(order);
      await back(order, 'quarantine');
    },
  },
  {
    method: 'pickup',
    state: 'ready',
    how: 'is paid by hand',
    until: (order) => act(order, 'packFulfilment'),
  },
  { method: 'pickup', state: 'awaiting_shopper', how: 'arrives', until: refuse },
];

describe.each(waiting)('a $method that is $state', ({ method, scarce, how, until, state }) => {
  test(`ends when everything is refunded, and its order with it: the money ${how}`, async () => {
    if (scarce) {
      const body = { kind: 'receive', reason: 'delivered', lines: [{ skuId: scarce, delta: 2 }] };
      const params = { locationId: branchId };
      await fixture.invoke(fixture.managerOf(branchId), 'moveStock', { params, body });
    }
    const order = await fixture.paid(shopper, method, [[scarce ?? shoes, 2]]);
    await until(order);
    expect((await endOf(order))[1]).toBe(state);
    const { code: shown } = (
      await fixture.invoke<PickupCode>(shopper, 'getPickupCode', { params: { orderId: order.id } })
    ).body;
    if (how !== 'arrives') fixture.pay.control.nextRefundsEnd('CLOSED');
    await refund(order, everything(order));
    // Before anybody has heard of it.
    if (state === 'to_pack')
      for (const id of ['packFulfilment', 'dispatchFulfilment'] as const)
        expect((await fixture.invoke(fixture.staff.hq, id, { params: partOf(order) })).code).toBe(
          'part_refunded',
        );
    if (state === 'ready') {
      const params = { locationId: branchId };
      const handed = await fixture.invoke(fixture.staff.clerk, 'confirmHandOver', {
        params,
        body: { code: shown },
      });
      expect(handed.code).toBe('part_refunded');
    }
    await fixture.settle();
    expect(await endOf(order)).toEqual(['refunding', 'cancelled']);
    await arrive();
    if (how !== 'arrives') {
      const [one] = (await fixture.look(shopper, order.id)).refunds;
      const body = { act: how === 'fails first' ? 'ask_again' : 'settle', note: '银行转账' };
      const params = { orderId: order.id, refundId: one!.id };
      expect((await fixture.invoke(fixture.staff.hq, 'hqResolveRefund', { params, body })).status).toBe(200);
      await arrive();
    }
    const now = await fixture.look(shopper, order.id);
    expect([now.state, now.refundedFen]).toEqual(['refunded', now.totalFen]);
    await nothingIsLeft();
  });
});

describe('a delivery that was refunded while it was out', () => {
  test.each(['sellable', 'quarantine', 'written_off'])(
    'ends when its goods are back: %s',
    async (condition) => {
      const order = await fixture.paid(shopper, 'delivery', [[shoes, 2]]);
      await out(order);
      await refund(order, everything(order));
      await failed(order);
      await arrive();
      expect(await endOf(order)).toEqual(['paid', 'delivery_failed']);
      await back(order, condition);
      await arrive();
      expect(await endOf(order)).toEqual(['refunded', 'cancelled']);
      await nothingIsLeft();
    },
  );

  test('and whose delivery fee HQ keeps is completed with the fee alone', async () => {
    const order = await fixture.paid(shopper, 'delivery', [[sandals, 1]]);
    expect(order.deliveryFeeFen).toBeGreaterThan(0);
    await out(order);
    await failed(order);
    await back(order, 'sellable');
    await refund(order);
    await arrive();
    expect(await endOf(order)).toEqual(['completed', 'cancelled']);
    expect(await faultsNow(fixture, true)).toEqual([]);
  });
});

describe('of several parts', () => {
  let split: OrdersFixture;
  let other: Person;
  beforeAll(async () => {
    split = await startOrdersFixture({ stock: { [shoes]: 3, [sandals]: 6 } });
    other = await split.enrol();
  });
  afterAll(() => split.close());

  /** One of them has three pairs of shoes and the sandals, the other one pair. */
  async function inTwo() {
    const have = (await split.system.inventory.levelsAt(branchId)).find(({ skuId }) => skuId === shoes)!;
    const body = {
      kind: 'receive',
      reason: 'delivered',
      lines: [{ skuId: shoes, delta: 3 - have.available }],
    };
    if (have.available < 3)
      await split.invoke(split.staff.manager, 'moveStock', { params: { locationId: branchId }, body });
    const order = await split.paid(other, 'delivery', [
      [shoes, Math.max(3, have.available) + 1],
      [sandals, 2],
    ]);
    expect(order.fulfilments).toHaveLength(2);
    const most = order.fulfilments.find(({ lines }) => lines.length === 2)!;
    const one = order.fulfilments.find(({ id }) => id !== most.id)!;
    expect(one.lines.map(({ quantity }) => quantity)).toEqual([1]);
    return { order, most, one };
  }
  const at = (order: OrderView, fulfilmentId: string) => ({ orderId: order.id, fulfilmentId });
  async function refundUnits(order: OrderView, quantity: number): Promise<void> {
    const body = { lines: [{ lineId: '1', quantity }], reason: '破损' };
    const answer = await split.invoke(split.staff.hq, 'hqRefundOrder', {
      params: { orderId: order.id },
      body,
    });
    expect(answer.status).toBe(200);
    await split.settle();
  }
  const stateOf = async (order: OrderView, fulfilmentId: string) =>
    (await split.look(other, order.id)).fulfilments.find(({ id }) => id === fulfilmentId)!.state;

  test('the one that nobody serves ends with the unit that is refunded, and the rest goes on', async () => {
    const { order, most, one } = await inTwo();
    const params = at(order, one.id);
    await split.invoke(split.staff.hq, 'dispatchFulfilment', { params });
    for (const body of [
      { act: 'failed', reason: 'damaged' },
      { act: 'back', condition: 'quarantine' },
    ])
      expect((await split.invoke(split.staff.hq, 'settleDelivery', { params, body })).status).toBe(200);
    await refundUnits(order, 1);
    expect(await stateOf(order, one.id)).toBe('cancelled');
    for (const id of ['packFulfilment', 'dispatchFulfilment', 'deliverFulfilment'] as const)
      await split.invoke(split.staff.hq, id, { params: at(order, most.id) });
    await split.recover(1);
    expect((await split.look(other, order.id)).state).toBe('completed');
    expect(await faultsNow(split, true)).toEqual([]);
  });

  test('those that branches have in hand end once it is certain that they are meant', async () => {
    const { order, most, one } = await inTwo();
    await refundUnits(order, 1);
    expect(await stateOf(order, one.id)).toBe('to_pack');
    await refundUnits(order, order.lines[0]!.quantity - 1);
    expect([await stateOf(order, one.id), await stateOf(order, most.id)]).toEqual(['cancelled', 'to_pack']);
    expect(await faultsNow(split)).toEqual([]);
  });
});
