import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { z } from '@jindian/shared/zod';
import { awsPatience, type Patience, wechatPatienceBehind } from '../platform/budgets.ts';
import { systemClock } from '../platform/clock.ts';
import { readConfig, type Secrets, secretsSchema } from '../platform/config.ts';
import { createLogger } from '../platform/logger.ts';
import { attemptLimits, withPatience } from '../platform/patience.ts';
import { queueNames } from '../platform/queues/lanes.ts';
import { createSqsConsumer, createSqsQueues, type QueueUrls } from '../platform/queues/sqs.ts';
import { createDynamoClient, createTable } from '../platform/table.ts';
import { createWechatMiniProgram, createWechatPay, type WechatCall } from '../wechat/index.ts';
import { createSystem, type System } from './system.ts';
import { wechatPayConfigOf } from './wechat-pay-config.ts';

/** One secret with everything in it, read once in the life of a process. Its faults are told by name only. */
async function readSecrets(secretId: string | undefined): Promise<Secrets> {
  if (!secretId) throw new Error('JINDIAN_SECRET_ID is not set');
  const client = new SecretsManagerClient({ maxAttempts: 4, requestHandler: attemptLimits(awsPatience) });
  const { SecretString } = await withPatience(client, awsPatience).send(
    new GetSecretValueCommand({ SecretId: secretId }),
  );
  let stored: unknown;
  try {
    stored = JSON.parse(SecretString ?? '');
  } catch {
    throw new Error(`the secret ${secretId} is not JSON yet: see cdk/README.md`);
  }
  const parsed = secretsSchema.safeParse(stored);
  if (!parsed.success) throw new Error(`the secret is not complete:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** One address for each queue, by its name. */
function queueUrls(prefix: string): QueueUrls {
  return Object.fromEntries(queueNames.map((name) => [name, `${prefix}${name}`])) as QueueUrls;
}

const sqs = withPatience(
  new SQSClient({ maxAttempts: 4, requestHandler: attemptLimits(awsPatience) }),
  awsPatience,
);

/** How long WeChat and WeChat Pay are waited for. */
type Waiting = Omit<Patience, 'connectMs'>;

async function start(
  environment: Record<string, string | undefined>,
  { attemptMs: timeoutMs, totalMs }: Waiting,
): Promise<System> {
  const config = readConfig(environment);
  const secrets = await readSecrets(environment.JINDIAN_SECRET_ID);
  const logger = createLogger(config.logLevel);
  const dependencies = {
    now: systemClock.nowMs,
    observe: (call: WechatCall) => logger.info(call, 'wechat'),
  };
  return createSystem({
    config,
    secrets,
    logger,
    clock: systemClock,
    table: createTable(config.tableName, createDynamoClient()),
    queues: createSqsQueues({ client: sqs, urls: queueUrls(config.queueUrlPrefix) }),
    wechat: createWechatMiniProgram(
      {
        baseUrl: config.wechatBaseUrl,
        appid: config.wechatAppId,
        secret: secrets.wechatAppSecret,
        timeoutMs,
        totalMs,
      },
      dependencies,
    ),
    wechatPay: createWechatPay(
      {
        ...wechatPayConfigOf(secrets.wechatPay, {
          baseUrl: config.wechatPayBaseUrl,
          appid: config.wechatAppId,
        }),
        timeoutMs,
        totalMs,
      },
      dependencies,
    ),
  });
}

let running: Promise<System> | null = null;

/**
 * The system of this process, started on the first call and kept. A start that failed is tried again by the next
 * call: a secret that was completed in the meantime needs no new deployment.
 */
export function deployedSystem(waiting: Waiting = wechatPatienceBehind): Promise<System> {
  running ??= start(process.env, waiting).catch((error: unknown) => {
    running = null;
    throw error;
  });
  return running;
}

/** What the functions behind queues do with their batches. */
export async function deployedSqs() {
  const { config, consumer, deadLetters, clock, logger } = await deployedSystem();
  const urls = queueUrls(config.queueUrlPrefix);
  return createSqsConsumer({ client: sqs, urls, consumer, deadLetters, clock, logger });
}
