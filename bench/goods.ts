/**
 * Goods at size: what a list, a search and a publication cost with 50,000 SKUs, at headquarters and at a branch that
 * carries them all, what a function holds of them, and how fast rows of a table are laid on them. One JSON line a
 * figure: `node --expose-gc --import tsx bench/goods.ts`.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Product } from '@jindian/shared/contract/goods/catalog';
import { emptyWindow } from '@jindian/shared/contract/goods/shop-window';
import { createShelves } from '../functions/src/goods/availability/shelves.ts';
import { type CatalogContent, decodeCatalog, encodeCatalog } from '../functions/src/goods/catalog/catalog.ts';
import { createCatalogEditing } from '../functions/src/goods/catalog/editing-service.ts';
import { compilePrices, noPriceContent } from '../functions/src/goods/catalog/prices.ts';
import { createStorefront } from '../functions/src/goods/catalog/storefront.ts';
import { withGoods } from '../functions/src/goods/imports/goods.ts';
import { goodsTable } from '../functions/src/goods/imports/present.ts';
import { readGoodsRow } from '../functions/src/goods/imports/rows.ts';
import { startGoodsFixture } from '../functions/src/goods/inventory/testing/goods-fixture.ts';
import { demoCategories, demoProducts } from '../functions/src/local/demo/catalog/index.ts';
import { contractNetwork } from '../functions/src/places/network/snapshot-fixture.ts';
import { rounded } from './support/figures.ts';
import { cpuMsNow } from './support/messages.ts';

const skusWanted = 50_000;
const { gc } = globalThis as { gc?: () => void };

const report = (bench: string, figure: Record<string, string | number>) =>
  console.log(JSON.stringify({ bench, ...figure }));
async function cost(bench: string, work: () => unknown, times = 1): Promise<void> {
  const from = cpuMsNow();
  for (let time = 0; time < times; time += 1) await work();
  report(bench, { cpuMs: rounded((cpuMsNow() - from) / times) });
}
function heapMegabytes(): number {
  gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

function copyOf(product: Product, copy: number): Product {
  return {
    ...product,
    id: `${product.id}.${copy}`,
    title: { zh: `${product.title.zh}${copy}代`, en: `${product.title.en} ${copy}` },
    skus: product.skus.map((sku) => ({ ...sku, id: `${sku.id}.${copy}`, barcodes: [] })),
  };
}
const products: Product[] = [];
for (let copy = 0, skus = 0; skus < skusWanted; copy += 1)
  for (const product of demoProducts) {
    products.push(copyOf(product, copy));
    skus += product.skus.length;
  }
const content: CatalogContent = { products, categories: demoCategories };

const packed = encodeCatalog(content);
report('size', {
  products: products.length,
  skus: products.reduce((sum, { skus }) => sum + skus.length, 0),
  packedMegabytes: rounded(packed.length / 1e6),
});
const heapBefore = heapMegabytes();
const goods = decodeCatalog(packed);
report('held by a function', { heapMegabytes: rounded(heapMegabytes() - heapBefore) });
await cost('a function follows a publication', () => decodeCatalog(packed));
await cost('a publication is checked and packed', () => encodeCatalog(content));

const editing = createCatalogEditing({
  catalog: { current: async () => goods, refresh: async () => goods },
} as unknown as Parameters<typeof createCatalogEditing>[0]);
await cost('the first search builds its index', () => editing.list({ text: '跑鞋' }, { limit: 20 }));
report('held with the index of a search', { heapMegabytes: rounded(heapMegabytes() - heapBefore) });
for (const [name, search] of [
  ['list', {}],
  ['list of a category', { categoryId: demoCategories[0]?.id }],
  ['search 跑鞋', { text: '跑鞋' }],
  ['search paoxie', { text: 'paoxie' }],
  ['search by number', { text: 'P001-01.7' }],
  ['search for nothing', { text: '没有这个东西' }],
] as const)
  await cost(`${name}, a page of 20`, () => editing.list(search, { limit: 20 }), 5);

const [head, ...cells] = goodsTable(content);
const rows = cells.slice(0, 500).map((line, at) => ({
  row: at + 2,
  values: Object.fromEntries(
    line.flatMap((cell, nth) => (cell === '' ? [] : [[String(head?.[nth]), cell] as const])),
  ),
}));
await cost('a portion of 500 rows is judged', () => {
  const read = rows.flatMap((row) => {
    const found = readGoodsRow(row);
    return 'value' in found ? [found.value] : [];
  });
  return withGoods(content, read);
});

const fixture = await startGoodsFixture(
  'jindian-bench',
  contractNetwork(() => ({})),
);
const { engine, table, clock, catalog, inventory, network, name, snapshots } = fixture;
const began = { cpu: cpuMsNow(), at: performance.now() };
await snapshots.publish('catalog', encodeCatalog(content), clock.nowMs());
await catalog.refresh();
report('a publication is written to the table and followed', {
  cpuMs: rounded(cpuMsNow() - began.cpu),
  wallMs: rounded(performance.now() - began.at),
});
const [place] = (await network.current()).locations.filter(({ kind }) => kind === 'branch');
if (!place) throw new Error('no branch');
const levels = products.flatMap(({ skus }) =>
  skus.map(({ id }, nth) => ({ skuId: id, onHand: (nth * 7) % 9 })),
);
for (let start = 0; start < levels.length; start += 1_000) {
  const items = inventory.openingItems(place, levels.slice(start, start + 1_000));
  await engine.bulkLoad(
    name,
    items.map((item) => marshall(item)),
  );
}
const lists = compilePrices(noPriceContent, 0);
const storefront = createStorefront({
  network,
  inventory,
  shelves: createShelves({ table, clock, inventory, catalog }),
  catalog,
  previews: { read: async () => null },
  branchPrices: { at: async () => (place) => lists.pricesIn(place) },
  clock,
  shopWindow: { current: async () => emptyWindow },
});
async function page(bench: string, query: object, times = 5): Promise<void> {
  await storefront.storefront(place?.id ?? '', { limit: 20, ...query });
  engine.meter.reset();
  const from = cpuMsNow();
  for (let time = 0; time < times; time += 1)
    await storefront.storefront(place?.id ?? '', { limit: 20, ...query });
  const { readUnits, calls } = engine.meter.snapshot();
  report(bench, {
    cpuMs: rounded((cpuMsNow() - from) / times),
    readUnits: rounded(readUnits / times),
    databaseCalls: rounded(Object.values(calls).reduce((sum, count) => sum + count, 0) / times),
  });
}
engine.meter.reset();
const firstFrom = cpuMsNow();
await storefront.storefront(place.id, { limit: 20 });
report('the first list of a day at a branch that carries all', {
  cpuMs: rounded(cpuMsNow() - firstFrom),
  readUnits: engine.meter.snapshot().readUnits,
});
engine.meter.reset();
await inventory.offeredAt(place);
report('as it was: every level read for a page', { readUnits: engine.meter.snapshot().readUnits });
await page('a branch: list', {});
await page('a branch: list of a category', { categoryId: demoCategories[0]?.id });
await page('a branch: list by price, in stock', { sort: 'price_up', inStock: true });
await page('a branch: search 跑鞋', { text: '跑鞋' });
await page('a branch: search paoxie', { text: 'paoxie' });
await fixture.close();
