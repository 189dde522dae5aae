/**
 * Goods at size: what a list, a search and a publication cost with 50,000 SKUs, what a function holds of them, and how
 * fast rows of a table are laid on them. One JSON line a figure: `node --expose-gc --import tsx bench/goods.ts`.
 */
import type { Product } from '@jindian/shared/contract/goods/catalog';
import { type CatalogContent, decodeCatalog, encodeCatalog } from '../functions/src/goods/catalog/catalog.ts';
import { createCatalogEditing } from '../functions/src/goods/catalog/editing-service.ts';
import { withGoods } from '../functions/src/goods/imports/goods.ts';
import { goodsTable } from '../functions/src/goods/imports/present.ts';
import { readGoodsRow } from '../functions/src/goods/imports/rows.ts';
import { demoCategories, demoProducts } from '../functions/src/local/demo/catalog/index.ts';

const skusWanted = 50_000;
const { gc } = globalThis as { gc?: () => void };

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
const rounded = (value: number) => Math.round(value * 100) / 100;
const report = (bench: string, figure: Record<string, string | number>) =>
  console.log(JSON.stringify({ bench, ...figure }));
async function cost(bench: string, work: () => unknown, times = 1): Promise<void> {
  const from = cpuMs();
  for (let time = 0; time < times; time += 1) await work();
  report(bench, { cpuMs: rounded((cpuMs() - from) / times) });
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
