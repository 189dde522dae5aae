import { open, readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { repairStore } from '../src/index.ts';
import { itemKey } from '../src/keys.ts';
import { createLevel } from '../src/level.ts';
import { noteClosed } from '../src/store-folder.ts';
import {
  allRecords,
  get,
  type Item,
  key,
  number,
  put,
  refusal,
  TABLE,
  tableDefinition,
  text,
  withFolder,
} from './kit.ts';
import { everythingIn, filledStore, filler, ITEMS, name, opening, reopened } from './stores.ts';

async function levelFiles(folder: string, ending: string): Promise<string[]> {
  const names = (await readdir(join(folder, 'level'))).filter((file) => file.endsWith(ending));
  return names.map((file) => join(folder, 'level', file)).sort();
}

async function largest(files: string[]): Promise<string> {
  const sized = await Promise.all(files.map(async (file) => ({ file, size: (await stat(file)).size })));
  return sized.sort((a, b) => b.size - a.size)[0]!.file;
}

async function flipBytes(file: string, at: number): Promise<void> {
  const handle = await open(file, 'r+');
  const bytes = Buffer.alloc(4);
  await handle.read(bytes, 0, 4, at);
  await handle.write(
    bytes.map((byte) => byte ^ 0xff),
    0,
    4,
    at,
  );
  await handle.close();
}

/** As after a crash: nothing says how the files were left. */
async function forgetOrder(folder: string): Promise<void> {
  await rm(join(folder, 'closed.json'));
  await rm(join(folder, 'last-closed.json'), { force: true });
}

/** Around the engine, as a broken disk would: straight into LevelDB, without a checksum. */
async function writeRaw(folder: string, at: string, value: string | undefined): Promise<void> {
  const level = createLevel(join(folder, 'level'));
  await level.open();
  await level.batch([value === undefined ? { type: 'del', key: at } : { type: 'put', key: at, value }]);
  await level.close();
}

/** As if it had been so when it was closed: only reading can find it. */
const rewriteClosed = (folder: string) => noteClosed(folder, {});

const storedKey = (pk: string) => itemKey(tableDefinition as never, key(pk) as never);

const addOne = {
  TableName: TABLE,
  Key: key('counter'),
  UpdateExpression: 'ADD n :one',
  ExpressionAttributeValues: { ':one': number(1) },
};
describe('a damaged store', () => {
  const damages: [string, (folder: string) => Promise<string>][] = [
    [
      'four bytes flipped in the middle of a table',
      async (folder) => {
        const file = await largest(await levelFiles(folder, '.ldb'));
        await flipBytes(file, Math.floor((await stat(file)).size / 2));
        return file;
      },
    ],
    [
      'a truncated table',
      async (folder) => {
        const file = await largest(await levelFiles(folder, '.ldb'));
        await truncate(file, Math.floor((await stat(file)).size / 2));
        return file;
      },
    ],
    [
      'a lost manifest',
      async (folder) => {
        const [file] = await levelFiles(folder, '');
        const manifest = (await readdir(join(folder, 'level'))).find((one) => one.startsWith('MANIFEST'))!;
        expect(file).toBeDefined();
        await rm(join(folder, 'level', manifest));
        return manifest;
      },
    ],
    [
      'a truncated log',
      async (folder) => {
        const [file] = await levelFiles(folder, '.log');
        await truncate(file!, (await stat(file!)).size - 20);
        return file!;
      },
    ],
  ];

  it.each(damages)('is refused after an orderly end, and the file is named: %s', async (_, damage) => {
    await withFolder(async (folder) => {
      await filledStore(folder);
      const file = (await damage(folder)).split('/').at(-1)!;
      const before = await readdir(join(folder, 'level'));
      const problem = await opening(folder);
      expect(problem).toMatchObject({ name: 'StoreProblem', code: 'damaged' });
      expect(problem.message).toContain(file);
      expect(await readdir(join(folder, 'level'))).toEqual(before);
      expect((await opening(folder)).code).toBe('damaged');
    });
  });

  it.each(damages.slice(0, 3))('is refused after a crash: %s', async (_, damage) => {
    await withFolder(async (folder) => {
      await filledStore(folder);
      await forgetOrder(folder);
      await damage(folder);
      const problem = await opening(folder);
      expect(problem.code).toBe('damaged');
      expect(problem.findings.length).toBeGreaterThan(0);
    });
  });

  it.each(damages)('is repaired: %s', async (what, damage) => {
    await withFolder(async (folder) => {
      await filledStore(folder);
      await damage(folder);
      const report = await repairStore(folder, { tables: [{ definition: tableDefinition }] });
      expect(report.files).toHaveLength(1);
      expect(await readdir(report.kept)).toContain('CURRENT');

      const { engine } = await reopened(folder);
      const scanned = await engine.call('Scan', { TableName: TABLE });
      const items = (scanned.Items as Item[]).filter((item) => item.filler);
      for (const item of items) expect(item.filler).toEqual(text(filler(Number(item.n!.N))));
      for (const index of ['all', 'keys']) {
        expect(await everythingIn(engine, index)).toEqual(items.map((item) => item.pk!.S).sort());
      }
      expect(items.length).toBeGreaterThanOrEqual(what.includes('table') ? 0 : ITEMS);
      expect(report.lostItems.count).toBeLessThanOrEqual(ITEMS - items.length);
      await engine.close();
    });
  });

  it('is refused after a crash by the checksum of a table that was there before, without reading it entry by entry', async () => {
    await withFolder(async (folder) => {
      await filledStore(folder);
      await rename(join(folder, 'closed.json'), join(folder, 'last-closed.json'));
      const file = await largest(await levelFiles(folder, '.ldb'));
      await flipBytes(file, (await stat(file)).size - 30);
      expect((await opening(folder)).message).toContain(file.split('/').at(-1));
    });
  });

  it('is refused with one value changed while the block around it is whole', async () => {
    await withFolder(async (folder) => {
      await filledStore(folder);
      await forgetOrder(folder);
      // The last write is in the log, where LevelDB does look at checksums, so this is put in as LevelDB would.
      await writeRaw(folder, 'item~Orders~changed', 'not what was sealed');
      const problem = await opening(folder);
      expect(problem.message).toContain('checksum');
      const report = await repairStore(folder);
      expect(report.broken.count).toBe(1);
      const { engine, client } = await reopened(folder);
      expect((await get(client, 'counter'))?.n).toEqual(number(7));
      await engine.close();
    });
  });

  it('names what was read and was not as stored, says so in its health, and is looked through at the next opening', async () => {
    await withFolder(async (folder) => {
      await filledStore(folder);
      const stored = storedKey('counter');
      await writeRaw(folder, stored, 'not what was sealed');
      await rewriteClosed(folder);
      const { engine, client } = await reopened(folder);
      expect(engine.health().state).toBe('ok');
      const error = await refusal(get(client, 'counter'));
      expect(error).toMatchObject({ name: 'StorageDamagedException' });
      expect(error.message).toContain('item counter / x of table Orders');
      expect((await refusal(client.send(new UpdateItemCommand(addOne)))).name).toBe(
        'StorageDamagedException',
      );
      expect(engine.health()).toMatchObject({ state: 'damaged', findings: [{ problem: /checksum/ }] });
      expect(await get(client, name(3))).toBeDefined();
      await engine.close();
      expect((await opening(folder)).code).toBe('damaged');
    });
  });

  it('tells which items are lost, where an index knew them', async () => {
    await withFolder(async (folder) => {
      await filledStore(folder);
      await writeRaw(folder, storedKey(name(5)), undefined);
      await rewriteClosed(folder);
      const report = await repairStore(folder);
      expect(report.lostItems).toEqual({ count: 1, named: [`item ${name(5)} / x of table ${TABLE}`] });
    });
  });

  it('gets its tables back from the definitions when their settings are lost', async () => {
    await withFolder(async (folder) => {
      await filledStore(folder);
      await writeRaw(folder, `table~${TABLE}`, 'broken');
      await rewriteClosed(folder);
      await repairStore(folder, {
        tables: [{ definition: tableDefinition, timeToLiveAttribute: 'expiresAt' }],
      });
      const { engine, client } = await reopened(folder);
      expect(await get(client, name(1))).toBeDefined();
      expect(await everythingIn(engine, 'keys')).toHaveLength(ITEMS);
      const before = await allRecords(engine);
      await put(client, key('after'));
      const after = await allRecords(engine);
      expect(after).toHaveLength(before.length + 1);
      expect(after.at(-1)!.dynamodb.SequenceNumber > (before.at(-1)?.dynamodb.SequenceNumber ?? '')).toBe(
        true,
      );
      await engine.close();
    });
  });
});
