import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { FolderPictures } from '../../functions/src/goods/pictures/store.ts';
import { personasOf } from '../../functions/src/local/brands.ts';
import { seedVersion, tableName } from '../../functions/src/local/folder/layout.ts';
import { type Close, closeAll, localTemplates, openGround } from '../../functions/src/local/ground.ts';
import { createLocalApp } from '../../functions/src/local/http.ts';
import {
  ensureDemo,
  type LocalOptions,
  type RunningSystem,
  systemOn,
} from '../../functions/src/local/start.ts';
import { secretParts } from '../../functions/src/platform/config.ts';
import type { SecretPart } from '../../functions/src/platform/deployed-names.ts';
import { addressOf } from '../../functions/src/platform/http/address.ts';
import { createSqsQueues, queueUrls } from '../../functions/src/platform/queues/sqs.ts';
import { createTable } from '../../functions/src/platform/table.ts';
import { createHttpApi } from '../../functions/src/simulators/lambda/http-api.ts';
import { objectsInMemory, type S3Objects, startS3Simulator } from '../../functions/src/simulators/s3.ts';
import { startSecretsManagerSimulator } from '../../functions/src/simulators/secrets-manager.ts';
import { startSqsSimulator } from '../../functions/src/simulators/sqs/server.ts';
import type { FunctionName } from '../lib/bundle.ts';
import { prepareDeployment, region } from './deployment.ts';
import { serveDynamoDb } from './dynamodb.ts';
import { startFunctions } from './functions.ts';
import { lambdaNode } from './node.ts';
import { isAllowed } from './permissions.ts';
import { account } from './template.ts';

/** Its name is part of every name of what is deployed: the table is then called as in local mode. */
const stage = tableName.replace(/^jindian-/, '');
const stopWithinMs = 5_000;
/** What waits lies in queues here, and in the table there: a folder is for one of the two. */
export const splitSeedVersion = `${seedVersion}-split`;

export type SplitOptions = LocalOptions & {
  /** Bundles that were made already. */
  bundles?: Record<FunctionName, string>;
  /** What the functions print. */
  log?: (functionName: string, text: string) => void;
};

export type SplitSystem = RunningSystem & {
  /** What the network does to connections that lie idle for long. */
  dropIdleConnections(): void;
};

/**
 * The whole system as it is deployed: the bundles that `cdk deploy` would upload, with what the synthesised templates
 * say of them, each function in processes of its own; AWS is simulated around them, on the embedded DynamoDB.
 */
export async function startSplit(options: SplitOptions = {}): Promise<SplitSystem> {
  const opened: Close[] = [];
  try {
    return await start(options, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

async function start(options: SplitOptions, opened: Close[]): Promise<SplitSystem> {
  const { autorun = true, log = () => {} } = options;
  const ground = await openGround(options, splitSeedVersion);
  opened.push(() => ground.close());
  const work = mkdtempSync(path.join(tmpdir(), 'jindian-split-'));
  opened.push(() => rmSync(work, { recursive: true, force: true }));
  const deployment = await prepareDeployment(
    work,
    { stage, messageTemplates: JSON.stringify(localTemplates) },
    options.bundles,
  );
  const { clock, engine, logger, pay, wechat, location, sms, secrets } = ground;

  const permissions = new Map(deployment.functions.map((deployed) => [deployed.name, deployed.permissions]));
  const permissionsOf = (functionName: string) => permissions.get(functionName) ?? [];
  const arn = (service: string, name: string) => `arn:aws-cn:${service}:${region}:${account}:${name}`;
  const sqs = await startSqsSimulator({
    queues: Object.fromEntries(deployment.queues.map(({ name, ...rules }) => [name, rules])),
    now: clock.nowMs,
    ...(options.dataFolder ? { file: path.join(options.dataFolder, 'queues', 'messages.jsonl') } : {}),
    allows: (who, action, queue) =>
      who === hostKey || isAllowed(permissionsOf(who), { action, resource: arn('sqs', queue) }),
  });
  opened.push(() => sqs.close());
  const secretsManager = await startSecretsManagerSimulator({
    secret(id) {
      const [, part] = /:secret:jindian\/[^/]+\/([a-z-]+)-\w{6}$/.exec(id) ?? [];
      const schema = part && part in secretParts && secretParts[part as SecretPart];
      return schema ? JSON.stringify(schema.parse(secrets)) : null;
    },
    allows: (who, action, resource) => isAllowed(permissionsOf(who), { action, resource }),
  });
  opened.push(() => secretsManager.close());
  const dynamoDb = await serveDynamoDb({
    engine,
    tableArn: arn('dynamodb', `table/${tableName}`),
    permissionsOf,
  });
  opened.push(() => dynamoDb.close());

  const s3 = await startS3Simulator({
    objects: objectsOf(ground.pictures),
    now: clock.nowMs,
    secretOf: () => 'simulated',
    allows: (who, action, resource) =>
      isAllowed(permissionsOf(who), { action, resource: `arn:aws-cn:s3:::${resource}` }),
  });
  opened.push(() => s3.close());

  const sqsAddress = /^https:\/\/sqs\.[^/]+\/\d+\//;
  const functions = startFunctions(deployment, {
    engine,
    tableName,
    sqs,
    now: clock.nowMs,
    movedMs: clock.offsetMs,
    node: lambdaNode().path,
    endpoints: {
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.endpoint,
    },
    variablesOf: (environment) => ({
      ...Object.fromEntries(
        Object.entries(environment).map(([name, value]) => [name, value.replace(sqsAddress, sqs.urlPrefix)]),
      ),
      ...(environment.JINDIAN_PUBLIC_BASE_URL ? { JINDIAN_PUBLIC_BASE_URL: ground.publicBaseUrl } : {}),
      ...(environment.JINDIAN_WECHAT_APP_ID ? { JINDIAN_WECHAT_APP_ID: pay.merchant.appid } : {}),
      ...(environment.JINDIAN_PICTURE_UPLOAD_ORIGIN ? { JINDIAN_PICTURE_UPLOAD_ORIGIN: s3.endpoint } : {}),
      // One machine is the whole of AWS here, perhaps with others at work on it.
      JINDIAN_PATIENCE_TIMES: '8',
      JINDIAN_WECHAT_BASE_URL: wechat.baseUrl,
      JINDIAN_WECOM_BASE_URL: ground.wecom.baseUrl,
      JINDIAN_WECHAT_PAY_BASE_URL: pay.baseUrl,
      JINDIAN_TENCENT_LOCATION_BASE_URL: location.baseUrl,
      JINDIAN_TENCENT_SMS_BASE_URL: sms.baseUrl,
      JINDIAN_LOG_LEVEL: options.logger?.isLevelEnabled('info') ? 'info' : 'error',
    }),
    log,
    report: (error) => logger.error({ err: error }, 'split'),
  });
  opened.push(() => functions.stop(stopWithinMs));

  // For the demo, the personas and whoever looks in: what people do goes through the functions.
  const client = new SQSClient({
    region,
    endpoint: sqs.endpoint,
    credentials: { accessKeyId: hostKey, secretAccessKey: hostKey },
  });
  opened.push(() => client.destroy());
  const queueUrlPrefix = `${sqs.urlPrefix}jindian-${stage}-`;
  const system = systemOn(ground, createTable(tableName, ground.client), {
    stage: 'production',
    queueUrlPrefix,
    queues: createSqsQueues({ client, urls: queueUrls(queueUrlPrefix) }),
  });
  await ensureDemo(ground, system, options);

  const fetchApi = createHttpApi(functions.named(deployment.apiFunction), clock.nowMs);
  const others = deployment.routes.map(({ path: below, functionName }) => ({
    below,
    fetch: createHttpApi(functions.named(functionName), clock.nowMs),
  }));
  const api = {
    fetch(request: Request, environment?: object) {
      const { pathname } = new URL(request.url);
      const other = others.find(({ below }) => pathname === below || pathname.startsWith(`${below}/`));
      return (other?.fetch ?? fetchApi)(request, addressOf({ env: environment }) ?? '127.0.0.1');
    },
  };
  const processes = { settle: functions.settle };
  ground.serve(
    createLocalApp({
      api,
      system,
      clock,
      pay,
      sms,
      wecom: ground.wecom,
      processes,
      pictures: ground.pictures,
      files: ground.files,
      logger,
      personas: personasOf(ground.network),
    }).fetch,
  );
  if (autorun) await functions.start();
  ground.isRunning();

  return {
    baseUrl: ground.baseUrl,
    publicBaseUrl: ground.publicBaseUrl,
    bootstrapCode: (await system.bootstrap.isNobodys()) ? (secrets.bootstrapCode ?? null) : null,
    seeded: ground.mustSeed,
    engine,
    clock,
    system,
    secrets,
    processes,
    pay,
    wechat,
    location,
    sms,
    dropIdleConnections: dynamoDb.dropIdle,
    close: () => closeAll(opened),
  };
}

/** The bucket of pictures, as files of the folder; what people download is gone with the process. */
function objectsOf(pictures: FolderPictures): S3Objects {
  const files = objectsInMemory();
  const isFile = (path: string) => /^jindian-[^/]*-files-/.test(path);
  const nameOf = (path: string) => path.slice(path.indexOf('/') + 1);
  return {
    get: (path) => (isFile(path) ? files.get(path) : pictures.get(nameOf(path))),
    put: (path, object) => (isFile(path) ? files.put(path, object) : pictures.put(nameOf(path), object)),
    delete: (path) => pictures.delete([nameOf(path)]),
    async list(prefix) {
      const bucket = prefix.slice(0, prefix.indexOf('/') + 1);
      return (await pictures.list(nameOf(prefix))).map((name) => `${bucket}${name}`);
    },
  };
}

/** This process itself is no function, and has no role. */
const hostKey = 'host';
