import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { hqSourceHash } from '../../scripts/build-hq-assets.mjs';
import { hqAssets } from './assets.ts';

test('scripts and styles are built again whenever a file changes that they were made from, or is gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hq-assets-'));
  const file = join(folder, 'part.ts');
  const hashNow = () => hqSourceHash([pathToFileURL(file).href]);
  writeFileSync(file, 'one');
  const first = hashNow();
  expect(hashNow()).toBe(first);
  writeFileSync(file, 'two');
  const second = hashNow();
  rmSync(folder, { recursive: true });
  expect(new Set([first, second, hashNow(), hqSourceHash([])]).size).toBe(4);
});

test('what they were made from is known of every file, also of those that are shared', async () => {
  await hqAssets();
  const manifest = readFileSync(new URL('../../dist/hq/manifest.json', import.meta.url), 'utf8');
  const { inputs } = JSON.parse(manifest) as { inputs: string[] };
  expect(inputs).toEqual(
    expect.arrayContaining([
      'src/hq/client/import.ts',
      'src/hq/style/tokens.css',
      'src/goods/imports/reading/table.ts',
      '../shared/src/time.ts',
    ]),
  );
});
