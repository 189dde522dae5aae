/** A deployment's table and bucket, as they are reached: over HTTP. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import type { Category } from '@jindian/shared/contract/goods/catalog';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createFolderPictures } from '../../goods/pictures/store.ts';
import { audited } from '../../platform/audit-context.ts';
import { tableDefinition } from '../../platform/table.ts';
import { objectsInMemory, startS3Simulator } from '../../simulators/s3.ts';
import { tableName } from '../folder/layout.ts';
import { type LocalSystem, startLocal } from '../start.ts';
import { exportBrand } from './export.ts';
import { importBrand } from './import.ts';
import { openTable } from './on-table.ts';
import { contentOf } from './testing/content.ts';

const stageTable = 'jindian-production';
const picture = `${'ab'.repeat(16)}-400.webp`;
let root: string;
let demo: LocalSystem;
let stage: Engine;
let s3: Awaited<ReturnType<typeof startS3Simulator>>;
const folderOf = (name: string) => path.join(root, name);

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'operator');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  root = mkdtempSync(path.join(tmpdir(), 'jindian-table-'));
  [demo, stage, s3] = await Promise.all([
    startLocal({ stockAt: () => false, autorun: false }),
    createEngine(),
    startS3Simulator({ objects: objectsInMemory(), now: Date.now, secretOf: () => 'secret' }),
  ]);
  await stage.call('CreateTable', tableDefinition(stageTable));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([demo?.close(), stage?.close(), s3?.close()]);
  rmSync(root, { recursive: true, force: true });
});

test('a brand goes into a deployment without one, also after it broke off, and comes out the same while that runs', async () => {
  const own = createFolderPictures({ folder: folderOf('pictures'), nowMs: Date.now });
  await own.put(picture, { bytes: Buffer.from('picture'), type: 'image/webp' });
  const out = await exportBrand(demo.system, own, folderOf('first'));
  const { endpoint } = await stage.listen();
  const said = {
    table: stageTable,
    pictures: 'pictures',
    region: 'cn-northwest-1',
    endpoint,
    picturesEndpoint: s3.endpoint,
  };

  // The line breaks in the middle of it.
  const broken = await openTable(said);
  let steps = 0;
  const breaks = importBrand(broken.system, broken.pictures, folderOf('first'), () => {
    steps += 1;
    if (steps === 5) throw new Error('the line broke');
  });
  await expect(breaks).rejects.toThrow('the line broke');
  broken.close();

  const opened = await openTable(said);
  try {
    expect(await importBrand(opened.system, opened.pictures, folderOf('first'))).toEqual(out);
    await expect(importBrand(opened.system, opened.pictures, folderOf('first'))).rejects.toThrow(
      'brand already',
    );
  } finally {
    opened.close();
  }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...['--no-warnings', '--import', 'tsx', 'scripts/brand.ts', 'export', folderOf('second')],
      ...['--table', stageTable, '--pictures', said.pictures, '--region', said.region],
      ...['--endpoint', endpoint, '--pictures-endpoint', s3.endpoint],
    ],
    { cwd: path.resolve(import.meta.dirname, '../../../..') },
  );
  expect(stdout).toContain(`${out.places} places, ${out.products} products`);
  expect(contentOf(folderOf('second'))).toEqual(contentOf(folderOf('first')));

  // One breaks off, and people go on by hand.
  const edited = await openTable(said);
  try {
    const { system } = edited;
    await system.checkpoints.write('brand-folder', system.clock.nowMs());
    const [category] = (await system.catalog.refresh()).categories as [Category];
    const act = { act: 'category.change' as const, targets: [{ kind: 'category', id: category.id }] };
    const caller = { kind: 'member' as const, memberId: 'boss', roles: [] };
    const name = { zh: '改过', en: 'Changed' };
    const changed = await audited(
      system.audit.pending({ caller, origin: { requestId: 'r' } as never }, act),
      () =>
        system.goodsEditing.changeCategory(category.id, { ...category, name }, { revision: 0, by: 'boss' }),
    );
    expect(changed).toMatchObject({ ok: true });
    await expect(importBrand(system, edited.pictures, folderOf('first'))).rejects.toThrow(
      `category.change category ${category.id}`,
    );
    expect((await system.catalog.refresh()).categories[0]?.name).toEqual(name);
  } finally {
    edited.close();
  }
});

test('a brand is read from a table that is being written to', async () => {
  const { endpoint } = await demo.engine.listen();
  const own = createFolderPictures({ folder: null, nowMs: Date.now });
  await exportBrand(demo.system, own, folderOf('here'));
  const opened = await openTable({
    table: tableName,
    pictures: 'nothing-in-it',
    region: 'cn-northwest-1',
    endpoint,
    picturesEndpoint: s3.endpoint,
  });
  try {
    await exportBrand(opened.system, opened.pictures, folderOf('there'));
    expect(contentOf(folderOf('there'))).toEqual(contentOf(folderOf('here')));
  } finally {
    opened.close();
  }
});
