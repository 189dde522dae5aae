import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OrdersFixture, type Person, startOrdersFixture } from './testing/orders-fixture.ts';

/** What WeChat posts of a payment's shipping (trade_manage_order_settlement), and what its component is given. */
let fixture: OrdersFixture;
let shopper: Person;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 200 } });
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());

const partOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: order.fulfilments[0]!.id });
async function act(order: OrderView, id: EndpointId, body?: object, by: Person = fixture.staff.hq) {
  const answer = await fixture.invoke(by, id, { params: partOf(order), ...(body ? { body } : {}) });
  expect([id, answer.status]).toEqual([id, 200]);
}
async function left(by = shopper): Promise<OrderView> {
  const order = await fixture.paid(by, 'delivery');
  expect(order.wechatReceipt).toBeNull();
  await act(order, 'dispatchFulfilment');
  await fixture.settle();
  return fixture.look(by, order.id);
}
const push = (order: OrderView, said: 'shipped' | 'by_hand' | 'by_time') =>
  fixture.wechat.control.pushShipping(String(order.wechatReceipt), said);
const stateOf = async ({ id }: OrderView, by = shopper) => {
  const { state, fulfilments, history } = await fixture.look(by, id);
  return [state, fulfilments[0]?.state, history.filter((step) => step.state === 'completed').length];
};

test('repeated and out of turn, with the shopper’s own word beside it, it completes an order once', async () => {
  const word = fc.constantFrom('shipped', 'by_hand', 'by_time', 'tap' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), fc.boolean(), async (words, atOnce) => {
      const order = await left();
      expect(order.wechatReceipt).toMatch(/^\d+$/);
      const say = async (one: (typeof words)[number]) =>
        one === 'tap' ? act(order, 'confirmReceipt', { received: true }, shopper) : push(order, one);
      const told = atOnce ? await Promise.all(words.map(say)) : [];
      if (!atOnce) for (const one of words) told.push(await say(one));
      expect(told).not.toContain(false);
      await fixture.settle();
      const received = words.some((one) => one !== 'shipped');
      expect(await stateOf(order)).toEqual(
        received ? ['completed', 'fulfilled', 1] : ['paid', 'dispatched', 0],
      );
    }),
    { numRuns: 6 },
  );
});

test('who said that it did not come is believed before WeChat’s clock, and their own hand before that', async () => {
  const order = await left();
  await act(order, 'confirmReceipt', { received: false }, shopper);
  expect(await push(order, 'by_time')).toBe(true);
  expect(await stateOf(order)).toEqual(['paid', 'disputed', 0]);
  expect(await push(order, 'by_hand')).toBe(true);
  expect(await stateOf(order)).toEqual(['completed', 'fulfilled', 1]);
});

test('of a parcel that failed and left again WeChat’s word is of the one before: it confirms nothing', async () => {
  const order = await left();
  await act(order, 'settleDelivery', { act: 'failed', reason: 'nobody_there' });
  expect(await push(order, 'by_time')).toBe(true);
  expect(await stateOf(order)).toEqual(['paid', 'delivery_failed', 0]);
  await act(order, 'settleDelivery', { act: 'again' });
  expect(await push(order, 'by_time')).toBe(true);
  expect(await stateOf(order)).toEqual(['paid', 'dispatched', 0]);
  expect((await fixture.look(shopper, order.id)).wechatReceipt).toBeNull();
});

test('what was paid outside the mini-program is not WeChat’s to confirm, nor what it does not know', async () => {
  const visitor = await fixture.enrolInBrowser();
  const order = await left(visitor);
  expect(order.wechatReceipt).toBeNull();
  expect(await stateOf(order, visitor)).toEqual(['paid', 'dispatched', 0]);
  expect(await fixture.wechat.control.pushShipping('4200000000000000', 'by_hand')).toBe(false);
});

test('what is not sealed and signed by WeChat for this app changes nothing', async () => {
  const order = await left();
  const post = async (query: string, body: string) =>
    (await fixture.api.request(`/v1/wechat/messages${query}`, { method: 'POST', body })).status;
  const plain = JSON.stringify({
    Event: 'trade_manage_order_settlement',
    transaction_id: order.wechatReceipt,
    confirm_receive_time: 1,
  });
  for (const body of [plain, '', '{', '<xml></xml>', JSON.stringify({ Encrypt: 'AAAA' })])
    expect([body, await post('?timestamp=1&nonce=2&signature=3&msg_signature=4', body)]).toEqual([body, 401]);
  expect((await fixture.api.request('/v1/wechat/messages?echostr=1&signature=2')).status).toBe(404);
  expect(await stateOf(order)).toEqual(['paid', 'dispatched', 0]);
});
