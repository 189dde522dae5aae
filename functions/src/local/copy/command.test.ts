import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createFolderPictures } from '../../goods/pictures/store.ts';
import { tableDefinition } from '../../platform/table.ts';
import { objectsInMemory, startS3Simulator } from '../../simulators/s3.ts';
import { markFile } from '../folder/data-folder.ts';
import { picturesFolder } from '../folder/layout.ts';
import { copy } from './command.ts';

const picture = `${'ab'.repeat(16)}-400.webp`;
const objects = objectsInMemory();
let root: string;
let target: Engine;
let s3: Awaited<ReturnType<typeof startS3Simulator>>;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'jindian-copied-'));
  [target, s3] = await Promise.all([
    createEngine(),
    startS3Simulator({ objects, now: Date.now, secretOf: () => 'secret' }),
  ]);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'operator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_REGION', 'cn-northwest-1');
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.endpoint);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([target?.close(), s3?.close()]);
  rmSync(root, { recursive: true, force: true });
});

test('a switch that died before its pictures were there brings them when the command is given again', async () => {
  await target.call('CreateTable', tableDefinition('jindian-new'));
  const { endpoint } = await target.listen();
  const to = `${endpoint}/jindian-new`;
  const folder = path.join(root, 'data');
  mkdirSync(folder);
  // As the switch leaves it: the business is elsewhere, the pictures are still here.
  const seed = { network: 'live', version: '1', state: 'done' };
  const moved = { to, at: '2026-05-20T02:00:00.000Z' };
  writeFileSync(
    path.join(folder, markFile),
    JSON.stringify({ program: 'jindian', format: 1, madeAt: moved.at, seed, moved }),
  );
  const own = createFolderPictures({ folder: path.join(folder, picturesFolder), nowMs: Date.now });
  await own.put(picture, { bytes: Buffer.from('picture'), type: 'image/webp' });
  const said: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void said.push(String(line)));
  try {
    expect(await copy(['--from', folder, '--to', to, '--switch', '--pictures', 'shop'])).toBe(0);
  } finally {
    log.mockRestore();
  }
  expect(await objects.list('shop/')).toEqual([`shop/${picture}`]);
  expect(said.join('\n')).toMatch(/1 files, 1 of them sent now/);
});
