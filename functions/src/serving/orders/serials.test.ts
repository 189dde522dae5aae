import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serialsMissing } from './serials.ts';
import type { Person } from './testing/orders-fixture.ts';
import { type RefundsFixture, sandals, shoes, startRefundsFixture } from './testing/refunds-fixture.ts';

let play: RefundsFixture;
let fixture: RefundsFixture['fixture'];

beforeAll(async () => {
  play = await startRefundsFixture();
  ({ fixture } = play);
  const { products, categories } = await fixture.system.catalog.current();
  await fixture.system.publishCatalog({
    categories,
    products: products.map((product) =>
      product.skus.some(({ id }) => id === shoes) ? { ...product, hasSerials: true } : product,
    ),
  });
});
afterAll(() => fixture.close());

const of = (order: OrderView) => ({ orderId: order.id, fulfilmentId: order.fulfilments[0]!.id });
const take = (
  order: OrderView,
  serials: readonly string[],
  key?: string,
  who: Person = fixture.staff.clerk,
) =>
  fixture.invoke<WorkItem>(
    who,
    'takeSerials',
    { params: of(order), body: { serials: serials.map((serial) => ({ skuId: shoes, serial })) } },
    key,
  );
const pack = (order: OrderView) =>
  fixture.invoke<WorkItem>(fixture.staff.clerk, 'packFulfilment', { params: of(order) });
const pickup = (pieces = 1) => fixture.paid(play.shopper, 'pickup', [[shoes, pieces]]);

const foundBy = async (text: string) =>
  (
    await fixture.invoke<{ items: HqOrderSummary[] }>(fixture.staff.hq, 'hqFindOrders', { body: { text } })
  ).body.items.map(({ id }) => id);

test('a piece is found that its maker numbered as orders are, as phones are, or as what we number ourselves', async () => {
  const order = await pickup();
  for (const serial of ['1201-ABCDE', 'ABC12', '202611300', '13812345678', '01JD3V8Q9XKZ4M7T2N5R6W8Y00']) {
    expect((await take(order, [serial])).status).toBe(200);
    expect(await foundBy(serial)).toEqual([order.id]);
  }
});

test('numbered pieces leave once each number is told, and the shopper and headquarters find them by it', async () => {
  const order = await fixture.paid(play.shopper, 'pickup', [
    [shoes, 2],
    [sandals, 1],
  ]);
  expect(await pack(order)).toMatchObject({ status: 409, code: 'serials_missing' });
  const one = await take(order, [' sn-100 1 ']);
  expect(one.body.serials).toEqual([{ skuId: shoes, quantity: 2, serials: ['SN-1001'] }]);
  expect(await pack(order)).toMatchObject({ status: 409, code: 'serials_missing' });
  // Told wrongly, it is put right; the same tap again changes nothing.
  const key = fixture.newKey();
  expect((await take(order, ['SN-1002', 'SN-1003'], key)).status).toBe(200);
  expect((await take(order, ['SN-1002', 'SN-1003'], key)).body.serials?.[0]?.serials).toEqual([
    'SN-1002',
    'SN-1003',
  ]);
  expect((await pack(order)).status).toBe(200);
  const told = await fixture.look(play.shopper, order.id);
  expect(told.fulfilments[0]?.serials?.map(({ serial }) => serial)).toEqual(['SN-1002', 'SN-1003']);
  expect(await foundBy('sn-1002')).toEqual([order.id]);
  // What was put right leads nowhere.
  expect(await foundBy('SN-1001')).toEqual([]);
});

test('numbers that do not fit are refused: too many, twice, of other goods, of somebody else, no number at all', async () => {
  const order = await pickup();
  const codeOf = async (serials: { skuId: string; serial: string }[], who: Person = fixture.staff.clerk) =>
    (await fixture.invoke(who, 'takeSerials', { params: of(order), body: { serials } })).code;
  expect(await codeOf([1, 2].map((n) => ({ skuId: shoes, serial: `SN-200${n}` })))).toBe('serials_unfit');
  expect(await codeOf([1, 1].map((n) => ({ skuId: shoes, serial: `SN-200${n}` })))).toBe('serials_unfit');
  expect(await codeOf([{ skuId: sandals, serial: 'SN-2001' }])).toBe('serials_unfit');
  expect(await codeOf([{ skuId: shoes, serial: '?' }])).toBe('invalid_request');
  expect(await codeOf([], await fixture.enrol())).toBe('forbidden');
});

test('many numbers are looked up in as many calls as one', async () => {
  async function callsOf(order: OrderView, serials: readonly string[]): Promise<number> {
    let calls = 0;
    fixture.engine.faults.set((operation) => {
      if (/Get/.test(operation)) calls += 1;
      return 'none';
    });
    expect((await take(order, serials)).status).toBe(200);
    fixture.engine.faults.set();
    return calls;
  }
  const [before, one, many] = [await pickup(), await pickup(), await pickup(3)];
  // What is read once in a while, for all that follow, is read.
  await take(before, ['SN-8000']);
  const least = await callsOf(one, ['SN-8001']);
  expect(await callsOf(many, ['SN-8002', 'SN-8003', 'SN-8004'])).toBe(least);
  expect(await callsOf(many, [])).toBe(least);
});

test('of many who give out one piece at once one does; called off, or refunded and back, it can go again', async () => {
  const orders = await Promise.all([pickup(), pickup(), pickup()]);
  const taken = await Promise.all(orders.map((order) => take(order, ['SN-3001'])));
  expect(taken.map(({ code }) => code).sort()).toEqual([null, 'serial_given', 'serial_given']);
  const holder = orders[taken.findIndex(({ code }) => code === null)]!;
  const others = orders.filter((order) => order !== holder);
  await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params: { orderId: holder.id } });
  await play.arrive();
  expect((await take(others[0]!, ['SN-3001'])).status).toBe(200);
  expect((await take(others[1]!, ['SN-3001'])).code).toBe('serial_given');

  const sold = await fixture.paid(play.shopper, 'delivery', [[shoes, 1]]);
  expect((await take(sold, ['SN-3009'], undefined, fixture.staff.hq)).status).toBe(200);
  for (const id of ['packFulfilment', 'dispatchFulfilment', 'deliverFulfilment'] as const)
    expect((await fixture.invoke(fixture.staff.hq, id, { params: of(sold) })).status).toBe(200);
  await fixture.settle();
  expect((await take(others[1]!, ['SN-3009'])).code).toBe('serial_given');
  expect(
    (await play.refund(await fixture.look(play.shopper, sold.id), [{ lineId: '1', quantity: 1 }])).status,
  ).toBe(200);
  await play.arrive();
  expect((await take(others[1]!, ['SN-3009'])).status).toBe(200);
  // Both orders of the piece are found; told wrongly, it is again of the first alone.
  expect(await foundBy('SN-3009')).toEqual([others[1]!.id, sold.id]);
  expect((await take(others[1]!, ['SN-3010'])).status).toBe(200);
  expect(await foundBy('SN-3009')).toEqual([sold.id]);
  for (const _ of [1, 2]) expect((await take(others[1]!, ['SN-3009'])).status).toBe(200);
  expect(await foundBy('SN-3009')).toEqual([others[1]!.id, sold.id]);
});

test('a part that goes to another place leaves its numbers behind: other pieces are there', async () => {
  const order = await pickup();
  await take(order, ['SN-4001']);
  const refused = await fixture.invoke(fixture.staff.clerk, 'refuseFulfilment', {
    params: of(order),
    body: { reason: 'closed' },
  });
  expect(refused.status).toBe(200);
  expect(await foundBy('SN-4001')).toEqual([]);
  const next = await pickup();
  expect((await take(next, ['SN-4001'])).status).toBe(200);
  expect(await foundBy('SN-4001')).toEqual([next.id]);
});

test('what could not be delivered keeps its numbers while it is out, and leaves them where it comes back', async () => {
  const deliver = async (serial: string) => {
    const order = await fixture.paid(play.shopper, 'delivery', [[shoes, 1]]);
    await take(order, [serial], undefined, fixture.staff.hq);
    for (const id of ['packFulfilment', 'dispatchFulfilment'] as const)
      expect((await fixture.invoke(fixture.staff.hq, id, { params: of(order) })).status).toBe(200);
    return order;
  };
  const settle = async (order: OrderView, body: object) =>
    expect(
      (await fixture.invoke(fixture.staff.hq, 'settleDelivery', { params: of(order), body })).status,
    ).toBe(200);
  const other = await pickup();
  const again = await deliver('SN-5001');
  await settle(again, { act: 'failed', reason: 'nobody_there' });
  expect((await take(other, ['SN-5001'])).code).toBe('serial_given');
  await settle(again, { act: 'again' });
  await settle(again, { act: 'delivered' });
  const told = await fixture.look(play.shopper, again.id);
  expect(told.fulfilments[0]?.serials?.map(({ serial }) => serial)).toEqual(['SN-5001']);
  expect((await take(other, ['SN-5001'])).code).toBe('serial_given');
  for (const condition of ['sellable', 'quarantine', 'written_off'] as const) {
    const back = await deliver(`SN-6-${condition}`);
    await settle(back, { act: 'failed', reason: 'nobody_there' });
    await settle(back, { act: 'back', condition });
    expect((await fixture.look(play.shopper, back.id)).fulfilments[0]?.serials).toBeUndefined();
  }
});

test('as many as a line may have can leave: told some at a time', async () => {
  const order = await pickup(99);
  const all = Array.from({ length: 99 }, (_, nth) => `SN-7${String(nth).padStart(3, '0')}`);
  expect((await take(order, all)).code).toBe('serials_unfit');
  for (const upTo of [80, 99]) expect((await take(order, all.slice(0, upTo))).status).toBe(200);
  expect((await pack(order)).status).toBe(200);
});

test('what is bought beyond what is kept of one part keeps nobody from giving it out', () => {
  const lines = Array.from({ length: 5 }, (_, nth) => ({ skuId: `S-${nth}`, quantity: 99 }));
  const detail = { lines: lines.map((line) => ({ ...line, hasSerials: true })) } as never;
  const serials = lines.flatMap(({ skuId }, nth) =>
    Array.from({ length: 80 }, (_, one) => ({ skuId, serial: `SN-${nth}-${one}` })),
  );
  const part = { orderId: 'O', lines, serials } as never;
  expect(serialsMissing(detail, part)).toBe(0);
  expect(serialsMissing(detail, { orderId: 'O', lines, serials: serials.slice(1) } as never)).toBe(1);
});
