import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createEngine } from '@jindian/embedded-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSystem } from '../../entry/system.ts';
import { systemClock } from '../../platform/clock.ts';
import { embeddedClient } from '../../platform/embedded-client.ts';
import { createLogger } from '../../platform/logger.ts';
import { createTable } from '../../platform/table.ts';
import { objectsInMemory, startS3Simulator } from '../../simulators/s3.ts';
import { type SmsSimulator, startSmsSimulator } from '../../simulators/tencent/index.ts';
import {
  startWechatPaySimulator,
  startWechatSimulator,
  type WechatPaySimulator,
  type WechatSimulator,
} from '../../simulators/wechat/index.ts';
import { copyTable } from '../copy/copy.ts';
import { doorAt } from '../copy/door.ts';
import { openEnd } from '../copy/end.ts';
import { tableName } from '../folder/layout.ts';
import { merchantSecrets } from '../secrets.ts';
import { startLocal } from '../start.ts';
import { LiveRefusal, readLiveConfig } from './config.ts';
import { doorFile } from './door.ts';
import { restore } from './restore.ts';
import { type LiveSystem, startLive } from './start.ts';

/** Services outside as they are for a live system: other processes, reached by address and keys alone. */
let pay: WechatPaySimulator;
let wechat: WechatSimulator;
let sms: SmsSimulator;
beforeAll(async () => {
  pay = await startWechatPaySimulator({ now: Date.now });
  wechat = await startWechatSimulator({ now: Date.now, pay });
  sms = await startSmsSimulator({ now: Date.now });
});
afterAll(() => Promise.all([pay, wechat, sms].map((one) => one.close())));

let root: string;
let live: LiveSystem | null = null;
let bucket: object | null = null;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'jindian-live-'));
});
afterEach(async () => {
  await live?.close();
  live = null;
  bucket = null;
  rmSync(root, { recursive: true, force: true });
});

const said = () => ({
  publicBaseUrl: 'http://127.0.0.1:4600/',
  wechatAppId: pay.merchant.appid,
  data: 'data',
  backup: { folder: 'backups', keep: 2, ...(bucket ? { bucket } : {}) },
  secrets: {
    wechatAppSecret: wechat.secret,
    wechatPay: merchantSecrets(pay.merchant),
    tencentSms: { ...sms.account },
  },
  services: { wechatBaseUrl: wechat.baseUrl, wechatPayBaseUrl: pay.baseUrl, tencentSmsBaseUrl: sms.baseUrl },
});
function fileOf(content: unknown, mode = 0o600): string {
  const file = path.join(root, 'live.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(file, mode);
  return file;
}
async function start(): Promise<LiveSystem> {
  live = await startLive(readLiveConfig(fileOf(said())), {
    logger: createLogger('silent'),
    ports: { api: 0, metrics: 0 },
  });
  return live;
}
function refusal(file: string): string {
  try {
    readLiveConfig(file);
  } catch (error) {
    if (error instanceof LiveRefusal) return error.message;
    throw error;
  }
  throw new Error('it was expected to be refused');
}

/** A browser that keeps its cookies, at whatever port the system is now. */
function browser() {
  const jar = new Map<string, string>();
  async function ask(at: string, form?: Record<string, string>) {
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() };
  }
  /** As a person does: what the page has hidden in its form goes along. */
  async function send(at: string, fields: Record<string, string>, shown?: string) {
    const text = shown ?? (await ask(at)).text;
    const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    return ask(at, { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields });
  }
  return { ask, send };
}

let administrators = 0;
async function begin({ baseUrl, bootstrapCode }: LiveSystem) {
  const boss = browser();
  // Another phone each time: Tencent sends a number so much in a minute.
  administrators += 1;
  const typed = { name: '老板', phone: `1380000999${administrators}`, code: bootstrapCode ?? '' };
  const page = `${baseUrl}/hq/begin`;
  const asked = await boss.send(page, typed);
  // Nothing of a simulator's is ever on a page: the code is on the phone alone.
  const code = sms.control.sent().at(-1)?.parameters[0] ?? '';
  expect(asked.text).not.toContain(code);
  const begun = await boss.send(page, { ...typed, sent: code }, asked.text);
  expect([begun.status, begun.to]).toEqual([303, '/hq/setup']);
  return boss;
}

test('a file that lacks something, holds what it may not, or can be read by others is refused by name, and no key is said', () => {
  const { wechatPay, ...secrets } = said().secrets;
  expect(refusal(path.join(root, 'nowhere.json'))).toContain('cannot be read');
  expect(refusal(fileOf(said(), 0o644))).toContain('chmod 600');
  expect(refusal(fileOf('{ "secrets": "geheim" '))).toBe(`${path.join(root, 'live.json')} is not JSON.`);
  expect(refusal(fileOf({ ...said(), secrets }))).toContain('secrets.wechatPay');
  expect(refusal(fileOf({ ...said(), publicBaseUrl: 'http://shop.example' }))).toContain('https://');
  expect(refusal(fileOf({ ...said(), personas: true }))).toContain('personas');
  const short = { ...wechatPay, apiV3Key: 'half-a-key' };
  const told = refusal(fileOf({ ...said(), secrets: { ...secrets, wechatPay: short } }));
  expect(told).toContain('secrets.wechatPay.apiV3Key');
  expect(told).not.toContain('half-a-key');
  expect(readLiveConfig(fileOf(said()))).toMatchObject({ data: path.join(root, 'data'), port: 4600 });
});

test('a key that is none is told before anything is listened to, without it', async () => {
  const { wechatPay, ...secrets } = said().secrets;
  const broken = { ...wechatPay, merchantPrivateKeyPem: 'half a key' };
  const config = readLiveConfig(fileOf({ ...said(), secrets: { ...secrets, wechatPay: broken } }));
  const refused = await startLive(config, { logger: createLogger('silent') }).catch((error: Error) => error);
  expect(refused).toBeInstanceOf(LiveRefusal);
  expect((refused as Error).message).not.toContain('half a key');
});

test('nothing to play with is there, headquarters are closed until the code is used, and a restart changes nothing', async () => {
  const first = await start();
  for (const at of ['personas', 'hq', 'clock', 'sms'])
    expect((await fetch(`${first.baseUrl}/local/${at}`, { redirect: 'manual' })).status).toBe(404);
  expect((await browser().ask(`${first.baseUrl}/hq`)).to).toContain('/hq/sign-in');
  const boss = await begin(first);
  expect(await (await fetch(`${first.baseUrl}/healthz`)).json()).toEqual({
    ok: true,
    parts: [
      { part: 'storage', state: 'ok' },
      { part: 'backup', state: 'ok' },
    ],
  });
  const metrics = await (await fetch(first.metricsUrl ?? '')).text();
  expect(metrics).toMatch(
    /duration_seconds_count\{(?=[^}]*area="hq")(?=[^}]*method="POST")[^}]*status="303"[^}]*\} 1/,
  );
  expect(metrics).toMatch(/jindian_part_ok\{part="storage",service="jindian"\} 1/);
  expect((await fetch(`${first.baseUrl}/metrics`)).status).toBe(404);
  await first.close();

  const second = await start();
  expect(second.bootstrapCode).toBeNull();
  expect((await boss.ask(`${second.baseUrl}/hq/setup`)).status).toBe(200);
});

test('what was backed up is a system of its own, also by way of a bucket: it begins where the backup was made', async () => {
  const secretAccessKey = 'a secret of nobody';
  const s3 = await startS3Simulator({
    objects: objectsInMemory(),
    now: Date.now,
    secretOf: () => secretAccessKey,
    checksHeaders: true,
  });
  const keys = { accessKeyId: 'backup', secretAccessKey };
  bucket = { bucket: 'jindian-backups', region: 'cn-north-1', endpoint: s3.endpoint, ...keys };
  const file = fileOf(said());
  const first = await start();
  const boss = await begin(first);
  const target = await first.backups.run();
  for (const folder of [target, path.join(root, 'data')]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(await first.system.catalog.current()).toMatchObject({ products: [] });
  const category = { id: 'tea', 'name.zh': '茶', parentId: '' };
  const made = await boss.send(`${first.baseUrl}/hq/categories`, category);
  expect(made.status).toBe(303);
  await first.close();

  rmSync(path.join(root, 'data'), { recursive: true });
  rmSync(target, { recursive: true });
  expect(await restore(['--live', file, '--to', path.join(root, 'data')])).toBe(0);
  // Never over something.
  expect(await restore(['--live', file, '--to', path.join(root, 'data')])).toBe(1);
  await s3.close();
  const restored = await start();
  expect(restored.bootstrapCode).toBeNull();
  expect((await boss.ask(`${restored.baseUrl}/hq/setup`)).status).toBe(200);
  expect((await boss.ask(`${restored.baseUrl}/hq/categories`)).text).not.toContain('tea');
  // And it is used on.
  expect((await boss.send(`${restored.baseUrl}/hq/categories`, category)).status).toBe(303);
});

test('a business and a demo never touch the folder of each other', async () => {
  const first = await start();
  await begin(first);
  await first.close();
  const dataFolder = path.join(root, 'data');
  for (const options of [{}, { fresh: true }, { network: 'empty' as const }])
    await expect(startLocal({ dataFolder, seed: false, ...options })).rejects.toThrow(/holds a business/);
  expect(readdirSync(dataFolder)).toContain('table');
  expect((await start()).bootstrapCode).toBeNull();
  await live?.close();

  rmSync(dataFolder, { recursive: true });
  const demo = await startLocal({ dataFolder, network: 'empty' });
  await demo.close();
  await expect(start()).rejects.toThrow(/holds a demo/);
  live = null;
});

test('a business that moves takes everything along, lets nobody in meanwhile, and never begins here again', async () => {
  const first = await start();
  const boss = await begin(first);
  const elsewhere = await createEngine();
  const { endpoint } = await elsewhere.listen();
  const socketPath = path.join(root, 'data', doorFile);
  expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  const from = openEnd({ table: tableName, socketPath });
  const to = openEnd({ table: 'jindian-cloud', endpoint });
  const door = doorAt(socketPath);
  const options = { from, to, door, holdMs: 100 };
  const category = (id: string) =>
    boss.send(`${first.baseUrl}/hq/categories`, { id, 'name.zh': '茶', parentId: '' });
  try {
    // Reading is all that can be done there.
    const written = from.client.send(
      new PutItemCommand({ TableName: tableName, Item: { pk: { S: 'a' }, sk: { S: 'b' } } }),
    );
    await expect(written).rejects.toThrow('Only reading');
    expect((await category('tea')).status).toBe(303);
    expect(await copyTable({ ...options, switching: false })).toMatchObject({ switched: false });
    expect((await category('cups')).status).toBe(303);

    // Begun and not finished: it opens again, and nothing has happened.
    await door.freeze();
    const health = () => fetch(`${first.baseUrl}/healthz`);
    expect((await category('lost')).status).toBe(503);
    expect((await health()).status).toBe(503);
    await door.thaw();
    expect((await health()).status).toBe(200);
    await expect(door.moved('jindian-cloud')).rejects.toThrow('goes on');
    expect((await category('pots')).status).toBe(303);

    const report = await copyTable({ ...options, switching: true });
    expect(report).toMatchObject({ switched: true, mended: 0 });
    expect(report.items).toBeGreaterThan(20);
    expect((await category('late')).status).toBe(503);
    expect(await (await health()).json()).toMatchObject({
      parts: expect.arrayContaining([{ part: 'business', state: 'moved', detail: 'jindian-cloud' }]),
    });
    await first.close();
    await expect(start()).rejects.toThrow(/was moved to jindian-cloud/);
    live = null;

    // There it goes on as it was.
    const client = embeddedClient(elsewhere);
    const there = createSystem({
      config: { ...first.system.config, tableName: 'jindian-cloud' },
      secrets: first.secrets,
      table: createTable('jindian-cloud', client),
      clock: systemClock,
      logger: createLogger('silent'),
      queues: { send: async () => {}, handOver: async () => {} },
      wechatPay: {} as never,
      wechat: {} as never,
    });
    const { categories } = await there.catalog.current();
    expect(categories.map(({ id }) => id).sort()).toEqual(['cups', 'pots', 'tea']);
    client.destroy();
  } finally {
    from.close();
    to.close();
    await elsewhere.close();
  }
});
