import { wholeReach } from '@jindian/shared/access';
import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { HqQueueItem } from '@jindian/shared/contract/hq';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { slotIdOf } from '@jindian/shared/slots';
import { brandDay, dayMs, hourMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toPackSinceMs } from './fulfilment-items.ts';
import { listFaults } from './testing/list-faults.ts';
import { branchId, type OrdersFixture, type Person, startOrdersFixture } from './testing/orders-fixture.ts';
import { standardTiming } from './timing.ts';

/** What a place leaves unpacked for too long is on HQ's list, until it is packed, goes elsewhere or is called off. */
let fixture: OrdersFixture;
let shopper: Person;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 200 } });
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());

async function act(order: OrderView, id: EndpointId, body?: object, by: Person = fixture.staff.hq) {
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
  const answer = await fixture.invoke(by, id, { params, ...(body ? { body } : {}) });
  expect([id, answer.status]).toEqual([id, 200]);
}
async function pass(ms: number): Promise<void> {
  fixture.clock.advance(ms);
  await fixture.settle();
}
async function listed(limit = 50): Promise<HqQueueItem[]> {
  const found: HqQueueItem[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await fixture.system.orders.hq.unpacked(limit, cursor, wholeReach);
    found.push(...page.items);
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
}
const idsOf = (items: HqQueueItem[]) => items.map(({ orderId }) => orderId);
async function isListed({ id }: OrderView) {
  return idsOf(await listed()).includes(id);
}

const ends: Record<string, (order: OrderView) => Promise<void>> = {
  'is packed': (order) => act(order, 'packFulfilment', undefined, fixture.staff.clerk),
  leaves: (order) => act(order, 'dispatchFulfilment', undefined, fixture.staff.clerk),
  'is called off': async ({ id }) => {
    const answer = await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params: { orderId: id } });
    expect(answer.status).toBe(200);
  },
};
test.each(Object.entries(ends))('it is listed once the time is over, and until it %s', async (_what, end) => {
  const order = await fixture.paid(shopper, 'delivery');
  await pass(standardTiming.unpackedMs - hourMs);
  expect(await isListed(order)).toBe(false);
  await pass(2 * hourMs);
  expect(await isListed(order)).toBe(true);
  await end(order);
  expect(await isListed(order)).toBe(false);
  expect(await listFaults(fixture)).toEqual([]);
});

test('the oldest comes first, with since when, page after page', async () => {
  const orders: OrderView[] = [];
  const sinceMs: number[] = [];
  for (let nth = 0; nth < 3; nth += 1) {
    orders.push(await fixture.paid(shopper, nth % 2 ? 'pickup' : 'delivery'));
    sinceMs.push(fixture.clock.nowMs());
    await pass(hourMs);
  }
  await pass(8 * dayMs);
  const whole = await listed();
  expect(idsOf(whole)).toEqual(orders.map(({ id }) => id));
  for (const [nth, item] of whole.entries())
    expect(Math.abs(item.sinceMs - (sinceMs[nth] as number))).toBeLessThan(hourMs);
  expect(await listed(2)).toEqual(whole);
  for (const order of orders) await ends['is called off']?.(order);
});

test('a place that is given it has all its time again', async () => {
  const order = await fixture.paid(shopper, 'delivery');
  await pass(standardTiming.unpackedMs + hourMs);
  expect(await isListed(order)).toBe(true);
  const other = fixture.stockedIds.find((id) => id !== branchId) as string;
  await act(order, 'hqAssignFulfilment', { locationId: other });
  expect(await isListed(order)).toBe(false);
  await pass(standardTiming.unpackedMs + hourMs);
  expect((await listed()).find(({ orderId }) => orderId === order.id)?.place.locationId).toBe(other);
});

test('with a slot it counts from when the slot begins', () => {
  const paidAtMs = Date.parse('2026-11-20T02:00:00Z');
  const history = [{ atMs: paidAtMs, state: 'to_pack', by: 'wechat_pay' }];
  const slotId = slotIdOf({ day: brandDay(paidAtMs + 2 * dayMs), fromMinute: 600, toMinute: 720 });
  expect(toPackSinceMs({ history })).toBe(paidAtMs);
  expect(toPackSinceMs({ history, slotId })).toBe(paidAtMs + 2 * dayMs);
});
