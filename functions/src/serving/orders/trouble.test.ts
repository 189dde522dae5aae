import type { FaultDecider } from '@jindian/embedded-dynamodb';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { OrderView, PickupCode, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faultsNow, readTable } from './testing/invariants.ts';
import {
  branchId,
  moneyState,
  type OrdersFixture,
  type Person,
  paymentNumber,
  startOrdersFixture,
} from './testing/orders-fixture.ts';
import { standardTiming } from './timing.ts';

const { payWithinMs, pickUpWithinMs } = standardTiming;

/** One thing goes wrong at one moment; afterwards the order is where it belongs and the money with it. */
let fixture: OrdersFixture;
let lin: Person;

beforeEach(async () => {
  fixture = await startOrdersFixture();
  lin = await fixture.enrol();
});
afterEach(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

async function available(): Promise<number> {
  const levels = await fixture.system.inventory.levelsAt(branchId);
  return levels.find(({ skuId }) => skuId === 'P004-01')!.available;
}

function cancel(order: OrderView) {
  return fixture.invoke<OrderView>(lin, 'cancelOrder', { params: { orderId: order.id } });
}

/** The timers, which only take off what is due, are not meant. */
const changesAnOrder = (operation: string, input: unknown) => {
  const text = JSON.stringify(input);
  return operation !== 'Query' && text.includes('"sk":{"S":"ORDER"}') && !text.includes('REMOVE gsi4pk');
};

/** Writes that change the state of an order meet others all the time; everything else works. */
const ordersAreBusy: FaultDecider = (operation, { input }) =>
  changesAnOrder(operation, input) ? 'conflict' : 'none';

async function ended(order: OrderView, state: OrderView['state']): Promise<OrderView> {
  await fixture.recover();
  expect(await faultsNow(fixture, true)).toEqual([]);
  const now = await fixture.look(lin, order.id);
  expect(now.state).toBe(state);
  return now;
}

describe('the table is busy', () => {
  test('when the time to pay is over: the timer comes again', async () => {
    const order = await fixture.placed(lin, 'pickup', [['P004-01', 2]]);
    expect(await available()).toBe(3);
    fixture.clock.advance(payWithinMs + minuteMs);
    fixture.engine.faults.set(ordersAreBusy);
    await fixture.settle();
    expect((await fixture.look(lin, order.id)).state).toBe('awaiting_payment');
    await ended(order, 'cancelled');
    expect(await available()).toBe(5);
  });

  test('when the shopper cancels: they are told to try again', async () => {
    const unpaid = await fixture.placed(lin, 'pickup', [['P004-01', 1]]);
    const paid = await fixture.paid(lin);
    fixture.engine.faults.set(ordersAreBusy);
    expect([(await cancel(unpaid)).code, (await cancel(paid)).code]).toEqual(['busy', 'busy']);
    fixture.engine.faults.set();
    expect([(await cancel(unpaid)).body.state, (await cancel(paid)).body.state]).toEqual([
      'cancelled',
      'refunding',
    ]);
    await ended(paid, 'refunded');
  });

  test('when a branch packs and hands over: it is told to try again, and can', async () => {
    const order = await fixture.paid(lin);
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    const partsAreBusy: FaultDecider = (operation, { input }) =>
      changesAnOrder(operation, input) ? 'conflict' : 'none';
    const pack = () => fixture.invoke(fixture.staff.clerk, 'packFulfilment', { params });
    fixture.engine.faults.set(partsAreBusy);
    expect((await pack()).code).toBe('busy');
    fixture.engine.faults.set();
    expect((await pack()).status).toBe(200);
    const { code } = (
      await fixture.invoke<PickupCode>(lin, 'getPickupCode', { params: { orderId: order.id } })
    ).body;
    const handOver = () =>
      fixture.invoke(
        fixture.staff.clerk,
        'confirmHandOver',
        { params: { locationId: branchId }, body: { code } },
        `hand-over-${order.id}`,
      );
    fixture.engine.faults.set(partsAreBusy);
    expect((await handOver()).code).toBe('busy');
    fixture.engine.faults.set();
    expect((await handOver()).status).toBe(200);
    await ended(order, 'completed');
  });

  test('when goods were not picked up: the timer comes again', async () => {
    const order = await fixture.paid(lin);
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    await fixture.invoke(fixture.staff.clerk, 'packFulfilment', { params });
    fixture.clock.advance(pickUpWithinMs + minuteMs);
    fixture.engine.faults.set(ordersAreBusy);
    await fixture.settle();
    expect((await fixture.look(lin, order.id)).state).toBe('paid');
    await ended(order, 'refunded');
    expect(await available()).toBe(5);
  });

  test('when the end of a refund is to be recorded: it is looked at again', async () => {
    const order = await fixture.paid(lin);
    await cancel(order);
    await fixture.settle();
    fixture.pay.control.notifications({ mode: 'drop' });
    fixture.clock.advance(11 * minuteMs);
    await fixture.pay.control.tick();
    fixture.engine.faults.set(ordersAreBusy);
    await fixture.settle();
    expect((await fixture.look(lin, order.id)).state).toBe('refunding');
    await ended(order, 'refunded');
  });
});

test('the books are out of reach for a while: what happened comes to them again', async () => {
  const order = await fixture.placed(lin, 'pickup', [['P004-01', 1]]);
  await fixture.payInWallet(paymentNumber(order));
  await fixture.pay.control.tick();
  fixture.engine.faults.set((operation, { input }) =>
    operation === 'TransactWriteItems' && JSON.stringify(input).includes('order.captured')
      ? 'fail-before'
      : 'none',
  );
  await fixture.settle();
  expect((await fixture.system.ledger.balanceOf('wechat-clearing')).postedFen).toBe(0);
  await ended(order, 'paid');
  expect((await fixture.system.ledger.balanceOf('wechat-clearing')).postedFen).toBe(order.totalFen);
});

describe('WeChat Pay is out of reach', () => {
  test('at placing: the order stands, and is paid when it is back', async () => {
    fixture.pay.control.failNext('createOrder', 'disconnect', 3);
    const answer = await fixture.invoke<PlacedOrder>(lin, 'placeOrder', {
      body: fixture.orderBody('pickup', [['P004-01', 1]]),
    });
    expect([answer.status, answer.body.payment]).toEqual([201, null]);
    const { order } = answer.body;
    const params = { orderId: order.id };
    expect((await fixture.invoke(lin, 'startPayment', { params })).status).toBe(200);
    expect(await fixture.payInWallet(paymentNumber(order))).toBe(true);
    await fixture.pay.control.tick();
    expect((await fixture.look(lin, order.id)).state).toBe('paid');
    expect((await fixture.invoke(lin, 'startPayment', { params })).code).toBe('order_already_paid');
    await ended(order, 'paid');
  });

  test('when an order is to be closed: the goods stay held until nobody can pay any more', async () => {
    const order = await fixture.placed(lin, 'pickup', [['P004-01', 2]]);
    fixture.pay.control.failNext('closeOrder', 'disconnect', 3);
    expect((await cancel(order)).code).toBe('payment_unavailable');
    expect((await fixture.look(lin, order.id)).state).toBe('closing');
    expect(await available()).toBe(3);
    expect((await fixture.invoke(lin, 'startPayment', { params: { orderId: order.id } })).code).toBe(
      'transition_refused',
    );
    expect((await cancel(order)).body.state).toBe('cancelled');
    expect(await available()).toBe(5);
  });

  test('and the close was done though its answer was lost', async () => {
    const order = await fixture.placed(lin, 'pickup', [['P004-01', 1]]);
    fixture.pay.control.failNext('closeOrder', 'disconnect_after', 3);
    expect((await cancel(order)).code).toBe('payment_unavailable');
    await ended(order, 'cancelled');
  });

  test('for a refund: it is asked for again, and looked at until it is done', async () => {
    const order = await fixture.paid(lin);
    fixture.pay.control.failNext('refund', 'disconnect', 1_000);
    await cancel(order);
    await fixture.settle();
    expect((await fixture.look(lin, order.id)).state).toBe('refunding');
    // It works again when the timer looks, and then every notification is lost.
    fixture.pay.control.clearFaults();
    fixture.pay.control.notifications({ mode: 'drop' });
    fixture.clock.advance(11 * minuteMs);
    await fixture.settle();
    fixture.clock.advance(minuteMs);
    await fixture.pay.control.tick();
    expect(fixture.pay.control.refunds().map(({ status }) => status)).toEqual(['SUCCESS']);
    expect((await fixture.look(lin, order.id)).state).toBe('refunding');
    await ended(order, 'refunded');
  });

  test('for a refund whose answer was lost: it is asked for once more, and made once', async () => {
    const order = await fixture.paid(lin);
    fixture.pay.control.failNext('refund', 'disconnect_after', 3);
    await cancel(order);
    await ended(order, 'refunded');
    expect(fixture.pay.control.refunds()).toHaveLength(1);
  });
});

describe('money comes late', () => {
  test('after the close, and nobody is told: it is found and sent back', async () => {
    const order = await fixture.placed(lin, 'pickup', [['P004-01', 1]]);
    await cancel(order);
    fixture.pay.control.notifications({ mode: 'drop' });
    await fixture.pay.control.payLate(paymentNumber(order));
    const now = await ended(order, 'cancelled');
    expect(moneyState(now)).toBe('refunded');
    expect(await available()).toBe(5);
  });

  test('for a prepay order that was still being asked for when the order was called off', async () => {
    fixture.pay.control.failNext('createOrder', 'disconnect', 3);
    const order = await fixture.placed(lin, 'pickup', [['P004-01', 1]]);
    const record = await fixture.system.orders.store.read(order.id);
    expect((await cancel(order)).body.state).toBe('cancelled');
    await fixture.system.orders.collecting.askPayment(record!, { by: 'jsapi', openid: lin.openid });
    fixture.pay.control.notifications({ mode: 'drop' });
    expect(await fixture.payInWallet(paymentNumber(order))).toBe(true);
    const now = await ended(order, 'cancelled');
    expect(moneyState(now)).toBe('refunded');
  });

  test('and its notification is told again after everything is over', async () => {
    const order = await fixture.placed(lin, 'pickup', [['P004-01', 1]]);
    await cancel(order);
    await fixture.pay.control.payLate(paymentNumber(order));
    await ended(order, 'cancelled');
    await fixture.pay.control.resend(paymentNumber(order));
    await ended(order, 'cancelled');
    expect(fixture.pay.control.refunds()).toHaveLength(1);
  });

  test('in the last moment: the timer finds it paid and keeps the goods for it', async () => {
    const order = await fixture.placed(lin, 'pickup', [['P004-01', 1]]);
    fixture.pay.control.notifications({ mode: 'drop' });
    fixture.clock.advance(payWithinMs - 1_000);
    expect(await fixture.payInWallet(paymentNumber(order))).toBe(true);
    fixture.clock.advance(2 * minuteMs);
    await fixture.settle();
    const now = await ended(order, 'paid');
    expect(now.history.map(({ state }) => state)).toEqual(['awaiting_payment', 'closing', 'paid']);
  });
});

describe('a refund that cannot be made', () => {
  test('leaves the order refunding and no fen unaccounted for', async () => {
    const order = await fixture.paid(lin);
    fixture.pay.control.nextRefundsEnd('ABNORMAL');
    await cancel(order);
    await fixture.recover();
    const now = await fixture.look(lin, order.id);
    expect([now.state, now.refunds.map(({ state }) => state)]).toEqual(['refunding', ['failed']]);
    const clearing = await fixture.system.ledger.balanceOf('wechat-clearing');
    expect(clearing.postedFen).toBe(order.totalFen);
  });
});

describe('two at once', () => {
  test('tap "packed": both see it packed, and it is announced once', async () => {
    const order = await fixture.paid(lin);
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    const answers = await Promise.all(
      [fixture.staff.clerk, fixture.staff.otherClerk, fixture.staff.manager].map((person) =>
        fixture.invoke<WorkItem>(person, 'packFulfilment', { params }),
      ),
    );
    expect(answers.map(({ status, body }) => [status, body.state])).toEqual(Array(3).fill([200, 'ready']));
    const { outbox } = await readTable(fixture);
    const announced = outbox.flatMap(({ events }) => events.map(({ type }) => type));
    expect(announced.filter((type) => type === 'fulfilment.ready')).toHaveLength(1);
    const [fulfilment] = (await fixture.look(lin, order.id)).fulfilments;
    expect(fulfilment?.history.map(({ state }) => state)).toEqual(['held', 'to_pack', 'ready']);
  });

  test('dispatch and cancel: stock is taken or given back, never both', async () => {
    const order = await fixture.paid(lin, 'delivery');
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    const [dispatched, cancelled] = await Promise.all([
      fixture.invoke<WorkItem>(fixture.staff.hq, 'dispatchFulfilment', { params }),
      cancel(order),
    ]);
    expect([dispatched.status, cancelled.status].sort()).toEqual([200, 409]);
    expect([dispatched.code, cancelled.code]).toContain('transition_refused');
    await ended(order, dispatched.status === 200 ? 'paid' : 'refunded');
  });

  test('cancel an unpaid order twice: both see it cancelled, its goods come back once', async () => {
    const order = await fixture.placed(lin, 'pickup', [['P004-01', 2]]);
    const answers = await Promise.all([cancel(order), cancel(order), cancel(order)]);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(['closing', 'cancelled']).toContain(body.state);
    }
    await ended(order, 'cancelled');
    expect(await available()).toBe(5);
  });
});

describe('goods that nobody fetches', () => {
  test('are called off three days after they were packed, and the money goes back', async () => {
    const order = await fixture.paid(lin);
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    await fixture.invoke(fixture.staff.clerk, 'packFulfilment', { params });
    fixture.clock.advance(3 * dayMs - 1);
    await fixture.settle();
    expect((await fixture.look(lin, order.id)).state).toBe('paid');
    fixture.clock.advance(1);
    await fixture.settle();
    await ended(order, 'refunded');
    expect(await available()).toBe(5);
  });
});

test('a number that WeChat Pay takes no more is replaced by another, and the order is paid once', async () => {
  const order = await fixture.placed(lin, 'pickup', [['P004-01', 1]]);
  const spent = paymentNumber(order);
  const { money } = (await fixture.system.orders.store.read(order.id))!;
  // Closed at the gateway, by whoever: what the phone was given is worth nothing.
  const closed = await fixture.system.payments.close(spent, money.payments[0]!.merchant);
  expect(closed).toEqual({ ok: true, value: 'closed' });
  expect(await fixture.payInWallet(spent)).toBe(false);

  const params = { orderId: order.id };
  const again = () => fixture.invoke<{ payment: object | null }>(lin, 'startPayment', { params });
  const answers = await Promise.all([again(), again()]);
  expect(answers.map(({ status }) => status).sort()).toContain(200);
  await again();
  const { payments } = (await fixture.system.orders.store.read(order.id))!.money;
  expect(payments.map(({ state }) => state)).toEqual(['closed', 'created']);
  expect(payments[1]!.number).not.toBe(spent);

  expect(await fixture.payInWallet(payments[1]!.number)).toBe(true);
  await fixture.pay.control.tick();
  await fixture.settle();
  const now = await ended(order, 'paid');
  expect(moneyState(now)).toBe('captured');
});
