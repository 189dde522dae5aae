import type { FaultDecider } from '@jindian/embedded-dynamodb';
import type { OrderView, PlacedOrder, WorkItem } from '@jindian/shared/contract/serving/order';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faultsNow, readTable } from './testing/invariants.ts';
import { branchId, openShop, type Person, type Shop, tenderId } from './testing/shop.ts';
import { payWithinMs, pickUpWithinMs } from './timing.ts';

/** One thing goes wrong at one moment; afterwards the order is where it belongs and the money with it. */
let shop: Shop;
let lin: Person;

beforeEach(async () => {
  shop = await openShop();
  lin = await shop.enrol();
});
afterEach(async () => {
  expect(await faultsNow(shop)).toEqual([]);
  await shop.close();
});

async function available(): Promise<number> {
  const levels = await shop.system.inventory.levelsAt(branchId);
  return levels.find(({ skuId }) => skuId === 'P004-01')!.available;
}

function cancel(order: OrderView) {
  return shop.invoke<OrderView>(lin, 'cancelOrder', { params: { orderId: order.id } });
}

/** Transactions that change the state of an order meet others all the time; everything else works. */
const ordersAreBusy: FaultDecider = (operation, { input }) =>
  operation === 'TransactWriteItems' && JSON.stringify(input).includes('"sk":{"S":"ORDER"}')
    ? 'conflict'
    : 'none';

async function ended(order: OrderView, state: OrderView['state']): Promise<OrderView> {
  await shop.recover();
  expect(await faultsNow(shop, true)).toEqual([]);
  const now = await shop.look(lin, order.id);
  expect(now.state).toBe(state);
  return now;
}

describe('the table is busy', () => {
  test('when the time to pay is over: the timer comes again', async () => {
    const order = await shop.placed(lin, 'pickup', [['P004-01', 2]]);
    expect(await available()).toBe(3);
    shop.clock.advance(payWithinMs + minuteMs);
    shop.engine.faults.set(ordersAreBusy);
    await shop.settle();
    expect((await shop.look(lin, order.id)).state).toBe('awaiting_payment');
    await ended(order, 'cancelled');
    expect(await available()).toBe(5);
  });

  test('when the shopper cancels: they are told to try again', async () => {
    const unpaid = await shop.placed(lin, 'pickup', [['P004-01', 1]]);
    const paid = await shop.paid(lin);
    shop.engine.faults.set(ordersAreBusy);
    expect([(await cancel(unpaid)).code, (await cancel(paid)).code]).toEqual(['busy', 'busy']);
    shop.engine.faults.set();
    expect([(await cancel(unpaid)).body.state, (await cancel(paid)).body.state]).toEqual([
      'cancelled',
      'refunding',
    ]);
    await ended(paid, 'refunded');
  });

  test('when goods were not picked up: the timer comes again', async () => {
    const order = await shop.paid(lin);
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    await shop.invoke(shop.staff.clerk, 'packFulfilment', { params });
    shop.clock.advance(pickUpWithinMs + minuteMs);
    shop.engine.faults.set(ordersAreBusy);
    await shop.settle();
    expect((await shop.look(lin, order.id)).state).toBe('paid');
    await ended(order, 'refunded');
    expect(await available()).toBe(5);
  });

  test('when the end of a refund is to be recorded: it is looked at again', async () => {
    const order = await shop.paid(lin);
    await cancel(order);
    await shop.settle();
    shop.pay.control.notifications({ mode: 'drop' });
    shop.clock.advance(11 * minuteMs);
    await shop.pay.control.tick();
    shop.engine.faults.set(ordersAreBusy);
    await shop.settle();
    expect((await shop.look(lin, order.id)).state).toBe('refunding');
    await ended(order, 'refunded');
  });
});

test('the books are out of reach until the stream gives up: the outbox makes good', async () => {
  const order = await shop.placed(lin, 'pickup', [['P004-01', 1]]);
  await shop.payInWallet(tenderId(order));
  await shop.pay.control.tick();
  shop.engine.faults.set((operation, { input }) =>
    operation === 'TransactWriteItems' && JSON.stringify(input).includes('order.captured')
      ? 'fail-before'
      : 'none',
  );
  await shop.settle();
  expect((await shop.system.ledger.balanceOf('wechat-clearing')).postedFen).toBe(0);
  await ended(order, 'paid');
  expect((await shop.system.ledger.balanceOf('wechat-clearing')).postedFen).toBe(order.totalFen);
});

describe('WeChat Pay is out of reach', () => {
  test('at placing: the order stands, and is paid when it is back', async () => {
    shop.pay.control.failNext('createOrder', 'disconnect', 3);
    const answer = await shop.invoke<PlacedOrder>(lin, 'placeOrder', {
      body: shop.orderBody('pickup', [['P004-01', 1]]),
    });
    expect([answer.status, answer.body.payment]).toEqual([201, null]);
    const { order } = answer.body;
    const params = { orderId: order.id };
    expect((await shop.invoke(lin, 'startPayment', { params })).status).toBe(200);
    expect(await shop.payInWallet(tenderId(order))).toBe(true);
    await shop.pay.control.tick();
    expect((await shop.look(lin, order.id)).state).toBe('paid');
    expect((await shop.invoke(lin, 'startPayment', { params })).code).toBe('order_already_paid');
    await ended(order, 'paid');
  });

  test('when an order is to be closed: the goods stay held until nobody can pay any more', async () => {
    const order = await shop.placed(lin, 'pickup', [['P004-01', 2]]);
    shop.pay.control.failNext('closeOrder', 'disconnect', 3);
    expect((await cancel(order)).code).toBe('payment_unavailable');
    expect((await shop.look(lin, order.id)).state).toBe('closing');
    expect(await available()).toBe(3);
    expect((await shop.invoke(lin, 'startPayment', { params: { orderId: order.id } })).code).toBe(
      'transition_refused',
    );
    expect((await cancel(order)).body.state).toBe('cancelled');
    expect(await available()).toBe(5);
  });

  test('and the close was done though its answer was lost', async () => {
    const order = await shop.placed(lin, 'pickup', [['P004-01', 1]]);
    shop.pay.control.failNext('closeOrder', 'disconnect_after', 3);
    expect((await cancel(order)).code).toBe('payment_unavailable');
    await ended(order, 'cancelled');
  });

  test('for a refund: it is asked for again, and looked at until it is done', async () => {
    const order = await shop.paid(lin);
    shop.pay.control.failNext('refund', 'disconnect', 1_000);
    await cancel(order);
    await shop.settle();
    expect((await shop.look(lin, order.id)).state).toBe('refunding');
    // It works again when the timer looks, and then every notification is lost.
    shop.pay.control.clearFaults();
    shop.pay.control.notifications({ mode: 'drop' });
    shop.clock.advance(11 * minuteMs);
    await shop.settle();
    shop.clock.advance(minuteMs);
    await shop.pay.control.tick();
    expect(shop.pay.control.refunds().map(({ status }) => status)).toEqual(['SUCCESS']);
    expect((await shop.look(lin, order.id)).state).toBe('refunding');
    await ended(order, 'refunded');
  });

  test('for a refund whose answer was lost: it is asked for once more, and made once', async () => {
    const order = await shop.paid(lin);
    shop.pay.control.failNext('refund', 'disconnect_after', 3);
    await cancel(order);
    await ended(order, 'refunded');
    expect(shop.pay.control.refunds()).toHaveLength(1);
  });
});

describe('money comes late', () => {
  test('after the close, and nobody is told: it is found and sent back', async () => {
    const order = await shop.placed(lin, 'pickup', [['P004-01', 1]]);
    await cancel(order);
    shop.pay.control.notifications({ mode: 'drop' });
    await shop.pay.control.payLate(tenderId(order));
    const now = await ended(order, 'cancelled');
    expect(now.tenders[0]?.state).toBe('refunded');
    expect(await available()).toBe(5);
  });

  test('for a prepay order that was still being asked for when the order was called off', async () => {
    shop.pay.control.failNext('createOrder', 'disconnect', 3);
    const order = await shop.placed(lin, 'pickup', [['P004-01', 1]]);
    const record = await shop.system.orders.store.read(order.id);
    expect((await cancel(order)).body.state).toBe('cancelled');
    await shop.system.orders.placement.askPayment(record!, lin.memberId);
    shop.pay.control.notifications({ mode: 'drop' });
    expect(await shop.payInWallet(tenderId(order))).toBe(true);
    const now = await ended(order, 'cancelled');
    expect(now.tenders[0]?.state).toBe('refunded');
  });

  test('and its notification is told again after everything is over', async () => {
    const order = await shop.placed(lin, 'pickup', [['P004-01', 1]]);
    await cancel(order);
    await shop.pay.control.payLate(tenderId(order));
    await ended(order, 'cancelled');
    await shop.pay.control.resend(tenderId(order));
    await ended(order, 'cancelled');
    expect(shop.pay.control.refunds()).toHaveLength(1);
  });

  test('in the last moment: the timer finds it paid and keeps the goods for it', async () => {
    const order = await shop.placed(lin, 'pickup', [['P004-01', 1]]);
    shop.pay.control.notifications({ mode: 'drop' });
    shop.clock.advance(payWithinMs - 1_000);
    expect(await shop.payInWallet(tenderId(order))).toBe(true);
    shop.clock.advance(2 * minuteMs);
    await shop.settle();
    const now = await ended(order, 'paid');
    expect(now.history.map(({ state }) => state)).toEqual(['awaiting_payment', 'closing', 'paid']);
  });
});

describe('a refund that cannot be made', () => {
  test('leaves the order refunding and no fen unaccounted for', async () => {
    const order = await shop.paid(lin);
    shop.pay.control.nextRefundsEnd('ABNORMAL');
    await cancel(order);
    await shop.recover();
    const now = await shop.look(lin, order.id);
    expect([now.state, now.tenders[0]?.state]).toEqual(['refunding', 'refunding']);
    const clearing = await shop.system.ledger.balanceOf('wechat-clearing');
    expect(clearing.postedFen).toBe(order.totalFen);
  });
});

describe('two at once', () => {
  test('tap "packed": both see it packed, and it is announced once', async () => {
    const order = await shop.paid(lin);
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    const answers = await Promise.all(
      [shop.staff.clerk, shop.staff.otherClerk, shop.staff.manager].map((person) =>
        shop.invoke<WorkItem>(person, 'packFulfilment', { params }),
      ),
    );
    expect(answers.map(({ status, body }) => [status, body.state])).toEqual(Array(3).fill([200, 'ready']));
    const { outbox } = await readTable(shop);
    expect(outbox.flatMap(({ events }) => events.map(({ type }) => type))).toEqual(['fulfilment.ready']);
    const [fulfilment] = (await shop.look(lin, order.id)).fulfilments;
    expect(fulfilment?.history.map(({ state }) => state)).toEqual(['held', 'to_pack', 'ready']);
  });

  test('dispatch and cancel: stock is taken or given back, never both', async () => {
    const order = await shop.paid(lin, 'delivery');
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    const [dispatched, cancelled] = await Promise.all([
      shop.invoke<WorkItem>(shop.staff.hq, 'dispatchFulfilment', { params }),
      cancel(order),
    ]);
    expect([dispatched.status, cancelled.status].sort()).toEqual([200, 409]);
    expect([dispatched.code, cancelled.code]).toContain('transition_refused');
    await ended(order, dispatched.status === 200 ? 'paid' : 'refunded');
  });

  test('cancel an unpaid order twice: both see it cancelled, its goods come back once', async () => {
    const order = await shop.placed(lin, 'pickup', [['P004-01', 2]]);
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
    const order = await shop.paid(lin);
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    await shop.invoke(shop.staff.clerk, 'packFulfilment', { params });
    shop.clock.advance(3 * dayMs - 1);
    await shop.settle();
    expect((await shop.look(lin, order.id)).state).toBe('paid');
    shop.clock.advance(1);
    await shop.settle();
    await ended(order, 'refunded');
    expect(await available()).toBe(5);
  });
});
