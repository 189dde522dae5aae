import type { PickupCode } from '@jindian/shared/contract/serving/order';
import type { Shift } from '@jindian/shared/contract/serving/shift';
import { brandDay, dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countDoings, doingsOf } from './shift.ts';
import { branchId, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

const noon = Date.UTC(2026, 10, 29, 4);

test('only steps of that day whose doer is known count, by what they were of a pickup or a delivery', () => {
  const step = (state: string, atMs: number, memberId?: string) => ({
    state,
    atMs,
    by: 'staff',
    ...(memberId ? { memberId } : {}),
  });
  const history = [
    step('to_pack', noon, 'A'),
    step('ready', noon - dayMs, 'A'),
    step('ready', noon, 'A'),
    step('dispatched', noon + 1, 'B'),
    step('delivery_failed', noon + 2),
    step('fulfilled', noon + 3, 'B'),
  ];
  const day = brandDay(noon);
  expect(doingsOf({ method: 'delivery', history }, day).map(({ memberId, act }) => [memberId, act])).toEqual([
    ['A', 'packed'],
    ['B', 'dispatched'],
    ['B', 'delivered'],
  ]);
  expect(doingsOf({ method: 'pickup', history }, day).at(-1)?.act).toBe('handedOver');
  const doings = doingsOf({ method: 'delivery', history }, day);
  expect(countDoings([...doings, ...doings])).toEqual([
    { memberId: 'B', acts: { dispatched: 2, delivered: 2 }, lastAtMs: noon + 3 },
    { memberId: 'A', acts: { packed: 2 }, lastAtMs: noon },
  ]);
});

let fixture: OrdersFixture;
beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 50 } });
});
afterAll(() => fixture.close());

test('whoever leads a branch reads who did what today; its clerks and its shoppers do not', async () => {
  const shopper = await fixture.enrol();
  const clerk = fixture.staff.clerk;
  const manager = fixture.managerOf(branchId);
  const orders = [await fixture.paid(shopper), await fixture.paid(shopper)];
  for (const order of orders) {
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' };
    const packed = () => fixture.invoke(clerk, 'packFulfilment', { params });
    // Tapped twice at once: packed once.
    await Promise.all([packed(), packed()]);
  }
  const [first] = orders;
  const own = await fixture.invoke<PickupCode>(shopper, 'getPickupCode', {
    params: { orderId: first?.id ?? '' },
  });
  const over = { params: { locationId: branchId }, body: { code: own.body.code } };
  expect((await fixture.invoke(manager, 'confirmHandOver', over)).status).toBe(200);
  const asked = { params: { locationId: branchId } };
  const { body, status } = await fixture.invoke<Shift>(manager, 'getShift', asked);
  expect(status).toBe(200);
  const acts = Object.fromEntries(body.people.map((person) => [person.memberId, person.acts]));
  expect(acts).toMatchObject({
    [clerk.memberId]: { packed: 2, handedOver: 0 },
    [manager.memberId]: { packed: 0, handedOver: 1 },
  });
  expect(body.people.every(({ name }) => name.length > 0)).toBe(true);
  expect((await fixture.invoke(clerk, 'getShift', asked)).status).toBe(403);
  expect((await fixture.invoke(shopper, 'getShift', asked)).status).toBe(403);
  const seen = JSON.stringify(await fixture.look(shopper, first?.id ?? ''));
  for (const { memberId } of [clerk, manager]) expect(seen).not.toContain(memberId);
  // Tomorrow is another day.
  fixture.clock.advance(dayMs);
  expect((await fixture.invoke<Shift>(manager, 'getShift', asked)).body.people).toEqual([]);
});
