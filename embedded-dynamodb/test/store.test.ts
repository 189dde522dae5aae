import { spawn } from 'node:child_process';
import { mkdir, open, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { createLevel } from '../src/dynalite-internals.ts';
import { createEngine, repairStore, type StoreProblem } from '../src/index.ts';
import { itemKey } from '../src/keys.ts';
import { noteClosed } from '../src/store-folder.ts';
import {
  allRecords,
  clientFor,
  get,
  type Item,
  key,
  number,
  openBench,
  put,
  refusal,
  TABLE,
  tableDefinition,
  text,
  withFolder,
} from './kit.ts';

const ITEMS = 600;
const filler = (i: number): string => `${i}-`.repeat(150) + Math.sin(i).toString(36).repeat(12);
const name = (i: number): string => `item-${String(i).padStart(5, '0')}`;

/** A store with a table of LevelDB's own, as opening it again makes of the log, and something in the log. */
async function filledStore(folder: string): Promise<void> {
  const bench = await openBench('in-process', { path: folder });
  const items = Array.from({ length: ITEMS }, (_, i) => ({
    ...key(name(i)),
    gp: text('g'),
    gs: text(name(i)),
    n: number(i),
    filler: text(filler(i)),
  }));
  await bench.engine.bulkLoad(TABLE, items);
  await bench.close();
  const { engine, client } = await reopened(folder);
  await put(client, { ...key('counter'), n: number(7) });
  await engine.close();
}

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

const opening = (folder: string) => refusal<StoreProblem>(createEngine({ path: folder }));

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

const addOne = {
  TableName: TABLE,
  Key: key('counter'),
  UpdateExpression: 'ADD n :one',
  ExpressionAttributeValues: { ':one': number(1) },
};
async function reopened(folder: string) {
  const engine = await createEngine({ path: folder });
  return { engine, client: await clientFor(engine, 'in-process') };
}

async function everythingIn(
  engine: Awaited<ReturnType<typeof createEngine>>,
  index: string,
): Promise<string[]> {
  const client = await clientFor(engine, 'in-process');
  const found: string[] = [];
  let ExclusiveStartKey: QueryCommand['input']['ExclusiveStartKey'];
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: index,
        KeyConditionExpression: 'gp = :g',
        ExpressionAttributeValues: { ':g': text('g') },
        ExclusiveStartKey,
      }),
    );
    found.push(...(page.Items ?? []).map((item) => item.pk!.S!));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
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

describe('whose folder it is', () => {
  it('touches nothing that it did not make', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'letters.txt'), 'dear');
      expect((await opening(folder)).code).toBe('foreign');
      expect(await readdir(folder)).toEqual(['letters.txt']);
      expect((await refusal<StoreProblem>(repairStore(folder))).code).toBe('foreign');
      expect(await readdir(folder)).toEqual(['letters.txt']);
    });
  });

  it('refuses the folder of a later version, and a file in its place', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'engine.json'), JSON.stringify({ format: 2 }));
      expect((await opening(folder)).code).toBe('newer');
      const file = join(folder, 'file');
      await writeFile(file, '');
      expect((await opening(file)).code).toBe('unusable');
    });
  });

  it('says that another has it, and leaves it alone', async () => {
    await withFolder(async (folder) => {
      const bench = await openBench('in-process', { path: folder });
      expect((await opening(folder)).code).toBe('in_use');
      await put(bench.client, key('still'));
      await bench.close();
      const { engine, client } = await reopened(folder);
      expect(await get(client, 'still')).toBeDefined();
      await engine.close();
    });
  });

  it('opens what was begun and never written', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'engine.json'), JSON.stringify({ format: 1 }));
      await mkdir(join(folder, 'level'));
      const bench = await openBench('in-process', { path: folder });
      await bench.close();
    });
  });
});

describe('after a crash', () => {
  it('reads everything once, says how far it is, and goes on', async () => {
    await withFolder(async (folder) => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', fileURLToPath(new URL('./writing-child.ts', import.meta.url)), folder, 'durable'],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const ended = new Promise((resolve) => child.once('exit', resolve));
      let acknowledged = 0;
      for await (const chunk of child.stdout) {
        acknowledged = Number(String(chunk).trim().split('\n').at(-1));
        if (acknowledged >= 50) break;
      }
      child.kill('SIGKILL');
      await ended;
      expect(await readdir(folder)).not.toContain('closed.json');
      const { engine, client } = await reopened(folder);
      expect(Number((await get(client, 'counter'))?.n?.N)).toBeGreaterThanOrEqual(acknowledged);
      await engine.close();
      expect(await readdir(folder)).toContain('closed.json');
    });
  });
});

describe('a full disk', () => {
  it('refuses writes, goes on reading, and takes writes again by itself once there is room', async () => {
    await withFolder(async (folder) => {
      const bench = await openBench('in-process', { path: folder });
      await put(bench.client, { ...key('a'), gp: text('g'), gs: text('1') });
      bench.engine.faults.setDiskFault('full');
      const refused = await Promise.all(
        Array.from({ length: 20 }, (_, i) => refusal(put(bench.client, key(`refused-${i}`)))),
      );
      expect(new Set(refused.map((error) => error.name))).toEqual(new Set(['StorageFullException']));
      expect(await get(bench.client, 'a')).toBeDefined();
      expect(await everythingIn(bench.engine, 'keys')).toEqual(['a']);
      expect(bench.engine.health()).toMatchObject({ state: 'full' });

      bench.engine.faults.setDiskFault('none');
      await vi.waitFor(() => expect(bench.engine.health().state).toBe('ok'), 5_000);
      await put(bench.client, key('b'));
      expect(await get(bench.client, 'refused-0')).toBeUndefined();
      expect((await allRecords(bench.engine)).map((record) => record.dynamodb.Keys.pk)).toEqual([
        text('a'),
        text('b'),
      ]);
      await bench.close();

      const { engine, client } = await reopened(folder);
      expect(await get(client, 'b')).toBeDefined();
      await put(client, key('c'));
      const sequences = (await allRecords(engine)).map((record) => record.dynamodb.SequenceNumber);
      expect(sequences).toEqual([...new Set(sequences)].sort());
      expect(sequences).toHaveLength(3);
      await engine.close();
    });
  });

  it('refuses before LevelDB meets it, when less room is left than is to be kept free', async () => {
    await withFolder(async (folder) => {
      const engine = await createEngine({ path: folder, minFreeBytes: Number.MAX_SAFE_INTEGER });
      const client = await clientFor(engine, 'in-process');
      const error = await refusal(client.send(new PutItemCommand({ TableName: TABLE, Item: key('a') })));
      expect(error.name).toBe('ResourceNotFoundException');
      await expect(engine.call('CreateTable', tableDefinition)).rejects.toMatchObject({
        name: 'StorageFullException',
        statusCode: 507,
      });
      await expect(engine.call('DescribeTable', { TableName: TABLE })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
      await engine.close();
    });
  });

  it('never gives a sequence number twice, when the batch that set numbers aside failed', async () => {
    await withFolder(async (folder) => {
      const bench = await openBench('in-process', { path: folder });
      bench.engine.faults.setDiskFault('failing');
      expect((await refusal(put(bench.client, key('first')))).name).toBe('InternalServerError');
      bench.engine.faults.setDiskFault('none');
      await vi.waitFor(() => expect(bench.engine.health().state).toBe('ok'), 5_000);
      await put(bench.client, key('second'));
      const [first] = await allRecords(bench.engine);
      await bench.close();
      const { engine, client } = await reopened(folder);
      await put(client, key('third'));
      const [, third] = await allRecords(engine);
      expect(third!.dynamodb.SequenceNumber > first!.dynamodb.SequenceNumber).toBe(true);
      await engine.close();
    });
  });

  it('forgets the index entries of writes that failed, and keeps those that wait', async () => {
    await withFolder(async (folder) => {
      const { engine, client, close } = await openBench('in-process', { path: folder });
      await engine.faults.setIndexLag('manual');
      await put(client, { ...key('waits'), gp: text('g'), gs: text('1') });
      engine.faults.setDiskFault('full');
      await refusal(put(client, { ...key('failed'), gp: text('g'), gs: text('2') }));
      await refusal(engine.faults.flushIndexes());
      engine.faults.setDiskFault('none');
      await vi.waitFor(() => expect(engine.health().state).toBe('ok'), 5_000);
      await engine.faults.flushIndexes();
      expect(await everythingIn(engine, 'keys')).toEqual(['waits']);
      await close();
    });
  });

  it('keeps a long read going while the store is opened anew', async () => {
    await withFolder(async (folder) => {
      await filledStore(folder);
      const { engine, client } = await reopened(folder);
      engine.faults.setDiskFault('full');
      await refusal(put(client, key('x')));
      const reading = everythingIn(engine, 'all');
      engine.faults.setDiskFault('none');
      await vi.waitFor(() => expect(engine.health().state).toBe('ok'), 5_000);
      expect(await reading).toHaveLength(ITEMS);
      await engine.close();
    });
  });
});
