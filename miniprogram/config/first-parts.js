/**
 * The pages that somebody comes in by, and what a browser build gives them: what they share is one file, and the HTML names
 * the files of each, so that a browser asks for them at once and not only when the app was read and run.
 */
const { createHash } = require('node:crypto');
const HtmlWebpackPlugin = require('html-webpack-plugin');
const { firstPaint } = require('./first-paint.js');

const firstPages = [
  'pages/goods/store/index',
  'pages/goods/product/index',
  'pages/serving/cart/index',
  'pages/serving/orders/index',
  'pages/people/member/index',
  'pages/selling/entry/index',
];

/** Those that are painted before the app is there, by files of src/first-paint. */
const painted = { 'pages/goods/store/index': 'store', 'pages/goods/product/index': 'product' };

const pageOf = (request) => firstPages.find((page) => request?.replace(/\\/g, '/').endsWith(`/${page}`));

/** The first pages that a chunk belongs to. */
function pagesOf(chunk) {
  const found = [];
  for (const group of chunk.groupsIterable)
    for (const { request } of group.origins) if (pageOf(request)) found.push(pageOf(request));
  return found;
}

function isForFirstPages(module, { chunkGraph }) {
  const pages = new Set();
  for (const chunk of chunkGraph.getModuleChunksIterable(module))
    for (const page of pagesOf(chunk)) pages.add(page);
  return pages.size >= 2;
}

/** What first pages need is never in a file with what others share: somebody who comes in would wait for all of that. */
const isOfOtherPages = (chunk) => !chunk.canBeInitial() && pagesOf(chunk).length === 0;

class FirstParts {
  /** `constants`: the app's, with which its pages are drawn for the first time. */
  constructor({ apiBase, assetBase, brand, constants }) {
    const [api, assets] = [apiBase, assetBase].map((base) => base.replace(/\/$/, ''));
    this.settings = { API_BASE: api, ASSET_BASE: assets || api, BUILT_BRAND: brand };
    const names = [brand.nameZh, brand.nameEn].filter(Boolean);
    this.title = names.length > 0 ? [...new Set(names)].join(' ') : '门店 Shop';
    this.constants = constants;
  }

  apply(compiler) {
    const { RawSource } = compiler.webpack.sources;
    compiler.hooks.thisCompilation.tap('FirstParts', (compilation) => {
      const paints = {};
      compilation.hooks.processAssets.tapPromise('FirstParts', async () => {
        for (const [page, entry] of Object.entries(painted)) {
          const { code, files } = await firstPaint(entry, this.constants);
          for (const file of files) compilation.fileDependencies.add(file);
          paints[page] = `chunk/${entry}.${createHash('sha256').update(code).digest('hex').slice(0, 8)}.js`;
          compilation.emitAsset(paints[page], new RawSource(code));
        }
      });
      HtmlWebpackPlugin.getHooks(compilation).alterAssetTagGroups.tap('FirstParts', (data) => {
        // The document begins them itself, after its first paint.
        const isScript = ({ tagName }) => tagName === 'script';
        this.app = data.headTags
          .filter(isScript)
          .map(({ attributes }) => attributes.src.replace(/^\.\//, ''));
        data.headTags = data.headTags.filter((tag) => !isScript(tag));
        return data;
      });
      HtmlWebpackPlugin.getHooks(compilation).beforeEmit.tap('FirstParts', (data) => {
        const parts = {};
        for (const group of compilation.chunkGroups) {
          const page = group.origins.map(({ request }) => pageOf(request)).find(Boolean);
          if (page) parts[page] = group.getFiles().filter((file) => /\.(js|css)$/.test(file));
        }
        data.html = data.html.replace('BRAND_TITLE', () => this.title.replace(/[&<]/g, ''));
        const values = {
          PARTS_OF_PAGES: parts,
          PARTS_OF_APP: this.app,
          FIRST_PAINTS: paints,
          ...this.settings,
        };
        for (const [name, value] of Object.entries(values))
          data.html = data.html.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), () => JSON.stringify(value));
        return data;
      });
    });
  }
}

module.exports = { FirstParts, isForFirstPages, isOfOtherPages };
