import { branchGrant } from '@jindian/shared/access';
import type {
  BranchCourierTask,
  CourierEarnings,
  CourierTask,
  DeliveryOnTheWay,
} from '@jindian/shared/contract/serving/couriers';
import type { OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  branchId,
  type OrdersFixture,
  type Person,
  startOrdersFixture,
} from '../orders/testing/orders-fixture.ts';

let fixture: OrdersFixture;
let shopper: Person;
const couriers: Person[] = [];

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 60, 'P013-01': 0 } });
  shopper = await fixture.enrol();
  for (let n = 0; n < 6; n += 1) couriers.push(await fixture.enrol([branchGrant('courier', branchId)]));
});
afterAll(() => fixture.close());

type Params = { orderId: string; fulfilmentId: string };
const paramsOf = (order: OrderView): Params => ({
  orderId: order.id,
  fulfilmentId: order.fulfilments[0]!.id,
});

/** A delivery that this branch serves, packed and called for. */
async function called(): Promise<{ order: OrderView; params: Params }> {
  const order = await fixture.paid(shopper, 'delivery', [['P004-01', 1]]);
  expect(order.fulfilments[0]).toMatchObject({ state: 'to_pack', place: { locationId: branchId } });
  const params = paramsOf(order);
  expect((await fixture.invoke(fixture.staff.clerk, 'packFulfilment', { params })).status).toBe(200);
  const answer = await fixture.invoke<BranchCourierTask>(fixture.staff.clerk, 'callCourier', { params });
  expect([answer.status, answer.body.state]).toEqual([200, 'open']);
  return { order, params };
}
const code = async ({ orderId }: Params) =>
  (
    await fixture.invoke<{ items: DeliveryOnTheWay[] }>(shopper, 'listDeliveriesOnTheWay', {
      params: { orderId },
    })
  ).body.items[0]?.code ?? '';
const stock = async () =>
  (await fixture.system.inventory.levelsAt(branchId)).find(({ skuId }) => skuId === 'P004-01')!;

describe('a delivery carried by a neighbour', () => {
  test('grabbed, fetched, proved at the door: stock, order, books and fee follow', async () => {
    const courier = couriers[0]!;
    const { order, params } = await called();
    const before = await stock();
    expect((await fixture.invoke<CourierTask>(courier, 'grabCourierTask', { params })).body).toMatchObject({
      state: 'grabbed',
      address: { detail: '某路 1 号' },
    });
    expect(await stock()).toEqual(before);
    expect((await fixture.invoke<CourierTask>(courier, 'pickUpCourierTask', { params })).body.state).toBe(
      'picked_up',
    );
    expect((await stock()).onHand).toBe(before.onHand - 1);
    expect((await fixture.look(shopper, order.id)).fulfilments[0]?.state).toBe('dispatched');
    await fixture.settle();
    const done = await fixture.invoke<CourierTask>(courier, 'deliverCourierTask', {
      params,
      body: { code: await code(params) },
    });
    expect(done.body).toMatchObject({ state: 'delivered', address: null });
    await fixture.settle();
    expect((await fixture.look(shopper, order.id)).state).toBe('completed');
    const { body: earned } = await fixture.invoke<CourierEarnings>(courier, 'getCourierEarnings');
    expect(earned).toMatchObject({ totalFen: 500, deliveries: 1, balanceFen: 500, todayFen: 500 });
    const postings = await fixture.system.ledger.postingsOfOrder(order.id);
    expect(postings.filter(({ kind }) => kind === 'courier.fee')).toMatchObject([
      {
        debitAccount: 'fund-pool',
        creditAccount: `courier:${courier.memberId}`,
        amountFen: 500,
        state: 'posted',
      },
    ]);
  });

  test('six grab at once over HTTP: one has it', async () => {
    const { params } = await called();
    const answers = await Promise.all(
      couriers.map((one) => fixture.invoke(one, 'grabCourierTask', { params })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  });

  test('the clerk gives it out and confirms it: the courier who had it is paid all the same', async () => {
    const courier = couriers[1]!;
    const { order, params } = await called();
    await fixture.invoke(courier, 'grabCourierTask', { params });
    await fixture.invoke(fixture.staff.clerk, 'dispatchFulfilment', { params });
    await fixture.invoke(fixture.staff.clerk, 'deliverFulfilment', { params });
    await fixture.settle();
    expect((await fixture.look(shopper, order.id)).state).toBe('completed');
    const { body: earned } = await fixture.invoke<CourierEarnings>(courier, 'getCourierEarnings');
    expect(earned.totalFen).toBe(500);
  });

  test('of an order that waits for another part is paid when it arrives, and leaves the courier’s hands', async () => {
    const courier = await fixture.enrol([branchGrant('courier', branchId)]);
    const order = await fixture.paid(shopper, 'delivery', [
      // More than any other place has.
      ['P004-01', 3],
      ['P013-01', 1],
    ]);
    expect(order.fulfilments).toHaveLength(2);
    const mine = order.fulfilments.find(({ place }) => place?.locationId === branchId)!;
    const params = { orderId: order.id, fulfilmentId: mine.id };
    await fixture.invoke(fixture.staff.clerk, 'packFulfilment', { params });
    await fixture.invoke(fixture.staff.clerk, 'callCourier', { params });
    await fixture.invoke(courier, 'grabCourierTask', { params });
    await fixture.invoke(courier, 'pickUpCourierTask', { params });
    await fixture.settle();
    const done = await fixture.invoke(fixture.staff.clerk, 'deliverFulfilment', { params });
    expect([done.status, done.code]).toEqual([200, null]);
    await fixture.settle();
    expect((await fixture.look(shopper, order.id)).state).toBe('paid');
    const inHand = await fixture.invoke<{ items: CourierTask[] }>(courier, 'listMyCourierTasks');
    expect(inHand.body.items).toEqual([]);
    const { body: earned } = await fixture.invoke<CourierEarnings>(courier, 'getCourierEarnings');
    expect(earned).toMatchObject({ totalFen: 500, deliveries: 1 });
  });

  test('called off by the shopper: the task goes, and nothing can be fetched', async () => {
    const courier = couriers[2]!;
    const { order, params } = await called();
    await fixture.invoke(courier, 'grabCourierTask', { params });
    expect((await fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } })).status).toBe(
      200,
    );
    expect((await fixture.invoke(courier, 'pickUpCourierTask', { params })).status).toBe(409);
    await fixture.settle();
    const mine = await fixture.invoke<{ items: CourierTask[] }>(courier, 'listMyCourierTasks');
    expect(mine.body.items).toEqual([]);
  });

  test('fetched by the courier and called off by the shopper at once: one of the two, and the books agree', async () => {
    for (let round = 0; round < 4; round += 1) {
      const courier = couriers[3]!;
      const { order, params } = await called();
      await fixture.invoke(courier, 'grabCourierTask', { params });
      const [fetched] = await Promise.all([
        fixture.invoke(courier, 'pickUpCourierTask', { params }),
        fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } }),
      ]);
      await fixture.settle();
      const now = await fixture.look(shopper, order.id);
      expect(now.fulfilments[0]?.state).toBe(fetched.status === 200 ? 'dispatched' : 'cancelled');
      if (fetched.status === 200) {
        const proof = { params, body: { code: await code(params) } };
        expect((await fixture.invoke(courier, 'deliverCourierTask', proof)).status).toBe(200);
      }
    }
    expect(await fixture.system.inventory.audit(branchId)).toEqual([]);
  });

  test('what could not be delivered tells its courier why, until it is on its way again', async () => {
    const courier = couriers[4]!;
    const { params } = await called();
    const act = async (id: 'grabCourierTask' | 'pickUpCourierTask' | 'retryCourierTask') =>
      (await fixture.invoke<CourierTask>(courier, id, { params })).body;
    await act('grabCourierTask');
    expect((await act('pickUpCourierTask')).failure).toBeNull();
    for (const reason of ['nobody_there', 'lost', 'damaged'] as const) {
      const body = { reason };
      const failed = await fixture.invoke<CourierTask>(courier, 'failCourierTask', { params, body });
      expect(failed.body).toMatchObject({ state: 'returning', failure: reason });
      const mine = await fixture.invoke<{ items: CourierTask[] }>(courier, 'listMyCourierTasks');
      expect(mine.body.items.map(({ state, failure }) => [state, failure])).toEqual([['returning', reason]]);
      expect(await act('retryCourierTask')).toMatchObject({ state: 'picked_up', failure: null });
    }
  });

  test('went out again without its courier before anybody told him: he earns nothing of it', async () => {
    const courier = await fixture.enrol([branchGrant('courier', branchId)]);
    const { order, params } = await called();
    await fixture.invoke(courier, 'grabCourierTask', { params });
    await fixture.invoke(courier, 'pickUpCourierTask', { params });
    await fixture.settle();
    fixture.clock.advance(minuteMs);
    const { clerk } = fixture.staff;
    const settle = (body: object) => fixture.invoke(clerk, 'settleDelivery', { params, body });
    const steps = [
      await settle({ act: 'failed', reason: 'nobody_there' }),
      await settle({ act: 'back', condition: 'sellable' }),
      await fixture.invoke(clerk, 'packFulfilment', { params }),
      await fixture.invoke(clerk, 'dispatchFulfilment', { params }),
      await fixture.invoke(clerk, 'deliverFulfilment', { params }),
    ];
    expect(steps.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await fixture.settle();
    expect((await fixture.look(shopper, order.id)).state).toBe('completed');
    const { body: earned } = await fixture.invoke<CourierEarnings>(courier, 'getCourierEarnings');
    expect(earned.totalFen).toBe(0);
    const inHand = await fixture.invoke<{ items: CourierTask[] }>(courier, 'listMyCourierTasks');
    expect(inHand.body.items).toEqual([]);
  });

  test.each([
    ['pickUpCourierTask', false],
    ['retryCourierTask', false],
    ['pickUpCourierTask', true],
    ['retryCourierTask', true],
  ] as const)(
    'whose goods are at the branch again before its courier was told is not his: %s, out once more: %s',
    async (id, leftAgain) => {
      const courier = await fixture.enrol([branchGrant('courier', branchId)]);
      const { clerk } = fixture.staff;
      const { order, params } = await called();
      await fixture.invoke(courier, 'grabCourierTask', { params });
      const fetched = fixture.newKey();
      await fixture.invoke(courier, 'pickUpCourierTask', { params }, fetched);
      await fixture.settle();
      fixture.clock.advance(minuteMs);
      const settle = (body: object) => fixture.invoke(clerk, 'settleDelivery', { params, body });
      if (id === 'retryCourierTask')
        await fixture.invoke(courier, 'failCourierTask', { params, body: { reason: 'nobody_there' } });
      else await settle({ act: 'failed', reason: 'nobody_there' });
      expect((await settle({ act: 'back', condition: 'sellable' })).status).toBe(200);
      if (leftAgain) await fixture.invoke(clerk, 'dispatchFulfilment', { params });
      const refused = await fixture.invoke(courier, id, { params });
      expect([refused.status, refused.code]).toEqual([409, 'courier_task_gone']);
      await fixture.settle();
      const now = await fixture.look(shopper, order.id);
      expect(now.fulfilments[0]!.state).toBe(leftAgain ? 'dispatched' : 'to_pack');
      const inHand = await fixture.invoke<{ items: CourierTask[] }>(courier, 'listMyCourierTasks');
      expect(inHand.body.items).toEqual([]);
    },
  );

  test('that its shopper complains of is not closed by its courier', async () => {
    const courier = await fixture.enrol([branchGrant('courier', branchId)]);
    const { params } = await called();
    await fixture.invoke(courier, 'grabCourierTask', { params });
    await fixture.invoke(courier, 'pickUpCourierTask', { params });
    await fixture.invoke(shopper, 'confirmReceipt', { params, body: { received: false } });
    const body = { reason: 'nobody_there' };
    const told = await fixture.invoke(courier, 'failCourierTask', { params, body });
    expect([told.status, told.code]).toEqual([409, 'delivery_disputed']);
  });

  test('failing and trying again gives nobody more tries at the code', async () => {
    const courier = await fixture.enrol([branchGrant('courier', branchId)]);
    const { params } = await called();
    await fixture.invoke(courier, 'grabCourierTask', { params });
    await fixture.invoke(courier, 'pickUpCourierTask', { params });
    const right = await code(params);
    let looked = 0;
    for (let round = 0; round < 12; round += 1) {
      const guesses = [1, 2, 3].map((n) =>
        String((Number(right) + round * 3 + n) % 1_000_000).padStart(6, '0'),
      );
      const body = { reason: 'nobody_there' };
      const [, ...answers] = await Promise.all([
        fixture.invoke(courier, 'failCourierTask', { params, body }),
        ...guesses.map((guess) =>
          fixture.invoke(courier, 'deliverCourierTask', { params, body: { code: guess } }),
        ),
      ]);
      looked += answers.filter((answer) => answer.code === 'delivery_code_wrong').length;
      await fixture.invoke(courier, 'retryCourierTask', { params });
    }
    expect(looked).toBeLessThanOrEqual(5);
    const task = await fixture.system.couriers.store.read(params);
    expect(task?.codeAttempts).toBeLessThanOrEqual(5);
  });

  test("a pickup has no courier, and another member's order no code", async () => {
    const order = await fixture.paid(shopper, 'pickup');
    expect((await fixture.invoke(fixture.staff.clerk, 'callCourier', { params: paramsOf(order) })).code).toBe(
      'transition_refused',
    );
    const stranger = await fixture.enrol();
    expect(
      (await fixture.invoke(stranger, 'listDeliveriesOnTheWay', { params: { orderId: order.id } })).code,
    ).toBe('not_found');
  });
});

test('slots: the last place goes with the order, and comes back when it is called off', async () => {
  const plan = {
    windows: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
      weekday,
      fromMinute: 900,
      toMinute: 1020,
      method: 'pickup' as const,
      capacity: 1,
    })),
    leadMinutes: { pickup: 0, delivery: 0 },
    horizonDays: 1,
    closedDays: [],
  };
  const saved = await fixture.invoke(fixture.staff.manager, 'saveSlotPlan', {
    params: { locationId: branchId },
    body: { plan, revision: 0 },
  });
  expect(saved.status).toBe(200);
  const slotId = '20260520T1500-1700';
  const place = (person: Person) =>
    fixture.invoke<PlacedOrder>(person, 'placeOrder', {
      body: { ...fixture.orderBody('pickup', [['P004-01', 1]]), slotId },
    });
  const people = await Promise.all(Array.from({ length: 5 }, () => fixture.enrol()));
  const answers = await Promise.all(people.map(place));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  for (const { status, code: why } of answers)
    if (status !== 201) expect(['slot_full', 'busy']).toContain(why);
  const winner = answers.findIndex(({ status }) => status === 201);
  expect(answers[winner]!.body.order.slotId).toBe(slotId);
  const orderId = answers[winner]!.body.order.id;
  await fixture.invoke(people[winner]!, 'cancelOrder', { params: { orderId } });
  await fixture.settle();
  expect((await place(people[(winner + 1) % 5]!)).status).toBe(201);
});
