import path from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { createEngine, type Engine, StoreProblem } from '@jindian/embedded-dynamodb';
import { messageKinds } from '@jindian/shared/contract/people/message-kinds';
import type { Location } from '@jindian/shared/contract/places/network';
import { createApi } from '../entry/http.ts';
import { createSystem, type System } from '../entry/system.ts';
import { wechatPayConfigOf } from '../entry/wechat-pay-config.ts';
import type { MovableClock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import { embeddedClient } from '../platform/embedded-client.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { createTable, tableDefinition, tableKeys } from '../platform/table.ts';
import {
  keysOfProcess,
  startWechatPaySimulator,
  startWechatSimulator,
  type WechatPaySimulator,
  type WechatSimulator,
} from '../simulators/wechat/index.ts';
import { createWechatMiniProgram, createWechatPay } from '../wechat/index.ts';
import { keptClock } from './clock.ts';
import type { DemoNetworkSize } from './demo/network/build-demo-network.ts';
import { hqPersona } from './demo/people.ts';
import { openDataFolder } from './folder/data-folder.ts';
import { seedVersion, tableFolder, tableName } from './folder/layout.ts';
import { storageHealth } from './folder/storage-health.ts';
import { createLocalApp } from './http.ts';
import { createProcesses, type Processes } from './processes.ts';
import { createLocalQueues, type LocalQueues } from './queues.ts';
import { demoMerchants, localSecrets, merchantSecrets } from './secrets.ts';
import { type SeedProgress, seedDemo } from './seed.ts';

export type LocalOptions = {
  /** Where everything is kept; without it, in memory and gone at the end. */
  dataFolder?: string;
  /** Delete what is kept there and begin anew. */
  fresh?: boolean;
  /** Wait for the disk at every commit. */
  durable?: boolean;
  /** The demo network; what the folder holds, or the small one, unless told. */
  network?: DemoNetworkSize;
  /** False: an empty table, for tests that bring their own data. */
  seed?: boolean;
  /** Which places get stock; all unless told. A test that plays in one city need not fill the country. */
  stockAt?: (location: Location) => boolean;
  /** 0: any free one. */
  port?: number;
  /** Address to listen on; 127.0.0.1 unless told. */
  listenHost?: string;
  /** The host that phones on the same network reach this machine by. */
  publicHost?: string;
  logger?: Logger;
  /** False: events and timers run only when `processes.settle()` is called. */
  autorun?: boolean;
  onProgress?: SeedProgress;
  /** After an end without order everything stored is read once: told how much was. */
  onCheck?: (entries: number) => void;
};

export type LocalSystem = {
  baseUrl: string;
  publicBaseUrl: string;
  seeded: boolean;
  engine: Engine;
  clock: MovableClock;
  system: System;
  secrets: Secrets;
  processes: Processes;
  queues: LocalQueues;
  /** Every route that the API and the web view answer, for tests that walk over them. */
  routes(): { method: string; path: string }[];
  pay: WechatPaySimulator;
  wechat: WechatSimulator;
  close(): Promise<void>;
};

const localTemplates: Config['messageTemplates'] = Object.fromEntries(
  messageKinds.map((kind) => [
    kind,
    {
      templateId: `local-${kind}`,
      fields: { thing1: 'goods', character_string2: 'number', thing3: 'place', time4: 'time' },
    },
  ]),
);

async function ensureTable(engine: Engine, { mayMake }: { mayMake: boolean }): Promise<void> {
  try {
    await engine.call('DescribeTable', { TableName: tableName });
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    if (!mayMake) {
      throw new StoreProblem('damaged', 'The folder was filled with the demo, and its table is gone');
    }
    await engine.call('CreateTable', tableDefinition(tableName));
    await engine.call('UpdateTimeToLive', {
      TableName: tableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: tableKeys.expiry },
    });
  }
}

/**
 * The whole system in one process: the embedded DynamoDB, the simulators for WeChat and WeChat Pay over HTTP with
 * real signatures, and the same code that is deployed behind the same entry points.
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalSystem> {
  /** What was opened so far, to be closed in turn when a later step fails. */
  const opened: Close[] = [];
  try {
    return await start(options, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

async function start(options: LocalOptions, opened: Close[]): Promise<LocalSystem> {
  const { dataFolder, seed = true, listenHost = '127.0.0.1', autorun = true } = options;
  const logger = options.logger ?? createLogger('silent');
  const folder = dataFolder
    ? openDataFolder(dataFolder, {
        doing: 'starting',
        seedVersion,
        network: options.network ?? null,
        ...(options.fresh ? { fresh: true } : {}),
      })
    : null;
  if (folder) opened.push(() => folder.holder.release());
  const seeded = seed && (folder?.needsSeed ?? true);
  const network = options.network ?? folder?.network ?? 'demo';
  if (seeded) {
    folder?.seedBegins(network);
    folder?.holder.update({ doing: 'seeding' });
  }

  const clock = keptClock(dataFolder);
  const engine = await createEngine({
    now: clock.nowMs,
    ...(folder ? { path: path.join(folder.path, tableFolder) } : {}),
    ...(options.durable ? { durable: true } : {}),
    ...(options.onCheck ? { onCheck: options.onCheck } : {}),
  });
  opened.push(() => engine.close());
  const client = embeddedClient(engine);
  opened.push(() => client.destroy());
  await ensureTable(engine, { mayMake: seeded || !seed });

  const simulatorFolder = dataFolder ? { dataFolder: path.join(dataFolder, 'wechat') } : {};
  const keys = dataFolder ? {} : { keys: keysOfProcess(demoMerchants.map(({ mchid }) => mchid)) };
  const pay = await startWechatPaySimulator({
    ...simulatorFolder,
    ...keys,
    now: clock.nowMs,
    backoffFactor: 0.01,
    minRefundIntervalMs: 0,
    refundSettlesAfterMs: 500,
    tickEveryMs: 100,
    merchants: demoMerchants,
  });
  opened.push(() => pay.close());
  const wechat = await startWechatSimulator({ ...simulatorFolder, now: clock.nowMs, pay });
  opened.push(() => wechat.close());

  const secrets: Secrets = {
    ...localSecrets(dataFolder),
    wechatAppSecret: wechat.secret,
    wechatPay: merchantSecrets(pay.merchant, pay.otherMerchants),
  };

  // The port is known only once the server listens, and the addresses in QR codes hold it: listen first.
  let handle: Handle = () => new Response(null, { status: 503 });
  const { server, port } = await listen(
    (request, connection) => handle(request, connection),
    listenHost,
    options.port ?? 0,
  );
  opened.push(() => closeServer(server));
  folder?.holder.update({ port });
  const baseUrl = `http://127.0.0.1:${port}`;
  const publicBaseUrl = options.publicHost ? `http://${options.publicHost}:${port}` : baseUrl;

  const table = createTable(tableName, client);
  const queues = createLocalQueues({ table, clock, logger, consumer: () => system.consumer });
  const system = createSystem({
    config: {
      stage: 'local',
      tableName,
      queueUrlPrefix: baseUrl,
      publicBaseUrl,
      legalName: '近店零售有限公司',
      wechatAppId: pay.merchant.appid,
      wechatBaseUrl: wechat.baseUrl,
      wechatPayBaseUrl: pay.baseUrl,
      logLevel: 'info',
      messageTemplates: localTemplates,
    },
    secrets,
    table,
    clock,
    logger,
    queues,
    notifyBaseUrl: baseUrl,
    wechatPay: createWechatPay(
      wechatPayConfigOf(secrets.wechatPay, { baseUrl: pay.baseUrl, appid: pay.merchant.appid }),
      { now: clock.nowMs },
    ),
    wechat: createWechatMiniProgram(
      { baseUrl: wechat.baseUrl, appid: wechat.appid, secret: wechat.secret },
      { now: clock.nowMs },
    ),
  });

  if (seeded) {
    await seedDemo({
      system,
      engine,
      size: network,
      ...(options.stockAt ? { stockAt: options.stockAt } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    });
    folder?.seedDone();
  } else if (seed) {
    await Promise.all([system.network.current(), system.catalog.current()]);
  }

  const processes = createProcesses({ engine, work: system.work, queues, tableName, clock, logger });
  opened.push(() => processes.stop());
  const api = createApi(system, {
    checkResponses: true,
    health: () => [storageHealth(engine)],
    async localSignIn(from) {
      const principal = await system.members.memberForWechat({ openid: hqPersona.openid });
      return system.sessions.open(principal.memberId, 'hq', from);
    },
  });
  handle = createLocalApp({ api, system, clock, pay, processes, logger }).fetch;
  if (autorun) await processes.start();
  folder?.holder.update({ doing: 'running' });

  return {
    baseUrl,
    publicBaseUrl,
    seeded,
    engine,
    clock,
    system,
    secrets,
    processes,
    queues,
    pay,
    wechat,
    routes: () => api.routes.map(({ method, path }) => ({ method, path })),
    close: () => closeAll(opened),
  };
}

/** Something that was opened; what was opened last is closed first. */
type Close = () => unknown;

async function closeAll(opened: Close[]): Promise<void> {
  for (let close = opened.pop(); close; close = opened.pop()) await close();
}

function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

/** With the connection that a request came by: it says from which address. */
type Handle = (request: Request, connection: object) => Response | Promise<Response>;

function listen(
  fetch: Handle,
  hostname: string,
  port: number,
): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname, port }, (info) => resolve({ server, port: info.port }));
    server.once('error', reject);
  });
}
