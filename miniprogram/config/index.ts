import './ajv-peer.js';
import path from 'node:path';
import { defineConfig, type UserConfigExport } from '@tarojs/cli';
import type { IProjectConfig } from '@tarojs/taro/types/compile';
import { FirstParts, isForFirstPages, isOfOtherPages } from './first-parts.js';

/** What of webpack-chain is used here. */
type Chain = Parameters<NonNullable<NonNullable<IProjectConfig<'webpack5'>['h5']>['webpackChain']>>[0];

const root = path.resolve(__dirname, '..');
const sharedSource = path.resolve(root, '../shared/src');
/** zod is compiled too: it is published for newer engines than some phones have. */
const zodSource = path.resolve(root, '../node_modules/zod');
/**
 * zod's messages in 50 languages, which nothing here reads: texts of failures come from the contract. Across chunks
 * webpack keeps every name of a namespace, and so all of them.
 */
const zodLocales = path.resolve(zodSource, 'v4/locales/index.js');
const nothing = path.resolve(root, 'config/nothing.js');
/** What every browser that the app is built for has (babel.config.js), and a way of asking that nobody uses. */
const polyfills = [
  'whatwg-fetch',
  'abortcontroller-polyfill/dist/abortcontroller-polyfill-only',
  'jsonp-retry',
];
const endpointsTable = path.resolve(sharedSource, 'contract/endpoints/index.ts');
const zxingWasm = path.resolve(root, '../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm');

/** Build-time settings; what each means is in src/config.ts. */
const setting = (name: string, fallback: string) => JSON.stringify(process.env[name] ?? fallback);
const isH5 = process.env.TARO_ENV === 'h5';
const constants = {
  SETTING_TRANSPORT: setting('TARO_APP_TRANSPORT', isH5 ? 'https' : 'cloud'),
  SETTING_API_BASE: setting('TARO_APP_API_BASE', ''),
  SETTING_ASSET_BASE: setting('TARO_APP_ASSET_BASE', ''),
  SETTING_VERSION: JSON.stringify(require('../package.json').version),
  SETTING_BRAND: setting('TARO_APP_BRAND', ''),
  SETTING_MAP_KEY: setting('TARO_APP_MAP_KEY', ''),
  SETTING_CLOUD_ENV: setting('TARO_APP_CLOUD_ENV', ''),
  SETTING_MESSAGE_TEMPLATES: setting('TARO_APP_MESSAGE_TEMPLATES', ''),
};

/** Schemas and texts of zod are the server's: see the two files. */
function withoutWhatNobodyCalls(chain: Chain): void {
  chain.resolve.alias.set(zodLocales, nothing);
  chain.resolve.alias.set(path.resolve(sharedSource, 'zod.ts'), path.resolve(root, 'src/lib/zod.ts'));
  chain.module
    .rule('endpoints')
    .test((file: string) => file === endpointsTable)
    .enforce('pre')
    .use('endpoints')
    .loader(path.resolve(root, 'config/endpoints-loader.js'));
}

const shared = (name: string) => ({ name, chunks: 'async' as const, reuseExistingChunk: true });

/** Large, and for a few pages: a file of its own, which those ask for. */
const library = (name: string) => ({
  ...shared(name),
  test: new RegExp(`[\\\\/]node_modules[\\\\/]${name}[\\\\/]`),
  priority: 7,
});

export default defineConfig<'webpack5'>(async (merge) => {
  const base: UserConfigExport<'webpack5'> = {
    projectName: 'jindian',
    date: '2026-11-21',
    sourceRoot: 'src',
    outputRoot: `dist/${process.env.TARO_ENV}`,
    designWidth: 750,
    deviceRatio: { 640: 2.34 / 2, 750: 1, 828: 1.81 / 2 },
    framework: 'react',
    compiler: { type: 'webpack5', prebundle: { enable: false } },
    cache: { enable: false },
    jsMinimizer: 'esbuild',
    // What Babel's targets (babel.config.js) all understand.
    esbuild: { minify: { enable: true, config: { target: 'es2018' } } },
    plugins: ['@tarojs/plugin-html', path.resolve(root, 'config/aria.js')],
    defineConstants: constants,
    mini: {
      optimizeMainPackage: { enable: true },
      // Styles are named by component and do not lean on the order of their files.
      miniCssExtractPluginOption: { ignoreOrder: true },
      compile: { include: [sharedSource, zodSource] },
      webpackChain: (chain) => {
        withoutWhatNobodyCalls(chain);
      },
      postcss: {
        pxtransform: { enable: true, config: {} },
        cssModules: { enable: false },
      },
    },
    h5: {
      publicPath: './',
      staticDirectory: 'static',
      output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'chunk/[name].[contenthash:8].js' },
      miniCssExtractPluginOption: {
        ignoreOrder: true,
        filename: 'css/[name].[contenthash:8].css',
        chunkFilename: 'css/[name].[contenthash:8].css',
      },
      router: { mode: 'hash' },
      webpackChain: (chain) => {
        withoutWhatNobodyCalls(chain);
        for (const polyfill of polyfills) chain.resolve.alias.set(`${polyfill}$`, nothing);
        chain.resolve.alias.set('taro-elements$', require.resolve('@tarojs/components/lib/react'));
        chain.resolve.alias.set('@tarojs/components$', path.resolve(root, 'src/platform/h5/components.ts'));
        const split = chain.optimization.get('splitChunks');
        chain.optimization.splitChunks({
          ...split,
          cacheGroups: {
            ...split?.cacheGroups,
            // Without these every page's chunk would carry the same words and components once more.
            first: { ...shared('pages-common'), minChunks: 2, priority: 6, test: isForFirstPages },
            rest: { ...shared('packages-common'), minChunks: 3, priority: 5, chunks: isOfOtherPages },
            ...Object.fromEntries(['zod', 'qrcode'].map((name) => [name, library(name)])),
          },
        });
        const {
          TARO_APP_API_BASE: apiBase = '',
          TARO_APP_ASSET_BASE: assetBase = '',
          TARO_APP_BRAND: brand = '',
        } = process.env;
        chain
          .plugin('firstParts')
          .use(FirstParts, [{ apiBase, assetBase, brand: JSON.parse(brand || '{}'), constants }]);
      },
      compile: { include: [sharedSource, zodSource] },
      postcss: {
        autoprefixer: { enable: true, config: {} },
        pxtransform: { enable: true, config: { maxRootSize: 23 } },
        cssModules: { enable: false },
      },
    },
    copy: {
      patterns: isH5 ? [{ from: zxingWasm, to: 'dist/h5/static/zxing_reader.wasm' }] : [],
      options: {},
    },
  };
  return merge({}, base);
});
