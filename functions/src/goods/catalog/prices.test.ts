import { visibleTo } from '@jindian/shared/contract/goods/catalog';
import { type PriceContent, priceChangeSchema, shortCityName } from '@jindian/shared/contract/goods/prices';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCategories, demoProducts } from '../../local/demo/catalog/index.ts';
import type { PolicyDocuments } from '../../platform/policy-document/documents.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openPolicies } from '../../platform/policy-document/testing/policy-fixture.ts';
import { createSnapshotStore, liveSnapshot } from '../../platform/snapshot-store.ts';
import { decodeCatalog, encodeCatalog } from './catalog.ts';
import { createPriceLists, type PriceListsService } from './price-lists.ts';
import { compilePrices, noPriceContent, priceChanges, priceOf } from './prices.ts';

const catalog = decodeCatalog(encodeCatalog({ products: demoProducts, categories: demoCategories }));
const apples = 'P049-01';
const shoes = 'P001-01';
const yantai = { province: '山东省', city: '烟台市' };
const jinan = { province: '山东', city: '济南' };
const shanghai = { province: '上海市', city: '上海市' };
const nationalFen = catalog.sku(apples)!.sku.priceFen;

describe('a price in an area', () => {
  const content: PriceContent = {
    policies: [{ of: 'category', id: 'fruit.orchard', policy: 'regional' }],
    entries: [
      { skuId: apples, province: '山东', city: null, priceFen: 3_590 },
      { skuId: apples, province: '山东', city: '烟台', priceFen: 3_390 },
      { skuId: shoes, province: '山东', city: null, priceFen: 100 },
    ],
  };
  const lists = compilePrices(content, 0);

  test("is its city's, else its province's, else the national one", () => {
    expect([yantai, jinan, shanghai].map((area) => priceOf(catalog, lists, apples, area))).toEqual([
      3_390,
      3_590,
      nationalFen,
    ]);
    expect(priceOf(catalog, lists, 'P999-99', yantai)).toBeNull();
  });

  test('is the national one wherever the brand allows nothing else, whatever a list says', () => {
    expect(priceOf(catalog, lists, shoes, yantai)).toBe(catalog.sku(shoes)!.sku.priceFen);
    // The product's own rule goes before that of its category.
    const own = compilePrices(
      {
        ...content,
        policies: [...content.policies, { of: 'product', id: 'P049', policy: 'national' }],
      },
      0,
    );
    expect(priceOf(catalog, own, apples, yantai)).toBe(nationalFen);
    expect(priceOf(catalog, compilePrices(noPriceContent, 0), apples, yantai)).toBe(nationalFen);
  });

  test('does not depend on the form in which places are named', () => {
    const forms = [
      ['延边朝鲜族自治州', '延边朝鲜族'],
      ['锡林郭勒盟', '锡林郭勒'],
      ['喀什地区', '喀什'],
      ['烟台市', '烟台'],
    ] as const;
    for (const [long, short] of forms) expect(shortCityName(long)).toBe(short);
    const parsed = priceChangeSchema.parse({
      set: [{ skuId: apples, province: '广西壮族自治区', city: '南宁市', priceFen: 4_000 }],
    });
    expect(parsed.set[0]).toMatchObject({ province: '广西', city: '南宁' });
  });

  test('what differs between two lists is exactly what turns one into the other', () => {
    const entry = fc.record({
      skuId: fc.constantFrom(apples, shoes, 'P051-01'),
      province: fc.constantFrom('山东', '上海'),
      city: fc.constantFrom(null, '烟台'),
      priceFen: fc.integer({ min: 1, max: 5 }),
    });
    const list = fc.uniqueArray(entry, {
      selector: ({ skuId, province, city }) => `${skuId}${province}${city}`,
      maxLength: 10,
    });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const { changes } = priceChanges({ policies: [], entries: before }, { policies: [], entries: after });
        const text = (at: { skuId: string; province: string; city: string | null }) =>
          `${at.skuId} ${at.province} ${at.city}`;
        const applied = new Map(before.map((each) => [text(each), each.priceFen]));
        for (const change of changes) {
          expect(applied.get(text(change)) ?? null).toBe(change.beforeFen);
          expect(change.beforeFen).not.toBe(change.afterFen);
          if (change.afterFen === null) applied.delete(text(change));
          else applied.set(text(change), change.afterFen);
        }
        expect(applied).toEqual(new Map(after.map((each) => [text(each), each.priceFen])));
      }),
    );
  });
});

test.each([
  [{}, 'everyone'],
  [{ visibleFromMs: 10 }, 'everyone'],
  [{ visibleFromMs: 11 }, 'nobody'],
  [{ dealersFromMs: 10, visibleFromMs: 11 }, 'dealers'],
  [{ dealersFromMs: 11, visibleFromMs: 12 }, 'nobody'],
] as const)('who sees %o: %s', (product, who) => expect(visibleTo(product, 10)).toBe(who));

describe('HQ edits and publishes', () => {
  let opened: Awaited<ReturnType<typeof openPolicies>>;
  let prices: PriceListsService;
  let another: PriceListsService;
  let keys = 0;
  const command = () => {
    keys += 1;
    return { scope: 'hq', key: `price-key-${keys}`, inputHash: 'x' };
  };
  const set = (priceFen: number, city: string | null = null, skuId = apples) => ({
    set: [{ skuId, province: '山东', city, priceFen }],
    remove: [],
    policies: [],
  });
  const revision = async () => (await prices.draft()).revision;
  const publish = async (note: string, by: string, key = command()) =>
    prices.publish({ revision: await revision(), note, by, command: key });

  beforeAll(async () => {
    opened = await openPolicies();
    const { table, clock } = opened;
    const snapshots = createSnapshotStore({ table });
    await snapshots.publish(
      'catalog',
      encodeCatalog({ products: demoProducts, categories: demoCategories }),
      0,
    );
    const make = (policies: PolicyDocuments) =>
      createPriceLists({
        policies,
        catalog: liveSnapshot({ store: snapshots, clock, name: 'catalog', decode: decodeCatalog }),
        settings: fixedSettings('goods'),
      });
    prices = make(opened.policies);
    another = make(opened.another().policies);
  });
  afterAll(() => opened.close());
  const inForce = async (service = prices) => priceOf(catalog, await service.refresh(), apples, yantai);

  test('without a publication every price is national', async () => {
    expect((await prices.current()).version).toBe(0);
    expect(await inForce()).toBe(nationalFen);
  });

  test('a product must be allowed to have regional prices first; slips and unknown goods are refused', async () => {
    const change = async (wanted: Parameters<typeof prices.change>[0]) =>
      prices.change(wanted, 'anna', await revision(), command());
    expect(await change(set(3_500))).toMatchObject({ code: 'price_is_national' });
    const allowed = { of: 'product' as const, id: 'P049', policy: 'regional' as const };
    const both = await change({ ...set(3_500), policies: [allowed] });
    expect(both.ok && both.value.entries[0]).toMatchObject({
      priceFen: 3_500,
      nationalFen,
      inForceFen: nationalFen,
      applies: true,
    });
    expect(await change(set(35))).toMatchObject({ code: 'invalid_request' });
    expect(await change(set(350_000))).toMatchObject({ code: 'invalid_request' });
    expect(await change(set(100, null, 'P999-01'))).toMatchObject({ code: 'product_not_offered' });
  });

  test('nothing is in force before it is published; then everywhere within seconds, with who did it', async () => {
    expect(await inForce()).toBe(nationalFen);
    expect((await prices.draft()).unpublished).toBe(2);
    expect(await publish('秋季', 'anna')).toMatchObject({
      ok: true,
      value: { number: 1, publishedByName: 'name of anna', note: '秋季' },
    });
    expect(await inForce()).toBe(3_500);
    opened.clock.advance(2_001);
    expect((await another.current()).version).toBe(1);
    expect((await prices.draft()).unpublished).toBe(0);
  });

  test('a city goes before its province; what is removed is gone with the next publication', async () => {
    await prices.change(set(3_300, '烟台'), 'anna', await revision(), command());
    await publish('烟台', 'anna');
    expect(await inForce()).toBe(3_300);
    const remove = [{ skuId: apples, province: '山东', city: '烟台' }];
    await prices.change({ set: [], remove, policies: [] }, 'ben', await revision(), command());
    expect(await inForce()).toBe(3_300);
    await publish('收回', 'ben');
    expect(await inForce()).toBe(3_500);
    const history = await prices.versions(10);
    expect(history.ok && history.value.items.map(({ number, publishedBy }) => [number, publishedBy])).toEqual(
      [
        [3, 'ben'],
        [2, 'anna'],
        [1, 'anna'],
        [0, null],
      ],
    );
  });

  test('two who change the same list: the second is told who was first', async () => {
    const seen = await revision();
    const key = command();
    const first = await prices.change(set(3_400), 'anna', seen, key);
    expect(await prices.change(set(3_400), 'anna', seen, key)).toEqual(first);
    expect(await prices.change(set(3_600), 'ben', seen, command())).toMatchObject({
      code: 'stale_revision',
      params: { name: 'name of anna' },
    });
  });

  test('a repeated publication is one version', async () => {
    const once = command();
    const seen = await revision();
    const publication = { revision: seen, note: '一次', by: 'anna', command: once };
    const first = await prices.publish(publication);
    expect(first.ok).toBe(true);
    expect(await prices.publish(publication)).toEqual(first);
    expect((await another.refresh()).version).toBe(4);
  });
});
