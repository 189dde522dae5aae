import { saleCases } from '@jindian/shared/contract/goods/contracts';
import { formatYuan } from '@jindian/shared/money';
import { dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CheckoutFixture,
  dealerId,
  dealerMchid,
  startCheckoutFixture,
} from '../../../serving/orders/testing/checkout-fixture.ts';
import { branchId } from '../../../serving/orders/testing/orders-fixture.ts';
import { fieldsOf } from '../../forms/fields.ts';
import { openHq, type Visitor } from '../../testing/visitors.ts';
import { readContract } from './owner-contract.tsx';

let checkouts: CheckoutFixture;
let hq: Visitor;
const path = `/hq/owners/${dealerId}/contract`;

beforeAll(async () => {
  checkouts = await startCheckoutFixture();
  const { fixture } = checkouts;
  const { token } = await fixture.system.sessions.open(fixture.staff.hq.memberId);
  hq = openHq(fixture.system, { clock: fixture.clock, hqToken: token }).visitor(token);
});
afterAll(() => checkouts.fixture.close());

async function submit(to: string, fields: Record<string, string>) {
  const { text } = await hq.get(path);
  const sends = text.slice(text.indexOf(`action="${to}"`));
  const form = sends.slice(0, sends.indexOf('</form>'));
  const hidden = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return hq.post(to, { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields });
}

const terms = {
  legalName: '某某商贸有限公司',
  merchant: dealerMchid,
  'own_goods_own_customer.seller': 'hq',
  'own_goods_own_customer.share': '88.5',
  'own_goods_hq_customer.seller': 'hq',
  'own_goods_hq_customer.share': '',
  'hq_goods_own_shop.seller': 'hq',
  'hq_goods_own_shop.share': '',
};

test('HQ changes who sells; orders that are placed keep their seller, and later ones go by the new contract', async () => {
  const { fixture } = checkouts;
  const shopper = await fixture.enrol();
  const before = await checkouts.placedTogether(shopper);
  const order = await hq.get(`/hq/orders/${before.checkout?.orders[1]?.id}`);
  for (const text of ['某某商贸有限公司', before.order.number, dealerMchid])
    expect(order.text).toContain(text);

  expect(
    (await submit(path, { ...terms, merchant: '1900009999', 'own_goods_own_customer.seller': 'owner' }))
      .status,
  ).toBe(303);
  const refused = await submit(`${path}/publish`, { note: 'other merchant' });
  expect(refused.status).toBe(409);
  expect((await submit(path, { ...terms, 'own_goods_own_customer.share': '101' })).status).toBe(400);
  expect((await submit(path, { ...terms, perMonth: '1200', perOrder: '3.50' })).status).toBe(303);
  const published = await submit(`${path}/publish`, { note: 'HQ sells again' });
  expect(published.location).toBe(`${path}?done=published.2`);
  await fixture.settle();
  // What was agreed stands in its version, and is there to be changed in the form.
  expect((await hq.get(`${path}/versions/2`)).text).toContain('每月 ¥1,200.00，每单 ¥3.50');
  expect((await hq.get(path)).text).toMatch(/name="perOrder"[^>]*value="3.50"/);

  const after = await checkouts.placedTogether(shopper);
  expect([after.checkout, after.order.soldBy.ownerId]).toEqual([null, 'hq']);
  const kept = await checkouts.look(shopper, before);
  expect(kept.map(({ soldBy }) => soldBy.ownerId)).toEqual(['hq', dealerId]);
  expect((await hq.get('/hq/owners/nobody/contract')).status).toBe(404);
});

test('a branch, its contract and the prices of its own lead to one another', async () => {
  const { fixture } = checkouts;
  const own = `/hq/owners/${dealerId}/prices/${branchId}`;
  const [product] = (await fixture.system.catalog.current()).products;
  const sku = product?.skus[0];
  if (!product || !sku) throw new Error('no goods');
  await fixture.system.branchPrices.adopt(branchId, { [sku.id]: sku.priceFen + 123 });
  expect((await hq.get(path)).text).toContain(`href="${own}"`);
  const place = await hq.get(`/hq/locations/${branchId}`);
  for (const href of [own, path, '/hq/prices']) expect(place.text).toContain(`href="${href}"`);
  const shown = await hq.get(own);
  expect(shown.status).toBe(200);
  for (const text of [sku.id, formatYuan(sku.priceFen), formatYuan(sku.priceFen + 123), `href="${path}"`])
    expect(shown.text).toContain(text);
  expect(shown.text).toContain(`href="/hq/locations/${branchId}"`);
  for (const none of [`/hq/owners/hq/prices/${branchId}`, `/hq/owners/${dealerId}/prices/W0001`])
    expect([none, (await hq.get(none)).status]).toEqual([none, 404]);
});

test('what is typed is a contract, or it is not', () => {
  const typed = (share: string, merchant = '', fees: readonly [string, string] = ['', '']) =>
    fieldsOf([
      ['legalName', ' 某某 '],
      ['merchant', merchant],
      ['perMonth', fees[0]],
      ['perOrder', fees[1]],
      ...saleCases.flatMap((name) => [[`${name}.seller`, 'hq'] as const, [`${name}.share`, share] as const]),
    ]);
  expect(readContract(typed('12.5'))?.hq_goods_own_shop).toEqual({ seller: 'hq', ownerBasisPoints: 1_250 });
  expect(readContract(typed('', `${dealerMchid}/1900000301`))).toMatchObject({
    legalName: '某某',
    merchant: `${dealerMchid}/1900000301`,
  });
  const withFees = (perMonth: string, perOrder: string) => readContract(typed('', '', [perMonth, perOrder]));
  expect(withFees('1,200', '3.5')?.fees).toEqual({ perMonthFen: 120_000, perOrderFen: 350 });
  expect(withFees('1200', '')?.fees).toEqual({ perMonthFen: 120_000, perOrderFen: 0 });
  expect([withFees('', '')?.fees, withFees('x', ''), withFees('', '-1'), withFees('9000000', '')]).toEqual([
    undefined,
    null,
    null,
    null,
  ]);
  for (const wrong of [typed('100.01'), typed('-1'), typed('x'), typed('', 'not a merchant!')])
    expect(readContract(wrong)).toBeNull();
});

test('what headquarters owe a dealer is settled, read and answered on his page, and in no tax but his own', async () => {
  const { fixture } = checkouts;
  const { system, clock } = fixture;
  const { runs } = system.settlement;
  await system.ledger.post({
    ...{ id: 'transfer.incentive:T1', kind: 'transfer.incentive', orderId: null, reason: null },
    atMs: clock.nowMs() - 90 * dayMs,
    legs: [{ debit: 'hq-stock', credit: `owner:${dealerId}`, amountFen: 123_456 }],
  });
  const started = await runs.start('FINANCE1');
  const runId = started.ok ? started.value.id : '';
  for (let step = 0; step < 10; step += 1) await runs.step(runId, step);
  for (const by of ['FINANCE1', 'FINANCE2']) await runs.approve(runId, by);
  for (let step = 0; step < 20; step += 1) await runs.step(runId, step);

  const owner = await hq.get(`/hq/owners/${dealerId}`);
  const own = `/hq/owners/${dealerId}/settlements/${runId}`;
  expect(owner.text).toContain(`href="${own}"`);
  const statement = await hq.get(own);
  for (const text of ['调货奖励', '某某商贸有限公司', '待发票']) expect(statement.text).toContain(text);
  const hidden =
    [...statement.text.matchAll(/<input type="hidden" name="(csrf\w*)" value="([^"]*)"/g)][0] ?? [];
  const said = await hq.post(`${own}/answer`, {
    [hidden[1] ?? 'csrf']: hidden[2] ?? '',
    answer: 'disputed',
    note: '少了一笔奖励',
  });
  expect(said.location).toBe(`${own}?done=1`);
  expect((await hq.get(own)).text).toContain('少了一笔奖励');
  const tax = await hq.get('/hq/settlement/tax');
  for (const text of ['与账一致', '1,234.56']) expect(tax.text).toContain(text);
});

test('what is still missing of the prices is a step of getting ready, which leads to where it is mended', async () => {
  const stepNow = async () => {
    const { text } = await hq.get('/hq/setup');
    return /<a href="([^"]*)"><strong>价格<\/strong>([\s\S]*?)<\/li>/.exec(text)?.slice(1) ?? [];
  };
  const { fixture } = checkouts;
  const { locations } = await fixture.system.network.current();
  const dealers = locations.find(({ kind, ownerId }) => kind === 'branch' && ownerId === dealerId);
  if (!dealers) throw new Error('the dealer has no branch');
  await fixture.system.branchPrices.adopt(dealers.id, {});
  const [href, says] = await stepNow();
  expect([href, says?.includes('已完成')]).toEqual(['/hq/prices', true]);
  // As it comes with a brand's folder: its contract allows no prices of its own.
  await fixture.system.branchPrices.adopt(dealers.id, { 'P004-01': 1 });
  const [mended, missing] = await stepNow();
  expect(mended).toBe(`/hq/owners/${dealers.ownerId}/prices/${dealers.id}`);
  expect(missing).toContain(`还缺：${dealers.name.zh} 有 1 个自定价不在合同范围内，未生效`);
  expect(missing).toContain('待完成');
  await fixture.system.branchPrices.adopt(dealers.id, {});
});

test('what of an order goes to the fund pool is by the rule of when it was placed', async () => {
  const { fixture } = checkouts;
  const { orders, settings } = fixture.system;
  const publish = async (poolFromDealersPercent: number) => {
    const { revision, inForce } = await settings.money.view();
    const done = await settings.money.publishContent(
      { ...inForce.content, poolFromDealersPercent },
      { revision, by: fixture.staff.hq.memberId, note: '比例', command: null },
    );
    expect(done).toMatchObject({ ok: true });
  };
  const { revision } = await fixture.system.contracts.of(dealerId).view();
  await fixture.system.contracts
    .of(dealerId)
    .publishContent(checkouts.contract, { revision, by: 'HQ', note: 'as at first', command: null });
  await fixture.settle();
  await publish(5);
  const shopper = await fixture.enrol();
  const { checkout } = await checkouts.placedTogether(shopper);
  await publish(9);
  const records = await Promise.all((checkout?.orders ?? []).map(({ id }) => orders.store.read(id)));
  const kept = records.map((one) => [one?.detail.soldBy?.ownerId ?? 'hq', one?.detail.poolPercent]);
  // Nobody referred what headquarters sell.
  expect(new Map(kept as [string, number][])).toEqual(
    new Map([
      [dealerId, 5],
      ['hq', 0],
    ]),
  );
});
