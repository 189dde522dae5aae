import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import { branchId, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

let fixture: OrdersFixture;
beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 200 } });
});
afterAll(() => fixture.close());

test('a refund of a part that arrives while the goods are handed over is no reason to refuse the shopper', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper, 'pickup', [['P004-01', 2]]);
  const params = { orderId: order.id };
  const asked = await fixture.invoke(fixture.staff.hq, 'hqRefundOrder', {
    params,
    body: { lines: [{ lineId: '1', quantity: 0, extraFen: 100 }], reason: '划痕' },
  });
  expect(asked.status).toBe(200);
  await fixture.settle();
  fixture.clock.advance(minuteMs);
  const { code } = (await fixture.invoke<{ code: string }>(shopper, 'getPickupCode', { params })).body;
  // The hand-over has read the order, and has to wait until the refund has been counted.
  let arrived: boolean | null = null;
  fixture.engine.faults.set((operation, { input }) => {
    if (operation !== 'TransactWriteItems' || !JSON.stringify(input).includes('"fulfilled"')) return 'none';
    if (arrived === null) {
      arrived = false;
      void fixture.pay.control.tick().then(() => {
        arrived = true;
      });
    }
    return arrived ? 'none' : 'conflict';
  });
  const done = await fixture.invoke<WorkItem>(fixture.staff.clerk, 'confirmHandOver', {
    params: { locationId: branchId },
    body: { code },
  });
  fixture.engine.faults.set();
  expect(arrived).toBe(true);
  expect([done.status, done.code]).toEqual([200, null]);
  await fixture.settle();
  expect(await faultsNow(fixture)).toEqual([]);
});
