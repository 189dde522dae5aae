import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { standardSettings } from '@jindian/shared/contract/settings/fields';
import { settingsAreas } from '@jindian/shared/contract/settings/index';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFolderPictures } from '../../goods/pictures/store.ts';
import { tourShanghaiHuangpuBranchId as huangpu } from '../demo/network/tour.ts';
import { type LocalSystem, startLocal } from '../start.ts';
import { exportBrand } from './export.ts';
import { importBrand } from './import.ts';
import { BrandRefusal } from './layout.ts';
import { contentOf } from './testing/content.ts';

let root: string;
let demo: LocalSystem;
const nowMs = Date.now;
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'jindian-brand-'));
  demo = await startLocal({ stockAt: () => false, autorun: false });
});
afterAll(async () => {
  await demo?.close();
  rmSync(root, { recursive: true, force: true });
});

const folderOf = (name: string) => path.join(root, name);
const change = (file: string, edit: (text: string) => string) =>
  writeFileSync(file, edit(readFileSync(file, 'utf8')));

test('a brand that is taken along and made anew is the same brand', async () => {
  const { system } = demo;
  // What HQ has changed since goes along too.
  const { revision } = await system.settings.serving.view();
  const serving = { ...standardSettings(settingsAreas.serving), payWithinMinutes: 7 };
  await system.settings.serving.publishContent(serving, { revision, by: 'hq', note: '', command: null });
  const edited = await system.network.edited(huangpu);
  if (!edited.ok) throw new Error(edited.code);
  const phone = { phone: '021-63270000' };
  const changed = await system.network.changeLocation(huangpu, phone, {
    revision: edited.value.revision,
    by: 'hq',
  });
  expect(changed.ok).toBe(true);
  const owner = { name: '新加盟商', contact: null, phone: '13800001234' };
  expect((await system.ownership.owners.save('D9001', owner, { revision: 0, by: 'hq' })).ok).toBe(true);
  const dealers = (await system.network.current()).locations.find(
    ({ kind, ownership }) => kind === 'branch' && ownership === 'dealer',
  );
  await system.branchPrices.adopt(dealers?.id ?? '', { 'P049-01': 3_950 });
  const pictures = createFolderPictures({ folder: folderOf('pictures'), nowMs });
  const picture = 'ab'.repeat(16);
  await pictures.put(`${picture}-400.webp`, { bytes: Buffer.from('picture'), type: 'image/webp' });

  const out = await exportBrand(system, pictures, folderOf('first'));
  expect(out).toMatchObject({ pictures: 1 });
  expect(out.places).toBeGreaterThan(2_000);
  await expect(exportBrand(system, pictures, folderOf('first'))).rejects.toThrow(BrandRefusal);

  const empty = await startLocal({ network: 'empty', autorun: false });
  try {
    const theirs = createFolderPictures({ folder: folderOf('their-pictures'), nowMs });
    let steps = 0;
    const told = await importBrand(empty.system, theirs, folderOf('first'), () => {
      steps += 1;
    });
    expect(told).toEqual(out);
    expect(steps).toBe(3 + out.policies + out.pictures);
    expect((await empty.system.network.location(huangpu))?.phone).toBe('021-63270000');
    const { locations } = await empty.system.network.current();
    expect(await empty.system.branchPrices.everyOwn(locations)).toEqual([
      { locationId: dealers?.id, prices: { 'P049-01': 3_950 } },
    ]);
    // Goods that show it may be saved there.
    expect(await empty.system.pictures.claim([`/pictures/${picture}`])).toEqual([]);
    await exportBrand(empty.system, theirs, folderOf('second'));
    expect(contentOf(folderOf('second'))).toEqual(contentOf(folderOf('first')));
    await expect(importBrand(empty.system, theirs, folderOf('first'))).rejects.toThrow('brand already');
  } finally {
    await empty.close();
  }
});

test('a folder with a fault is refused by the name of its file, and nothing of it is there', async () => {
  const empty = await startLocal({ network: 'empty', autorun: false });
  const pictures = createFolderPictures({ folder: null, nowMs });
  await exportBrand(demo.system, createFolderPictures({ folder: null, nowMs }), folderOf('broken'));
  const product = path.join(folderOf('broken'), 'products', 'P001.json');
  const sound = readFileSync(product, 'utf8');
  const faults: [string, (text: string) => string, string][] = [
    [product, () => '{', 'P001.json'],
    [product, () => sound.replace('"priceFen": ', '"priceFen": -'), 'P001.json'],
    [product, () => sound.replace('"id": "P001"', '"id": "P0x1"'), 'P001.json'],
    [path.join(folderOf('broken'), 'policies', 'settings-serving.json'), () => '[]', 'settings-serving.json'],
    [path.join(folderOf('broken'), 'policies', 'nothing.json'), () => '{}', 'nothing.json'],
    [path.join(folderOf('broken'), 'policies', '%zz.json'), () => '{}', '%zz.json'],
    [path.join(folderOf('broken'), 'places', `${huangpu}.json`), (text) => text.slice(1), `${huangpu}.json`],
    [path.join(folderOf('broken'), 'brand.json'), () => '{"brand":"jindian","format":2}', 'brand.json'],
  ];
  for (const [file, edit, named] of faults) {
    const before = (() => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return null;
      }
    })();
    if (before === null) writeFileSync(file, edit(''));
    else change(file, edit);
    const refused = await importBrand(empty.system, pictures, folderOf('broken')).catch(
      (error: Error) => error,
    );
    expect(refused, named).toBeInstanceOf(BrandRefusal);
    expect((refused as Error).message).toContain(named);
    if (before === null) rmSync(file);
    else writeFileSync(file, before);
  }
  expect((await empty.system.network.current()).locations).toEqual([]);
  expect((await empty.system.catalog.refresh()).products).toEqual([]);
  await empty.close();
});
