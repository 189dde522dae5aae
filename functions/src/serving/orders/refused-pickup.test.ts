import type { PickupAlternative } from '@jindian/shared/contract/serving/branch-work';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoCategories, demoProducts } from '../../local/demo/catalog/index.ts';
import { contractNetwork, place } from '../../places/network/snapshot-fixture.ts';
import { faultsNow } from './testing/invariants.ts';
import { branchIds, home, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

/** The nearest branch lies beyond the border of the province; the goods are offered on this side only. */
let fixture: OrdersFixture;
const [first, abroad, third] = branchIds;
beforeAll(async () => {
  fixture = await startOrdersFixture({ dealers: true });
  const network = contractNetwork(
    ({ id, kind }) => ({
      ...(kind === 'branch' ? { ownership: 'dealer' as const, ownerId: `dealer-${id}` } : {}),
      province: id === abroad ? '浙江省' : '上海市',
    }),
    [place('B6', 119.35, 29.35), place('B7', 119.2, 29.25)].map((one) => ({ ...one, province: '上海市' })),
  );
  await fixture.system.network.load({ ...network, version: 'two-provinces' });
  const products = demoProducts.map((product) =>
    product.id === 'P004' ? { ...product, regions: ['上海'] } : product,
  );
  await fixture.system.publishCatalog({ products, categories: demoCategories });
  await fixture.settle();
  fixture.clock.advance(10_000);
  fixture.restart();
});
afterAll(async () => {
  expect(await faultsNow(fixture)).toEqual([]);
  await fixture.close();
});

test('regional goods of a refused pickup go to no branch and to no address where they are not offered', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper, 'pickup');
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
  await fixture.invoke(fixture.managerOf(first), 'refuseFulfilment', { params, body: { reason: 'other' } });
  await fixture.settle();
  const listed = await fixture.invoke<{ items: PickupAlternative[] }>(shopper, 'listPickupAlternatives', {
    params: { orderId: order.id },
  });
  const ids = listed.body.items.map(({ locationId }) => locationId);
  expect(ids).toContain(third);
  expect(ids).not.toContain(abroad);
  const answer = (body: object) =>
    fixture.invoke<OrderView>(shopper, 'answerRefusedPickup', { params: { orderId: order.id }, body });
  expect((await answer({ choice: 'another_branch', locationId: abroad })).code).toBe('product_not_offered');
  const away = { ...home, province: '浙江省' };
  expect((await answer({ choice: 'delivery', address: away })).code).toBe('product_not_offered');
  const moved = await answer({ choice: 'another_branch', locationId: third });
  expect([moved.status, moved.body.fulfilments[0]?.place.locationId]).toEqual([200, third]);
});

test('nobody buys them beyond the border in the first place, fetched or sent', async () => {
  const shopper = await fixture.enrol();
  const place = (body: object) => fixture.invoke(shopper, 'placeOrder', { body });
  const fetched = { ...fixture.orderBody('pickup', [['P004-01', 1]]), locationId: abroad };
  expect((await place(fetched)).code).toBe('product_not_offered');
  const sent = fixture.orderBody('delivery', [['P004-01', 1]]);
  expect((await place({ ...sent, address: { ...home, province: '浙江省' } })).code).toBe(
    'product_not_offered',
  );
  expect((await place({ ...sent, address: { ...home, province: '上海市' } })).status).toBe(201);
});
