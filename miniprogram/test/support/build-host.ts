import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Loader, type Plugin } from 'esbuild';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Holds host.mjs and, in `gateway`, what CloudBase would run. */
    hostFolder: string;
  }
}

const root = path.resolve(import.meta.dirname, '../../..');

/** Our own sources go into the bundle, and know where they came from; packages stay where they are. */
const ownSources: Plugin = {
  name: 'own sources',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
      kind === 'entry-point' || name.startsWith('@jindian/') ? undefined : { external: true },
    );
    onLoad({ filter: /\.m?tsx?$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8')
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)),
      loader: path.extname(file).replace(/^\.m?/, '') as Loader,
    }));
  },
};

/**
 * The host of these tests in one file, made once for all of them: compiled anew by each of its processes, its modules
 * take longer than everything that it then starts.
 */
export default async function buildHost(project: TestProject): Promise<() => void> {
  // Within the project, where packages are found.
  const cache = path.join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, 'host-'));
  await build({
    entryPoints: [path.join(import.meta.dirname, 'host.main.mts')],
    outfile: path.join(folder, 'host.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [ownSources],
    logLevel: 'warning',
  });
  const builder = path.join(root, 'functions/scripts/build-gateway.mjs');
  execFileSync(process.execPath, [builder, path.join(folder, 'gateway')]);
  project.provide('hostFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
