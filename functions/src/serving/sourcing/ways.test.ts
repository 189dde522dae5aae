import { marshall } from '@aws-sdk/util-dynamodb';
import type { Quote } from '@jindian/shared/contract/serving/order';
import type { SkuWays, Ways } from '@jindian/shared/contract/serving/ways';
import { distanceMeters } from '@jindian/shared/geo';
import { brandDay } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  branchId,
  home,
  type OrdersFixture,
  type Person,
  type ShopSku,
  skuIds,
  startOrdersFixture,
} from '../orders/testing/orders-fixture.ts';

let fixture: OrdersFixture;
let shopper: Person;
beforeAll(async () => {
  fixture = await startOrdersFixture({ dealers: true });
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());

const productIds = skuIds.map((id) => id.slice(0, 4));

async function stock(of: (locationId: string, skuId: ShopSku) => number): Promise<void> {
  const { system, engine, stockedIds } = fixture;
  for (const id of stockedIds) {
    const place = (await system.network.location(id))!;
    const levels = skuIds.map((skuId) => ({ skuId, onHand: of(id, skuId) }));
    const items = system.inventory.openingItems(place, levels);
    await engine.bulkLoad(
      system.config.tableName,
      items.map((item) => marshall(item)),
    );
  }
}

async function ways(
  point: { latGcj02: number; lngGcj02: number } | null = home,
): Promise<Map<string, SkuWays>> {
  const answer = await fixture.invoke<Ways>(shopper, 'getWays', {
    params: { locationId: branchId },
    query: {
      productIds: productIds.join(','),
      ...(point ? { latGcj02: String(point.latGcj02), lngGcj02: String(point.lngGcj02) } : {}),
    },
  });
  expect(answer.status).toBe(200);
  return new Map(answer.body.items.flatMap(({ skus }) => skus.map((one) => [one.skuId, one])));
}

async function quoted(skuId: ShopSku, change: object): Promise<Quote | null> {
  const body = { ...fixture.orderBody('delivery', [[skuId, 1]]), ...change };
  const answer = await fixture.invoke<Quote>(shopper, 'quoteOrder', { body });
  return answer.status === 200 ? answer.body : null;
}

test('what the page says is what the quote then does, whatever anybody has and wherever the shopper is', async () => {
  const piece = fc.constantFrom(0, 0, 0, 1, 2);
  const place = fc.tuple(piece, piece, piece);
  const point = fc
    .record({ east: fc.integer({ min: -12, max: 12 }), north: fc.integer({ min: -12, max: 12 }) })
    .map(({ east, north }) => ({
      // Where answers are for exactly this point, and not for one near it.
      latGcj02: Number((home.latGcj02 + north / 200).toFixed(3)),
      lngGcj02: Number((home.lngGcj02 + east / 200).toFixed(3)),
    }));
  await fc.assert(
    fc.asyncProperty(fc.array(place, { minLength: 7, maxLength: 7 }), point, async (pieces, at) => {
      await stock((id, skuId) => pieces[fixture.stockedIds.indexOf(id)]![skuIds.indexOf(skuId)] ?? 0);
      fixture.clock.advance(11_000);
      const said = await ways(at);
      for (const skuId of skuIds) {
        const { here, delivery, pickup } = said.get(skuId)!;
        const own = await quoted(skuId, { method: 'pickup', address: undefined });
        expect(here).toBe(own !== null);
        if (here) {
          expect([delivery, pickup]).toEqual([null, null]);
          continue;
        }
        const sent = await quoted(skuId, { address: { ...home, ...at } });
        expect(delivery && { ...delivery, kind: undefined, earliestDay: undefined }).toEqual(
          sent && { ...sent.serving, kind: undefined, earliestDay: undefined, expected: undefined },
        );
        expect(delivery?.earliestDay).toBe(sent ? brandDay(sent.serving.expected!.fromMs) : undefined);
        if (pickup) {
          const fetched = await quoted(skuId, {
            method: 'pickup',
            address: undefined,
            locationId: pickup.branch.id,
            lines: [{ skuId, quantity: 1, seenPriceFen: pickup.priceFen }],
          });
          expect(fetched?.totalFen).toBe(pickup.priceFen);
        } else {
          const has = fixture.stockedIds.filter(
            (id, index) => id.startsWith('B') && pieces[index]![skuIds.indexOf(skuId)]! > 0,
          );
          // Only those that are too far to go there.
          for (const id of has) {
            const far = (await fixture.system.network.location(id))!;
            expect(distanceMeters(far, at)).toBeGreaterThan(50_000);
          }
        }
      }
    }),
    { numRuns: 15 },
  );
});

test('what nobody has is said to be nowhere', async () => {
  fixture.clock.advance(11_000);
  await stock(() => 0);
  for (const { here, delivery, pickup } of (await ways()).values())
    expect([here, delivery, pickup]).toEqual([false, null, null]);
});

test('all SKUs of three products cost a handful of calls, and nothing again for cards within seconds', async () => {
  await stock((id, skuId) => (id === branchId || skuId === 'P013-01' ? 0 : 2));
  fixture.clock.advance(11_000);
  // Everything that is read anew after some seconds is, and nothing of this point is known yet.
  await ways({ ...home, latGcj02: home.latGcj02 + 0.05 });
  const counted = new Map<string, number>();
  fixture.engine.faults.set((operation) => {
    counted.set(operation, (counted.get(operation) ?? 0) + 1);
    return 'none';
  });
  const calls = async (ask: () => Promise<unknown>) => {
    counted.clear();
    await ask();
    return Object.fromEntries(counted);
  };
  const first = await calls(() => ways());
  const cards = await calls(() => ways(null));
  const again = await calls(() => ways(null));
  // A neighbour at the same corner, and all products that may be asked for at once.
  const corner = { latGcj02: Number(home.latGcj02.toFixed(3)), lngGcj02: Number(home.lngGcj02.toFixed(3)) };
  const neighbour = await calls(() => ways({ ...corner, latGcj02: corner.latGcj02 + 0.0003 }));
  const goods = await fixture.system.catalog.current();
  const many = goods.products.filter(({ skus }) => skus.length > 8).slice(0, 8);
  let answered: readonly { skus: readonly unknown[] }[] = [];
  const most = await calls(async () => {
    const query = { productIds: many.map(({ id }) => id).join(','), latGcj02: '31.25', lngGcj02: '121.45' };
    const answer = await fixture.invoke<Ways>(shopper, 'getWays', {
      params: { locationId: branchId },
      query,
    });
    answered = answer.body.items;
  });
  const skus = (await ways()).size;
  fixture.engine.faults.set();
  expect(skus).toBe(27);
  expect([first, cards]).toEqual([{ BatchGetItem: 5 }, { BatchGetItem: 5 }]);
  expect([again, neighbour]).toEqual([{}, {}]);
  expect(many.flatMap((product) => product.skus).length).toBeGreaterThan(64);
  expect(answered.flatMap((product) => product.skus).length).toBeLessThanOrEqual(64);
  expect(most.BatchGetItem).toBeLessThanOrEqual(20);
  fixture.clock.advance(11_000);
  await stock(() => 1);
  expect((await ways(null)).get('P004-01')).toMatchObject({ here: true });
});
