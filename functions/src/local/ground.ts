import path from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { messageKinds } from '@jindian/shared/contract/people/message-kinds';
import { createFolderPictures, type FolderPictures } from '../goods/pictures/store.ts';
import type { MovableClock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import { embeddedClient } from '../platform/embedded-client.ts';
import { createFolderFiles, type FolderFiles } from '../platform/files/store.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import {
  type LocationSimulator,
  type SmsSimulator,
  startLocationSimulator,
  startSmsSimulator,
} from '../simulators/tencent/index.ts';
import {
  keysOfProcess,
  startWechatPaySimulator,
  startWechatSimulator,
  type WechatPaySimulator,
  type WechatSimulator,
} from '../simulators/wechat/index.ts';
import { startWeComSimulator, type WeComSimulator } from '../simulators/wechat/wecom/simulator.ts';
import type { LocalNetwork } from './brands.ts';
import { keptClock } from './clock.ts';
import { knownCounties } from './demo/known-counties.ts';
import { openDataFolder } from './folder/data-folder.ts';
import { filesFolder, picturesFolder, tableFolder } from './folder/layout.ts';
import { ensureTable } from './folder/table.ts';
import { type Handle, listen } from './listen.ts';
import { demoMerchants, localBootstrap, localMessageKeys, localSecrets, merchantSecrets } from './secrets.ts';
import { h5PayPath } from './wallet-pages.ts';
import { contactWayPath } from './wecom-pages.ts';

export type GroundOptions = {
  /** Where everything is kept; without it, in memory and gone at the end. */
  dataFolder?: string;
  /** Delete what is kept there and begin anew. */
  fresh?: boolean;
  /** Wait for the disk at every commit. */
  durable?: boolean;
  /** The demo network, or `empty`; what the folder holds, or the small one, unless told. */
  network?: LocalNetwork;
  /** False: an empty table, for tests that bring their own data. */
  seed?: boolean;
  /** 0: any free one. */
  port?: number;
  /** Address to listen on; 127.0.0.1 unless told. */
  listenHost?: string;
  /** The host that phones on the same network reach this machine by. */
  publicHost?: string;
  logger?: Logger;
  /** After an end without order everything stored is read once: told how much was. */
  onCheck?: (entries: number) => void;
};

export type Ground = {
  logger: Logger;
  clock: MovableClock;
  engine: Engine;
  /** On the engine, in this process. */
  client: DynamoDBClient;
  pay: WechatPaySimulator;
  wechat: WechatSimulator;
  location: LocationSimulator;
  sms: SmsSimulator;
  wecom: WeComSimulator;
  pictures: FolderPictures;
  files: FolderFiles;
  secrets: Secrets;
  network: LocalNetwork;
  /** The demo is to be loaded. */
  mustSeed: boolean;
  seedIsDone(): void;
  isRunning(): void;
  baseUrl: string;
  publicBaseUrl: string;
  /** From now on requests are answered by this. */
  serve(handle: Handle): void;
  close(): Promise<void>;
};

/** Something that was opened; what was opened last is closed first. */
export type Close = () => unknown;

export async function closeAll(opened: Close[]): Promise<void> {
  for (let close = opened.pop(); close; close = opened.pop()) await close();
}

/** Subscribe messages of the simulated WeChat. */
export const localTemplates: Config['messageTemplates'] = Object.fromEntries(
  messageKinds.map((kind) => [
    kind,
    {
      templateId: `local-${kind}`,
      fields: { thing1: 'goods', character_string2: 'number', thing3: 'place', time4: 'time' },
    },
  ]),
);

/**
 * What a local system stands on, however its functions are run: the data folder, the clock, the embedded DynamoDB with
 * its table, WeChat and WeChat Pay over HTTP with real signatures, secrets, and a port that listens.
 */
export async function openGround(options: GroundOptions, seedVersion: string): Promise<Ground> {
  const opened: Close[] = [];
  try {
    return await open(options, seedVersion, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

async function open(options: GroundOptions, seedVersion: string, opened: Close[]): Promise<Ground> {
  const { dataFolder, seed = true, listenHost = '127.0.0.1' } = options;
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
  const mustSeed = seed && (folder?.needsSeed ?? true);
  const held = folder?.network;
  const network = options.network ?? (held && held !== 'live' ? held : 'demo');
  if (mustSeed) {
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
  await ensureTable(engine, { mayMake: mustSeed || !seed });

  // Known once the server listens.
  let ownUrl = '';
  let publicBaseUrl = '';
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
    // Through our own server: a phone on the same network reaches no other.
    h5PageUrl: () => `${publicBaseUrl}${h5PayPath}`,
  });
  opened.push(() => pay.close());
  const wechatMessages = localMessageKeys();
  const wechat = await startWechatSimulator({
    ...simulatorFolder,
    now: clock.nowMs,
    pay,
    looksAtPictures: true,
    push: {
      ...wechatMessages,
      async post(query, body) {
        const answer = await fetch(`${ownUrl}/v1/wechat/messages${query}`, { method: 'POST', body });
        return { status: answer.status, text: await answer.text() };
      },
    },
  });
  opened.push(() => wechat.close());
  const location = await startLocationSimulator({ counties: knownCounties });
  opened.push(() => location.close());
  const sms = await startSmsSimulator({ now: clock.nowMs });
  opened.push(() => sms.close());

  const wecom = await startWeComSimulator({
    now: clock.nowMs,
    colleagues: 'anybody',
    qrCodeUrl: (configId) => `${publicBaseUrl}${contactWayPath(configId)}`,
  });
  opened.push(() => wecom.close());

  const secrets: Secrets = {
    ...localSecrets(dataFolder),
    ...(network === 'empty' ? localBootstrap(dataFolder, clock.nowMs()) : {}),
    wechatAppSecret: wechat.secret,
    wechatMessages,
    wechatPay: merchantSecrets(pay.merchant, pay.otherMerchants),
    tencentLocation: { key: location.key, secretKey: location.secretKey },
    tencentSms: { ...sms.account },
    wecom: {
      corpId: wecom.corpId,
      secret: wecom.secret,
      token: wecom.token,
      encodingAesKey: wecom.encodingAesKey,
    },
  };

  const pictures = createFolderPictures({
    folder: dataFolder ? path.join(dataFolder, picturesFolder) : null,
    nowMs: clock.nowMs,
  });

  const files = createFolderFiles({
    folder: dataFolder ? path.join(dataFolder, filesFolder) : null,
    nowMs: clock.nowMs,
  });

  // The port is known only once the server listens, and the addresses in QR codes hold it: listen first.
  let handle: Handle = () => new Response(null, { status: 503 });
  const { port, close } = await listen((request, connection) => handle(request, connection), {
    host: listenHost,
    port: options.port ?? 0,
  });
  opened.push(close);
  folder?.holder.update({ port });
  const baseUrl = `http://127.0.0.1:${port}`;
  ownUrl = baseUrl;
  publicBaseUrl = options.publicHost ? `http://${options.publicHost}:${port}` : baseUrl;

  return {
    logger,
    clock,
    engine,
    client,
    pay,
    wechat,
    location,
    sms,
    wecom,
    pictures,
    files,
    secrets,
    network,
    mustSeed,
    seedIsDone: () => folder?.seedDone(),
    isRunning: () => folder?.holder.update({ doing: 'running' }),
    baseUrl,
    publicBaseUrl,
    serve(given) {
      handle = given;
    },
    close: () => closeAll(opened),
  };
}
