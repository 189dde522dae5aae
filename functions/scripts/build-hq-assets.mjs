/**
 * Builds the web view's styles and scripts into functions/dist/hq: style.css, main.js, map.js, map-frame.js, import.js, each also gzipped,
 * and manifest.json with their content hashes. A deployed bundle takes this folder along as `hq/` beside itself.
 *
 *     node functions/scripts/build-hq-assets.mjs [outDir]
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const source = new URL('../src/hq/', import.meta.url);
const entries = {
  style: 'style/style.css',
  main: 'client/main.ts',
  map: 'client/map.ts',
  'map-frame': 'client/map-frame.ts',
  import: 'client/import.ts',
};

const functionsFolder = new URL('../', import.meta.url);

/**
 * Changes whenever one of these files changes, or how they are put together.
 * @param {readonly string[]} inputs what the last build read, as paths from this package
 */
export function hqSourceHash(inputs) {
  const hash = createHash('sha256').update(readFileSync(new URL(import.meta.url)));
  for (const path of inputs) {
    const file = new URL(path, functionsFolder);
    hash.update(`${path}\n`).update(existsSync(file) ? readFileSync(file) : 'gone');
  }
  hash.update(createRequire(import.meta.url)('echarts/package.json').version);
  return hash.digest('hex').slice(0, 16);
}

/** @param {{ outDir: URL, minify: boolean }} options */
export async function buildHqAssets({ outDir, minify }) {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: Object.entries(entries).map(([out, path]) => ({
      in: fileURLToPath(new URL(path, source)),
      out,
    })),
    outdir: fileURLToPath(outDir),
    absWorkingDir: fileURLToPath(functionsFolder),
    bundle: true,
    metafile: true,
    minify,
    write: false,
    format: 'iife',
    target: ['es2020', 'safari13', 'chrome80'],
    // Safari 13 gets some rare patterns of it wrong, and esbuild will not rewrite any; none of those is used here.
    supported: { destructuring: true },
    legalComments: minify ? 'inline' : 'none',
    logLevel: 'warning',
  });
  mkdirSync(outDir, { recursive: true });
  const files = {};
  for (const file of result.outputFiles) {
    const name = file.path.split(/[\\/]/).at(-1);
    files[name] = { hash: createHash('sha256').update(file.contents).digest('hex').slice(0, 12) };
    put(new URL(name, outDir), file.contents);
    put(new URL(`${name}.gz`, outDir), gzipSync(file.contents, { level: 9 }));
  }
  // A package that is installed changes with its version only.
  const inputs = Object.keys(result.metafile.inputs)
    .filter((path) => !path.includes('node_modules/'))
    .sort();
  const manifest = { inputs, sourceHash: hqSourceHash(inputs), files };
  put(new URL('manifest.json', outDir), `${JSON.stringify(manifest, null, 2)}\n`);
  return files;
}

/** Two processes may build at once: each file appears whole or not at all. */
function put(file, content) {
  const partly = new URL(`${file.href}.${process.pid}`);
  writeFileSync(partly, content);
  renameSync(partly, file);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const outDir = process.argv[2]
    ? pathToFileURL(`${process.argv[2].replace(/\/?$/, '')}/`)
    : new URL('../dist/hq/', import.meta.url);
  await buildHqAssets({ outDir, minify: true });
}
