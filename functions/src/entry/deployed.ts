import { SQSClient } from '@aws-sdk/client-sqs';
import { awsPatience, morePatient, type WechatPatience, wechatPatienceBehind } from '../platform/budgets.ts';
import { systemClock } from '../platform/clock.ts';
import { type Config, readConfig } from '../platform/config.ts';
import { type SecretPart, secretVariables } from '../platform/deployed-names.ts';
import { createLogger } from '../platform/logger.ts';
import { attemptLimits, withPatience } from '../platform/patience.ts';
import { createSqsConsumer, createSqsQueues, queueUrls } from '../platform/queues/sqs.ts';
import { createDynamoClient, createTable } from '../platform/table.ts';
import { createTencentLocation, createTencentSms, loggedIn } from '../tencent/index.ts';
import { createWechatMiniProgram, createWechatPay, type WechatCall } from '../wechat/index.ts';
import { readSecrets, withoutKeys } from './secrets.ts';
import { createSystem, type System } from './system.ts';
import { wechatPayConfigOf } from './wechat-pay-config.ts';

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
  { attemptMs: timeoutMs, totalMs }: WechatPatience,
): Promise<System> {
  const config = readConfig(environment);
  const secrets = await readSecrets(environment, config.patienceTimes);
  const given = (part: SecretPart) => Boolean(environment[secretVariables[part]]);
  const logger = createLogger(config.logLevel);
  const dependencies = {
    now: systemClock.nowMs,
    observe: (call: WechatCall) => logger.info(call, 'wechat'),
  };
  const observed = { observe: loggedIn(logger) };
  const locationKeys = given('tencent') ? secrets.tencentLocation : undefined;
  const smsAccount = given('tencent') ? secrets.tencentSms : undefined;
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
    wechat: given('wechat')
      ? createWechatMiniProgram(
          {
            baseUrl: config.wechatBaseUrl,
            appid: config.wechatAppId,
            secret: secrets.wechatAppSecret,
            timeoutMs,
            totalMs,
          },
          dependencies,
        )
      : withoutKeys('WeChat'),
    wechatPay: given('wechat-pay')
      ? createWechatPay(
          {
            ...wechatPayConfigOf(secrets.wechatPay, {
              baseUrl: config.wechatPayBaseUrl,
              appid: config.wechatAppId,
            }),
            timeoutMs,
            totalMs,
          },
          dependencies,
        )
      : withoutKeys('WeChat Pay'),
    location: locationKeys
      ? createTencentLocation({ baseUrl: config.tencentLocationBaseUrl, ...locationKeys }, observed)
      : null,
    sms: smsAccount
      ? createTencentSms(
          { baseUrl: config.tencentSmsBaseUrl, ...smsAccount },
          { now: systemClock.nowMs, ...observed },
        )
      : null,
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
