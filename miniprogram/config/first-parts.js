/**
 * The pages that somebody comes in by, and what a browser build gives them: what they share is one file, and the HTML names
 * the files of each, so that a browser asks for them at once and not only when the app was read and run.
 */
const HtmlWebpackPlugin = require('html-webpack-plugin');

const firstPages = [
  'pages/goods/store/index',
  'pages/goods/product/index',
  'pages/serving/cart/index',
  'pages/serving/orders/index',
  'pages/people/member/index',
  'pages/selling/entry/index',
];

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
  constructor({ apiBase, assetBase }) {
    const [api, assets] = [apiBase, assetBase].map((base) => base.replace(/\/$/, ''));
    this.settings = { API_BASE: api, ASSET_BASE: assets || api };
  }

  apply(compiler) {
    compiler.hooks.compilation.tap('FirstParts', (compilation) => {
      HtmlWebpackPlugin.getHooks(compilation).beforeEmit.tap('FirstParts', (data) => {
        const parts = {};
        for (const group of compilation.chunkGroups) {
          const page = group.origins.map(({ request }) => pageOf(request)).find(Boolean);
          if (page) parts[page] = group.getFiles().filter((file) => /\.(js|css)$/.test(file));
        }
        for (const [name, value] of Object.entries({ PARTS_OF_PAGES: parts, ...this.settings }))
          data.html = data.html.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), () => JSON.stringify(value));
        return data;
      });
    });
  }
}

module.exports = { FirstParts, isForFirstPages, isOfOtherPages };
