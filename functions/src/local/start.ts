import type { Engine } from '@jindian/embedded-dynamodb';
import type { Location } from '@jindian/shared/contract/places/network';
import { createApi } from '../entry/http.ts';
import { createSystem, type System } from '../entry/system.ts';
import { wechatPayConfigOf } from '../entry/wechat-pay-config.ts';
import type { PictureParts } from '../goods/pictures/service.ts';
import { analysisHere } from '../platform/analysis/here.ts';
import type { MovableClock } from '../platform/clock.ts';
import type { Secrets } from '../platform/config.ts';
import type { Origin } from '../platform/http/origin.ts';
import type { Queues } from '../platform/queues/messages.ts';
import { createTable, type JindianTable } from '../platform/table.ts';
import type { LocationSimulator, SmsSimulator } from '../simulators/tencent/index.ts';
import type { WechatPaySimulator, WechatSimulator } from '../simulators/wechat/index.ts';
import { createTencentLocation, createTencentSms } from '../tencent/index.ts';
import { createWeCom, createWechatMiniProgram, createWechatPay } from '../wechat/index.ts';
import { importBrand } from './brand-folder/import.ts';
import { personasOf } from './brands.ts';
import { hqPersona } from './demo/people.ts';
import { seedVersion, tableName } from './folder/layout.ts';
import { storageHealth } from './folder/storage-health.ts';
import {
  type Close,
  closeAll,
  type Ground,
  type GroundOptions,
  localTemplates,
  openGround,
} from './ground.ts';
import { createLocalApp, lastCode } from './http.ts';
import { picturesHere } from './pictures.ts';
import { postersHere } from './posters.ts';
import { createProcesses, type Processes } from './processes.ts';
import { createLocalQueues, type LocalQueues } from './queues.ts';
import { type SeedProgress, seedDemo } from './seed.ts';

export type LocalOptions = GroundOptions & {
  /** Of an empty one: a folder that holds the brand which it becomes (local/brand-folder). */
  brandFolder?: string;
  /** Which places get stock; all unless told. A test that plays in one city need not fill the country. */
  stockAt?: (location: Location) => boolean;
  /** False: events and timers run only when `processes.settle()` is called. */
  autorun?: boolean;
  onProgress?: SeedProgress;
};

/** What of a running system people and tests use, however its functions are run. */
export type RunningSystem = {
  /** What an empty brand is begun with, while nobody has. */
  bootstrapCode: string | null;
  baseUrl: string;
  publicBaseUrl: string;
  seeded: boolean;
  engine: Engine;
  clock: MovableClock;
  /** On the same table, in this process. */
  system: System;
  secrets: Secrets;
  processes: Pick<Processes, 'settle'>;
  pay: WechatPaySimulator;
  wechat: WechatSimulator;
  location: LocationSimulator;
  sms: SmsSimulator;
  close(): Promise<void>;
};

export type LocalSystem = RunningSystem & {
  /** On which every kind of item is declared. */
  table: JindianTable;
  processes: Processes;
  queues: LocalQueues;
  /** Every route that the API and the web view answer, for tests that walk over them. */
  routes(): { method: string; path: string }[];
};

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

/** Every module on this ground, in this process. */
export function systemOn(
  ground: Ground,
  table: JindianTable,
  given: {
    stage: 'local' | 'production';
    queueUrlPrefix: string;
    queues: Queues;
    pictures?: PictureParts;
  },
): System {
  const { clock, logger, pay, secrets, wechat, wecom, location, sms, baseUrl, publicBaseUrl } = ground;
  return createSystem({
    config: {
      stage: given.stage,
      tableName,
      queueUrlPrefix: given.queueUrlPrefix,
      publicBaseUrl,
      wechatAppId: pay.merchant.appid,
      wechatBaseUrl: wechat.baseUrl,
      weComBaseUrl: wecom.baseUrl,
      wechatPayBaseUrl: pay.baseUrl,
      tencentLocationBaseUrl: location.baseUrl,
      tencentSmsBaseUrl: sms.baseUrl,
      logLevel: 'info',
      patienceTimes: 1,
      messageTemplates: localTemplates,
      messageState: 'formal',
    },
    secrets,
    table,
    clock,
    logger,
    queues: given.queues,
    ...(given.pictures ? { pictures: given.pictures } : {}),
    files: ground.files,
    drawPoster: postersHere(),
    analysis: analysisHere(),
    notifyBaseUrl: baseUrl,
    wechatPay: createWechatPay(
      wechatPayConfigOf(secrets.wechatPay, { baseUrl: pay.baseUrl, appid: pay.merchant.appid }),
      { now: clock.nowMs },
    ),
    wechat: createWechatMiniProgram(
      { baseUrl: wechat.baseUrl, appid: wechat.appid, secret: wechat.secret },
      { now: clock.nowMs },
    ),
    wecom: createWeCom(
      { baseUrl: wecom.baseUrl, corpId: wecom.corpId, secret: wecom.secret },
      { now: clock.nowMs },
    ),
    location: secrets.tencentLocation
      ? createTencentLocation({ baseUrl: location.baseUrl, ...secrets.tencentLocation })
      : null,
    sms: secrets.tencentSms
      ? createTencentSms({ baseUrl: sms.baseUrl, ...secrets.tencentSms }, { now: clock.nowMs })
      : null,
  });
}

/** Loads the demo if it is not there yet. */
export async function ensureDemo(
  ground: Ground,
  system: System,
  options: Pick<LocalOptions, 'stockAt' | 'onProgress' | 'brandFolder'>,
): Promise<void> {
  if (!ground.mustSeed) return;
  if (options.brandFolder)
    await importBrand(system, ground.pictures, options.brandFolder, options.onProgress);
  // An empty brand begins as a deployment does: with nothing.
  else if (ground.network !== 'empty')
    await seedDemo({
      system,
      engine: ground.engine,
      size: ground.network,
      ...(options.stockAt ? { stockAt: options.stockAt } : {}),
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    });
  ground.seedIsDone();
}

async function start(options: LocalOptions, opened: Close[]): Promise<LocalSystem> {
  const { seed = true, autorun = true } = options;
  const ground = await openGround(options, seedVersion);
  opened.push(() => ground.close());
  const { clock, engine, logger, pay } = ground;

  const table = createTable(tableName, ground.client);
  const queues = createLocalQueues({
    table,
    clock,
    logger,
    consumer: () => system.consumer,
    deadLetters: () => system.deadLetters,
  });
  const system = systemOn(ground, table, {
    stage: 'local',
    queueUrlPrefix: ground.baseUrl,
    queues,
    pictures: picturesHere(ground.pictures),
  });
  await ensureDemo(ground, system, options);
  if (seed && !ground.mustSeed) await Promise.all([system.network.current(), system.catalog.current()]);

  const processes = createProcesses({ engine, work: system.work, queues, tableName, clock, logger });
  opened.push(() => processes.stop());
  const api = createApi(system, {
    checkResponses: true,
    localSms: (phone) => lastCode(ground.sms, phone),
    health: () => [storageHealth(engine)],
    ...(ground.network === 'empty'
      ? {}
      : {
          async localSignIn(from: Origin) {
            const principal = await system.members.memberForWechat({ openid: hqPersona.openid });
            return system.sessions.open(principal.memberId, 'hq', from);
          },
        }),
  });
  ground.serve(
    createLocalApp({
      api,
      system,
      clock,
      pay,
      sms: ground.sms,
      wecom: ground.wecom,
      processes,
      pictures: ground.pictures,
      files: ground.files,
      logger,
      personas: personasOf(ground.network),
    }).fetch,
  );
  if (autorun) await processes.start();
  ground.isRunning();

  return {
    table,
    baseUrl: ground.baseUrl,
    publicBaseUrl: ground.publicBaseUrl,
    bootstrapCode: (await system.bootstrap.isNobodys()) ? (ground.secrets.bootstrapCode ?? null) : null,
    seeded: ground.mustSeed,
    engine,
    clock,
    system,
    secrets: ground.secrets,
    processes,
    queues,
    pay,
    wechat: ground.wechat,
    location: ground.location,
    sms: ground.sms,
    routes: () => api.routes.map(({ method, path }) => ({ method, path })),
    close: () => closeAll(opened),
  };
}
