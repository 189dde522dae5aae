import type { Favourites } from '@jindian/shared/contract/goods/favourites';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoProducts } from '../../local/demo/catalog/index.ts';
import {
  branchId,
  type OrdersFixture,
  type Person,
  startOrdersFixture,
} from '../../serving/orders/testing/orders-fixture.ts';
import { maxFavourites, withFavourite } from './rules.ts';

let fixture: OrdersFixture;
let shopper: Person;
beforeAll(async () => {
  fixture = await startOrdersFixture({});
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());

const ids = async (who: Person, id: 'addFavourite' | 'removeFavourite', productId: string) => {
  const answer = await fixture.invoke<Favourites>(who, id, { params: { productId } });
  expect(answer.status).toBe(200);
  return answer.body.ids;
};

test('hearts are put on and taken off, the latest first, and each member has their own', async () => {
  const other = await fixture.enrol();
  await ids(shopper, 'addFavourite', 'P004');
  expect(await ids(shopper, 'addFavourite', 'P036')).toEqual(['P036', 'P004']);
  expect(await ids(shopper, 'addFavourite', 'P004')).toEqual(['P036', 'P004']);
  expect(await ids(other, 'removeFavourite', 'P004')).toEqual([]);
  const { body } = await fixture.invoke<Favourites>(shopper, 'listFavourites', {
    query: { locationId: branchId },
  });
  expect(body.ids).toEqual(['P036', 'P004']);
  expect(body.cards.map(({ productId, availability }) => [productId, availability])).toEqual([
    ['P036', 'in_stock'],
    ['P004', 'in_stock'],
  ]);
  expect(await ids(shopper, 'removeFavourite', 'P036')).toEqual(['P004']);
  expect((await fixture.invoke(shopper, 'addFavourite', { params: { productId: 'P999' } })).status).toBe(404);
});

test('hearts that are put on at once from two phones are all there', async () => {
  const both = await fixture.enrol();
  const wanted = demoProducts.slice(0, 4).map(({ id }) => id);
  await Promise.all(wanted.map((id) => ids(both, 'addFavourite', id)));
  const { body } = await fixture.invoke<Favourites>(both, 'listFavourites', {});
  expect([...body.ids].sort()).toEqual([...wanted].sort());
});

test('nobody has more than fit into their item', () => {
  const full = Array.from({ length: maxFavourites }, (_, index) => ({
    productId: `P${index + 100}`,
    atMs: 1,
  }));
  expect(withFavourite(full, { productId: 'P001', atMs: 2 })).toBe('full');
  expect(withFavourite(full, full[7]!)).toEqual(full);
});

test('hearts of who signed in by SMS are those of the member in WeChat with the same number, each once', async () => {
  const { members, sessions } = fixture.system;
  const found = await members.memberForPhone('13700007001', 'zh');
  if (!found.ok) throw new Error(found.code);
  const web = { ...shopper, memberId: found.value, token: (await sessions.open(found.value)).token };
  for (const productId of ['P004', 'P036']) await ids(web, 'addFavourite', productId);
  const inWechat = await fixture.enrol();
  await ids(inWechat, 'addFavourite', 'P004');
  await ids(inWechat, 'addFavourite', 'P001');
  expect(await members.recordPhone(inWechat.memberId, '13700007001')).toEqual({ ok: true, value: null });
  const { body } = await fixture.invoke<Favourites>(inWechat, 'listFavourites', {});
  expect([...body.ids].sort()).toEqual(['P001', 'P004', 'P036']);
});
