import { existsSync, readFileSync } from 'node:fs';

/** One file with its content's hash in the path, so that a browser may keep it for ever. */
export type HqAsset = { path: string; contentType: string; body: Buffer; gzipped: Buffer | null };
export type HqAssets = { [Name in keyof typeof names]: HqAsset };

const contentTypes = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const;
const names = {
  style: 'style.css',
  main: 'main.js',
  map: 'map.js',
  mapFrame: 'map-frame.js',
  import: 'import.js',
} as const;

type Manifest = {
  /** What they were made from. */
  inputs: readonly string[];
  sourceHash: string;
  files: Record<string, { hash: string }>;
};
function readManifest(directory: URL): Manifest | null {
  const manifest = new URL('manifest.json', directory);
  return existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')) as Manifest) : null;
}

function readAssets(directory: URL, manifest: Manifest): HqAssets {
  const asset = (name: string): HqAsset => {
    const hash = manifest.files[name]?.hash;
    if (!hash) throw new Error(`the web view's ${name} was not built`);
    const [stem, extension] = name.split('.') as [string, keyof typeof contentTypes];
    const gzip = new URL(`${name}.gz`, directory);
    return {
      path: `/hq/assets/${stem}.${hash}.${extension}`,
      contentType: contentTypes[extension],
      body: readFileSync(new URL(name, directory)),
      gzipped: existsSync(gzip) ? readFileSync(gzip) : null,
    };
  };
  return {
    style: asset(names.style),
    main: asset(names.main),
    map: asset(names.map),
    mapFrame: asset(names.mapFrame),
    import: asset(names.import),
  };
}

async function load(): Promise<HqAssets> {
  // Deployed, the built files lie in `hq/` beside the one bundle that this module is part of.
  const beside = new URL('./hq/', import.meta.url);
  const deployed = readManifest(beside);
  if (deployed) return readAssets(beside, deployed);
  // In the source tree they are built when they are missing or older than what they are made from.
  const built = new URL('../../dist/hq/', import.meta.url);
  const script = new URL('../../scripts/build-hq-assets.mjs', import.meta.url).href;
  // Not a literal: a bundler must leave it alone, since esbuild is not deployed.
  const builder = (await import(
    /* @vite-ignore */ script
  )) as typeof import('../../scripts/build-hq-assets.mjs');
  const before = readManifest(built);
  if (before?.sourceHash !== builder.hqSourceHash(before?.inputs ?? [])) {
    await builder.buildHqAssets({ outDir: built, minify: false });
  }
  return readAssets(built, readManifest(built) as Manifest);
}

let loaded: Promise<HqAssets> | null = null;

/** Styles and scripts of the web view, read once for the life of the process. */
export function hqAssets(): Promise<HqAssets> {
  loaded ??= load().catch((error: unknown) => {
    loaded = null;
    throw error;
  });
  return loaded;
}
