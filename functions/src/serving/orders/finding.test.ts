import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { OrderSummary } from '@jindian/shared/contract/serving/order';
import type { OrderCounts, WorkCounts } from '@jindian/shared/contract/serving/order-lists';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { namesOrder, namesWork } from './finding.ts';
import { branchId, type OrdersFixture, type Person, startOrdersFixture } from './testing/orders-fixture.ts';

let fixture: OrdersFixture;
beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 200 } });
});
afterAll(() => fixture.close());

test.each([
  ['1129-A9GE4', true],
  ['a9ge4', true],
  ['1129ａ９', true],
  ['5678', true],
  ['13812345678', true],
  ['+86 138-1234-5678', true],
  ['13912345678', false],
  ['1129', false],
  ['567', false],
  ['8', false],
  ['--', false],
])('a clerk who types %s means order 1129-A9GE4 for 138 1234 5678: %s', (text, found) => {
  expect(namesWork(text, '1129-A9GE4', '13812345678')).toBe(found);
});

test('without the right to the phone its digits find nothing', () => {
  expect(namesWork('5678', '1129-A9GE4', undefined)).toBe(false);
});

test('a shopper finds an order by what was in it, in either language', () => {
  const lines = [
    { title: { zh: '山茶花乌龙茶', en: 'Camellia Oolong' }, skuName: { zh: '100 克', en: '100 g' } },
  ];
  expect(namesOrder('乌龙', '1129-A9GE4', lines)).toBe(true);
  expect(namesOrder('oolong', '1129-A9GE4', lines)).toBe(true);
  expect(namesOrder('红茶', '1129-A9GE4', lines)).toBe(false);
  expect(namesOrder('！！', '1129-A9GE4', lines)).toBe(false);
});

const params = { locationId: branchId };
const page = async (shopper: Person, query: Record<string, string>) =>
  (
    await fixture.invoke<{ items: OrderSummary[]; nextCursor: string | null }>(shopper, 'listOrders', {
      query,
    })
  ).body;

test('orders are found in the tab where they are, counted, and handed over by their digits once', async () => {
  const shopper = await fixture.enrol();
  const pickup = await fixture.paid(shopper, 'pickup', [['P004-01', 1]]);
  const delivery = await fixture.paid(shopper, 'delivery', [['P004-01', 1]]);
  const ids = ({ items }: { items: OrderSummary[] }) => items.map(({ id }) => id);
  expect(ids(await page(shopper, { tab: 'to_pick_up' }))).toEqual([pickup.id]);
  expect(ids(await page(shopper, { tab: 'on_the_way' }))).toEqual([delivery.id]);
  expect(ids(await page(shopper, { text: pickup.number.slice(-5).toLowerCase() }))).toEqual([pickup.id]);
  const first = await page(shopper, { limit: '1' });
  expect([
    ...ids(first),
    ...ids(await page(shopper, { limit: '1', cursor: first.nextCursor ?? '' })),
  ]).toEqual([delivery.id, pickup.id]);
  const counts = async () => (await fixture.invoke<OrderCounts>(shopper, 'countOrders', {})).body;
  expect(await counts()).toEqual({ to_pay: 0, to_pick_up: 1, on_the_way: 1 });

  const { clerk } = fixture.staff;
  const queued = async () => (await fixture.invoke<WorkCounts>(clerk, 'countWork', { params })).body.queues;
  expect((await queued()).find(({ queue }) => queue === 'to_pack')).toMatchObject({ count: 2, more: false });
  const find = async (text: string) =>
    (
      await fixture.invoke<{ items: WorkItem[] }>(clerk, 'findWork', { params, body: { text } })
    ).body.items.map(({ orderId }) => orderId);
  expect(await find(pickup.number)).toEqual([pickup.id]);
  expect(await find(delivery.address?.phone.slice(-4) ?? '')).toEqual([delivery.id]);

  const { digits } = (
    await fixture.invoke<{ digits: string }>(shopper, 'getPickupCode', { params: { orderId: pickup.id } })
  ).body;
  const handOver = () =>
    fixture.invoke<WorkItem>(clerk, 'confirmHandOver', { params, body: { code: digits } });
  const wrong = digits.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
  expect((await fixture.invoke(clerk, 'previewHandOver', { params, body: { code: wrong } })).code).toBe(
    'pickup_code_invalid',
  );
  expect((await handOver()).body.orderId).toBe(pickup.id);
  expect((await handOver()).code).toBe('already_handed_over');
  expect(await counts()).toEqual({ to_pay: 0, to_pick_up: 0, on_the_way: 1 });
  expect(ids(await page(shopper, { tab: 'done' }))).toEqual([pickup.id]);
});

describe('a clerk looks for a number that a caller says', () => {
  const found = async (text: string) => {
    const { clerk } = fixture.staff;
    const answer = await fixture.invoke<{ items: WorkItem[]; more: boolean }>(clerk, 'findWork', {
      params,
      body: { text },
    });
    expect(answer.status).toBe(200);
    return answer.body.items.map(({ orderId }) => orderId as string);
  };

  test('and finds a pickup by the number of its shopper, with a record of it', async () => {
    const shopper = await fixture.enrol();
    expect((await fixture.system.members.recordPhone(shopper.memberId, '13700008642')).ok).toBe(true);
    const pickup = await fixture.paid(shopper, 'pickup', [['P004-01', 1]]);
    expect(await found('137 0000 8642')).toEqual([pickup.id]);
    expect(await found('8642')).toEqual([pickup.id]);
    expect(await found('13800008642')).toEqual([]);
    const records = await fixture.invoke<{ items: { targets: unknown[] }[] }>(
      fixture.staff.hq,
      'hqListAuditRecords',
      { query: { act: 'order.find', targetKind: 'order', targetId: pickup.id, limit: '5' } },
    );
    expect(records.body.items).toHaveLength(2);
    expect(JSON.stringify(records.body)).not.toContain('13700008642');
  });

  test('but of what is over tries out no last digits, nor any digits without end', async () => {
    const shopper = await fixture.enrol();
    const order = await fixture.paid(shopper, 'delivery', [['P004-01', 1]]);
    const phone = order.address?.phone ?? '';
    const { clerk } = fixture.staff;
    const [part] = (await fixture.look(shopper, order.id)).fulfilments;
    expect(await found(phone.slice(-4))).toContain(order.id);
    for (const step of ['packFulfilment', 'dispatchFulfilment', 'deliverFulfilment'] as const)
      await fixture.invoke(clerk, step, { params: { orderId: order.id, fulfilmentId: part?.id ?? '' } });
    expect(await found(phone.slice(-4))).not.toContain(order.id);
    expect(await found(phone)).toContain(order.id);
    expect(endpoints.findWork.throttle).toBe('desk_search');
  });
});
