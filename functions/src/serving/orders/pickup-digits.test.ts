import type { PickupCode } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pickupCodeAt } from './pickup-code.ts';
import { branchId, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';
import { timingOf } from './timing.ts';

let fixture: OrdersFixture;
beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 50 } });
});
afterAll(() => fixture.close());

async function preview(code: string, at = branchId) {
  return fixture.invoke(fixture.managerOf(at), 'previewHandOver', {
    params: { locationId: at },
    body: { code },
  });
}

/** Keys as a queue lists them, older than every order of today. */
async function fillQueue(queue: string, from: number, count: number) {
  for (let n = from; n < from + count; n += 1) {
    const id = `01AAAAAAAAAAAAAAAAAAAA${String(n).padStart(4, '0')}`;
    const texts = {
      pk: `ORDER#${id}`,
      sk: `FULFILMENT#${id}`,
      gsi2pk: `WORK#${branchId}#${queue}`,
      gsi2sk: id,
    };
    await fixture.engine.call('PutItem', {
      TableName: fixture.tableName,
      Item: Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }])),
    } as never);
  }
}

test('digits of a delivery, or its QR made with the secret, hand nothing over at a counter', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper, 'delivery', [['P004-01', 1]]);
  const record = await fixture.system.orders.store.read(order.id);
  const { locationId, fulfilmentId } = record?.fulfilments[0] ?? { locationId: '', fulfilmentId: '' };
  const { pickupStepMs } = timingOf(await fixture.system.settings.serving.current());
  expect(record?.fulfilments[0]?.state).toBe('to_pack');
  const claim = { orderId: order.id, fulfilmentId };
  const { digits, code } = pickupCodeAt(
    'pickup-secret-of-the-test-shop',
    claim,
    fixture.clock.nowMs(),
    pickupStepMs,
  );
  const codes = [];
  for (const text of [digits, code]) {
    const asked = { params: { locationId }, body: { code: text } };
    codes.push((await preview(text, locationId)).code);
    codes.push((await fixture.invoke(fixture.managerOf(locationId), 'confirmHandOver', asked)).code);
  }
  expect(codes).toEqual(['pickup_code_invalid', 'pickup_code_invalid', 'not_a_pickup', 'not_a_pickup']);
  const after = await fixture.system.orders.store.read(order.id);
  expect(after?.fulfilments[0]?.state).toBe(record?.fulfilments[0]?.state);
});

test('digits are read however much waits before them, and it is said where that is too much to look through', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper, 'pickup');
  const params = { orderId: order.id };
  const shown = async () => (await fixture.invoke<PickupCode>(shopper, 'getPickupCode', { params })).body;
  // More than a page of keys, and just as many as one page.
  for (const [from, count] of [
    [0, 999],
    [999, 1],
    [1_000, 500],
  ] as const) {
    await fillQueue('to_pack', from, count);
    expect([from + count, (await preview((await shown()).digits)).status]).toEqual([from + count, 200]);
  }
  const wrong = (digits: string) => (digits === '12345678' ? '87654321' : '12345678');
  expect((await preview(wrong((await shown()).digits))).code).toBe('pickup_code_invalid');
  await fillQueue('to_pack', 1_500, 8_500);
  const { digits, code } = await shown();
  expect((await preview(digits)).code).toBe('digits_not_read');
  expect((await preview(code)).status).toBe(200);
});
