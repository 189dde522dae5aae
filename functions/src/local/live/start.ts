/**
 * One machine that runs a brand's business: the system of local mode on the embedded engine, against the real WeChat,
 * WeChat Pay and Tencent. What local mode has for playing is not here: no personas, no wallet, no clock that moves.
 */
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { createEngine } from '@jindian/embedded-dynamodb';
import { Hono } from 'hono';
import { createApi } from '../../entry/http.ts';
import { outsideClients } from '../../entry/outside-clients.ts';
import { createSystem, type System } from '../../entry/system.ts';
import { createFolderPictures } from '../../goods/pictures/store.ts';
import { wechatPatience } from '../../platform/budgets.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config, Secrets } from '../../platform/config.ts';
import { embeddedClient } from '../../platform/embedded-client.ts';
import { createFolderFiles } from '../../platform/files/store.ts';
import { problemOf, problemResponse } from '../../platform/http/problem.ts';
import { createLogger, type Logger } from '../../platform/logger.ts';
import { migrations } from '../../platform/migrations/registry.ts';
import { MigrationRefusal } from '../../platform/migrations/walk.ts';
import { createTable } from '../../platform/table.ts';
import { importBrand } from '../brand-folder/import.ts';
import { openDataFolder } from '../folder/data-folder.ts';
import { filesFolder, liveFolderVersion, picturesFolder, tableFolder, tableName } from '../folder/layout.ts';
import { storageHealth } from '../folder/storage-health.ts';
import { ensureTable } from '../folder/table.ts';
import { mountFiles, mountFront, mountH5, mountPictures } from '../front.ts';
import { type Close, closeAll } from '../ground.ts';
import { type Handle, listen } from '../listen.ts';
import { picturesHere } from '../pictures.ts';
import { createProcesses, type Processes } from '../processes.ts';
import { createLocalQueues } from '../queues.ts';
import { localBootstrap, localSecrets } from '../secrets.ts';
import { type Backups, createBackups } from './backups.ts';
import { clientAddressBy } from './client-address.ts';
import { type LiveConfig, LiveRefusal } from './config.ts';
import { openDoor } from './door.ts';
import { createGate } from './gate.ts';
import { createMetrics } from './metrics.ts';
import { createMigrating } from './migrating.ts';
import { createMoving } from './moving.ts';
import { createRemoteBackups } from './remote-backups.ts';

/** Longer than any request of ours may take: whoever pays at that moment has the answer. */
const answerWithinMs = 15_000;
const maxGivenUpCounted = 100;

export type LiveSystem = {
  system: System;
  secrets: Secrets;
  processes: Processes;
  backups: Backups;
  /** On this machine; phones come by `publicBaseUrl`. */
  baseUrl: string;
  metricsUrl: string | null;
  /** What the brand is begun with, while nobody has. */
  bootstrapCode: string | null;
  close(): Promise<void>;
};

export type LiveOptions = {
  logger?: Logger;
  onCheck?: (entries: number) => void;
  /** At the first start: a folder that holds the brand (local/brand-folder). */
  brandFolder?: string;
  /** 0: any free port, for tests. */
  ports?: { api: number; metrics: number };
};

export async function startLive(config: LiveConfig, options: LiveOptions = {}): Promise<LiveSystem> {
  const opened: Close[] = [];
  try {
    return await start(config, options, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

export function configOf(live: LiveConfig): Config {
  const { publicBaseUrl, wechatAppId, messageTemplates, messageState, services } = live;
  return {
    // One process does everything; nothing of the demo hangs on it.
    stage: 'local',
    tableName,
    queueUrlPrefix: 'http://localhost/',
    publicBaseUrl,
    wechatAppId,
    messageTemplates,
    messageState,
    patienceTimes: 1,
    logLevel: 'info',
    ...services,
  };
}

function secretsOf({ secrets }: LiveConfig, folder: string): Secrets {
  const { gatewaySecret, ...given } = secrets;
  return {
    ...localSecrets(folder),
    ...localBootstrap(folder, systemClock.nowMs()),
    ...given,
    ...(gatewaySecret === undefined ? {} : { gatewaySecret }),
  };
}

/** A key that is none is known when its client is made. */
function clientsBy(config: Config, secrets: Secrets, logger: Logger) {
  try {
    return outsideClients({
      config,
      secrets,
      clock: systemClock,
      logger,
      patience: wechatPatience,
      isGiven: () => true,
    });
  } catch (error) {
    throw new LiveRefusal(
      `A key in the file is not as it must be: ${(error as Error).message}\nWhat each is: docs/operations/keys.md`,
    );
  }
}

async function start(live: LiveConfig, options: LiveOptions, opened: Close[]): Promise<LiveSystem> {
  const logger = options.logger ?? createLogger('info');
  const clock = systemClock;
  const folder = openDataFolder(live.data, {
    doing: 'starting',
    seedVersion: liveFolderVersion,
    network: 'live',
  });
  opened.push(() => folder.holder.release());
  // People's names and numbers lie in it.
  chmodSync(folder.path, 0o700);
  const isNew = folder.needsSeed;
  if (options.brandFolder && !isNew)
    throw new LiveRefusal(`${live.data} holds a business already: --brand is for the first start.`);
  if (isNew) folder.seedBegins('live');

  const engine = await createEngine({
    now: clock.nowMs,
    path: path.join(folder.path, tableFolder),
    durable: true,
    ...(options.onCheck ? { onCheck: options.onCheck } : {}),
  });
  opened.push(() => engine.close());
  const client = embeddedClient(engine);
  opened.push(() => client.destroy());
  await ensureTable(engine, { mayMake: isNew });
  const config = configOf(live);
  const secrets = secretsOf(live, folder.path);

  const pictures = createFolderPictures({
    folder: path.join(folder.path, picturesFolder),
    nowMs: clock.nowMs,
  });

  const files = createFolderFiles({ folder: path.join(folder.path, filesFolder), nowMs: clock.nowMs });

  const migrating = createMigrating({ table: createTable(tableName, client, []), migrations, clock, logger });
  await migrating.assertReady().catch((error: unknown) => {
    throw error instanceof MigrationRefusal ? new LiveRefusal(error.message) : error;
  });
  const table = createTable(tableName, client);
  const queues = createLocalQueues({
    table,
    clock,
    logger,
    consumer: () => system.consumer,
    deadLetters: () => system.deadLetters,
  });
  const system = createSystem({
    config,
    secrets,
    table,
    clock,
    logger,
    queues,
    pictures: picturesHere(pictures),
    files,
    ...clientsBy(config, secrets, logger),
  });
  if (options.brandFolder) await importBrand(system, pictures, options.brandFolder);
  if (isNew) folder.seedDone();
  await Promise.all([system.network.current(), system.catalog.current()]);

  const { bucket } = live.backup;
  const remote = bucket ? createRemoteBackups(bucket) : null;
  opened.push(() => remote?.close());
  const backups = createBackups({ engine, dataFolder: folder.path, ...live.backup, remote, clock, logger });
  const gate = createGate();
  let processes = makeProcesses();
  const moving = createMoving({
    dataFolder: folder.path,
    movedTo: null,
    async lastChange() {
      const last = engine.streams.last();
      // Written behind all that has a number already: whoever reads from now on sees that.
      if (last !== null) await engine.streams.setPosition('copy', last);
      return last;
    },
    close: comeToAnEnd,
    async open() {
      const begun = makeProcesses();
      try {
        await begun.start();
      } catch (error) {
        // Tried again with others: none of these may go on beside those.
        await begun.stop();
        throw error;
      }
      processes = begun;
      gate.open();
    },
    noteMoved: folder.noteMoved,
    nowMs: clock.nowMs,
    logger,
  });
  opened.push(() => moving.stop());

  function makeProcesses(): Processes {
    const keptBehind = () => moving.keptBehind();
    return createProcesses({ engine, work: system.work, queues, tableName, clock, logger, keptBehind });
  }

  /** Nobody is let in, everything that was announced and is due has been done, and nothing is under way. */
  async function comeToAnEnd(): Promise<void> {
    if (!(await gate.close(answerWithinMs))) throw new Error('somebody is still being answered');
    await processes.settle();
    await processes.stop();
    if (!(await processes.eventsAreHandled())) throw new Error('more was announced meanwhile');
    await queues.setAside(new Error('The business was moved before its next try'));
  }

  const health = () => [
    storageHealth(engine),
    ...backups.health(),
    ...moving.health(),
    ...migrating.health(),
  ];
  const metrics = createMetrics({
    health,
    queued: queues.waitingCount,
    givenUp: async () => (await system.deadLetters.page(maxGivenUpCounted)).items.length,
    lastBackupAtMs: backups.lastAtMs,
  });
  const api = createApi(system, { health });
  const app = new Hono();
  app.use('*', metrics.measured);
  app.use('*', gate.guard);
  mountFront(app);
  mountPictures(app, pictures);
  mountFiles(app, files);
  mountH5(app);
  app.all('*', (c) => api.fetch(c.req.raw, c.env as object));
  app.onError((error, c) => {
    logger.error({ method: c.req.method, path: c.req.path, err: error }, 'unhandled');
    return problemResponse(c, problemOf(error));
  });

  opened.push(() => processes.stop());
  await processes.start();
  const door = await openDoor({ engine, moving, dataFolder: folder.path, logger });
  opened.push(() => door.close());
  backups.start();
  opened.push(() => backups.stop());
  migrating.start();
  opened.push(() => migrating.stop());

  let metricsUrl: string | null = null;
  const metricsPort = options.ports?.metrics ?? live.metricsPort;
  if (metricsPort !== null) {
    const watched = await listen(metrics.page.fetch, { host: '127.0.0.1', port: metricsPort });
    opened.push(() => watched.close());
    metricsUrl = `http://127.0.0.1:${watched.port}/metrics`;
  }
  const addressOf = clientAddressBy(live.trustedProxies);
  const handle: Handle = (request, connection) => {
    const { remoteAddress } = (connection as Connection).incoming?.socket ?? {};
    const clientAddress = addressOf(remoteAddress, request.headers.get('x-forwarded-for'));
    return app.fetch(request, { ...connection, clientAddress });
  };
  // Last: from now on everything is there. And first at the end: nobody is let in while the rest is closed.
  const { port, close } = await listen(handle, { host: live.host, port: options.ports?.api ?? live.port });
  opened.push(() => close(answerWithinMs));
  folder.holder.update({ port, doing: 'running' });

  return {
    system,
    secrets,
    get processes() {
      return processes;
    },
    backups,
    baseUrl: `http://127.0.0.1:${port}`,
    metricsUrl,
    bootstrapCode: (await system.bootstrap.isNobodys()) ? (secrets.bootstrapCode ?? null) : null,
    close: () => closeAll(opened),
  };
}

type Connection = { incoming?: { socket?: { remoteAddress?: string } } };
