import { bandAround } from '@jindian/shared/contract/goods/branch-prices';
import { isOfferedAt } from '@jindian/shared/contract/goods/catalog';
import { type OwnerContract, standardContract } from '@jindian/shared/contract/goods/contracts';
import type { PriceContent } from '@jindian/shared/contract/goods/prices';
import type { Location } from '@jindian/shared/contract/places/network';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { demoCategories, demoProducts } from '../../local/demo/catalog/index.ts';
import { openTable } from '../../platform/testing/table.ts';
import { decodeCatalog, encodeCatalog } from '../catalog/catalog.ts';
import { compilePrices, noPriceContent } from '../catalog/prices.ts';
import { contractsOf } from '../contracts/rules.ts';
import { askedFen } from './rules.ts';
import { type BranchPricing, createBranchPrices } from './service.ts';

const catalog = decodeCatalog(encodeCatalog({ products: demoProducts, categories: demoCategories }));
const apples = 'P049-01';
const shoes = 'P001-01';
const nationalFen = catalog.sku(apples)!.sku.priceFen;
const place = (id: string, ownerId: string): Location =>
  ({
    id,
    ownerId,
    kind: 'branch',
    ownership: ownerId === 'hq' ? 'hq' : 'dealer',
    province: '山东省',
    city: '烟台市',
  }) as Location;
const places = [place('B00001', 'D0001'), place('B00002', 'D0001'), place('B00003', 'hq')];
const [his, other, hqs] = places as [Location, Location, Location];

let opened: Awaited<ReturnType<typeof openTable>>;
let contracts: Map<string, OwnerContract>;
let content: PriceContent;
let prices: BranchPricing;
/** Another process, which keeps what it read. */
let elsewhere: BranchPricing;

beforeAll(async () => {
  opened = await openTable();
  const make = () =>
    createBranchPrices({
      table: opened.table,
      clock: opened.clock,
      catalog: { current: async () => catalog },
      prices: { current: async () => compilePrices(content, 0) },
      contracts: { current: async () => contractsOf(contracts, () => '2026-11-30') },
      location: async (id) => places.find((one) => one.id === id) ?? null,
    });
  prices = make();
  elsewhere = make();
});
afterAll(() => opened.close());
beforeEach(() => {
  const priceBand = { belowBasisPoints: 1_000, aboveBasisPoints: 500 };
  contracts = new Map([['D0001', { ...standardContract, priceBand }]]);
  content = { ...noPriceContent, policies: [{ of: 'category', id: 'fruit.orchard', policy: 'regional' }] };
});

const asked = async (by: BranchPricing, at: Location, skuId = apples) => {
  const { product, sku } = catalog.sku(skuId)!;
  return (await by.at(places))(at)(product, sku);
};
const set = (priceFen: number, skuId = apples, at = his) =>
  prices.set(at.id, { set: [{ skuId, priceFen }], remove: [] });
const codeOf = (result: { ok: boolean; code?: string }) => (result.ok ? 'ok' : result.code);

describe('the price that a branch asks', () => {
  test('is its own within the band, at that branch alone, at once and everywhere within seconds', async () => {
    const { lowFen, highFen } = bandAround(nationalFen, contracts.get('D0001')!.priceBand!);
    expect(await asked(elsewhere, his)).toBe(nationalFen);
    expect(codeOf(await set(lowFen - 1))).toBe('price_outside_band');
    expect(codeOf(await set(highFen + 1))).toBe('price_outside_band');
    expect(await set(lowFen)).toEqual({ ok: true, value: { count: 1 } });
    expect([await asked(prices, his), await asked(prices, other), await asked(prices, hqs)]).toEqual([
      lowFen,
      nationalFen,
      nationalFen,
    ]);
    // Who places an order reads it anew; a page elsewhere follows within seconds.
    const { product, sku } = catalog.sku(apples)!;
    expect((await elsewhere.inForce(his))(product, sku)).toBe(lowFen);
    opened.clock.advance(3_001);
    expect(await asked(elsewhere, his)).toBe(lowFen);
    expect(await prices.set(his.id, { set: [], remove: [apples] })).toEqual({
      ok: true,
      value: { count: 0 },
    });
    expect(await asked(prices, his)).toBe(nationalFen);
  });

  test('is that of the area as soon as the contract, the rule or the price of the area forbids its own', async () => {
    const { lowFen } = bandAround(nationalFen, contracts.get('D0001')!.priceBand!);
    await set(lowFen);
    const stateNow = async () => {
      const listed = await prices.list(his.id, { limit: 20 });
      return listed.ok && listed.value.items[0]?.state;
    };
    expect(await stateNow()).toBe('applies');
    expect(await prices.notAsked(places)).toEqual([]);
    content = {
      ...content,
      entries: [{ skuId: apples, province: '山东', city: null, priceFen: nationalFen * 2 }],
    };
    expect([await asked(prices, his), await stateNow()]).toEqual([nationalFen * 2, 'outside']);
    expect(await prices.notAsked(places)).toEqual([{ place: his, count: 1 }]);
    content = noPriceContent;
    expect([await asked(prices, his), await stateNow()]).toEqual([nationalFen, 'national']);
    expect(await prices.notAsked(places)).toEqual([{ place: his, count: 1 }]);
    contracts = new Map();
    expect([await asked(prices, his), codeOf(await set(lowFen))]).toEqual([nationalFen, 'no_price_band']);
    // What is not allowed any more can be taken back.
    expect(codeOf(await prices.set(his.id, { set: [], remove: [apples] }))).toBe('ok');
    expect(await prices.notAsked(places)).toEqual([]);
  });

  test('is set by nobody for what has one national price, is not sold here, or is no branch', async () => {
    expect(codeOf(await set(nationalFen, shoes))).toBe('price_is_national');
    expect(codeOf(await set(nationalFen, 'P999-99'))).toBe('product_not_offered');
    expect(codeOf(await set(nationalFen, apples, hqs))).toBe('no_price_band');
    expect(codeOf(await prices.set('B09999', { set: [], remove: [] }))).toBe('not_found');
  });

  test('is found by a text among what may have one, with the lowest and the highest', async () => {
    const { title } = catalog.sku(apples)!.product;
    const listed = await prices.list(his.id, { text: title.zh, limit: 20 });
    expect(listed).toMatchObject({ ok: true, value: { count: 0 } });
    expect(listed.ok && listed.value.items.map(({ skuId }) => skuId)).toContain(apples);
    const none = await prices.list(his.id, { text: catalog.sku(shoes)!.product.title.zh, limit: 20 });
    expect(none.ok && none.value.items).toEqual([]);
  });

  test('of many who set different goods at once none is lost', async () => {
    const skuIds = catalog.products
      .filter(
        (product) =>
          isOfferedAt(product, other) && catalog.categoryPath(product.categoryId).includes('fruit.orchard'),
      )
      .flatMap(({ skus }) => skus.map(({ id }) => id))
      .slice(0, 6);
    const done = await Promise.all(skuIds.map((id) => set(catalog.sku(id)!.sku.priceFen, id, other)));
    expect(done.map(codeOf)).toEqual(skuIds.map(() => 'ok'));
    const listed = await prices.list(other.id, { limit: 50 });
    expect(listed.ok && listed.value.items.map(({ skuId }) => skuId)).toEqual([...skuIds].sort());
  });
});

test('whatever was set, what is asked lies within the band or is the price of the area', () => {
  const band = fc.record({
    belowBasisPoints: fc.integer({ min: 0, max: 9_000 }),
    aboveBasisPoints: fc.integer({ min: 0, max: 10_000 }),
  });
  const fen = fc.integer({ min: 1, max: 100_000_000 });
  fc.assert(
    fc.property(fen, fen, band, (areaFen, ownFen, allowed) => {
      const { lowFen, highFen } = bandAround(areaFen, allowed);
      expect(lowFen).toBeLessThanOrEqual(areaFen);
      expect(highFen).toBeGreaterThanOrEqual(areaFen);
      const fenAsked = askedFen(areaFen, ownFen, () => 'regional', allowed);
      expect(fenAsked === areaFen || (fenAsked === ownFen && ownFen >= lowFen && ownFen <= highFen)).toBe(
        true,
      );
      // To the fen: one beyond either end is more than the contract allows.
      expect(
        Math.abs(lowFen - 1 - areaFen) * 10_000 > areaFen * allowed.belowBasisPoints || lowFen === 1,
      ).toBe(true);
      expect((highFen + 1 - areaFen) * 10_000).toBeGreaterThan(areaFen * allowed.aboveBasisPoints);
      expect(askedFen(areaFen, ownFen, () => 'national', allowed)).toBe(areaFen);
      expect(askedFen(areaFen, ownFen, () => 'regional', null)).toBe(areaFen);
    }),
  );
});
