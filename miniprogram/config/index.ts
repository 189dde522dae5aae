import './ajv-peer.js';
import path from 'node:path';
import { defineConfig, type UserConfigExport } from '@tarojs/cli';

const root = path.resolve(__dirname, '..');
const sharedSource = path.resolve(root, '../shared/src');
/** zod is compiled too: it is published for newer engines than some phones have. */
const zodSource = path.resolve(root, '../node_modules/zod');
/**
 * zod's messages in 50 languages, which nothing here reads: texts of failures come from the contract. Across chunks
 * webpack keeps every name of a namespace, and so all of them.
 */
const zodLocales = path.resolve(zodSource, 'v4/locales/index.js');
const noLocales = path.resolve(root, 'config/no-locales.js');
const zxingWasm = path.resolve(root, '../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm');

/** Build-time settings; what each means is in src/config.ts. */
const setting = (name: string, fallback: string) => JSON.stringify(process.env[name] ?? fallback);
const isH5 = process.env.TARO_ENV === 'h5';

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
    defineConstants: {
      SETTING_TRANSPORT: setting('TARO_APP_TRANSPORT', isH5 ? 'https' : 'cloud'),
      SETTING_API_BASE: setting('TARO_APP_API_BASE', ''),
      SETTING_ASSET_BASE: setting('TARO_APP_ASSET_BASE', ''),
      SETTING_CLOUD_ENV: setting('TARO_APP_CLOUD_ENV', ''),
      SETTING_MESSAGE_TEMPLATES: setting('TARO_APP_MESSAGE_TEMPLATES', ''),
    },
    mini: {
      optimizeMainPackage: { enable: true },
      // Styles are named by component and do not lean on the order of their files.
      miniCssExtractPluginOption: { ignoreOrder: true },
      compile: { include: [sharedSource, zodSource] },
      webpackChain: (chain) => {
        chain.resolve.alias.set(zodLocales, noLocales);
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
        chain.resolve.alias.set(zodLocales, noLocales);
        chain.resolve.alias.set('taro-elements$', require.resolve('@tarojs/components/lib/react'));
        chain.resolve.alias.set('@tarojs/components$', path.resolve(root, 'src/platform/h5/components.ts'));
        // Without this every page's chunk would carry the contract, zod and the components once more.
        const split = chain.optimization.get('splitChunks');
        chain.optimization.splitChunks({
          ...split,
          cacheGroups: {
            ...split?.cacheGroups,
            pages: {
              name: 'pages-common',
              chunks: 'async',
              minChunks: 3,
              priority: 5,
              reuseExistingChunk: true,
            },
          },
        });
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
