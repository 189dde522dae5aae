import { SQSClient } from '@aws-sdk/client-sqs';
import { noPictureParts, type PictureParts } from '../goods/pictures/service.ts';
import type { PictureStore } from '../goods/pictures/store.ts';
import type { Analysis } from '../platform/analysis/tables.ts';
import { awsPatience, morePatient, type WechatPatience, wechatPatienceBehind } from '../platform/budgets.ts';
import { systemClock } from '../platform/clock.ts';
import { type Config, readConfig } from '../platform/config.ts';
import { secretVariables } from '../platform/deployed-names.ts';
import { type FileStore, noFiles } from '../platform/files/store.ts';
import { createLogger } from '../platform/logger.ts';
import { attemptLimits, withPatience } from '../platform/patience.ts';
import { createSqsConsumer, createSqsQueues, queueUrls } from '../platform/queues/sqs.ts';
import { createDynamoClient, createTable } from '../platform/table.ts';
import type { MakePoster } from '../selling/codes/posters/maker.ts';
import { outsideClients } from './outside-clients.ts';
import { readSecrets } from './secrets.ts';
import { createSystem, type System } from './system.ts';

let sqsClient: SQSClient | null = null;
function sqsOf({ patienceTimes }: Config): SQSClient {
  const patience = morePatient(awsPatience, patienceTimes);
  sqsClient ??= withPatience(
    new SQSClient({ maxAttempts: 4, requestHandler: attemptLimits(patience) }),
    patience,
  );
  return sqsClient;
}

/** What makes pictures ready, where it is; the bucket is wanted by the first who asks for it. */
type PictureMakers = Pick<PictureParts, 'make' | 'fetch'> & { draw: MakePoster };
function picturesOf({ pictureBucket }: Config, makers?: Pick<PictureParts, 'make' | 'fetch'>): PictureParts {
  if (!pictureBucket) return noPictureParts;
  let opened: Promise<PictureStore> | null = null;
  const store = () => {
    opened ??= import('../goods/pictures/bucket-store.ts').then(({ createBucketPictures }) =>
      createBucketPictures({ bucket: pictureBucket }),
    );
    return opened;
  };
  return {
    ...noPictureParts,
    ...makers,
    store: {
      put: async (...args) => (await store()).put(...args),
      get: async (...args) => (await store()).get(...args),
      has: async (...args) => (await store()).has(...args),
      delete: async (...args) => (await store()).delete(...args),
      list: async (...args) => (await store()).list(...args),
      uploadAddress: async (...args) => (await store()).uploadAddress(...args),
    },
  };
}

/** Where what people download lies: the client of the bucket is loaded with the first such file. */
function filesOf({ fileBucket }: Config): FileStore {
  if (!fileBucket) return noFiles;
  let opened: Promise<FileStore> | null = null;
  const store = () => {
    opened ??= import('../platform/files/bucket-store.ts').then(({ createBucketFiles }) =>
      createBucketFiles({ bucket: fileBucket }),
    );
    return opened;
  };
  return {
    handOut: async (...args) => (await store()).handOut(...args),
    keep: async (...args) => (await store()).keep(...args),
    read: async (...args) => (await store()).read(...args),
    address: async (...args) => (await store()).address(...args),
  };
}

/** What counts figures, in the one program that has it. */
let analysis: Analysis | null = null;
export function countedBy(given: Analysis): void {
  analysis = given;
}

async function start(
  environment: Record<string, string | undefined>,
  patience: WechatPatience,
  makers?: PictureMakers,
): Promise<System> {
  const config = readConfig(environment);
  const secrets = await readSecrets(environment, config.patienceTimes);
  const logger = createLogger(config.logLevel);
  return createSystem({
    config,
    secrets,
    logger,
    clock: systemClock,
    table: createTable(
      config.tableName,
      createDynamoClient({}, morePatient(awsPatience, config.patienceTimes)),
    ),
    queues: createSqsQueues({ client: sqsOf(config), urls: queueUrls(config.queueUrlPrefix) }),
    pictures: picturesOf(config, makers),
    files: filesOf(config),
    ...(makers ? { drawPoster: makers.draw } : {}),
    ...(analysis ? { analysis } : {}),
    ...outsideClients({
      config,
      secrets,
      clock: systemClock,
      logger,
      patience,
      isGiven: (part) => Boolean(environment[secretVariables[part]]),
    }),
  });
}

let running: Promise<System> | null = null;

/**
 * The system of this process, started on the first call and kept. A start that failed is tried again by the next
 * call: a secret that was completed in the meantime needs no new deployment.
 */
export function deployedSystem(
  waiting: WechatPatience = wechatPatienceBehind,
  makers?: PictureMakers,
): Promise<System> {
  running ??= start(process.env, waiting, makers).catch((error: unknown) => {
    running = null;
    throw error;
  });
  return running;
}

/** What the functions behind queues do with their batches. */
export async function deployedSqs(makers?: PictureMakers) {
  const { config, consumer, deadLetters, clock, logger } = await deployedSystem(wechatPatienceBehind, makers);
  const urls = queueUrls(config.queueUrlPrefix);
  return createSqsConsumer({ client: sqsOf(config), urls, consumer, deadLetters, clock, logger });
}
