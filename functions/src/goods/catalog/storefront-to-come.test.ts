import type { ProductAtBranch, Storefront } from '@jindian/shared/contract/goods/storefront';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  branchId,
  type OrdersFixture,
  startOrdersFixture,
} from '../../serving/orders/testing/orders-fixture.ts';

let fixture: OrdersFixture;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 0, 'P013-01': 0, 'P036-01': 50 } });
});
afterAll(() => fixture.close());

async function storefront(query = ''): Promise<Storefront> {
  return (await (
    await fixture.api.request(`/v1/branches/${branchId}/products${query}`)
  ).json()) as Storefront;
}

test('what stands in a form is seen as shoppers would see it, by its token alone and for half an hour; nothing of it is kept or sold', async () => {
  const { clock } = fixture;
  const { id, status: _status, ...body } = (await fixture.system.catalog.current()).product('P004')!;
  const made = await fixture.invoke<{ token: string; expiresAtMs: number }>(
    fixture.staff.hq,
    'hqPreviewProduct',
    {
      params: { productId: id },
      body: { ...body, title: { zh: '改过的名字', en: 'Another name' }, tags: [{ zh: '新品', en: 'New' }] },
    },
  );
  expect(made.status).toBe(200);
  const { token, expiresAtMs } = made.body;
  const look = async (productId: string, preview?: string) => {
    const query = preview === undefined ? '' : `?preview=${preview}`;
    const answer = await fixture.api.request(`/v1/branches/${branchId}/products/${productId}${query}`);
    return { status: answer.status, body: (await answer.json()) as ProductAtBranch };
  };
  const seen = await look(id, token);
  expect(seen.body).toMatchObject({
    product: { id, title: { zh: '改过的名字' }, tags: [{ zh: '新品' }] },
    draftUntilMs: expiresAtMs,
  });
  const published = await look(id);
  expect(seen.body.skus).toEqual(published.body.skus);
  expect((await look(id)).body.product.title).toEqual(body.title);
  expect((await look('P036', token)).status).toBe(404);
  expect((await look(id, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).status).toBe(404);
  expect((await look(id, 'short')).status).toBe(400);
  const clerk = await fixture.invoke(fixture.staff.clerk, 'hqPreviewProduct', {
    params: { productId: id },
    body,
  });
  expect(clerk.status).toBe(403);
  clock.advance(30 * 60_000);
  expect((await look(id, token)).status).toBe(404);
});

test('what is planned goes on sale and off sale by itself, also in a process that began meanwhile; dealers and HQ see it before', async () => {
  const hourMs = 3_600_000;
  const nowMs = fixture.clock.nowMs();
  const params = { productId: 'P036' };
  let revision = 0;
  const hq = async (id: 'hqSetProductStatus' | 'hqPlanProduct', body: object) => {
    const answer = await fixture.invoke<{ revision: number }>(fixture.staff.hq, id, {
      params,
      body: { ...body, revision },
    });
    expect(answer).toMatchObject({ status: 200 });
    revision = answer.body.revision;
  };
  const isListed = async () => (await storefront()).items.some(({ productId }) => productId === 'P036');
  const after = async (hours: number) => {
    fixture.clock.advance(hours * hourMs);
    fixture.restart();
    await fixture.settle();
    return isListed();
  };
  await hq('hqSetProductStatus', { status: 'off_sale' });
  expect(await isListed()).toBe(false);
  const plan = { onSaleAtMs: nowMs + 2 * hourMs, offSaleAtMs: nowMs + 4 * hourMs, dealersFromMs: nowMs };
  await hq('hqPlanProduct', plan);
  expect(await isListed()).toBe(false);
  const { token } = await fixture.system.sessions.open(fixture.staff.hq.memberId);
  const ahead = await fixture.api.request(`/v1/branches/${branchId}/products/P036`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await ahead.json()).toMatchObject({ previewUntilMs: nowMs + 2 * hourMs });
  expect(await after(1)).toBe(false);
  expect(await after(1)).toBe(true);
  expect(await after(2)).toBe(false);
  const catalog = await fixture.system.catalog.current();
  expect(catalog.product('P036')).toMatchObject({ status: 'off_sale' });
  revision = catalog.edits.products.P036!.revision;
  // Called off, it stays as it is.
  await hq('hqPlanProduct', { ...plan, onSaleAtMs: nowMs + 9 * hourMs, offSaleAtMs: null });
  await hq('hqPlanProduct', { onSaleAtMs: null, offSaleAtMs: null, dealersFromMs: null });
  expect(await after(6)).toBe(false);
  await hq('hqSetProductStatus', { status: 'on_sale' });
});

test('what is online only is in every storefront, with what a warehouse could send; dealers see what is to come', async () => {
  const nowMs = fixture.clock.nowMs();
  const dayMs = 86_400_000;
  const before = await fixture.system.catalog.current();
  const products = before.products.map((product) =>
    product.id === 'P036'
      ? { ...product, onlineOnly: true }
      : product.id === 'P013'
        ? { ...product, onlineOnly: true, dealersFromMs: nowMs, visibleFromMs: nowMs + dayMs }
        : product,
  );
  await fixture.system.publishCatalog({ products, categories: before.categories });
  const cards = async (token?: string) => {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    const answer = await fixture.api.request(`/v1/branches/${branchId}/products`, { headers });
    return ((await answer.json()) as Storefront).items;
  };
  // The warehouse has two of everything; the fifty at the branch do not count.
  expect(
    (await cards()).map(({ productId, availability, onlineOnly }) => [productId, availability, onlineOnly]),
  ).toEqual([
    ['P036', 'few', true],
    ['P004', 'none', undefined],
  ]);
  const tokenOf = async ({ memberId }: { memberId: string }) =>
    (await fixture.system.sessions.open(memberId)).token;
  const hqToken = await tokenOf(fixture.staff.hq);
  const preview = (await cards(hqToken)).find(({ productId }) => productId === 'P013');
  expect(preview).toMatchObject({ previewUntilMs: nowMs + dayMs, onlineOnly: true });
  // A clerk of a branch of HQ's is no dealer.
  expect((await cards(await tokenOf(fixture.staff.clerk))).map(({ productId }) => productId)).not.toContain(
    'P013',
  );

  const page = await fixture.api.request(`/v1/branches/${branchId}/products/P013`, {
    headers: { authorization: `Bearer ${hqToken}` },
  });
  const seen = (await page.json()) as ProductAtBranch;
  expect(seen.skus.every(({ sellable }) => sellable === 0)).toBe(true);
  expect((await fixture.api.request(`/v1/branches/${branchId}/products/P013`)).status).toBe(404);
  const shopper = await fixture.enrol();
  const early = await fixture.invoke(shopper, 'placeOrder', {
    body: fixture.orderBody('delivery', [['P013-01', 1]]),
  });
  expect(early.code).toBe('product_not_offered');

  fixture.clock.advance(dayMs);
  expect((await cards()).map(({ productId }) => productId)).toContain('P013');
  await fixture.system.publishCatalog({ products: before.products, categories: before.categories });
});
