import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { fontFolderBeside, fontPackage } from '../../functions/src/platform/deployed-names.ts';
import { copyNative, type Machine, nativeOf, withNative } from './native.ts';

/** The programs; the consumer runs as a function behind each queue but those of pictures and of figures, which have their own. */
export const functionNames = [
  'api',
  'relay',
  'consumer',
  'pictures',
  'figures',
  'dead-letters',
  'levels',
  'timers',
] as const;
export type FunctionName = (typeof functionNames)[number];

/** Those that ask the network where something lies: the map of counties lies beside their bundles. */
export const withNetwork = [
  'api',
  'consumer',
  'figures',
  'levels',
  'timers',
] as const satisfies FunctionName[];
const countiesFile = fileURLToPath(
  new URL('../../functions/src/places/counties/counties.topo.json', import.meta.url),
);

const entryFolder = fileURLToPath(new URL('../../functions/src/entry/', import.meta.url));

/**
 * Some packages are CommonJS and call `require`, which an ES module does not have. The name must not collide with
 * anything in the bundle.
 */
const banner =
  "import { createRequire as __cdkCreateRequire } from 'node:module';const require = __cdkCreateRequire(import.meta.url);";

/**
 * zod's texts in fifty languages are a tenth of a bundle, and its namespace, which packages pass around as a value, has
 * them all. Nobody here shows a text of zod's: English is what is left.
 */
const zodInEnglish: Plugin = {
  name: 'zod in English',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * Bundles the Lambda functions with esbuild, one folder each with an `index.mjs` in it: without docker, in a second.
 * The SDK goes into the bundle, so that what was tested is what runs.
 */
export async function bundleFunctions(
  target: string,
  architecture: Machine,
): Promise<Record<FunctionName, string>> {
  rmSync(target, { recursive: true, force: true });
  const folders = {} as Record<FunctionName, string>;
  for (const name of functionNames) {
    const folder = join(target, name);
    await build({
      plugins: [zodInEnglish],
      entryPoints: [{ in: join(entryFolder, `${name}.ts`), out: 'index' }],
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      // What is loaded when it is first wanted (dictionaries of Chinese) is a file of its own: a start reads none of it.
      splitting: true,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      mainFields: ['module', 'main'],
      minify: true,
      keepNames: true,
      sourcemap: 'linked',
      sourcesContent: false,
      banner: { js: banner },
      external: nativeOf(name),
      logLevel: 'warning',
    });
    folders[name] = folder;
  }
  for (const name of withNetwork) copyFileSync(countiesFile, join(folders[name], basename(countiesFile)));
  for (const name of withNative) copyNative(name, folders[name], architecture);
  copyFont(join(folders.pictures, fontFolderBeside));
  copyDocumentation(join(folders.api, 'docs-assets'));
  buildWebView(join(folders.api, 'hq'));
  // Its pages name them as the API has them.
  cpSync(join(folders.api, 'hq'), join(folders.figures, 'hq'), { recursive: true });
  return folders;
}

/** Posters are drawn with it: `functions/src/selling/codes/posters/maker.ts` looks for it beside the bundle. */
function copyFont(folder: string): void {
  const from = dirname(createRequire(import.meta.url).resolve(`${fontPackage}/package.json`));
  for (const name of ['LICENSE', 'unicode.json', 'files'])
    cpSync(join(from, name), join(folder, name), { recursive: true });
}

/** The page at /docs reads these two from beside the bundle. */
function copyDocumentation(folder: string): void {
  const manifest = createRequire(import.meta.url).resolve('swagger-ui-dist/package.json');
  mkdirSync(folder, { recursive: true });
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    copyFileSync(join(dirname(manifest), name), join(folder, name));
  }
}

/** The styles and scripts of HQ's web view lie beside the bundle too. */
function buildWebView(folder: string): void {
  const script = fileURLToPath(new URL('../../functions/scripts/build-hq-assets.mjs', import.meta.url));
  const built = spawnSync(process.execPath, [script, folder], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error("HQ's web view could not be built");
}
