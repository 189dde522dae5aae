import type { Page } from '@jindian/shared/contract/common';
import type { HqOrder, HqOrderSummary, HqQueueItem } from '@jindian/shared/contract/hq';
import type { RoleGrant, Scope } from '@jindian/shared/contract/people/member';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { distanceMeters } from '@jindian/shared/geo';
import { roughPoint } from '@jindian/shared/mask';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import {
  branchId,
  neighbourId,
  type OrdersFixture,
  type Person,
  startOrdersFixture,
} from './testing/orders-fixture.ts';

/** What people of a region read of a day and of its orders. The branch lies in one province, its neighbour in another. */
let fixture: OrdersFixture;
let shopper: Person;
const sku = 'P004-01';

beforeEach(async () => {
  fixture = await startOrdersFixture({});
  shopper = await fixture.enrol();
});
afterEach(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

const region = (province: string): Scope => ({ kind: 'region', province, city: null });
const enrolled = (role: RoleGrant['role'], scope: Scope) => fixture.enrol([{ role, scope }]);

async function listed(who: Person, limit = 20): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const query: Record<string, string> = { limit: String(limit), ...(cursor ? { cursor } : {}) };
    const answer: { body: { items: HqOrderSummary[]; nextCursor: string | null } } = await fixture.invoke(
      who,
      'hqListOrders',
      { query },
    );
    ids.push(...answer.body.items.map(({ id }) => id));
    cursor = answer.body.nextCursor;
    if (cursor === null) return ids;
  }
}

async function assign(order: OrderView, locationId: string): Promise<void> {
  const [part] = (await fixture.look(shopper, order.id)).fulfilments;
  const params = { orderId: order.id, fulfilmentId: part?.id ?? '' };
  const done = await fixture.invoke(fixture.staff.hq, 'hqAssignFulfilment', { params, body: { locationId } });
  expect([done.status, done.code]).toEqual([200, null]);
}

test('a day is listed for a region with what was placed there and what is served there, page by page', async () => {
  const here = await enrolled('operations', region('某省'));
  const there = await enrolled('operations', region('邻省'));
  const branch = await enrolled('supervisor', { kind: 'branches', locationIds: [neighbourId] });
  const orders: OrderView[] = [];
  for (let count = 0; count < 3; count += 1) orders.push(await fixture.paid(shopper, 'delivery', [[sku, 1]]));
  const [first, second, third] = orders as [OrderView, OrderView, OrderView];
  const all = [third.id, second.id, first.id];
  expect(await listed(here, 2)).toEqual(all);
  expect([await listed(there), await listed(branch)]).toEqual([[], []]);

  await assign(first, neighbourId);
  await assign(second, neighbourId);
  expect(await listed(here, 1)).toEqual(all);
  expect(await listed(there, 1)).toEqual([second.id, first.id]);
  expect(await listed(branch)).toEqual([second.id, first.id]);

  // It comes back, and is theirs no more.
  await assign(second, branchId);
  expect(await listed(there)).toEqual([first.id]);
});

test('a page of what waits for HQ is full of what is within reach, however much of others stands before it', async () => {
  const there = await enrolled('operations', region('邻省'));
  const made: OrderView[] = [];
  for (const at of [branchId, branchId, branchId, neighbourId])
    made.push(await fixture.paid(shopper, 'pickup', [[sku, 1]], at));
  const last = made.at(-1) as OrderView;
  for (const order of made) {
    const [part] = (await fixture.look(shopper, order.id)).fulfilments;
    const params = { orderId: order.id, fulfilmentId: part?.id ?? '' };
    const manager = fixture.managerOf(part?.place.locationId ?? '');
    const body = { reason: 'other', note: '停电' };
    expect((await fixture.invoke(manager, 'refuseFulfilment', { params, body })).status).toBe(200);
    await fixture.settle();
  }
  const waiting = async (who: Person, cursor?: string) => {
    const query = { queue: 'awaiting_shopper', limit: '1', ...(cursor ? { cursor } : {}) };
    const { body } = await fixture.invoke<Page<HqQueueItem>>(who, 'hqListQueue', { query });
    return body;
  };
  const theirs = await waiting(there);
  expect([theirs.items.map(({ orderId }) => orderId), theirs.nextCursor]).toEqual([[last.id], null]);
  const first = await waiting(fixture.staff.hq);
  expect(first.items.map(({ orderId }) => orderId)).toEqual([made[0]?.id]);
  const second = await waiting(fixture.staff.hq, first.nextCursor ?? '');
  expect(second.items.map(({ orderId }) => orderId)).toEqual([made[1]?.id]);
});

test('exact distances, from which one could work out the address, are for who may read it', async () => {
  const order = await fixture.paid(shopper, 'delivery', [[sku, 1]]);
  const { address } = (await fixture.system.orders.store.read(order.id))?.detail ?? {};
  if (!address) throw new Error('a delivery');
  const { location } = await fixture.system.network.current();
  const trailFor = async (role: RoleGrant['role'], scope: Scope) => {
    const who = await enrolled(role, scope);
    const { body } = await fixture.invoke<HqOrder>(who, 'hqGetOrder', { params: { orderId: order.id } });
    return body.trail.map(({ locationId, distanceMeters: meters }) => ({ locationId, meters }));
  };
  const brand: Scope = { kind: 'brand' };
  const exact = await trailFor('support', brand);
  const rough = await trailFor('auditor', brand);
  expect(await trailFor('marketing', region('某省'))).toEqual(
    rough.filter(({ locationId }) => location(locationId)?.province === '某省'),
  );
  expect(exact.length).toBeGreaterThan(0);
  for (const [index, { locationId, meters }] of exact.entries()) {
    const place = location(locationId);
    if (!place || meters === null) throw new Error('a place on the trail');
    expect(meters).toBeCloseTo(distanceMeters(address, place), -1);
    // Whatever the address in that area, the same is told.
    expect(rough[index]).toEqual({
      locationId,
      meters: Math.round(distanceMeters(roughPoint(address), place) / 100) * 100,
    });
  }
});
