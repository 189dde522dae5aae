import type { OrderView } from '@jindian/shared/contract/serving/order';
import type { CounterOrder, ExchangeView } from '@jindian/shared/contract/serving/returns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { branchId, branchIds, type Person } from '../orders/testing/orders-fixture.ts';
import { type ReturnsFixture, shoes, startReturnsFixture } from './testing/returns-fixture.ts';

let play: ReturnsFixture;
let fixture: ReturnsFixture['fixture'];
const [, other] = branchIds;
/** The same shoes in another size, which costs the same; the others have none of it. */
const larger = 'P004-02';

beforeAll(async () => {
  play = await startReturnsFixture();
  ({ fixture } = play);
  const lines = [{ skuId: larger, delta: 5 }];
  const params = { locationId: other };
  play.well(
    await fixture.invoke(fixture.managerOf(other), 'moveStock', {
      params,
      body: { kind: 'receive', reason: '到货', lines },
    }),
  );
});
afterAll(() => fixture.close());

const exchange = (
  locationId: string,
  order: OrderView,
  more: { later?: boolean; collected?: object; who?: Person; quantity?: number; forSkuId?: string } = {},
  key = fixture.newKey(),
) =>
  fixture.invoke<ExchangeView>(
    more.who ?? fixture.managerOf(locationId),
    'takeExchange',
    {
      params: { locationId },
      body: {
        orderId: order.id,
        reason: 'wrong_size',
        ...(more.later ? { later: true } : {}),
        ...(more.collected ? { collected: more.collected } : {}),
        lines: [
          {
            lineId: '1',
            quantity: more.quantity ?? 1,
            forSkuId: more.forSkuId ?? larger,
            disposition: 'sellable',
          },
        ],
      },
    },
    key,
  );

test('goods go in and out in one go: each piece is whose it is, and owners are owed what left of theirs', async () => {
  const accounts = ['owner:dealer-B001', `owner:dealer-${other}`, 'sales', 'wechat-clearing'];
  const order = await play.fetched([[shoes, 2]]);
  const betweenFen = Math.floor((fixture.priceFen(shoes) * 6_600) / 10_000);
  const before = await Promise.all(accounts.map((account) => play.balance(account)));
  const levels = async () => [await play.levelAt(other, shoes), await play.levelAt(other, larger)];
  const [oldSize, newSize] = (await levels()).map((one) => Number(one[0]?.split(' ').at(-1)));
  const key = fixture.newKey();
  const done = await Promise.all([1, 2, 3].map(() => exchange(other, order, {}, key)));
  expect(done.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(done[0]?.body).toMatchObject({ state: 'done', differenceFen: 0 });
  await play.arrive();
  expect(await levels()).toEqual([
    [`dealer-${other} sellable ${(oldSize ?? 0) + 1}`],
    [`dealer-${other} sellable ${(newSize ?? 0) - 1}`],
  ]);
  // He has a piece more that is not paid for, and one less that is owed for: nobody gains by it.
  const after = await Promise.all(accounts.map((account) => play.balance(account)));
  expect(after.map((fen, at) => fen - (before[at] ?? 0))).toEqual([0, 0, 0, 0]);
  expect(betweenFen).toBeGreaterThan(0);
  // Both can still come back: the one as what it was exchanged for.
  expect((await play.listed(order)).lines[0]?.quantity).toBe(2);
  const back = play.well(await play.takeBack(other, order, [{ lineId: '1', quantity: 2 }]), 201);
  expect(back.amountFen).toBe(2 * fixture.priceFen(shoes));
  await play.arrive();
  expect(await levels()).toEqual([
    [`dealer-${other} sellable ${(oldSize ?? 0) + 2}`],
    [`dealer-${other} sellable ${newSize}`],
  ]);
  expect((await exchange(other, order)).code).toBe('nothing_to_return');
  for (const place of fixture.stockedIds) expect(await fixture.system.inventory.audit(place)).toEqual([]);
});

describe('what is not there', () => {
  test('is said, and can be agreed for later: nothing moves until it is', async () => {
    const order = await play.fetched([[shoes, 1]]);
    expect((await exchange(branchId, order)).code).toBe('out_of_stock');
    const made = play.well(await exchange(branchId, order, { later: true }), 201);
    expect(made.state).toBe('agreed');
    // It is spoken for.
    expect((await play.takeBack(other, order, [{ lineId: '1', quantity: 1 }])).code).toBe(
      'nothing_to_return',
    );
    const at = { params: { locationId: other, orderId: order.id, exchangeId: made.id } };
    const body = { lines: [{ lineId: '1', disposition: 'sellable' }] };
    const done = await fixture.invoke<ExchangeView>(fixture.managerOf(other), 'completeExchange', {
      ...at,
      body,
    });
    expect(play.well(done).state).toBe('done');
    expect((await fixture.invoke(fixture.managerOf(other), 'callOffExchange', at)).code).toBe(
      'transition_refused',
    );
  });

  test('is shown to the counter before, with the difference', async () => {
    const order = await play.fetched([[shoes, 1]]);
    const { items } = play.well(
      await fixture.invoke<{ items: CounterOrder[] }>(fixture.managerOf(other), 'findCounterOrder', {
        params: { locationId: other },
        body: { text: order.id },
      }),
    );
    const found = items[0]?.others.find(({ skuId }) => skuId === larger);
    expect(found).toMatchObject({ lineId: '1', differenceFen: 0 });
    expect(found?.availableHere).toBeGreaterThan(0);
    // Another product is no exchange.
    expect((await exchange(other, order, { forSkuId: 'P013-01' })).code).toBe('product_not_offered');
    for (const who of [play.shopper, fixture.staff.guide])
      expect((await exchange(other, order, { who })).status).toBe(403);
  });
});
