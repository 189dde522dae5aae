import { brandGrant } from '@jindian/shared/access';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StockCost } from '../../goods/inventory/costs.ts';
import { openHq } from '../../hq/testing/visitors.ts';
import { costKeysOf, withCosts } from './line-costs.ts';
import type { PricedLine } from './pricing.ts';
import {
  branchId,
  type OrdersFixture,
  type Person,
  type ShopSku,
  startOrdersFixture,
} from './testing/orders-fixture.ts';

const shoes: ShopSku = 'P004-01';
const hqToken = 'hq-token-of-the-costs-test';
/** Five pieces that nobody said the cost of, then five at 1,234.56: the receipt says it for all. */
const unitCostFen = 123_457;
let fixture: OrdersFixture;
let shopper: Person;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { [shoes]: 5 } });
  shopper = await fixture.enrol();
  await receive(5, unitCostFen);
});
afterAll(() => fixture.close());

async function receive(delta: number, cost: number): Promise<void> {
  const received = await fixture.invoke(fixture.staff.hq, 'moveStock', {
    params: { locationId: branchId },
    body: { kind: 'receive', reason: '到货', lines: [{ skuId: shoes, delta, unitCostFen: cost }] },
  });
  expect(received.status).toBe(200);
}

const accounts = (person: Person, orderId: string) =>
  fixture.invoke<{ items: { costFen: number; taxRateBasisPoints: number }[] }>(person, 'hqGetLineAccounts', {
    params: { orderId },
  });

test('a line keeps what its goods cost when it was placed, whatever is received later', async () => {
  const order = await fixture.paid(shopper, 'pickup', [[shoes, 2]]);
  await receive(50, 1);
  const later = await fixture.paid(shopper, 'pickup', [[shoes, 2]]);
  const [was, is] = await Promise.all([
    accounts(fixture.staff.hq, order.id),
    accounts(fixture.staff.hq, later.id),
  ]);
  expect(was.body.items).toMatchObject([{ costFen: 2 * unitCostFen }]);
  expect(was.body.items[0]?.taxRateBasisPoints).toBeGreaterThan(0);
  expect(is.body.items[0]?.costFen).toBeLessThan(unitCostFen);
});

test('nobody reads it without the permission: not in any answer, and not on the page', async () => {
  const order = await fixture.paid(shopper, 'pickup', [[shoes, 1]]);
  const operations = await fixture.enrol([brandGrant('operations')]);
  const finance = await fixture.enrol([brandGrant('finance')]);
  const params = { orderId: order.id };
  for (const person of [shopper, fixture.staff.clerk, fixture.staff.manager, operations])
    expect((await accounts(person, order.id)).status).toBe(403);
  expect((await accounts(finance, order.id)).status).toBe(200);
  const told = await Promise.all([
    fixture.invoke<OrderView>(shopper, 'getOrder', { params }),
    fixture.invoke(shopper, 'listOrders', { query: { limit: '20' } }),
    fixture.invoke(fixture.staff.clerk, 'listWork', {
      params: { locationId: branchId },
      query: { queue: 'to_pack' },
    }),
    fixture.invoke(operations, 'hqGetOrder', { params }),
    fixture.invoke(operations, 'hqListOrders', { query: { limit: '20' } }),
  ]);
  for (const { status, body } of told) {
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toMatch(/cost|taxCode/i);
  }
  const hq = openHq(fixture.system, { clock: fixture.clock, hqToken });
  const pageOf = async (person: Person) => {
    const { token } = await fixture.system.sessions.open(person.memberId);
    return (await hq.visitor(token).get(`/hq/orders/${order.id}`)).text;
  };
  expect(await pageOf(finance)).toContain('id="costs"');
  const seen = await pageOf(operations);
  expect(seen).toContain(order.number);
  expect(seen).not.toContain('id="costs"');
});

test('costs of all lines together are the costs of all pieces, to the rounding of each line', () => {
  const allocation = fc.record({
    skuId: fc.constantFrom('A', 'B'),
    ownerId: fc.constantFrom('hq', 'dealer'),
    quantity: fc.integer({ min: 1, max: 5 }),
  });
  const part = fc.record({
    place: fc.record({ id: fc.constantFrom('L1', 'L2') }),
    allocations: fc.array(allocation, { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(5_000_000)),
      (parts, some) => {
        const costs = costKeysOf(parts).map(
          (key, index) => ({ ...key, averageMilliFen: some[index] ?? 0 }) as StockCost,
        );
        const all = parts.flatMap(({ place, allocations }) =>
          allocations.map((one) => ({ ...one, locationId: place.id })),
        );
        const lines = ['A', 'B'].flatMap((skuId) => {
          const quantity = all.reduce((sum, one) => (one.skuId === skuId ? sum + one.quantity : sum), 0);
          return quantity > 0 ? [{ skuId, quantity } as PricedLine] : [];
        });
        const milliFen = all.reduce((sum, one) => {
          const cost = costs.find(
            (key) =>
              key.locationId === one.locationId && key.skuId === one.skuId && key.ownerId === one.ownerId,
          );
          return sum + one.quantity * (cost?.averageMilliFen ?? 0);
        }, 0);
        const sum = withCosts(lines, parts, costs).reduce((total, { costFen }) => total + costFen, 0);
        expect(Math.abs(sum - milliFen / 1_000)).toBeLessThanOrEqual(lines.length / 2);
      },
    ),
  );
});
