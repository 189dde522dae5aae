import { marshall } from '@aws-sdk/util-dynamodb';
import { emptyWindow, everywhere, type ShopWindow } from '@jindian/shared/contract/goods/shop-window';
import type { ProductAtBranch, Storefront, Suggestion } from '@jindian/shared/contract/goods/storefront';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoCategories, demoProducts } from '../../local/demo/catalog/index.ts';
import { chineseScript } from '../../platform/search/script.ts';
import {
  branchId,
  neighbourId,
  type OrdersFixture,
  startOrdersFixture,
} from '../../serving/orders/testing/orders-fixture.ts';

let fixture: OrdersFixture;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 2, 'P013-01': 0, 'P036-01': 50 } });
});
afterAll(() => fixture.close());

async function storefront(query = ''): Promise<Storefront> {
  return (await (
    await fixture.api.request(`/v1/branches/${branchId}/products${query}`)
  ).json()) as Storefront;
}

test('a storefront shows what the branch carries, what is sold out last, and only the categories it has', async () => {
  const shown = await storefront();
  expect(shown.items.map(({ productId, availability }) => [productId, availability])).toEqual([
    ['P004', 'few'],
    ['P036', 'in_stock'],
    ['P013', 'none'],
  ]);
  const { categoryPath } = await fixture.system.catalog.current();
  expect(shown.categories.map(({ id }) => id)).toEqual(
    [...new Set(shown.items.flatMap(({ categoryId }) => categoryPath(categoryId)))].sort(
      (a, b) => order(a) - order(b),
    ),
  );
  expect(shown.nextCursor).toBeNull();
});

function order(categoryId: string): number {
  return demoCategories.findIndex(({ id }) => id === categoryId);
}

test('the page of a product reads its own levels, however many others the branch has', async () => {
  const { engine, system } = fixture;
  const read = async () => {
    const answer = await fixture.api.request(`/v1/branches/${branchId}/products/P004`);
    expect(answer.status).toBe(200);
    const { skus } = (await answer.json()) as ProductAtBranch;
    expect(skus.find(({ skuId }) => skuId === 'P004-01')?.sellable).toBe(2);
    return engine.meter.snapshot();
  };
  // What is read once in a while, for all that follow, is read.
  await read();
  engine.meter.reset();
  const before = (await read()).readUnits;
  const place = (await system.network.location(branchId))!;
  const many = Array.from({ length: 2_000 }, (_, nth) => ({ skuId: `many-${nth}`, onHand: 1 }));
  await engine.bulkLoad(
    system.config.tableName,
    system.inventory.openingItems(place, many).map((item) => marshall(item)),
  );
  engine.meter.reset();
  const after = await read();
  expect(after.readUnits).toBe(before);
  expect(after.calls.Query ?? 0).toBe(0);
});

test('a page of a list, a search and the home page cost the same few reads, however much the branch carries', async () => {
  const { engine, system } = fixture;
  const before = await system.catalog.current();
  const pattern = before.product('P036')!;
  const many = Array.from({ length: 800 }, (_, nth) => ({
    ...pattern,
    id: `M${nth}`,
    title: { zh: `许多${nth}`, en: `Many ${nth}` },
    skus: pattern.skus.map((sku, at) => ({ ...sku, id: `M${nth}-${at}`, barcodes: [] })),
  }));
  await system.publishCatalog({
    products: [...before.products, ...many],
    categories: before.categories,
  });
  const place = (await system.network.location(neighbourId))!;
  const levels = many.flatMap(({ skus }) => skus.map(({ id }) => ({ skuId: id, onHand: 9 })));
  for (let start = 0; start < levels.length; start += 1_000) {
    const items = system.inventory.openingItems(place, levels.slice(start, start + 1_000));
    await engine.bulkLoad(
      system.config.tableName,
      items.map((item) => marshall(item)),
    );
  }
  const asked = ['', '?cursor=20', `?text=${encodeURIComponent('许多')}`, '?sort=price_up&inStock=true'];
  const costsOf = async (locationId: string) => {
    const costs: { calls: unknown; readUnits: number; items: number }[] = [];
    for (const query of ['', ...asked]) {
      engine.meter.reset();
      const answer = await fixture.api.request(`/v1/branches/${locationId}/products${query}`);
      const { items } = (await answer.json()) as Storefront;
      const { calls, readUnits } = engine.meter.snapshot();
      costs.push({ calls, readUnits, items: items.length });
    }
    // The first makes it of the levels, once a day.
    return costs.slice(1);
  };
  const small = await costsOf(branchId);
  const large = await costsOf(neighbourId);
  expect(large.map(({ items }) => items)).toEqual([20, 20, 20, 20]);
  expect(large.map(({ calls, readUnits }) => ({ calls, readUnits }))).toEqual(
    small.map(({ calls, readUnits }) => ({ calls, readUnits })),
  );
  // Half a unit for what the branch carries, and for each of the warehouses that send what is online only.
  for (const { readUnits } of large) expect(readUnits).toBeLessThanOrEqual(2.5);
  await system.publishCatalog({ products: before.products, categories: before.categories });
});

test('pages hang together: every product once, in the same order', async () => {
  const seen: string[] = [];
  let cursor: string | null = '0';
  while (cursor !== null) {
    const page: Storefront = await storefront(`?limit=1&cursor=${cursor}`);
    seen.push(...page.items.map(({ productId }) => productId));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(['P004', 'P036', 'P013']);
  expect((await fixture.api.request(`/v1/branches/${branchId}/products?cursor=x`)).status).toBe(400);
});

test('search reads both languages; a category narrows', async () => {
  const [first] = (await storefront()).items;
  expect((await storefront(`?text=${encodeURIComponent(first!.title.en.slice(0, 6))}`)).items).toContainEqual(
    first,
  );
  expect(
    (await storefront(`?categoryId=${first!.categoryId}`)).items.map(({ productId }) => productId),
  ).toEqual(['P004']);
  expect((await storefront('?text=nothing-like-this')).items).toEqual([]);
});

test('search takes words in any order, pinyin and barcodes, and says when it only comes near', async () => {
  const of = async (text: string, more = '') => {
    const { items, near, meant } = await storefront(`?text=${encodeURIComponent(text)}${more}`);
    return { ids: items.map(({ productId }) => productId), near, meant };
  };
  for (const id of ['P004', 'P036', 'P013']) {
    const product = demoProducts.find((one) => one.id === id)!;
    const { zh, en } = product.title;
    const han = zh.match(/\p{Script=Han}+/u)![0];
    const first = script.reading(han).join('');
    for (const text of [
      zh,
      en,
      en.split(' ').reverse().join(' '),
      first,
      id.toLowerCase(),
      product.skus[0]!.barcodes[0]!,
    ])
      expect(await of(text), text).toMatchObject({ ids: expect.arrayContaining([id]), near: false });
    expect((await of(product.skus[0]!.barcodes[0]!)).ids).toEqual([id]);
    expect((await of(product.skus[0]!.barcodes[0]!.slice(4))).ids).toContain(id);
    const mistyped = `${en.split(' ')[0]}x`;
    expect(await of(mistyped), mistyped).toMatchObject({ ids: expect.arrayContaining([id]), near: true });
  }
  expect(await of('nothing-like-this')).toEqual({ ids: [], near: false, meant: null });
});

test('the home page begins with what the brand puts first and the branch carries, and only the home page', async () => {
  expect((await storefront()).home).toEqual({ banners: [], sections: [], hotWords: [] });
  const category = demoProducts.find(({ id }) => id === 'P036')!.categoryId;
  const soldOut = demoProducts.find(({ id }) => id === 'P013')!.categoryId;
  const before = (await storefront()).categories.map(({ id }) => id as string);
  const banner = (target: string, own = {}) => ({
    ...everywhere,
    target,
    imagePath: null,
    title: null,
    ...own,
  });
  const section = (categoryId: string, own = {}) => ({
    ...everywhere,
    categoryId,
    title: null,
    productIds: [],
    ...own,
  });
  const title = { zh: '自己的标题', en: 'Own title' };
  const imagePath = '/assets/products/P001.svg';
  const publish = async (own: Partial<ShopWindow>) => {
    const { shopWindow } = fixture.system;
    const { revision } = await shopWindow.view();
    const done = await shopWindow.publishContent(
      { ...emptyWindow, ...own },
      { revision, by: 'hq', note: 'test', command: null },
    );
    return done.ok ? null : done.code;
  };
  expect(
    await publish({
      banners: [
        banner('P004', { title, imagePath }),
        banner('P001'),
        banner(category),
        banner('P004'),
        banner('fruit.citrus'),
      ],
      sections: [section(category, { title }), section(soldOut), section('fruit.citrus')],
      hotWords: ['跑鞋', '跑鞋', '牛排'].map((text) => ({ ...everywhere, text })),
      categories: [{ ...everywhere, categoryId: before.at(-1) as never }],
    }),
  ).toBeNull();
  const { home, items, categories } = await storefront();
  expect(home?.banners).toMatchObject([
    { kind: 'product', card: { productId: 'P004', title, imagePath } },
    { kind: 'category', category: { id: category } },
  ]);
  expect(home?.sections).toEqual([
    {
      category: { ...demoCategories.find(({ id }) => id === category), name: title },
      items: items.filter((one) => one.categoryId === category),
    },
  ]);
  expect(home?.hotWords).toEqual(['跑鞋', '牛排']);
  expect(categories.map(({ id }) => id)).toEqual([before.at(-1), ...before.slice(0, -1)]);
  for (const query of ['?cursor=1', '?inStock=true', '?fromFen=1', `?categoryId=${category}`, '?text=P004'])
    expect((await storefront(query)).home, query).toBeUndefined();

  // What the brand does not have is not published; neither is a picture that is gone.
  expect(await publish({ sections: [section('no.such')] })).toBe('policy_problem');
  const gone = banner('P004', { imagePath: `/pictures/${'0'.repeat(32)}` });
  expect(await publish({ banners: [gone] })).toBe('policy_problem');
});

test('a storefront is sorted by price, kept to a range of prices and to what is in stock', async () => {
  const up = (await storefront('?sort=price_up')).items;
  const prices = up.map(({ fromPriceFen }) => fromPriceFen);
  expect(prices).toEqual([...prices].sort((a, b) => a - b));
  expect((await storefront('?sort=price_down')).items.map(({ productId }) => productId)).toEqual(
    up.map(({ productId }) => productId).reverse(),
  );
  const middle = prices[1]!;
  expect(
    (await storefront(`?fromFen=${middle}&toFen=${middle}`)).items.map((one) => one.fromPriceFen),
  ).toEqual(prices.filter((price) => price === middle));
  expect((await storefront('?inStock=true')).items.map(({ productId }) => productId)).toEqual([
    'P004',
    'P036',
  ]);
});

const script = await chineseScript();
const chineseInitials = (text: string) =>
  script
    .reading(text)
    .map((sound) => sound?.[0])
    .join('');

test('a list is narrowed by attributes of categories, lines of the brand and tags; the product page names them', async () => {
  const before = await fixture.system.catalog.current();
  const both = (text: string) => ({ zh: text, en: text });
  const value = (id: string) => ({ id, name: both(`值${id}`) });
  const upper = { id: 'upper', name: both('鞋面'), values: [value('a'), value('b'), value('c')] };
  const root = before.categoryPath(before.product('P004')!.categoryId).at(-1);
  await fixture.system.publishCatalog({
    categories: before.categories.map((one) => (one.id === root ? { ...one, attributes: [upper] } : one)),
    products: before.products.map((one) => {
      if (one.id === 'P004') return { ...one, attributes: { upper: ['a', 'b'] }, tags: [both('新品')] };
      if (one.id === 'P013') return { ...one, attributes: { upper: ['b'] }, brandLine: both('雅集') };
      return one.id === 'P036' ? { ...one, brandLine: both('雅集') } : one;
    }),
  });
  const listed = async (values: string, more = '') => {
    const list = await storefront(`?values=${encodeURIComponent(values)}${more}`);
    return { ids: list.items.map(({ productId }) => productId).sort(), facets: list.facets };
  };
  const { ids, facets } = await listed('');
  expect(ids).toEqual(['P004', 'P013', 'P036']);
  expect(facets?.map((one) => [one.id, one.values.map(({ id }) => id)])).toEqual([
    ['_line', ['雅集']],
    ['_tag', ['新品']],
    // Nothing has the third.
    ['upper', ['a', 'b']],
  ]);
  expect((await listed('upper:a')).ids).toEqual(['P004']);
  expect((await listed('upper:a|upper:b')).ids).toEqual(['P004', 'P013']);
  expect((await listed('upper:b|_line:雅集')).ids).toEqual(['P013']);
  expect((await listed('_tag:新品|_line:雅集')).ids).toEqual([]);
  expect((await listed('upper:a', '&cursor=1')).facets).toBeUndefined();
  for (const ofNothing of ['none', 'constructor', '__proto__', 'toString'])
    expect((await listed(`${ofNothing}:a`)).ids).toEqual([]);
  expect((await storefront('?values=upper:a')).home).toBeUndefined();
  const page = await fixture.api.request(`/v1/branches/${branchId}/products/P004`);
  expect(((await page.json()) as ProductAtBranch).attributes).toEqual([
    { name: upper.name, value: { zh: '值a、值b', en: '值a, 值b' } },
  ]);
  await fixture.system.publishCatalog({ products: before.products, categories: before.categories });
});

test('suggestions name products and categories that the branch may offer', async () => {
  const suggested = async (text: string) => {
    const answer = await fixture.api.request(
      `/v1/branches/${branchId}/suggestions?text=${encodeURIComponent(text)}`,
    );
    return ((await answer.json()) as { items: Suggestion[] }).items;
  };
  const product = demoProducts.find(({ id }) => id === 'P004')!;
  expect(await suggested(product.title.zh.slice(0, 2))).toContainEqual({
    kind: 'product',
    id: 'P004',
    name: product.title,
  });
  const category = demoCategories.find(({ id }) => id === product.categoryId)!;
  expect((await suggested(category.name.zh))[0]).toEqual({
    kind: 'category',
    id: category.id,
    name: category.name,
  });
  for (const text of [category.name.en, chineseInitials(category.name.zh)])
    expect(await suggested(text), text).toContainEqual({
      kind: 'category',
      id: category.id,
      name: category.name,
    });
  const regional = demoProducts.find(({ regions }) => regions !== null)!;
  expect((await suggested(regional.title.zh)).map(({ id }) => id)).not.toContain(regional.id);
});

test("a product page tells this branch's pieces, after what others have reserved", async () => {
  const read = async () =>
    (await (await fixture.api.request(`/v1/branches/${branchId}/products/P004`)).json()) as ProductAtBranch;
  const sellable = (page: ProductAtBranch) => page.skus.find(({ skuId }) => skuId === 'P004-01')?.sellable;
  expect(sellable(await read())).toBe(2);
  await fixture.placed(await fixture.enrol(), 'pickup', [['P004-01', 2]]);
  const after = await read();
  expect(sellable(after)).toBe(0);
  expect(after.skus.find(({ skuId }) => skuId === 'P004-01')?.availability).toBe('none');
});

test('goods for the north are not offered in the south', async () => {
  const regional = demoProducts.find(({ regions }) => regions !== null);
  const answer = await fixture.api.request(`/v1/branches/${branchId}/products/${regional?.id}`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'product_not_offered' });
});
