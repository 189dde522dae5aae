import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWechatMiniProgram, createWechatPay } from '../wechat/index.ts';
import { awsPatience, wechatPatience } from './budgets.ts';
import { createApiApp } from './http/app.ts';
import { createLogger } from './logger.ts';
import { sendOnce } from './outgoing/exchange.ts';
import { attemptLimits, NoAnswer, withPatience } from './patience.ts';
import { createDynamoClient, createTable } from './table.ts';
import { transact } from './transact.ts';

/** Takes every connection, reads what comes, and says nothing. */
let silent: Server;
let endpoint: string;
const sockets = new Set<Socket>();
beforeAll(async () => {
  silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.resume();
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  silent.close();
});

/** A tenth of the deployed limits, so that the test takes no seconds. */
const tenth = <T extends Record<string, number>>(limits: T) =>
  Object.fromEntries(Object.entries(limits).map(([name, ms]) => [name, ms / 10])) as T;
const patience = tenth(awsPatience);
const options = {
  region: 'cn-northwest-1',
  endpoint: '',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
/** A tenth of three seconds, and what a busy machine adds to anything. */
const atMostMs = 300 + 200;

describe('a server that takes the call and never answers', () => {
  test.each([
    [
      'DynamoDB, reading',
      () => {
        const table = createTable('t', createDynamoClient({ ...options, endpoint }, patience));
        return table.getDocumentClient().send(new GetCommand({ TableName: 't', Key: { pk: 'a', sk: 'b' } }));
      },
    ],
    [
      'DynamoDB, writing',
      () => {
        const table = createTable('t', createDynamoClient({ ...options, endpoint }, patience));
        return transact(table, [
          { label: 'a', item: { Put: { TableName: 't', Item: { pk: 'a', sk: 'b' } } } },
        ]);
      },
    ],
    [
      'SQS',
      () => {
        const requestHandler = attemptLimits(patience);
        const client = withPatience(new SQSClient({ ...options, endpoint, requestHandler }), patience);
        return client.send(new SendMessageCommand({ QueueUrl: `${endpoint}/1/q`, MessageBody: 'x' }));
      },
    ],
    [
      'Secrets Manager',
      () => {
        const requestHandler = attemptLimits(patience);
        const client = withPatience(
          new SecretsManagerClient({ ...options, endpoint, requestHandler }),
          patience,
        );
        return client.send(new GetSecretValueCommand({ SecretId: 's' }));
      },
    ],
  ])('%s: is no answer, in time', async (_, call) => {
    let failure: unknown;
    const ms = await msOf(() => call().catch((error: unknown) => (failure = error)));
    expect(failure).toBeInstanceOf(NoAnswer);
    expect(ms).toBeLessThan(atMostMs);
  });

  test('WeChat and WeChat Pay: unavailable, in time, whatever attempts are left', async () => {
    const { attemptMs: timeoutMs, totalMs } = tenth(wechatPatience);
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const wechat = createWechatMiniProgram(
      { baseUrl: endpoint, appid: 'wx1', secret: 's', timeoutMs, totalMs },
      { now: Date.now },
    );
    const pay = createWechatPay(
      {
        baseUrl: endpoint,
        appid: 'wx1',
        mchid: '1900000001',
        merchantSerial: '1',
        merchantPrivateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
        apiV3Key: 'k'.repeat(32),
        platformPublicKeys: [
          { id: 'PUB_KEY_ID_1', publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }) as string },
        ],
        timeoutMs,
        totalMs,
        attempts: 9,
      },
      { now: Date.now },
    );
    for (const ask of [() => wechat.codeToSession('code'), () => pay.queryOrder('FT0000000001')]) {
      let answer: unknown;
      const ms = await msOf(async () => {
        answer = await ask();
      });
      expect(answer).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
      expect(ms).toBeLessThan(atMostMs);
    }
  });
});

test('a file may take long, and a server that says nothing at all may not', async () => {
  let begun = 0;
  const slow = createHttpServer((_, response) => {
    begun += 1;
    response.writeHead(200).write('half');
    setTimeout(() => response.end(' and half'), 200);
  });
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  const ask = (url: string) =>
    sendOnce(fetch, {
      method: 'GET',
      url,
      headers: {},
      timeoutMs: 10_000,
      headMs: 100,
      maxAnswerBytes: 1_000,
    });
  const file = await ask(`http://127.0.0.1:${(slow.address() as AddressInfo).port}/`);
  expect([begun, file.kind === 'answer' && Buffer.from(file.body).toString()]).toEqual([1, 'half and half']);
  slow.close();
  let said: unknown;
  expect(await msOf(async () => (said = await ask(endpoint)))).toBeLessThan(atMostMs);
  expect(said).toEqual({ kind: 'unreachable', reason: 'timeout' });
});

describe('the API', () => {
  const logger = createLogger('silent');
  test('says that it is busy where a service behind it is silent', async () => {
    const app = createApiApp({ logger });
    app.get('/quiet', () => {
      throw new NoAnswer('DynamoDB', 2_000);
    });
    const answer = await app.request('/quiet');
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, 'busy']);
  });

  test('answers before whoever is in front gives up', async () => {
    const app = createApiApp({ logger, workMs: { hq: 60_000, downloads: 60_000, others: 30 } });
    app.get('/long', async (c) => {
      await new Promise((resolve) => setTimeout(resolve, 2_000).unref());
      return c.text('done');
    });
    app.get('/v1/hq/long', async (c) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return c.text('done');
    });
    app.get('/short', (c) => c.text('done'));
    expect((await app.request('/long')).status).toBe(503);
    expect(await (await app.request('/short')).text()).toBe('done');
    // HQ's own browser is waited for by nobody in between.
    expect(await (await app.request('/v1/hq/long')).text()).toBe('done');
  });
});
