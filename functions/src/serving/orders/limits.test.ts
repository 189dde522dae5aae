import type { PlacedOrder } from '@jindian/shared/contract/serving/order';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpaidLimit } from './recent-orders.ts';
import { faultsNow } from './testing/invariants.ts';
import { branchId, neighbourId, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

const maxUnpaid = unpaidLimit(standardSettings(settingsAreas.serving));

/** Limits are conditions of the writes that use them up: no number of requests at once gets past one. */
let fixture: OrdersFixture;
beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 300, 'P013-01': 300 }, elsewhere: 300 });
});
afterAll(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

describe('what one shopper holds without paying', () => {
  test('thirty-six orders at once: a few are placed, the others are told why not', async () => {
    const lin = await fixture.enrol();
    const body = fixture.orderBody('pickup', [['P004-01', 1]]);
    const answers = await Promise.all(
      Array.from({ length: 36 }, () => fixture.invoke<PlacedOrder>(lin, 'placeOrder', { body })),
    );
    const placed = answers.filter(({ status }) => status === 201);
    const others = new Set(answers.flatMap(({ code }) => code ?? []));
    expect(placed.length).toBeLessThanOrEqual(maxUnpaid.count);
    expect(placed.length).toBeGreaterThan(0);
    expect([...others].filter((code) => code !== 'too_much_unpaid' && code !== 'busy')).toEqual([]);

    for (let n = placed.length; n < maxUnpaid.count; n += 1)
      await fixture.placed(lin, 'pickup', [['P004-01', 1]]);
    const refused = await fixture.invoke(lin, 'placeOrder', { body });
    expect(refused.code).toBe('too_much_unpaid');
    // Somebody else is not held up.
    await fixture.placed(await fixture.enrol(), 'pickup', [['P004-01', 1]]);

    const [first] = placed as [(typeof placed)[number]];
    await fixture.invoke(lin, 'cancelOrder', { params: { orderId: first.body.order.id } });
    await fixture.placed(lin, 'pickup', [['P004-01', 1]]);
    expect((await fixture.invoke(lin, 'placeOrder', { body })).code).toBe('too_much_unpaid');
  });

  test('pieces count too, and what is paid counts no more', async () => {
    const lin = await fixture.enrol();
    const body = fixture.orderBody('pickup', [['P013-01', 99]]);
    for (const expected of [201, 201, 409]) {
      expect((await fixture.invoke(lin, 'placeOrder', { body })).status).toBe(expected);
    }
    const wang = await fixture.enrol();
    for (let n = 0; n < maxUnpaid.count + 1; n += 1) await fixture.paid(wang, 'pickup', [['P004-01', 1]]);
  });
});

test('of deliveries at once a branch gets as many as it takes in a day; the others go on', async () => {
  const manager = fixture.staff.hq;
  const changed = await fixture.invoke(manager, 'hqChangeLocation', {
    params: { locationId: branchId },
    body: { maxOrdersPerDay: 5, revision: 0 },
  });
  expect([changed.status, changed.code]).toEqual([200, null]);
  await fixture.settle();
  fixture.clock.advance(5_000);
  const people = await Promise.all(Array.from({ length: 24 }, () => fixture.enrol()));
  const body = fixture.orderBody('delivery', [['P004-01', 1]]);
  const answers = await Promise.all(
    people.map((person) => fixture.invoke<PlacedOrder>(person, 'placeOrder', { body })),
  );
  const places = answers.flatMap(({ status, body: { order } }) =>
    status === 201 ? order.fulfilments.map(({ place }) => place.locationId) : [],
  );
  expect(places.filter((id) => id === branchId).length).toBeLessThanOrEqual(5);
  expect(places.filter((id) => id === neighbourId).length).toBeGreaterThan(0);
  const codes = new Set(answers.flatMap(({ code }) => code ?? []));
  expect([...codes].filter((code) => code !== 'busy')).toEqual([]);
});
