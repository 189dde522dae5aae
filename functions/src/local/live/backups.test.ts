import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dayMs, hourMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../platform/logger.ts';
import { objectsInMemory, startS3Simulator } from '../../simulators/s3.ts';
import { createBackups } from './backups.ts';
import { clientAddressBy } from './client-address.ts';
import { createRemoteBackups, remoteSchema } from './remote-backups.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'jindian-backups-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('one is made each night, so many are kept, and a night without one is told until it is made', async () => {
  const dataFolder = path.join(root, 'data');
  mkdirSync(dataFolder);
  writeFileSync(path.join(dataFolder, 'secrets.json'), '{}');
  writeFileSync(path.join(dataFolder, 'letters.txt'), 'dear');
  const folder = path.join(root, 'backups');
  let nowMs = Date.parse('2026-11-30T12:00:00+08:00');
  let disk: 'well' | 'full' = 'well';
  const backups = createBackups({
    engine: {
      async backUp(target) {
        mkdirSync(target);
        if (disk === 'full') throw new Error('ENOSPC');
        return { entries: 0 };
      },
    },
    dataFolder,
    folder,
    keep: 2,
    atHour: 3,
    clock: { nowMs: () => nowMs },
    logger: createLogger('silent'),
  });
  async function until(text: string) {
    const untilMs = Date.parse(`${text}:00+08:00`);
    for (; nowMs < untilMs; nowMs += hourMs) {
      backups.look();
      await backups.stop();
    }
  }
  await until('2026-12-01T03:00');
  expect(backups.health()).toEqual([{ part: 'backup', state: 'ok' }]);
  await until('2026-12-04T12:00');
  expect(readdirSync(folder).sort()).toEqual(['jindian-2026-12-03T0300', 'jindian-2026-12-04T0300']);
  expect(readdirSync(path.join(folder, 'jindian-2026-12-04T0300')).sort()).toEqual(['secrets.json', 'table']);
  disk = 'full';
  await until('2026-12-05T12:00');
  expect(backups.health()).toMatchObject([{ state: 'failed', detail: 'ENOSPC' }]);
  // Nothing half is left, and what was whole is still there.
  expect(readdirSync(folder)).toHaveLength(2);
  disk = 'well';
  await until('2026-12-05T14:00');
  expect(backups.health()).toEqual([{ part: 'backup', state: 'ok' }]);
  expect(readdirSync(folder).sort().at(-1)).toMatch(/^jindian-2026-12-05T1\d00$/);
  nowMs += 2 * dayMs;
  expect(backups.health()).toEqual([{ part: 'backup', state: 'late' }]);
});

test('a bucket that is out of reach takes the place of no earlier night: what was made is sent again', async () => {
  const folder = path.join(root, 'backups');
  let nowMs = Date.parse('2026-12-01T12:00:00+08:00');
  let isOut = false;
  const sent: string[] = [];
  const backups = createBackups({
    engine: {
      async backUp(target) {
        mkdirSync(target);
        return { entries: 0 };
      },
    },
    dataFolder: root,
    folder,
    keep: 3,
    atHour: 3,
    remote: {
      async send(name) {
        if (isOut) throw new Error('out of reach');
        sent.push(name);
      },
      list: async () => sent,
    },
    clock: { nowMs: () => nowMs },
    logger: createLogger('silent'),
  });
  async function until(text: string) {
    for (const untilMs = Date.parse(`${text}:00+08:00`); nowMs < untilMs; nowMs += hourMs) {
      backups.look();
      await backups.stop();
    }
  }
  await until('2026-12-03T12:00');
  isOut = true;
  await until('2026-12-04T12:00');
  const nights = [2, 3, 4].map((day) => `jindian-2026-12-0${day}T0300`);
  expect(readdirSync(folder).sort()).toEqual(nights);
  expect(backups.health()).toMatchObject([
    { state: 'ok' },
    { state: 'failed', detail: 'Error: out of reach' },
  ]);
  isOut = false;
  await until('2026-12-05T02:00');
  expect(sent).toEqual(nights);
  await until('2026-12-05T12:00');
  expect(sent.at(-1)).toBe('jindian-2026-12-05T0300');
});

test('who called is whom the last proxy of ours saw, whatever callers write', () => {
  const addressOf = clientAddressBy(['127.0.0.1', '::1', '10.0.0.0/8']);
  expect(addressOf('127.0.0.1', '203.0.113.9')).toBe('203.0.113.9');
  expect(addressOf('::ffff:127.0.0.1', '198.51.100.1, 203.0.113.9, 10.1.2.3')).toBe('203.0.113.9');
  expect(addressOf('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  expect(addressOf('127.0.0.1', 'unknown, <script>')).toBe('127.0.0.1');
  expect(addressOf('::1', '2001:db8::7')).toBe('2001:db8::7');
  expect(addressOf('127.0.0.1', '203.0.113.9:52100')).toBe('203.0.113.9');
  expect(addressOf('127.0.0.1', '[2001:db8::7]:443')).toBe('2001:db8::7');
  expect(addressOf('127.0.0.1', null)).toBe('127.0.0.1');
  expect(addressOf(undefined, '203.0.113.9')).toBeUndefined();
});

test('a new one is never taken away for those of a clock that was ahead, nor what is no backup; half ones are cleared', async () => {
  const folder = path.join(root, 'backups');
  for (const name of ['jindian-2036-01-01T0300/table', 'jindian-2036-01-02T0300/table'])
    mkdirSync(path.join(folder, name), { recursive: true });
  mkdirSync(path.join(folder, 'jindian-2020-01-01T0000', 'thesis'), { recursive: true });
  mkdirSync(path.join(folder, 'jindian-2026-11-30T0300.unfinished', 'table'), { recursive: true });
  const backups = createBackups({
    engine: {
      async backUp(target) {
        mkdirSync(target);
        return { entries: 0 };
      },
    },
    dataFolder: root,
    folder,
    keep: 2,
    atHour: 3,
    clock: { nowMs: () => Date.parse('2026-12-01T03:00:00+08:00') },
    logger: createLogger('silent'),
  });
  await backups.run();
  expect(readdirSync(folder).sort()).toEqual([
    'jindian-2020-01-01T0000',
    'jindian-2026-12-01T0300',
    'jindian-2036-01-02T0300',
  ]);
});

test('each is sent to the bucket as well, so many are kept, what is half counts for nothing, and what comes back is what was sent', async () => {
  const objects = objectsInMemory();
  const secretAccessKey = 'a secret of nobody';
  const s3 = await startS3Simulator({
    objects,
    now: Date.now,
    secretOf: () => secretAccessKey,
    checksHeaders: true,
    pageSize: 3,
  });
  const config = remoteSchema.parse({
    bucket: 'jindian-backups',
    region: 'cn-north-1',
    endpoint: s3.endpoint,
    accessKeyId: 'backup',
    secretAccessKey,
    keep: 2,
  });
  const remote = createRemoteBackups(config);
  const dataFolder = path.join(root, 'data');
  mkdirSync(path.join(dataFolder, 'pictures'), { recursive: true });
  writeFileSync(path.join(dataFolder, 'secrets.json'), '{}');
  writeFileSync(path.join(dataFolder, 'pictures', 'one'), '图'.repeat(100_000));
  let nowMs = Date.parse('2026-12-01T03:00:00+08:00');
  const made: string[] = [];
  const deps = {
    engine: {
      async backUp(target: string) {
        made.push(target);
        mkdirSync(target);
        writeFileSync(path.join(target, 'engine.json'), String(nowMs));
        return { entries: 0 };
      },
    },
    dataFolder,
    folder: path.join(root, 'backups'),
    keep: 5,
    atHour: 3,
    clock: { nowMs: () => nowMs },
    logger: createLogger('silent'),
  };
  const backups = createBackups({ ...deps, remote });
  // Two who ask at once get the same.
  const [one, other] = await Promise.all([backups.run(), backups.run()]);
  expect([one, made.length]).toEqual([other, 1]);
  for (let night = 0; night < 2; night += 1) {
    nowMs += dayMs;
    await backups.run();
  }
  expect(await remote.list()).toEqual(['jindian-2026-12-02T0300', 'jindian-2026-12-03T0300']);
  expect(await objects.list('jindian-backups/jindian/jindian-2026-12-01')).toEqual([]);
  expect(backups.health()).toEqual([
    { part: 'backup', state: 'ok' },
    { part: 'backup_bucket', state: 'ok' },
  ]);

  const back = path.join(root, 'back');
  expect(await remote.restore('jindian-2026-12-03T0300', back)).toBe(3);
  for (const file of ['secrets.json', 'pictures/one', 'table/engine.json'])
    expect(readFileSync(path.join(back, file))).toEqual(
      readFileSync(path.join(root, 'backups', 'jindian-2026-12-03T0300', file)),
    );
  // A byte that is another one, and a part that is not there.
  const at = 'jindian-backups/jindian/jindian-2026-12-02T0300';
  await objects.put(`${at}/secrets.json`, { bytes: Buffer.from('{ '), type: '' });
  const broken = remote.restore('jindian-2026-12-02T0300', path.join(root, 'broken'));
  await expect(broken).rejects.toThrow('not what was sent');
  expect(existsSync(path.join(root, 'broken'))).toBe(false);
  await objects.delete(`${at}/complete.json`);
  expect(await remote.list()).toEqual(['jindian-2026-12-03T0300']);

  // Keys that are not taken any more: the one in the folder is there, and the bucket's failure is told.
  nowMs += dayMs;
  const stranger = createRemoteBackups({ ...config, secretAccessKey: 'of somebody else' });
  const failing = createBackups({ ...deps, remote: stranger });
  await expect(failing.run()).rejects.toThrow();
  expect(failing.health()).toMatchObject([
    { part: 'backup', state: 'ok' },
    { part: 'backup_bucket', state: 'failed', detail: expect.stringContaining('SignatureDoesNotMatch') },
  ]);
  for (const close of [remote.close, stranger.close, s3.close]) await close();
});
