import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import { dayMs, hourMs } from '@jindian/shared/time';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../platform/logger.ts';
import { callOut, comesLater } from '../../platform/outgoing.ts';
import { Never, NotYet } from '../../platform/queues/lanes.ts';
import { wechatVerdict } from '../../wechat/index.ts';
import { errcodeFailure } from '../../wechat/miniprogram/failures.ts';
import { deliverAgain } from './testing/deliver-again.ts';
import { type OrdersFixture, type Person, startOrdersFixture } from './testing/orders-fixture.ts';

let fixture: OrdersFixture;
let shopper: Person;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 200 } });
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());
afterEach(async () => {
  for (const { id } of (await letters()).items) await fixture.system.deadLetters.letGo(id);
});

const letters = () => fixture.system.deadLetters.page(50);

/** As from another process: the next so many calls of an operation are refused with this code. */
async function refuseNext(operation: string, errcode: number, times = 1): Promise<void> {
  const answer = await fetch(`${fixture.wechat.baseUrl}/simulator/control/fail-next`, {
    method: 'POST',
    body: JSON.stringify({ operation, fault: { errcode, errmsg: 'as WeChat says' }, times }),
  });
  expect(answer.status).toBe(200);
}

async function dispatched(): Promise<string> {
  const order = await fixture.paid(shopper, 'delivery');
  for (const id of ['packFulfilment', 'dispatchFulfilment'] as const) {
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    expect((await fixture.invoke(fixture.staff.hq, id, { params })).status).toBe(200);
  }
  return order.id;
}

async function isTold(orderId: string): Promise<boolean> {
  const record = await fixture.system.orders.store.read(orderId);
  const { transactionId } = record!.money.payments[0]!;
  return fixture.wechat.control.shippings().some((shipping) => shipping.transactionId === transactionId);
}

/** Time goes by in steps until it is done, or for so long. */
async function waitFor(done: () => Promise<boolean>, mostMs: number, stepMs = hourMs): Promise<number> {
  const beganMs = fixture.clock.ms;
  for (; fixture.clock.ms - beganMs < mostMs; fixture.clock.advance(stepMs)) {
    await fixture.settle();
    if (await done()) break;
  }
  return fixture.clock.ms - beganMs;
}

describe('shipping information', () => {
  test.each([
    ['WeChat does not know the payment yet', 'shippingState', 10_060_001, 3],
    ['the payment is unknown at the upload', 'uploadShippingInfo', 10_060_001, 5],
    ['the quota of the day is used up', 'uploadShippingInfo', 45_009, 4],
    ['the quota of tokens is used up', 'uploadShippingInfo', 45_009, 2],
    ['called too often', 'uploadShippingInfo', 45_011, 5],
    ['the system is busy', 'uploadShippingInfo', -1, 4],
    ['the address is not allowed yet', 'uploadShippingInfo', 40_164, 4],
    ['the permission is not there yet', 'uploadShippingInfo', 48_001, 4],
  ])('is told again until WeChat has it: %s', async (_, operation, errcode, times) => {
    await refuseNext(operation, errcode, times);
    const orderId = await dispatched();
    await fixture.settle();
    expect(await isTold(orderId)).toBe(false);
    expect(await waitFor(() => isTold(orderId), dayMs)).toBeLessThan(dayMs);
    expect((await letters()).items).toEqual([]);
  });

  test.each([
    ['the upload time is not one', 268_485_216],
    ['something that nobody knows', 999_999],
  ])(
    'lies with HQ at once where asking again does not help, and is told after "try again": %s',
    async (_, errcode) => {
      await refuseNext('uploadShippingInfo', errcode);
      const orderId = await dispatched();
      await fixture.settle();
      expect(await isTold(orderId)).toBe(false);
      const [letter] = (await letters()).items;
      expect(letter).toMatchObject({ queue: 'shipping', about: { orderId }, tries: 1 });
      expect((await fixture.system.deadLetters.retry(letter!.id)).ok).toBe(true);
      await fixture.settle();
      expect(await isTold(orderId)).toBe(true);
      expect((await letters()).items).toEqual([]);
    },
  );

  test('that WeChat never takes within three days lies with HQ too', async () => {
    await refuseNext('uploadShippingInfo', 10_060_001, 45);
    const orderId = await dispatched();
    const waitedMs = await waitFor(async () => (await letters()).items.length > 0, 5 * dayMs, 2 * hourMs);
    expect(waitedMs).toBeGreaterThanOrEqual(3 * dayMs);
    expect(waitedMs).toBeLessThan(3 * dayMs + 6 * hourMs);
    expect((await letters()).items).toMatchObject([{ queue: 'shipping', about: { orderId } }]);
  });
});

describe('a message', () => {
  async function accepted(kind: string): Promise<void> {
    fixture.wechat.control.accept(shopper.openid, [`local-${kind}`]);
    await fixture.invoke(shopper, 'recordSubscriptions', { body: { accepted: [kind] } });
  }
  const messagesOf = (orderId: string) =>
    fixture.wechat.control.messages().filter(({ page }) => page?.includes(orderId)).length;

  test.each([
    ['the quota is used up', 45_009, 1],
    ['the template is not there yet', 40_037, 1],
  ])('that is refused for now is sent later, once: %s', async (_, errcode, count) => {
    await accepted('order_dispatched');
    await refuseNext('sendSubscribeMessage', errcode, 2);
    const orderId = await dispatched();
    await fixture.settle();
    expect(messagesOf(orderId)).toBe(0);
    await waitFor(async () => messagesOf(orderId) > 0, dayMs);
    expect(messagesOf(orderId)).toBe(count);
  });

  test('of a parcel on its way is told each time that it leaves, once, however often that is heard', async () => {
    for (let n = 0; n < 6; n += 1) await accepted('order_dispatched');
    const orderId = await dispatched();
    const params = { orderId, fulfilmentId: orderId };
    const told: number[] = [];
    const act = async (id: EndpointId, body?: object) => {
      const done = await fixture.invoke(fixture.staff.hq, id, { params, ...(body ? { body } : {}) });
      expect([id, done.status]).toEqual([id, 200]);
    };
    const heard = async () => {
      await fixture.settle();
      await deliverAgain({ ...fixture, processes: fixture });
      told.push(messagesOf(orderId));
    };
    await heard();
    await act('settleDelivery', { act: 'failed', reason: 'nobody_there' });
    await act('settleDelivery', { act: 'again' });
    await heard();
    await act('settleDelivery', { act: 'failed', reason: 'nobody_there' });
    await act('settleDelivery', { act: 'back', condition: 'sellable' });
    await heard();
    await act('packFulfilment');
    await act('dispatchFulfilment');
    await heard();
    expect(told).toEqual([1, 2, 2, 3]);
  });

  test('that its reader does not want is nobody’s work', async () => {
    await accepted('order_dispatched');
    await refuseNext('sendSubscribeMessage', 43_101);
    const orderId = await dispatched();
    await waitFor(async () => false, 3 * hourMs);
    expect(messagesOf(orderId)).toBe(0);
    expect((await letters()).items).toEqual([]);
  });
});

test('a refund waits for WeChat Pay over a day without an answer, and is sent', async () => {
  const order = await fixture.paid(shopper, 'delivery');
  fixture.pay.control.failNext('refund', '500', 10_000);
  fixture.pay.control.failNext('queryRefund', '500', 10_000);
  const params = { orderId: order.id };
  expect((await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params })).status).toBe(200);
  await waitFor(async () => false, dayMs);
  expect((await letters()).items).toEqual([]);
  fixture.pay.control.clearFaults();
  const refunded = async () => (await fixture.look(shopper, order.id)).state === 'refunded';
  await waitFor(async () => {
    await fixture.pay.control.tick();
    return refunded();
  }, dayMs);
  expect(await refunded()).toBe(true);
});

describe('a call to somebody else', () => {
  const failureOf = (errcode: number) => errcodeFailure(errcode, 'as they say');
  const call = (query: object | undefined, send: object) =>
    callOut({
      what: 'a test',
      ...(query ? { query: async () => query as never } : {}),
      send: async () => send as never,
      verdictOf: wechatVerdict,
      logger: createLogger('silent'),
    });

  test('ends in one of four ways', async () => {
    expect(await call(undefined, { ok: true, value: 'sent' })).toBe('sent');
    expect(await call({ ok: true, value: 'there' }, { ok: true, value: 'sent' })).toBe('there');
    expect(await call({ ok: true, value: null }, { ok: true, value: 'sent' })).toBe('sent');
    for (const errcode of [-1, 10_060_001, 45_009, 45_011, 44_990, 40_164, 48_001, 40_001])
      await expect(call(undefined, { ok: false, failure: failureOf(errcode) })).rejects.toBeInstanceOf(
        NotYet,
      );
    for (const errcode of [10_060_003, 40_003, 47_001])
      await expect(call(undefined, { ok: false, failure: failureOf(errcode) })).rejects.toBeInstanceOf(Never);
    // What could not be asked about is not sent.
    await expect(
      call({ ok: false, failure: failureOf(-1) }, { ok: true, value: 'sent' }),
    ).rejects.toBeInstanceOf(NotYet);
  });

  test('tells a person at once of what is set wrong, and of nothing that passes by itself', async () => {
    const lines: object[] = [];
    const logger = { error: (fields: object) => void lines.push(fields) };
    for (const errcode of [-1, 45_009, 10_060_001, 47_001]) {
      const failure = failureOf(errcode);
      await callOut({
        what: 'a test',
        send: async () => ({ ok: false, failure }),
        verdictOf: wechatVerdict,
        logger,
      }).catch(() => null);
    }
    expect(lines).toEqual([]);
    const failure = failureOf(48_001);
    expect(comesLater(wechatVerdict(failure))).toBe(true);
    await callOut({
      what: 'a test',
      send: async () => ({ ok: false, failure }),
      verdictOf: wechatVerdict,
      logger,
    }).catch(() => null);
    expect(lines).toEqual([{ what: 'a test', failure: 'misconfigured', needsPerson: true }]);
  });
});
