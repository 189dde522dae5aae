import type { OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { formatYuan } from '@jindian/shared/money';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SystemFixture, startSystemFixture } from '../../../entry/testing/system-fixture.ts';
import { tourShanghaiHuangpuBranchId as here } from '../../../local/demo/network/tour.ts';
import { hiddenField, openHq, type Visitor } from '../../testing/visitors.ts';

let fixture: SystemFixture;
let guest: Visitor;
let token: string;

beforeAll(async () => {
  fixture = await startSystemFixture({ stockAt: ({ id }) => id === here });
  token = await fixture.signIn('shopper-wang');
  const hqToken = await fixture.signIn('hq');
  guest = openHq(fixture.local.system, { clock: fixture.local.clock, hqToken }).visitor(hqToken);
});
afterAll(() => fixture.local.close());

async function buy(quantity: number): Promise<OrderView> {
  const { skuId, priceFen } = await fixture.sellableSku(here);
  const lines = [{ skuId, quantity, seenPriceFen: priceFen }];
  const body = { locationId: here, method: 'pickup', lines };
  const placed = await fixture.invoke<PlacedOrder>('placeOrder', { body }, { token });
  return fixture.pay(token, placed.body);
}

test('HQ reads what goes back to which tender, confirms once, and finds it on the order', async () => {
  const order = await buy(2);
  const path = `/hq/orders/${order.id}/refund`;
  expect((await guest.get(`/hq/orders/${order.id}`)).text).toContain(path);
  const blank = { csrf: hiddenField((await guest.get(path)).text, 'csrf') };
  const unreasoned = await guest.post(path, { ...blank, 'quantity-1': '1', act: 'preview' });
  expect([unreasoned.status, unreasoned.text.includes('请填写退款原因')]).toEqual([400, true]);
  const tooMany = await guest.post(path, { ...blank, 'quantity-1': '3', reason: '破损', act: 'preview' });
  expect([tooMany.status, tooMany.text.includes('超出可退')]).toEqual([409, true]);
  const asked = { ...blank, 'quantity-1': '1', 'extra-1': '0.50', reason: '破损', act: 'preview' };
  const shown = await guest.post(path, asked);
  const amount = formatYuan((order.lines[0]?.unitPriceFen ?? 0) + 50);
  expect(shown.text).toContain(amount);
  expect(shown.text).toContain('微信支付');
  const confirm = { ...asked, key: hiddenField(shown.text, 'key'), act: 'confirm' };
  for (const _ of [1, 2])
    expect((await guest.post(path, confirm)).location).toBe(`/hq/orders/${order.id}?done=refunded`);
  await fixture.local.processes.settle();
  const now = (await fixture.invoke<OrderView>('getOrder', { params: { orderId: order.id } }, { token }))
    .body;
  expect(now.refunds.map(({ lines }) => lines)).toEqual([
    [{ lineId: '1', quantity: 1, amountFen: (order.lines[0]?.unitPriceFen ?? 0) + 50 }],
  ]);
  const { text } = await guest.get(`/hq/orders/${order.id}?done=refunded`);
  for (const said of ['退款已提交', amount, '破损', '总部退款']) expect(text).toContain(said);
});

test('the list of refunds that failed is there, and empty', async () => {
  expect((await guest.get('/hq/refunds')).text).toContain('没有失败的退款');
});
