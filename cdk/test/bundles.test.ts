import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { eventCatalogue } from '@jindian/shared/events/catalogue';
import { defineEvent } from '@jindian/shared/events/define';
import { z } from '@jindian/shared/zod';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { countiesFile } from '../../functions/src/places/counties/counties.ts';
import { systemClock } from '../../functions/src/platform/clock.ts';
import type { Secrets } from '../../functions/src/platform/config.ts';
import { secretVariables } from '../../functions/src/platform/deployed-names.ts';
import { createIds } from '../../functions/src/platform/ids.ts';
import { createOutbox, type DomainEvent } from '../../functions/src/platform/outbox.ts';
import { queueNames } from '../../functions/src/platform/queues/lanes.ts';
import { createDynamoClient, createTable, tableDefinition } from '../../functions/src/platform/table.ts';
import { transact } from '../../functions/src/platform/transact.ts';
import { type SqsSimulator, startSqsSimulator } from '../../functions/src/simulators/sqs/server.ts';
import { type FunctionName, functionNames, withNetwork } from '../lib/bundle.ts';
import { machines, onlyFor, programsIn } from '../lib/native.ts';
import { type Rights, rightsOf, rightsOfConsumer } from '../lib/rights.ts';
import { lambdaNode } from '../split/node.ts';

/**
 * Synthesis passes on a bundle that dies when it is loaded. So each bundle is loaded as Lambda does, in a process
 * of its own, and its handler answers over the wire of DynamoDB and Secrets Manager.
 */
const tableName = 'jindian-test';
const rightsByProgram: Record<FunctionName, Rights> = {
  api: rightsOf('api'),
  figures: rightsOf('figures'),
  relay: rightsOf('relay'),
  levels: rightsOf('levels'),
  timers: rightsOf('timers'),
  'dead-letters': rightsOf('dead-letters'),
  consumer: rightsOfConsumer('payments'),
  pictures: rightsOfConsumer('pictures'),
};
const loader = `
const { handler } = await import(process.argv[1]);
process.on('message', async ({ n, event }) => {
  try {
    process.send({ n, value: await handler(event, { awsRequestId: 'r', getRemainingTimeInMillis: () => 30_000 }) });
  } catch (error) {
    process.send({ n, error: error.message });
  }
});
process.send({ ready: typeof handler });
`;

function randomText(): string {
  return randomBytes(24).toString('base64url');
}

function secretsFor(): Secrets {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return {
    sessionSecret: randomText(),
    pickupSecret: randomText(),
    codeSecret: randomText(),
    gatewaySecret: randomText(),
    wechatAppSecret: randomText(),
    wechatPay: {
      mchid: '1900000001',
      merchantSerial: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
      merchantPrivateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      apiV3Key: randomBytes(16).toString('hex'),
      platformPublicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
      platformPublicKeyId: 'PUB_KEY_ID_0119000000012024',
    },
  };
}

test.each(functionNames)('%s has the texts of zod in English, and in no other language', (name) => {
  const code = readFileSync(join(inject('bundles')[name], 'index.mjs'), 'utf8');
  expect(code).toContain('Invalid input: expected');
  expect(code).not.toContain('Ongeldige');
});

describe('bundles', () => {
  let engine: Engine;
  let sqs: SqsSimulator;
  let secretsManager: Server;
  let secret: unknown;
  let printed = '';
  const processes = new Map<FunctionName, ChildProcess>();

  beforeAll(async () => {
    const folders = inject('bundles');
    engine = await createEngine();
    await engine.call('CreateTable', tableDefinition(tableName));
    const { endpoint } = await engine.listen();
    engine.faults.set((operation, { input }) => {
      noteRights(operation, input);
      return 'none';
    });
    sqs = await startSqsSimulator({
      queues: Object.fromEntries(queueNames.map((name) => [name, { visibilityTimeoutS: 180 }])),
    });
    secretsManager = createServer((request, response) => {
      request.resume();
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify({ SecretString: typeof secret === 'string' ? secret : JSON.stringify(secret) }));
    });
    await new Promise<void>((resolve) => {
      secretsManager.listen(0, '127.0.0.1', resolve);
    });
    await Promise.all(
      functionNames.map(async (name) => {
        const child = spawn(
          lambdaNode().path,
          ['--input-type=module', '-e', loader, pathToFileURL(join(folders[name], 'index.mjs')).href],
          {
            cwd: tmpdir(),
            stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
            env: {
              PATH: process.env.PATH ?? '',
              AWS_REGION: 'cn-northwest-1',
              AWS_ACCESS_KEY_ID: 'test',
              AWS_SECRET_ACCESS_KEY: 'test',
              AWS_ENDPOINT_URL_DYNAMODB: endpoint,
              AWS_ENDPOINT_URL_SQS: sqs.endpoint,
              JINDIAN_QUEUE_URL_PREFIX: sqs.urlPrefix,
              AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(secretsManager.address() as AddressInfo).port}`,
              JINDIAN_TABLE_NAME: tableName,
              ...Object.fromEntries(
                rightsByProgram[name].secrets.map((part) => [secretVariables[part], `jindian/test/${part}`]),
              ),
              JINDIAN_PUBLIC_BASE_URL: 'https://api.example.com',
              JINDIAN_WECHAT_APP_ID: 'wx0000000000000000',
            },
          },
        );
        processes.set(name, child);
        for (const stream of [child.stdout, child.stderr])
          stream?.on('data', (data) => (printed += String(data)));
        const first = await Promise.race([
          new Promise((resolve) => child.once('message', resolve)),
          new Promise((_, reject) =>
            child.once('exit', (code) => reject(new Error(`${name} exits with ${code}: ${printed}`))),
          ),
        ]);
        expect(first).toEqual({ ready: 'function' });
      }),
    );
    secret = secretsFor();
  });
  afterAll(async () => {
    for (const child of processes.values()) child.kill();
    secretsManager?.close();
    await sqs?.close();
    await engine?.close();
  });

  /** What each program asked of the table, as its rights name it, with the partitions it touched. */
  const asked = new Map<FunctionName, Set<string>>();
  let calling: FunctionName | null = null;
  function noteRights(operation: string, input: Record<string, unknown>): void {
    if (!calling) return;
    const used = asked.get(calling) ?? new Set();
    asked.set(calling, used);
    const partition = (item: unknown) => (item as { pk?: { S?: string } } | undefined)?.pk?.S ?? '';
    const values = Object.values((input.ExpressionAttributeValues ?? {}) as Record<string, { S?: string }>);
    if (operation === 'TransactWriteItems')
      for (const item of input.TransactItems as Record<string, { Item?: unknown; Key?: unknown }>[])
        for (const [kind, one] of Object.entries(item))
          used.add(`${kind}Item ${partition(one.Item ?? one.Key)}`);
    else if (operation === 'BatchWriteItem') used.add('BatchWriteItem ');
    else if (operation === 'Query') used.add(`Query ${values[0]?.S ?? ''}`);
    else if (operation === 'BatchGetItem')
      for (const { Keys } of Object.values(input.RequestItems as Record<string, { Keys: unknown[] }>))
        for (const key of Keys) used.add(`BatchGetItem ${partition(key)}`);
    else used.add(`${operation} ${partition(input.Item ?? input.Key)}`);
  }

  let calls = 0;
  async function invoke<T>(name: FunctionName, event: unknown): Promise<{ value?: T; error?: string }> {
    calls += 1;
    const n = calls;
    calling = name;
    const child = processes.get(name)!;
    return new Promise((resolve) => {
      const listener = (message: { n: number; value?: T; error?: string }) => {
        if (message.n !== n) return;
        child.off('message', listener);
        calling = null;
        resolve(message);
      };
      child.on('message', listener);
      child.send({ n, event });
    });
  }

  const requestOf = (path: string) => ({
    version: '2.0',
    routeKey: '$default',
    rawPath: path.split('?')[0],
    rawQueryString: path.split('?')[1] ?? '',
    headers: { host: 'api.example.com', 'accept-language': 'en' },
    requestContext: { domainName: 'api.example.com', http: { method: 'GET', path } },
    isBase64Encoded: false,
  });

  async function get(path: string): Promise<{ statusCode: number; body: string; type: string | undefined }> {
    const { value, error } = await invoke<{
      statusCode: number;
      body: string;
      headers: Record<string, string>;
    }>('api', requestOf(path));
    if (!value) throw new Error(error);
    return { statusCode: value.statusCode, body: value.body, type: value.headers['content-type'] };
  }

  test('a secret that is not complete is told by what is missing, and is read again by the next call', async () => {
    const { sessionSecret, ...others } = secretsFor();
    secret = { ...others, gatewaySecret: 'too-short' };
    const ask = () => invoke('api', requestOf('/healthz'));
    const { error } = await ask();
    expect(error).toContain('sessionSecret');
    expect(error).toContain('gatewaySecret');
    expect(error).not.toContain('too-short');
    secret = 'a password that was generated';
    expect((await ask()).error).toMatch(
      /^the secret jindian\/test\/[a-z-]+ is not JSON yet: see cdk\/README\.md$/,
    );
    // Whoever is given no secret waits for none.
    expect((await invoke('timers', {})).value).toEqual({ due: 0 });
    secret = secretsFor();
    expect((await ask()).value).toMatchObject({ statusCode: 200 });
  });

  test('the API answers, with problems in their shape and its documentation beside it', async () => {
    expect((await get('/healthz')).statusCode).toBe(200);
    const me = await get('/v1/me');
    expect([me.statusCode, me.type, JSON.parse(me.body).code]).toEqual([
      401,
      'application/problem+json',
      'unauthenticated',
    ]);
    expect(JSON.parse((await get('/v1/nothing')).body).code).toBe('not_found');
    expect(JSON.parse((await get('/openapi.json')).body).paths['/v1/me'].get.operationId).toBe('getMe');
    const style = await get('/docs/assets/swagger-ui.css');
    expect([style.statusCode, style.body.includes('.swagger-ui')]).toEqual([200, true]);
  });

  test('a deployment that nobody has told anything answers about places by the map of counties', async () => {
    const map = await get('/v1/map?latGcj02=31.2336&lngGcj02=121.4707&radiusMeters=3000');
    expect([map.statusCode, JSON.parse(map.body)]).toEqual([200, { outlines: [], branches: [], area: null }]);
  });

  test('programs of the machine lie beside two bundles alone, and are for the machine that they are bundled for', () => {
    const here = process.arch === 'arm64' ? 'arm64' : 'x64';
    for (const [name, folder] of Object.entries(inject('bundles'))) {
      const found = programsIn(folder);
      expect([name, found.length > 1]).toEqual([name, name === 'pictures' || name === 'figures']);
      for (const { file, machine } of found) expect([file, machine]).toEqual([file, here]);
    }
    const other = here === 'arm64' ? 'x64' : 'arm64';
    expect(() => onlyFor(other, inject('bundles').pictures)).toThrow(`not for ${other}`);
    // What npm installs for Lambda's machines is in a lock file of its own.
    const lock = JSON.parse(readFileSync(new URL('../native/package-lock.json', import.meta.url), 'utf8'));
    for (const machine of machines)
      for (const part of ['sharp', 'sharp-libvips'])
        expect(lock.packages[`node_modules/@img/${part}-linux-${machine}`]).toMatchObject({
          cpu: [machine],
          os: ['linux'],
        });
    const { dependencies } = JSON.parse(
      readFileSync(new URL('../../functions/package.json', import.meta.url), 'utf8'),
    );
    for (const machine of machines)
      expect(lock.packages[`node_modules/@duckdb/node-bindings-linux-${machine}`]).toMatchObject({
        cpu: [machine],
        libc: ['glibc'],
        os: ['linux'],
      });
    for (const name of ['sharp', '@duckdb/node-api'])
      expect([name, lock.packages[`node_modules/${name}`].version]).toEqual([name, dependencies[name]]);
  });

  test('a program for another machine is told from one for this, whatever it is called', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jindian-programs-'));
    try {
      const head = (machine: number) => {
        const bytes = Buffer.alloc(64);
        bytes.writeUInt32BE(0x7f454c46);
        bytes.writeUInt16LE(machine, 18);
        return bytes;
      };
      writeFileSync(join(folder, 'a.node'), head(0xb7));
      writeFileSync(join(folder, 'libb.so.42'), head(0x3e));
      writeFileSync(join(folder, 'c'), head(0x28));
      writeFileSync(join(folder, 'd.dylib'), Buffer.alloc(64));
      writeFileSync(join(folder, 'e.mjs'), 'export {};');
      const found = programsIn(folder).map(({ file, machine }) => [basename(file), machine]);
      expect(found.sort()).toEqual([
        ['a.node', 'arm64'],
        ['c', null],
        ['d.dylib', null],
        ['libb.so.42', 'x64'],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each(withNetwork)('%s has the map of counties beside its bundle', (name) => {
    const file = readFileSync(join(inject('bundles')[name], countiesFile), 'utf8');
    expect(JSON.parse(file).objects.countiesGcj02.geometries.length).toBeGreaterThan(2_900);
  });

  test('what happened goes from the stream into the queues, and from there to who has to do with it', async () => {
    const table = createTable(
      tableName,
      createDynamoClient({
        region: 'local',
        endpoint: 'http://localhost',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        requestHandler: engine.requestHandler,
      }),
    );
    const ids = createIds(systemClock);
    const nobodyListens = defineEvent({
      version: 1,
      aggregate: 'order',
      id: 'orderId',
      sequence: null,
      data: z.object({ orderId: z.string() }),
    });
    const catalogue = { ...eventCatalogue, 'nobody.listens': nobodyListens };
    const outbox = createOutbox({ table, clock: systemClock, ids, catalogue });
    const fromANewerProgram: unknown = { type: 'nobody.listens', data: { orderId: ids.next() } };
    // Nothing of such an order is there: whoever hears of it looks, finds nothing, and is done.
    await transact(table, [
      outbox.announce(
        { type: 'order.cancelled', data: { orderId: ids.next(), sequence: 2, atMs: 1 } },
        fromANewerProgram as DomainEvent,
      ),
    ]);
    const { Items } = (await engine.call('Scan', { TableName: tableName })) as {
      Items: { pk: { S: string } }[];
    };
    const image = Items.find(({ pk }) => pk.S.startsWith('OUTBOX#'));
    const record = { eventName: 'INSERT', dynamodb: { SequenceNumber: '3', NewImage: image } };
    expect((await invoke('relay', { Records: [record] })).value).toEqual({ batchItemFailures: [] });
    const [courier] = sqs.receive('couriers', 10);
    expect(sqs.waiting('unknown')).toHaveLength(1);
    const delivered = (messageId: string, body = '') => ({
      messageId,
      receiptHandle: courier?.receiptHandle,
      body,
      attributes: { ApproximateReceiveCount: '1' },
    });
    const answer = await invoke('consumer', {
      Records: [delivered('good', courier?.body), delivered('strange', 'not a message')],
    });
    expect(answer.value).toEqual({ batchItemFailures: [{ itemIdentifier: 'strange' }] });
    expect((await invoke('dead-letters', { Records: [delivered('good', courier?.body)] })).value).toEqual({
      batchItemFailures: [],
    });
    const { Count } = (await engine.call('Query', {
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'DEADLETTERS' } },
    })) as { Count: number };
    expect(Count).toBe(1);
  });

  test('changed levels are followed; what is no level is passed over', async () => {
    const told = (pk: string, sk: string, attributes = {}) => {
      const keys = { pk: { S: pk }, sk: { S: sk } };
      const dynamodb = { SequenceNumber: '1', Keys: keys, NewImage: { ...keys, ...attributes } };
      return invoke('levels', { Records: [{ eventName: 'INSERT', dynamodb }] });
    };
    expect((await told('ORDER#1', 'ORDER')).value).toEqual({ batchItemFailures: [] });
    // There is no network in this table yet, and no place of this name: its level counts in no region.
    const level = { locationId: { S: 'B001' }, skuId: { S: 'P004-01' }, ownerId: { S: 'hq' } };
    expect((await told('LOC#B001', 'LEVEL#P004-01#hq', { ...level, available: { N: '3' } })).value).toEqual({
      batchItemFailures: [],
    });
  });

  test('asked of the table only what the rights of each function allow', () => {
    expect([...asked.keys()].toSorted()).toEqual(['api', 'consumer', 'dead-letters', 'levels', 'timers']);
    for (const [name, used] of asked) {
      // The consumer's process stands for the function behind any queue here.
      const { table } = rightsByProgram[name];
      const isLike = (pk: string, pattern: string) =>
        pattern.endsWith('*') ? pk.startsWith(pattern.slice(0, -1)) : pk === pattern;
      for (const one of used) {
        const [action = '', pk = ''] = one.split(' ');
        const allowed = table.some(
          ({ actions, partitions = ['*'] }) =>
            (actions as readonly string[]).includes(action) &&
            partitions.some((pattern) => isLike(pk, pattern)),
        );
        expect(allowed, `${name}: ${one}`).toBe(true);
      }
    }
  });
});
