import { branchGrant } from '@jindian/shared/access';
import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { HqQueueItem } from '@jindian/shared/contract/hq';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { hourMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFaults } from './testing/list-faults.ts';
import { branchId, type OrdersFixture, type Person, startOrdersFixture } from './testing/orders-fixture.ts';
import { standardTiming } from './timing.ts';

/** What becomes of the goods of a delivery that failed is its branch's to say; left open for too long, it is HQ's too. */
let fixture: OrdersFixture;
let shopper: Person;
let courier: Person;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 200 } });
  shopper = await fixture.enrol();
  courier = await fixture.enrol([branchGrant('courier', branchId)]);
});
afterAll(() => fixture.close());

const partOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: order.fulfilments[0]!.id });
async function act(order: OrderView, id: EndpointId, body?: object, by: Person = fixture.staff.hq) {
  const answer = await fixture.invoke(by, id, { params: partOf(order), ...(body ? { body } : {}) });
  expect([id, answer.status]).toEqual([id, 200]);
}
const failed = { act: 'failed', reason: 'nobody_there' };

const failing: Record<string, (order: OrderView) => Promise<void>> = {
  async 'its branch'(order) {
    await act(order, 'dispatchFulfilment');
    await act(order, 'settleDelivery', failed);
  },
  async 'its courier'(order) {
    await act(order, 'callCourier', undefined, fixture.staff.clerk);
    await act(order, 'grabCourierTask', undefined, courier);
    await act(order, 'pickUpCourierTask', undefined, courier);
    await act(order, 'failCourierTask', { reason: 'nobody_there' }, courier);
  },
  async 'HQ, after its shopper complained'(order) {
    await act(order, 'dispatchFulfilment');
    await act(order, 'confirmReceipt', { received: false }, shopper);
    await act(order, 'hqSettleDelivery', failed);
  },
};
const settling: Record<string, object> = {
  'leaves again': { act: 'again' },
  'is back on the shelf': { act: 'back', condition: 'sellable' },
  'is put aside': { act: 'back', condition: 'quarantine' },
};

async function listed(order: OrderView): Promise<{ atHq: boolean; atBranch: boolean }> {
  const has = ({ items }: { items: { orderId: string }[] }) =>
    items.some(({ orderId }) => orderId === order.id);
  const query = { queue: 'delivery_failed' };
  const hq = await fixture.invoke<{ items: HqQueueItem[] }>(fixture.staff.hq, 'hqListQueue', { query });
  const params = { locationId: branchId };
  const branch = await fixture.invoke<{ items: HqQueueItem[] }>(fixture.staff.clerk, 'listWork', {
    params,
    query,
  });
  return { atHq: has(hq.body), atBranch: has(branch.body) };
}
async function pass(ms: number): Promise<void> {
  fixture.clock.advance(ms);
  await fixture.settle();
}

describe.each(Object.entries(failing))('a delivery of which %s says that it failed', (_who, fail) => {
  test.each(Object.entries(settling))(
    'is on HQ’s list after a day, and until it %s',
    async (_what, outcome) => {
      const order = await fixture.paid(shopper, 'delivery');
      await fail(order);
      await pass(standardTiming.failedDeliveryMs - hourMs);
      expect(await listed(order)).toEqual({ atHq: false, atBranch: true });
      await pass(2 * hourMs);
      expect(await listed(order)).toEqual({ atHq: true, atBranch: true });
      expect(await listFaults(fixture)).toEqual([]);
      await act(order, 'settleDelivery', outcome);
      expect(await listed(order)).toEqual({ atHq: false, atBranch: false });
      expect(await listFaults(fixture)).toEqual([]);
    },
  );
});

test('a delivery that fails again has all its time again', async () => {
  const order = await fixture.paid(shopper, 'delivery');
  await act(order, 'dispatchFulfilment');
  for (let time = 0; time < 2; time += 1) {
    await act(order, 'settleDelivery', failed);
    await pass(standardTiming.failedDeliveryMs - hourMs);
    expect(await listed(order)).toEqual({ atHq: false, atBranch: true });
    if (time === 0) await act(order, 'settleDelivery', { act: 'again' });
  }
  await pass(2 * hourMs);
  expect(await listed(order)).toEqual({ atHq: true, atBranch: true });
  await act(order, 'settleDelivery', { act: 'again' });
  await act(order, 'settleDelivery', failed);
  expect(await listed(order)).toEqual({ atHq: false, atBranch: true });
});
