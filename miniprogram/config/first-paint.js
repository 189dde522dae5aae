/**
 * Bundles src/first-paint: pages of the app with what they need to be drawn once, a tenth of the app. What they would do is
 * left out: other files stand in for React, Taro, the API and the platform.
 */
const { readFile } = require('node:fs/promises');
const path = require('node:path');
const babel = require('@babel/core');
const esbuild = require('esbuild');

const source = path.resolve(__dirname, '../src');
const own = (name) => path.join(source, 'first-paint', name);

const standIns = [
  [/^react(\/jsx-runtime)?$/, own('react.ts')],
  [/^@tarojs\/taro$/, own('taro.ts')],
  [/^@tarojs\/components$/, path.join(source, 'platform/h5/parts.tsx')],
  [/^taro-elements$/, own('elements.ts')],
  [/\/api\/client\.ts$|\/use-remote\.ts$/, own('remote.ts')],
  [/\/platform\/index$/, own('platform.ts')],
  [
    /\/(AddSheet|SearchPanel|PersonaPill|UpdateNotice|Empty)\.tsx$|\/lib\/scan\.ts$|\/clipboard\.ts$/,
    own('nothing.ts'),
  ],
];

/** Dictionaries, of which only what is named anywhere comes along. */
const dictionary =
  /[\\/]i18n[\\/].*(zh|en)\.ts$|[\\/]h5[\\/]texts\.ts$|[\\/]components[\\/](icons|pictures)\.ts$/;

/** The entries of a dictionary that nobody names are dropped. */
const named = (words) => () => ({
  visitor: {
    ObjectProperty(property) {
      const { key } = property.node;
      const name = key.name ?? key.value;
      const isEntry = property.findParent((one) => one.isObjectProperty()) === null;
      if (isEntry && name !== 'zh' && name !== 'en' && !words.has(name)) property.remove();
    },
  },
});

const parsed = (code, file, plugins) =>
  babel.transformAsync(code, {
    filename: file,
    configFile: false,
    babelrc: false,
    parserOpts: { plugins: ['typescript'] },
    plugins,
  });

const plugin = (words) => ({
  name: 'first-paint',
  setup(build) {
    for (const [asked, file] of standIns)
      build.onResolve({ filter: asked }, ({ importer }) => (importer === file ? null : { path: file }));
    build.onLoad({ filter: /\.scss$/ }, () => ({ contents: '' }));
    build.onLoad({ filter: /[\\/]shared[\\/]src[\\/].*\.ts$/ }, async ({ path: file }) => {
      const { code } = await parsed(await readFile(file, 'utf8'), file, [require('./lazy-contract.js')]);
      return { contents: code, loader: 'ts' };
    });
    if (words)
      build.onLoad({ filter: dictionary }, async ({ path: file }) => {
        const { code } = await parsed(await readFile(file, 'utf8'), file, [named(words)]);
        return { contents: code, loader: 'ts' };
      });
  },
});

const bundle = (page, settings, words) =>
  esbuild.build({
    entryPoints: [own(`${page}.ts`)],
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'iife',
    // What Babel's targets (babel.config.js) all understand.
    target: 'es2018',
    jsx: 'automatic',
    define: settings,
    // Decided here and not by the files around: theirs are for types.
    tsconfigRaw: { compilerOptions: { jsx: 'react-jsx' } },
    plugins: [plugin(words)],
    metafile: true,
    write: false,
    absWorkingDir: '/',
    logLevel: 'silent',
  });

/** The script of a page, and the files that it is made of. */
async function firstPaint(page, settings) {
  const { metafile } = await bundle(page, settings, null);
  const files = Object.keys(metafile.inputs).map((input) => `/${input}`);
  // Of what came along, and not of all that was looked at.
  const [{ inputs }] = Object.values(metafile.outputs);
  const used = Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0);
  const words = new Set();
  for (const file of used.map((one) => `/${one}`).filter((one) => !dictionary.test(one)))
    for (const [, word] of (await readFile(file, 'utf8')).matchAll(/['"](\w+)['"]/g)) words.add(word);
  const { outputFiles } = await bundle(page, settings, words);
  return { code: outputFiles[0].text, files };
}

module.exports = { firstPaint };
