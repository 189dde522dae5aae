/**
 * Prints what each package of the built mini-program weighs and fails above the limits.
 * WeChat's own limit is 2 MB a package and 30 MB in all; ours leaves the main package room to grow.
 * `node miniprogram/scripts/package-size.mjs [folder]`, after `npm run build:weapp -w miniprogram`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const kib = 1024;
const mainLimitBytes = 1024 * kib;
const subLimitBytes = 2048 * kib;
const totalLimitBytes = 30 * 1024 * kib;

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.resolve(process.argv[2] ?? path.join(here, '../dist/weapp'));

function filesIn(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(directory, entry.name);
    return entry.isDirectory() ? filesIn(full) : [full];
  });
}

const app = JSON.parse(readFileSync(path.join(folder, 'app.json'), 'utf8'));
const roots = (app.subPackages ?? app.subpackages ?? []).map(({ root }) => root.replace(/\/$/, ''));

const sizes = new Map([['main', 0], ...roots.map((root) => [root, 0])]);
for (const file of filesIn(folder)) {
  // Licence texts and maps are not uploaded.
  if (/\.(map|LICENSE\.txt)$/.test(file)) continue;
  const relative = path.relative(folder, file).split(path.sep).join('/');
  const root = roots.find((one) => relative.startsWith(`${one}/`)) ?? 'main';
  sizes.set(root, sizes.get(root) + statSync(file).size);
}

let failed = false;
const report = (name, bytes, limitBytes) => {
  const over = bytes > limitBytes;
  failed ||= over;
  const text = `${(bytes / kib).toFixed(1)} KiB of ${limitBytes / kib} KiB`;
  console.log(`${name.padEnd(24)} ${text.padStart(26)} ${over ? 'TOO LARGE' : 'ok'}`);
};
for (const [name, bytes] of sizes) report(name, bytes, name === 'main' ? mainLimitBytes : subLimitBytes);
report(
  'total',
  [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0),
  totalLimitBytes,
);
process.exit(failed ? 1 : 0);
