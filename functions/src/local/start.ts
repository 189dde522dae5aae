import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateTableCommand, DescribeTableCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { type ServerType, serve } from '@hono/node-server';
import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import type { Location } from '@jindian/shared/contract/places/network';
import { createApi } from '../entry/http.ts';
import { createSystem, type System } from '../entry/system.ts';
import { networkFormat } from '../places/network/snapshot-codec.ts';
import type { MovableClock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { createDynamoClient, createTable, tableDefinition, tableKeys } from '../platform/table.ts';
import {
  startWechatPaySimulator,
  startWechatSimulator,
  type WechatPayStandIn,
  type WechatStandIn,
} from '../simulators/wechat/index.ts';
import { createWechatMiniProgram, createWechatPay } from '../wechat/index.ts';
import { keptClock } from './clock.ts';
import type { DemoNetworkSize } from './demo/network/build-demo-network.ts';
import { hqPersona } from './demo/people.ts';
import { createLocalApp } from './http.ts';
import { createProcesses, type Processes } from './processes.ts';
import { localSecrets, merchantSecrets } from './secrets.ts';
import { type SeedProgress, seedDemo } from './seed.ts';

export type LocalOptions = {
  /** Where everything is kept; without it, in memory and gone at the end. */
  dataFolder?: string;
  network?: DemoNetworkSize;
  /** False: an empty table, for tests that bring their own world. */
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
  /** Every route that the API and the web view answer, for tests that walk over them. */
  routes(): { method: string; path: string }[];
  pay: WechatPayStandIn;
  wechat: WechatStandIn;
  close(): Promise<void>;
};

const tableName = 'jindian-local';
const demoVersion = '1';
const localTemplates: Config['messageTemplates'] = Object.fromEntries(
  (['order_ready', 'order_dispatched', 'order_refunded', 'pickup_refused'] as const).map((kind) => [
    kind,
    {
      templateId: `local-${kind}`,
      fields: { thing1: 'goods', character_string2: 'number', thing3: 'place', time4: 'time' },
    },
  ]),
);

async function ensureTable(client: ReturnType<typeof createDynamoClient>): Promise<void> {
  try {
    await client.send(new DescribeTableCommand({ TableName: tableName }));
  } catch {
    await client.send(new CreateTableCommand(tableDefinition(tableName)));
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: tableName,
        TimeToLiveSpecification: { Enabled: true, AttributeName: tableKeys.expiry },
      }),
    );
  }
}

/** The seed is whole or it is not there: a start that was interrupted half way, or data of an older demo, begins anew. */
function seedMark(dataFolder: string | undefined, network: DemoNetworkSize) {
  const file = dataFolder && path.join(dataFolder, `seeded-${network}-${demoVersion}-${networkFormat}`);
  return {
    there: file !== undefined && existsSync(file),
    set: () => file && writeFileSync(file, ''),
  };
}

/**
 * The whole system in one process: the embedded DynamoDB, the simulators for WeChat and WeChat Pay over HTTP with
 * real signatures, and the same code that is deployed behind the same entry points.
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalSystem> {
  const { dataFolder, network = 'demo', seed = true, listenHost = '127.0.0.1', autorun = true } = options;
  const logger = options.logger ?? createLogger('silent');
  const mark = seedMark(dataFolder, network);
  if (dataFolder && seed && !mark.there) rmSync(dataFolder, { recursive: true, force: true });
  if (dataFolder) mkdirSync(dataFolder, { recursive: true });

  const clock = keptClock(dataFolder);
  const engine = await createEngine({
    now: clock.nowMs,
    ...(dataFolder ? { path: path.join(dataFolder, 'table') } : {}),
  });
  const client = createDynamoClient({
    region: 'local',
    endpoint: 'http://embedded.invalid',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: engine.requestHandler,
  });
  await ensureTable(client);

  const simulatorFolder = dataFolder ? { dataFolder: path.join(dataFolder, 'wechat') } : {};
  const pay = await startWechatPaySimulator({
    ...simulatorFolder,
    now: clock.nowMs,
    backoffFactor: 0.01,
    minRefundIntervalMs: 0,
    refundSettlesAfterMs: 500,
    tickEveryMs: 100,
  });
  const wechat = await startWechatSimulator({ ...simulatorFolder, now: clock.nowMs, pay });

  const secrets: Secrets = {
    ...localSecrets(dataFolder),
    wechatAppSecret: wechat.secret,
    wechatPay: merchantSecrets(pay.merchant),
  };

  // The port is known only once the server listens, and the addresses in QR codes hold it: listen first.
  let handle: Handle = () => new Response(null, { status: 503 });
  const { server, port } = await listen(
    (request, connection) => handle(request, connection),
    listenHost,
    options.port ?? 0,
  );
  const baseUrl = `http://127.0.0.1:${port}`;
  const publicBaseUrl = options.publicHost ? `http://${options.publicHost}:${port}` : baseUrl;

  const system = createSystem({
    config: {
      stage: 'local',
      tableName,
      publicBaseUrl,
      wechatAppId: pay.merchant.appid,
      wechatBaseUrl: wechat.baseUrl,
      wechatPayBaseUrl: pay.baseUrl,
      logLevel: 'info',
      messageTemplates: localTemplates,
    },
    secrets,
    table: createTable(tableName, client),
    clock,
    logger,
    notifyBaseUrl: baseUrl,
    wechatPay: createWechatPay(
      {
        baseUrl: pay.baseUrl,
        appid: pay.merchant.appid,
        mchid: secrets.wechatPay.mchid,
        merchantSerial: secrets.wechatPay.merchantSerial,
        merchantPrivateKeyPem: secrets.wechatPay.merchantPrivateKeyPem,
        apiV3Key: secrets.wechatPay.apiV3Key,
        platformPublicKeys: [
          { id: pay.merchant.platformSerial, publicKeyPem: pay.merchant.platformPublicKeyPem },
        ],
      },
      { now: clock.nowMs },
    ),
    wechat: createWechatMiniProgram(
      { baseUrl: wechat.baseUrl, appid: wechat.appid, secret: wechat.secret },
      { now: clock.nowMs },
    ),
  });

  const seeded = seed && !mark.there;
  if (seeded) {
    await seedDemo({
      system,
      engine,
      size: network,
      ...(options.stockAt ? { stockAt: options.stockAt } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    });
    mark.set();
  } else if (seed) {
    await Promise.all([system.network.current(), system.catalog.current()]);
  }

  const processes = createProcesses({ engine, work: system.work, tableName, clock, logger });
  const api = createApi(system, {
    checkResponses: true,
    async localSignIn() {
      const principal = await system.members.memberForWechat({ openid: hqPersona.openid });
      return system.sessions.issue(principal);
    },
  });
  handle = createLocalApp({ api, system, clock, pay, processes }).fetch;
  if (autorun) processes.start();

  return {
    baseUrl,
    publicBaseUrl,
    seeded,
    engine,
    clock,
    system,
    secrets,
    processes,
    pay,
    wechat,
    routes: () => api.routes.map(({ method, path }) => ({ method, path })),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      await processes.stop();
      await pay.close();
      await wechat.close();
      client.destroy();
      await engine.close();
    },
  };
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
