import {
  inWechat,
  type OrderView,
  type PlacedOrder,
  type WechatPayment,
} from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CheckoutFixture, startCheckoutFixture } from './testing/checkout-fixture.ts';
import { faultsNow } from './testing/invariants.ts';
import {
  type Answer,
  moneyState,
  type OrdersFixture,
  type Person,
  paymentNumber,
} from './testing/orders-fixture.ts';

/** Orders that are paid from a browser outside WeChat, by somebody of whom only a number is known, or by anybody. */
let checkouts: CheckoutFixture;
let fixture: OrdersFixture;
let visitor: Person;
beforeEach(async () => {
  checkouts = await startCheckoutFixture();
  fixture = checkouts.fixture;
  visitor = await fixture.enrolInBrowser();
});
afterEach(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

const pageOf = (payment: WechatPayment | null): string =>
  payment && 'h5Url' in payment ? payment.h5Url : '';
const mobile = '198.51.100.4';
const ask = (who: Person, { id }: Pick<OrderView, 'id'>, payBy: 'jsapi' | 'h5', address?: string) =>
  fixture.invoke<WechatPayment>(
    who,
    'startPayment',
    { params: { orderId: id }, query: { payBy } },
    undefined,
    address,
  );
const place = async (who: Person, payBy: 'jsapi' | 'h5', key?: string): Promise<Answer<PlacedOrder>> => {
  const body = { ...fixture.orderBody('pickup', [['P004-01', 1]]), payBy };
  return fixture.invoke<PlacedOrder>(who, 'placeOrder', { body }, key);
};
/** Asks with what was read before the order was called off, while WeChat Pay does not close it yet. */
async function askStale(who: Person, { id }: Pick<OrderView, 'id'>, by: 'jsapi' | 'h5') {
  const { orders } = fixture.system;
  const read = await orders.queries.ownOrder(who.memberId, id);
  if (!read.ok) throw new Error(read.code);
  for (const operation of ['closeOrder', 'closeCombinedOrder'] as const)
    fixture.pay.control.failNext(operation, '500', 3);
  await fixture.invoke(who, 'cancelOrder', { params: { orderId: id } });
  expect((await fixture.look(who, id)).state).toBe('closing');
  return orders.payment.startPayment(read.value, { memberId: who.memberId, by, address: mobile });
}
async function calm(): Promise<void> {
  fixture.clock.advance(minuteMs);
  await fixture.pay.control.tick();
  await fixture.settle();
}

test('who signed in by SMS orders, pays on the page and gets money back; WeChat is told of no shipping', async () => {
  const placed = await place(visitor, 'h5');
  expect(placed.status).toBe(201);
  const { order, payment } = placed.body;
  expect(await fixture.decideOnPage(pageOf(payment), true)).toBe(303);
  // No notification was heard: the page that they come back to asks.
  const synced = await fixture.invoke<OrderView>(visitor, 'syncPayment', { params: { orderId: order.id } });
  expect(synced.body.state).toBe('paid');
  await calm();
  const pack = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
  expect((await fixture.invoke(fixture.staff.clerk, 'packFulfilment', { params: pack })).status).toBe(200);
  await calm();
  const body = { lines: [{ lineId: '1', quantity: 1 }], reason: '破损' };
  const refund = await fixture.invoke(fixture.staff.hq, 'hqRefundOrder', {
    params: { orderId: order.id },
    body,
  });
  expect(refund.status).toBe(200);
  await calm();
  await calm();
  expect(moneyState(await fixture.look(visitor, order.id))).toBe('refunded');
});

test('asked to pay in WeChat they are told that it cannot be, and nothing is held for it', async () => {
  expect(await place(visitor, 'jsapi')).toMatchObject({ status: 409, code: 'wechat_needed' });
  const { order } = (await place(visitor, 'h5')).body;
  expect(await ask(visitor, order, 'jsapi')).toMatchObject({ status: 409, code: 'wechat_needed' });
});

describe('one order', () => {
  test('asked for twice, in two tabs or after a lost answer, is one payment', async () => {
    fixture.pay.control.failNext('createH5Order', 'disconnect_after', 3);
    const lost = await place(visitor, 'h5', 'h5-key-lost');
    expect([lost.status, lost.body.payment]).toEqual([201, null]);
    const again = await place(visitor, 'h5', 'h5-key-lost');
    expect(again.body.order.id).toBe(lost.body.order.id);
    const [one, two] = await Promise.all([
      ask(visitor, lost.body.order, 'h5'),
      ask(visitor, lost.body.order, 'h5'),
    ]);
    const prepayOf = (url: string) => new URL(url).searchParams.get('prepay_id');
    const ids = [again.body.payment, one.body, two.body].map((payment) => prepayOf(pageOf(payment)));
    expect(new Set(ids).size).toBe(1);
    expect(await fixture.decideOnPage(pageOf(one.body), true)).toBe(303);
    expect(await fixture.decideOnPage(pageOf(two.body), true)).toBe(409);
    await calm();
    expect((await fixture.look(visitor, lost.body.order.id)).state).toBe('paid');
  });

  /** A tab that read the order a moment ago, while another called it off and WeChat Pay was slow to close it. */
  test.each(['h5', 'jsapi'] as const)(
    'that is being called off is not begun to be paid once more: %s',
    async (by) => {
      const lin = await fixture.enrol();
      const { order } = (await place(lin, by === 'h5' ? 'jsapi' : 'h5')).body;
      const asked = await askStale(lin, order, by);
      expect(asked).toMatchObject({ ok: false, code: 'transition_refused' });
      await calm();
      await fixture.recover(2);
      const now = await fixture.look(lin, order.id);
      expect([now.state, now.payments.length]).toEqual(['cancelled', 1]);
    },
  );

  test('begun in WeChat, then in a browser, then on another network is paid once, and only the last way pays', async () => {
    const lin = await fixture.enrol();
    const { order, payment } = (await place(lin, 'jsapi')).body;
    const inBrowser = await ask(lin, order, 'h5');
    const elsewhere = await ask(lin, order, 'h5', mobile);
    expect([inBrowser.status, elsewhere.status]).toEqual([200, 200]);
    expect(await fixture.confirmInWallet(inWechat(payment)!, lin.openid)).toBe(false);
    expect(await fixture.decideOnPage(pageOf(inBrowser.body), true)).toBe(409);
    expect(await fixture.decideOnPage(pageOf(elsewhere.body), true)).toBe(303);
    await calm();
    const now = await fixture.look(lin, order.id);
    expect([now.state, now.payments.map(({ state }) => state)]).toEqual([
      'paid',
      ['closed', 'closed', 'captured'],
    ]);
  });

  test('of two phones that ask at once both get a way to pay, or one of them is told to try again', async () => {
    const lin = await fixture.enrol();
    const { order } = (await place(lin, 'jsapi')).body;
    const answers = await Promise.all([
      ask(lin, order, 'h5'),
      ask(lin, order, 'h5', mobile),
      ask(lin, order, 'jsapi'),
    ]);
    for (const { status } of answers) expect([200, 503]).toContain(status);
    const last = await ask(lin, order, 'h5');
    expect(await fixture.decideOnPage(pageOf(last.body), true)).toBe(303);
    await calm();
    const { state, payments } = await fixture.look(lin, order.id);
    expect([state, payments.filter((one) => one.state === 'captured').length]).toEqual(['paid', 1]);
  });

  test('money that comes by a replaced attempt all the same goes back', async () => {
    const lin = await fixture.enrol();
    const { order } = (await place(lin, 'jsapi')).body;
    const page = await ask(lin, order, 'h5');
    expect(await fixture.decideOnPage(pageOf(page.body), true)).toBe(303);
    await fixture.pay.control.payLate(paymentNumber(order));
    await fixture.recover(2);
    const { state, payments } = await fixture.look(lin, order.id);
    expect([state, payments.map((one) => one.state)]).toEqual(['paid', ['late', 'captured']]);
    expect(fixture.pay.control.order(paymentNumber(order))?.state).toBe('REFUND');
  });
});

describe('orders of several sellers', () => {
  const lines = [
    ['P004-01', 1],
    ['P036-01', 1],
  ] as const;
  const begin = async (who: Person, payBy: 'jsapi' | 'h5') => {
    const body = { ...fixture.orderBody('pickup', lines), payBy };
    return (await fixture.invoke<PlacedOrder>(who, 'placeOrder', { body })).body;
  };

  test('are paid at once on the page, and found by asking', async () => {
    const placed = await begin(visitor, 'h5');
    expect(placed.checkout?.orders).toHaveLength(2);
    fixture.pay.control.notifications({ mode: 'drop' });
    expect(await fixture.decideOnPage(pageOf(placed.payment), true)).toBe(303);
    const params = { orderId: placed.checkout!.orders[1]!.id };
    await fixture.invoke(visitor, 'syncPayment', { params });
    expect((await checkouts.look(visitor, placed)).map(({ state }) => state)).toEqual(['paid', 'paid']);
  });

  test.each(['h5', 'jsapi'] as const)(
    'that are being called off are not begun to be paid once more: %s',
    async (by) => {
      const lin = await fixture.enrol();
      const placed = await begin(lin, by === 'h5' ? 'jsapi' : 'h5');
      const asked = await askStale(lin, placed.checkout!.orders[1]!, by);
      expect(asked).toMatchObject({ ok: false, code: 'transition_refused' });
      await calm();
      await fixture.recover(2);
      for (const { state, payments } of await checkouts.look(lin, placed))
        expect([state, payments.length]).toEqual(['cancelled', 1]);
    },
  );

  test('begun in WeChat are paid in a browser: all are replaced at once', async () => {
    const lin = await fixture.enrol();
    const placed = await begin(lin, 'jsapi');
    const page = await ask(lin, placed.checkout!.orders[1]!, 'h5');
    expect(page.status).toBe(200);
    expect(await fixture.confirmInWallet(inWechat(placed.payment)!, lin.openid)).toBe(false);
    expect(await fixture.decideOnPage(pageOf(page.body), true)).toBe(303);
    await calm();
    const orders = await checkouts.look(lin, placed);
    expect(orders.map(({ state, payments }) => [state, payments.map((one) => one.state)])).toEqual([
      ['paid', ['closed', 'captured']],
      ['paid', ['closed', 'captured']],
    ]);
  });

  test('called off, and paid late by either attempt: the money goes back, and the goods are on sale', async () => {
    const lin = await fixture.enrol();
    const placed = await begin(lin, 'jsapi');
    const [first] = placed.checkout!.orders;
    await ask(lin, first!, 'h5');
    const cancelled = await fixture.invoke<OrderView>(lin, 'cancelOrder', { params: { orderId: first!.id } });
    expect(cancelled.body.state).toBe('cancelled');
    fixture.pay.control.notifications({ mode: 'drop' });
    for (const number of [`${first!.id}P1`, `${first!.id}P2`]) await fixture.pay.control.payLate(number);
    await fixture.recover();
    for (const { state, payments } of await checkouts.look(lin, placed))
      expect([state, payments.map((one) => one.state)]).toEqual(['cancelled', ['late', 'late']]);
    expect(fixture.pay.control.refunds()).toHaveLength(4);
  });
});

test('joined with the member in WeChat, their orders are there: seen, paid for and called off by that one', async () => {
  const phone = '13912345678';
  const found = await fixture.system.members.memberForPhone(phone, 'zh');
  if (!found.ok) throw new Error(found.code);
  const before: Person = { memberId: found.value, openid: '', roles: [] };
  const [paid, waiting] = [(await place(before, 'h5')).body, (await place(before, 'h5')).body];
  await fixture.decideOnPage(pageOf(paid.payment), true);
  await calm();

  const lin = await fixture.enrol();
  const other = await fixture.enrol();
  const own = (await place(lin, 'jsapi')).body;
  expect((await fixture.system.members.recordPhone(lin.memberId, phone)).ok).toBe(true);
  const listed = await fixture.invoke<{ items: { id: string }[] }>(lin, 'listOrders', {
    query: { limit: '2' },
  });
  expect(listed.body.items.map(({ id }) => id)).toEqual([own.order.id, waiting.order.id]);
  const counts = await fixture.invoke(lin, 'countOrders');
  expect(counts.body).toMatchObject({ to_pay: 2, to_pick_up: 1 });
  const inWallet = await ask(lin, waiting.order, 'jsapi');
  expect(await fixture.confirmInWallet(inWechat(inWallet.body)!, lin.openid)).toBe(true);
  await calm();
  expect((await fixture.look(lin, waiting.order.id)).state).toBe('paid');
  const params = { orderId: paid.order.id };
  expect((await fixture.invoke(other, 'getOrder', { params })).status).toBe(404);
  expect((await fixture.invoke<OrderView>(lin, 'cancelOrder', { params })).body.state).toBe('refunding');
  expect([...(await fixture.system.members.phonesOf([before.memberId])).values()]).toEqual([phone]);
  await fixture.recover(2);
});
