import type { ProductAtBranch } from '@jindian/shared/contract/goods/storefront';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  branchId,
  type OrdersFixture,
  startOrdersFixture,
} from '../../../serving/orders/testing/orders-fixture.ts';
import { openHq, type Visitor } from '../../testing/visitors.ts';

let fixture: OrdersFixture;
let hq: Visitor;

beforeAll(async () => {
  fixture = await startOrdersFixture();
  const { token } = await fixture.system.sessions.open(fixture.staff.hq.memberId);
  hq = openHq(fixture.system, { clock: fixture.clock, hqToken: token }).visitor(token);
});
afterAll(() => fixture.close());

const sku = 'P004-01';
const priceHere = async () => {
  const answer = await fixture.api.request(`/v1/branches/${branchId}/products/P004`);
  const { skus } = (await answer.json()) as ProductAtBranch;
  return skus.find(({ skuId }) => skuId === sku)?.priceFen ?? 0;
};
async function submit(id: string, path: string, fields: Record<string, string>) {
  const { text } = await hq.get('/hq/prices');
  const card = text.slice(text.indexOf(`id="${id}"`));
  const sends = card.slice(card.indexOf(`action="${path}"`));
  const form = sends.slice(0, sends.indexOf('</form>'));
  const hidden = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  return hq.post(path, { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields });
}
const yuan = (fen: number) => (fen / 100).toFixed(2);

test('HQ allows, sets, publishes and takes back a price; shoppers see and pay exactly that', async () => {
  const nationalFen = await priceHere();
  const wanted = { sku, province: '某省', city: '', yuan: yuan(nationalFen - 500) };

  const early = await submit('set-price', '/hq/prices/entries', wanted);
  expect(early.status).toBe(409);
  expect(early.text).toContain('全国统一定价');
  // What was typed is still in the form.
  expect(early.text).toContain(`value="${wanted.yuan}"`);

  expect((await submit('policies', '/hq/prices/policies', { id: 'P004', policy: 'regional' })).status).toBe(
    303,
  );
  expect((await submit('set-price', '/hq/prices/entries', wanted)).status).toBe(303);
  expect(await priceHere()).toBe(nationalFen);
  expect((await hq.get('/hq/prices')).text).toContain('待发布');

  expect((await submit('publish', '/hq/prices/publish', { note: '' })).status).toBe(400);
  const published = await submit('publish', '/hq/prices/publish', { note: '开业价' });
  expect(published.location).toBe('/hq/prices?done=published.1');
  expect(await priceHere()).toBe(nationalFen - 500);
  const shown = (await hq.get('/hq/prices')).text;
  for (const text of ['已生效', '开业价', '第 1 版', 'person']) expect(shown).toContain(text);

  const shopper = await fixture.enrol();
  const body = (seenPriceFen: number) => ({
    body: { ...fixture.orderBody('pickup', []), lines: [{ skuId: sku, quantity: 1, seenPriceFen }] },
  });
  expect((await fixture.invoke(shopper, 'placeOrder', body(nationalFen))).code).toBe('price_changed');
  expect((await fixture.invoke(shopper, 'placeOrder', body(nationalFen - 500))).status).toBe(201);

  expect((await submit('entries', '/hq/prices/entries', {})).status).toBe(303);
  await submit('publish', '/hq/prices/publish', { note: '恢复' });
  expect(await priceHere()).toBe(nationalFen);
});

test('a slip of the keyboard, another SKU and a form of somebody else change nothing', async () => {
  await submit('policies', '/hq/prices/policies', { id: 'shoes.casual', policy: 'regional' });
  const draft = async () => (await fixture.system.prices.draft()).entries;
  const before = await draft();
  for (const fields of [
    { sku, province: '某省', city: '', yuan: '1' },
    { sku, province: '某省', city: '', yuan: '12.345' },
    { sku, province: '', city: '', yuan: '100' },
    { sku: 'P999-01', province: '某省', city: '', yuan: '100' },
  ])
    expect((await submit('set-price', '/hq/prices/entries', fields)).status).toBe(400);
  expect(
    (await submit('policies', '/hq/prices/policies', { id: 'nothing', policy: 'regional' })).status,
  ).toBe(400);
  expect(await draft()).toEqual(before);
  const forged = await hq.post('/hq/prices/publish', {
    note: 'x',
    revision: '1',
    key: 'a-forged-key-1',
    csrf: 'forged',
  });
  expect(forged.status).toBe(403);
});

test('the page is there in English too', async () => {
  await hq.get('/hq/language?to=en&back=%2Fhq%2Fprices');
  const page = await hq.get('/hq/prices');
  expect(page.status).toBe(200);
  expect(page.text).toContain('Regional prices');
});
