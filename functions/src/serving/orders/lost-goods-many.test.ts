import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import { branchId, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

const orders = 60;
let fixture: OrdersFixture;
beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': orders } });
});
afterAll(() => fixture.close());

test('a till that sells what very many orders hold is not refused: its sale has happened', async () => {
  for (let n = 0; n < orders; n += 1) {
    const shopper = await fixture.enrol();
    await fixture.placed(shopper, 'pickup', [['P004-01', 1]]);
  }
  fixture.clock.advance(1_000);
  const body = {
    reference: 'T-many',
    occurredAtMs: fixture.clock.ms,
    lines: [{ skuId: 'P004-01', quantity: orders }],
  };
  const told = () =>
    fixture.invoke(fixture.staff.manager, 'recordTillSale', { params: { locationId: branchId }, body });
  const sold = await told();
  expect([sold.status, sold.code]).toEqual([200, null]);
  expect(sold.body).toMatchObject({ lines: [{ quantity: orders }] });
  expect((await told()).body).toEqual(sold.body);
  await fixture.settle();
  expect(await faultsNow(fixture)).toEqual([]);
});
