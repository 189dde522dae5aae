/** The modules as they are deployed, on the embedded engine in memory, with the demo's network and catalog and no stock. */
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { createSystem } from '../../functions/src/entry/system.ts';
import {
  demoCategories,
  demoCommissionRules,
  demoProducts,
} from '../../functions/src/local/demo/catalog/index.ts';
import { buildDemoNetwork } from '../../functions/src/local/demo/network/build-demo-network.ts';
import { createLocalQueues } from '../../functions/src/local/queues.ts';
import { localSecrets, merchantSecrets } from '../../functions/src/local/secrets.ts';
import { systemClock as clock } from '../../functions/src/platform/clock.ts';
import { configSchema } from '../../functions/src/platform/config.ts';
import { createLogger } from '../../functions/src/platform/logger.ts';
import { createDynamoClient, createTable, tableDefinition } from '../../functions/src/platform/table.ts';
import type { SimulatorMerchant } from '../../functions/src/simulators/wechat/index.ts';
import { createWechatMiniProgram, createWechatPay } from '../../functions/src/wechat/index.ts';
import { clientOf, tableName } from './system.ts';

const nowhere = 'http://127.0.0.1:9';

export async function startModules(options: {
  merchant: SimulatorMerchant;
  payUrl: string;
  /** Between the SDK and the engine, to listen. */
  around?: (inner: Engine['requestHandler']) => Engine['requestHandler'];
  /** An engine elsewhere; by default one in this process. */
  endpoint?: string;
}) {
  const { merchant, payUrl, around = (inner) => inner, endpoint } = options;
  const engine = endpoint ? null : await createEngine({ now: clock.nowMs });
  const client = engine
    ? clientOf(around(engine.requestHandler))
    : createDynamoClient({
        region: 'local',
        endpoint: endpoint as string,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
  await client.send(new CreateTableCommand(tableDefinition(tableName)));
  const wechatPay = merchantSecrets(merchant);
  const platformPublicKeys = [{ id: merchant.platformSerial, publicKeyPem: merchant.platformPublicKeyPem }];
  const { appid } = merchant;
  const table = createTable(tableName, client);
  const logger = createLogger('warn');
  const queues = createLocalQueues({
    table,
    clock,
    logger,
    consumer: () => system.consumer,
    deadLetters: () => system.deadLetters,
  });
  const system = createSystem({
    config: configSchema.parse({
      stage: 'local',
      tableName,
      publicBaseUrl: nowhere,
      wechatAppId: appid,
      wechatBaseUrl: nowhere,
      wechatPayBaseUrl: payUrl,
    }),
    secrets: { ...localSecrets(undefined), wechatAppSecret: 'not used here', wechatPay },
    table,
    clock,
    logger,
    queues,
    wechatPay: createWechatPay(
      {
        baseUrl: payUrl,
        appid,
        mchid: wechatPay.mchid,
        merchantSerial: wechatPay.merchantSerial,
        merchantPrivateKeyPem: wechatPay.merchantPrivateKeyPem,
        apiV3Key: wechatPay.apiV3Key,
        platformPublicKeys,
      },
      { now: clock.nowMs },
    ),
    wechat: createWechatMiniProgram(
      { baseUrl: nowhere, appid, secret: 'not used here' },
      { now: clock.nowMs },
    ),
  });
  await system.network.load(buildDemoNetwork({ size: 'demo' }));
  await system.publishCatalog({ products: demoProducts, categories: demoCategories });
  await system.rates.publishContent(demoCommissionRules, {
    revision: 0,
    by: 'bench',
    note: 'bench',
    command: null,
  });
  return {
    system,
    engine,
    async close(): Promise<void> {
      client.destroy();
      await engine?.close();
    },
  };
}
