/**
 * Finding places and goods by what people type: what loading the dictionaries and building an index costs, what it holds,
 * and how many searches a second it answers. One JSON line a figure: `node --expose-gc --import tsx bench/search.ts`.
 */

import { goodsDocuments } from '../functions/src/goods/catalog/goods-search.ts';
import { demoCategories, demoProducts } from '../functions/src/local/demo/catalog/index.ts';
import { buildDemoNetwork } from '../functions/src/local/demo/network/build-demo-network.ts';
import { placeDocument } from '../functions/src/places/network/place-search.ts';
import type { SearchDocument } from '../functions/src/platform/search/records.ts';
import { chineseScript } from '../functions/src/platform/search/script.ts';
import { buildSearchIndex } from '../functions/src/platform/search/search-index.ts';
import { rounded } from './support/figures.ts';
import { cpuMsNow } from './support/messages.ts';

const skusWanted = 5_000;
const shown = 20;
const { gc } = globalThis as { gc?: () => void };

function report(figure: Record<string, string | number>): void {
  console.log(JSON.stringify(figure));
}

function heapMegabytes(): number {
  gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const places = buildDemoNetwork({ size: 'full' }).locations.map(placeDocument);
const goods: SearchDocument[] = [];
for (let copy = 0; goods.length < skusWanted; copy += 1) {
  const numbered = demoProducts.map((product) => ({
    ...product,
    title: { zh: `${product.title.zh}${copy}代`, en: `${product.title.en} ${copy}` },
  }));
  goods.push(...goodsDocuments({ products: numbered, categories: demoCategories }).skus);
}

const loadedAt = cpuMsNow();
const script = await chineseScript();
report({ bench: 'dictionaries', cpuMs: rounded(cpuMsNow() - loadedAt) });

for (const [name, documents, typed] of [
  [
    'places',
    places,
    ['烟台芝罘', 'zhifu', 'xian', 'yt', '深圳南山区', 'beijing chaoyang', '万达', '煙臺', 'B00101'],
  ],
  ['goods', goods, ['跑鞋', '跑鞋 男', 'paoxie', 'px', '牛奶粉', 'running', '42', 'P001-01', '运动跑鞋42']],
] as const) {
  const heapBefore = heapMegabytes();
  const builtAt = cpuMsNow();
  const index = buildSearchIndex(documents, script);
  const buildCpuMs = cpuMsNow() - builtAt;
  report({
    bench: 'index',
    name,
    documents: documents.length,
    cpuMs: rounded(buildCpuMs),
    heapMegabytes: rounded(heapMegabytes() - heapBefore),
  });
  // The last two are made to be slow: as many words as count, of characters and syllables that every place has.
  for (const text of [
    ...typed,
    '没有这个东西',
    'qqzzxx',
    '店近广 近广店 广店近 店广近 近店广 广近店',
    'shixianxi shixianxj xianshixi xishixian shixianxa shixianxe',
  ]) {
    index.search(text, { enough: shown });
    const times = 20;
    const searchedAt = cpuMsNow();
    for (let time = 0; time < times; time += 1) index.search(text, { enough: shown });
    report({
      bench: 'search',
      name,
      text,
      perSecond: Math.round((times * 1_000) / (cpuMsNow() - searchedAt)),
    });
  }
}
