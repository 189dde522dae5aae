/**
 * The first call of the API's bundle on a brand of 20,000 branches, in a fresh process: CPU to load the bundle, and CPU
 * of the first call (configuration, secrets, network and catalog from the table), beside a bare Node process. The engine
 * and the secrets are in this process. `node --import tsx bench/cold-start.ts [--profile folder]`
 */
import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { createEngine } from '@jindian/embedded-dynamodb';
import { bundleFunctions } from '../cdk/lib/bundle.ts';
import { encodeCatalog } from '../functions/src/goods/catalog/catalog.ts';
import { demoCategories, demoProducts } from '../functions/src/local/demo/catalog/index.ts';
import { buildDemoNetwork } from '../functions/src/local/demo/network/build-demo-network.ts';
import { encodeNetworkSnapshot } from '../functions/src/places/network/snapshot-codec.ts';
import { createSnapshotStore } from '../functions/src/platform/snapshot-store.ts';
import { tableDefinition } from '../functions/src/platform/table.ts';
import { embeddedTable } from '../functions/src/platform/testing/table.ts';

const runs = 7;
const tableName = 'jindian-bench';
const loader = `
const cpuMs = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const bareMs = cpuMs();
const { handler } = await import(process.argv[1]);
const loadedMs = cpuMs();
const path = '/v1/branches/nearest';
const event = { version: '2.0', routeKey: '$default', rawPath: path, rawQueryString: 'latGcj02=31.2&lngGcj02=121.4&limit=5',
  headers: { host: 'api.example.com', 'accept-language': 'en' },
  requestContext: { domainName: 'api.example.com', http: { method: 'GET', path, sourceIp: '10.0.0.1' } }, isBase64Encoded: false };
const answer = await handler(event, { awsRequestId: 'r', getRemainingTimeInMillis: () => 10000 });
const answeredMs = cpuMs();
await handler(event, { awsRequestId: 'r', getRemainingTimeInMillis: () => 10000 });
console.log(JSON.stringify({ status: answer.statusCode, bareMs, loadMs: loadedMs - bareMs, firstMs: answeredMs - loadedMs, nextMs: cpuMs() - answeredMs,
  heldMegabytes: process.memoryUsage().rss / 2 ** 20 }));
process.exit(0);
`;

const [, , option, profileFolder] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'jindian-cold-'));
const engine = await createEngine();
try {
  const { api } = await bundleFunctions(folder, process.arch === 'arm64' ? 'arm64' : 'x64');
  await engine.call('CreateTable', tableDefinition(tableName));
  const snapshots = createSnapshotStore({ table: embeddedTable(engine, tableName) });
  await snapshots.publish('network', encodeNetworkSnapshot(buildDemoNetwork({ size: 'full' })), 0);
  await snapshots.publish(
    'catalog',
    encodeCatalog({ categories: demoCategories, products: demoProducts }),
    0,
  );
  const text = () => randomBytes(24).toString('base64url');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const secrets = {
    sessionSecret: text(),
    pickupSecret: text(),
    codeSecret: text(),
    gatewaySecret: text(),
    wechatAppSecret: text(),
    wechatPay: {
      mchid: '1900000001',
      merchantSerial: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
      merchantPrivateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      apiV3Key: randomBytes(16).toString('hex'),
      platformPublicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }),
      platformPublicKeyId: 'PUB_KEY_ID_0119000000012024',
    },
  };
  const secretsManager = createServer((request, response) => {
    request.resume();
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ SecretString: JSON.stringify(secrets) }));
  });
  await new Promise<void>((resolve) => secretsManager.listen(0, '127.0.0.1', resolve));
  const { endpoint } = await engine.listen();
  const env = {
    PATH: process.env.PATH ?? '',
    AWS_REGION: 'cn-northwest-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(secretsManager.address() as AddressInfo).port}`,
    JINDIAN_TABLE_NAME: tableName,
    JINDIAN_SIGNING_SECRET_ID: 'signing',
    JINDIAN_WECHAT_SECRET_ID: 'wechat',
    JINDIAN_WECHAT_PAY_SECRET_ID: 'wechat-pay',
    JINDIAN_PUBLIC_BASE_URL: 'https://api.example.com',
    JINDIAN_WECHAT_APP_ID: 'wx0000000000000000',
  };
  const bundle = join(api, 'index.mjs');
  const args = ['--input-type=module', '-e', loader, pathToFileURL(bundle).href];
  const profiled = option === '--profile' ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : [];
  type Run = {
    status: number;
    bareMs: number;
    loadMs: number;
    firstMs: number;
    nextMs: number;
    heldMegabytes: number;
  };
  const all: Run[] = [];
  const started = async (flags: string[], variables: NodeJS.ProcessEnv) =>
    JSON.parse((await promisify(execFile)(process.execPath, flags, { env: variables })).stdout) as Run;
  for (let run = 0; run < (option === '--profile' ? 1 : runs); run += 1)
    all.push(await started([...profiled, ...args], env));
  if (all.some(({ status }) => status !== 200)) throw new Error(`answers $all.map(({ status }) => status)`);
  // The machine is shared: noise only ever adds.
  const least = (name: keyof Run) => Math.round(Math.min(...all.map((one) => one[name])));
  console.log(
    JSON.stringify({
      bench: 'cold start of the API, 20,000 branches',
      node: process.version,
      bundleKilobytes: Math.round(statSync(bundle).size / 1024),
      bareCpuMs: least('bareMs'),
      loadCpuMs: least('loadMs'),
      firstCallCpuMs: least('firstMs'),
      cpuMs: Math.round(Math.min(...all.map(({ loadMs, firstMs }) => loadMs + firstMs))),
      nextCallCpuMs: least('nextMs'),
      heldMegabytes: least('heldMegabytes'),
    }),
  );
  secretsManager.close();
} finally {
  await engine.close();
  rmSync(folder, { recursive: true });
}
