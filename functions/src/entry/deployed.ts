import { SQSClient } from '@aws-sdk/client-sqs';
import { awsPatience, morePatient, type WechatPatience, wechatPatienceBehind } from '../platform/budgets.ts';
import { systemClock } from '../platform/clock.ts';
import { type Config, readConfig } from '../platform/config.ts';
import { secretVariables } from '../platform/deployed-names.ts';
import { createLogger } from '../platform/logger.ts';
import { attemptLimits, withPatience } from '../platform/patience.ts';
import { createSqsConsumer, createSqsQueues, queueUrls } from '../platform/queues/sqs.ts';
import { createDynamoClient, createTable } from '../platform/table.ts';
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

async function start(
  environment: Record<string, string | undefined>,
  patience: WechatPatience,
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
export function deployedSystem(waiting: WechatPatience = wechatPatienceBehind): Promise<System> {
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
  return createSqsConsumer({ client: sqsOf(config), urls, consumer, deadLetters, clock, logger });
}
