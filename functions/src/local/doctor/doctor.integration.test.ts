import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../../platform/logger.ts';
import {
  type LocationSimulator,
  type SmsSimulator,
  startLocationSimulator,
  startSmsSimulator,
} from '../../simulators/tencent/index.ts';
import {
  startWechatPaySimulator,
  startWechatSimulator,
  type WechatPaySimulator,
  type WechatSimulator,
} from '../../simulators/wechat/index.ts';
import { knownCounties } from '../demo/known-counties.ts';
import type { LiveConfig } from '../live/config.ts';
import { type LiveSystem, startLive } from '../live/start.ts';
import { merchantSecrets } from '../secrets.ts';
import { startLocal } from '../start.ts';
import { tryKeys } from './command.ts';
import type { Finding, Verdict } from './finding.ts';
import { type AwsEnds, lookAtAws, lookAtMachine } from './inside.ts';
import { lookFromOutside } from './outside.ts';

let pay: WechatPaySimulator;
let wechat: WechatSimulator;
let sms: SmsSimulator;
let location: LocationSimulator;
let live: LiveSystem;
let config: LiveConfig;
let root: string;
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'jindian-doctor-'));
  pay = await startWechatPaySimulator({ now: Date.now });
  wechat = await startWechatSimulator({ now: Date.now, pay });
  sms = await startSmsSimulator({ now: Date.now });
  location = await startLocationSimulator({ counties: knownCounties });
  config = {
    publicBaseUrl: 'http://127.0.0.1:4600',
    wechatAppId: pay.merchant.appid,
    messageTemplates: {},
    messageState: 'formal',
    data: path.join(root, 'data'),
    host: '127.0.0.1',
    port: 4600,
    trustedProxies: [],
    metricsPort: null,
    backup: { folder: path.join(root, 'backups'), keep: 1, atHour: 3 },
    secrets: {
      wechatAppSecret: wechat.secret,
      wechatPay: merchantSecrets(pay.merchant),
      tencentSms: { ...sms.account },
      tencentLocation: { key: location.key, secretKey: location.secretKey },
    },
    services: {
      wechatBaseUrl: wechat.baseUrl,
      weComBaseUrl: wechat.baseUrl,
      wechatPayBaseUrl: pay.baseUrl,
      tencentSmsBaseUrl: sms.baseUrl,
      tencentLocationBaseUrl: location.baseUrl,
    },
  };
  live = await startLive(config, { logger: createLogger('silent'), ports: { api: 0, metrics: 0 } });
});
afterAll(async () => {
  await live?.close();
  await Promise.all([pay, wechat, sms, location].map((one) => one?.close()));
  rmSync(root, { recursive: true, force: true });
});

const verdicts = (findings: readonly Finding[]): Record<string, Verdict> =>
  Object.fromEntries(findings.map(({ what, verdict }) => [what, verdict]));

test('of a live system it finds what is not ready yet, and nothing else', async () => {
  const found = verdicts(await lookFromOutside(live.baseUrl));
  expect(found).toEqual({
    reached: 'well',
    // A rehearsal on this machine.
    certificate: 'wrong',
    health: 'well',
    clock: 'well',
    // Nobody has used the code.
    headquarters: 'doubtful',
    'app in a browser': expect.stringMatching(/well|wrong/),
    'printed codes': 'well',
    'a demo': 'well',
    strangers: 'well',
    'forged payments': 'well',
  });
  const late = await lookFromOutside(live.baseUrl, { nowMs: () => Date.now() + 600_000 });
  expect(verdicts(late).clock).toBe('wrong');
  const named = await lookFromOutside(live.baseUrl, { verification: 'MP_verify_nothing.txt' });
  expect(verdicts(named)['verification file /q/MP_verify_nothing.txt']).toBe('wrong');
});

test('whatever is scanned below /q/ leads to the shop or to what it says, and never to nothing', async () => {
  const leads = async (path: string) => {
    const { status, headers } = await fetch(`${live.baseUrl}${path}`, { redirect: 'manual' });
    return [status, headers.get('location')];
  };
  for (const path of ['/q/', '/q/x', '/q/a/b', `/q/${'A'.repeat(40)}`, '/q/%E9%97%A8%E5%BA%97'])
    expect([path, ...(await leads(path))]).toEqual([path, 302, expect.stringMatching(/^\/(#\/|$)/)]);
  expect(await leads('/q/ABCDEF12')).toEqual([302, '/#/pages/selling/entry/index?code=ABCDEF12']);
  // What WeChat looks for is there, or it is not.
  expect((await leads('/q/MP_verify_nothing.txt'))[0]).toBe(404);
});

test('a demo that strangers reach is told, and so is a server that lets everything through', async () => {
  const demo = await startLocal({ network: 'empty' });
  expect(verdicts(await lookFromOutside(demo.baseUrl))['a demo']).toBe('wrong');
  await demo.close();
  const yes: Server = createServer((_, response) => response.end('yes'));
  await new Promise<void>((resolve) => yes.listen(0, '127.0.0.1', resolve));
  const found = verdicts(await lookFromOutside(`http://127.0.0.1:${(yes.address() as AddressInfo).port}`));
  expect(found).toMatchObject({ strangers: 'wrong', 'forged payments': 'wrong', 'printed codes': 'wrong' });
  expect(found).toMatchObject({ 'app in a browser': 'wrong', headquarters: 'wrong' });
  await new Promise((resolve) => yes.close(resolve));
  expect(verdicts(await lookFromOutside('http://127.0.0.1:9'))).toEqual({ reached: 'wrong' });
});

test('each service is asked by its keys, and each wrong key is named', async () => {
  expect(Object.values(verdicts(await tryKeys(config)))).toEqual(['well', 'well', 'well']);
  const { secrets } = config;
  const other = await startWechatPaySimulator({ now: Date.now, merchants: [{ mchid: '1900000777' }] });
  const wrongKeys: [Partial<LiveConfig['secrets']>, number][] = [
    [{ wechatAppSecret: '0'.repeat(32) }, 0],
    [{ wechatPay: { ...secrets.wechatPay, merchantSerial: 'F'.repeat(40) } }, 1],
    [
      {
        wechatPay: { ...secrets.wechatPay, platformPublicKeyPem: other.merchant.platformPublicKeyPem },
      },
      1,
    ],
    [{ tencentLocation: { key: location.key, secretKey: 'wrong' } }, 2],
  ];
  for (const [given, nth] of wrongKeys) {
    const found = await tryKeys({ ...config, secrets: { ...secrets, ...given } });
    expect(found.map(({ verdict }) => verdict)).toEqual(
      ['well', 'well', 'well'].map((well, at) => (at === nth ? 'wrong' : well)),
    );
    expect(JSON.stringify(found)).not.toContain(secrets.wechatAppSecret);
  }
  await other.close();
});

test('on its machine its queues are looked at, and what was given up on; elsewhere it says that they were not', async () => {
  const port = Number(new URL(live.metricsUrl ?? '').port);
  expect(verdicts(await lookAtMachine(port))).toEqual({
    queues: 'well',
    'given up': 'well',
    alarms: 'skipped',
  });
  await live.system.deadLetters.keepUnreadable('letter', { said: 'nothing' }, 3);
  expect(verdicts(await lookAtMachine(port))).toMatchObject({ 'given up': 'doubtful' });
  const skippedAll = { queues: 'skipped', 'given up': 'skipped', alarms: 'skipped' };
  expect(verdicts(await lookAtMachine(null))).toEqual(skippedAll);
  expect(verdicts(await lookAtMachine(9))).toEqual(skippedAll);
});

test('of a deployment each alarm that rings is named, and one that would tell nobody', async () => {
  type Told = { AlarmName: string; StateValue: string; ActionsEnabled: boolean; AlarmActions: string[] };
  const alarm = (name: string, StateValue = 'OK', ActionsEnabled = true): Told => ({
    AlarmName: `jindian-production-${name}`,
    StateValue,
    ActionsEnabled,
    AlarmActions: ['topic'],
  });
  /** As CloudWatch and DynamoDB answer, a page after the other. */
  const ends = (pages: Told[][], letters = 0): AwsEnds => ({
    cloudWatch: {
      async send({ input }) {
        expect(input.AlarmNamePrefix).toBe('jindian-production-');
        const nth = Number(input.NextToken ?? 0);
        return {
          $metadata: {},
          MetricAlarms: pages[nth] as never,
          ...(nth + 1 < pages.length ? { NextToken: String(nth + 1) } : {}),
        };
      },
    },
    dynamo: { send: async () => ({ $metadata: {}, Count: letters }) },
  });
  const quiet = [alarm('api-5xx'), alarm('orders-waits'), alarm('orders-given-up', 'INSUFFICIENT_DATA')];
  const look = (...given: Parameters<typeof ends>) => lookAtAws('production', ends(...given));
  expect(verdicts(await look([quiet]))).toEqual({ queues: 'well', 'given up': 'well', alarms: 'well' });
  const rings = await look([quiet, [alarm('books-waits', 'ALARM'), alarm('api-slow', 'ALARM')]], 2);
  expect(verdicts(rings)).toEqual({ queues: 'wrong', 'given up': 'doubtful', alarms: 'wrong' });
  expect(rings.map(({ says }) => says).join()).toMatch(/books-waits.*api-slow/);
  expect(verdicts(await look([[...quiet, alarm('timers-missing', 'OK', false)]]))).toMatchObject({
    alarms: 'doubtful',
  });
  expect(verdicts(await look([[]]))).toMatchObject({ queues: 'wrong', alarms: 'wrong' });
  const refuses = { send: () => Promise.reject(new Error('no credentials')) };
  const refused = await lookAtAws('production', { cloudWatch: refuses, dynamo: refuses });
  expect(refused.map(({ verdict, says }) => [verdict, says.includes('no credentials')])).toEqual(
    Array.from({ length: 3 }, () => ['skipped', true]),
  );
});
