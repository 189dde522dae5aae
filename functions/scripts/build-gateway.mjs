/**
 * Bundles the gateway for CloudBase: one CommonJS file with everything in it, and the package.json that CloudBase
 * wants beside it.
 *
 *     node functions/scripts/build-gateway.mjs [folder]     (by default functions/dist/cloudbase/gateway)
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const functionsFolder = fileURLToPath(new URL('..', import.meta.url));
const target = resolve(process.argv[2] ?? join(functionsFolder, 'dist/cloudbase/gateway'));

await mkdir(target, { recursive: true });
await build({
  entryPoints: [join(functionsFolder, 'src/entry/gateway.ts')],
  outfile: join(target, 'index.js'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  minify: true,
  keepNames: true,
  // Node 18 keeps Web Crypto out of the global scope; jose looks for it there.
  banner: { js: "globalThis.crypto ??= require('node:crypto').webcrypto;" },
  logLevel: 'warning',
});
await writeFile(
  join(target, 'package.json'),
  `${JSON.stringify({ name: 'gateway', version: '1.0.0', private: true, main: 'index.js' }, null, 2)}\n`,
);
