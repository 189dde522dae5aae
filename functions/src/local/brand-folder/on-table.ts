/** The modules of the system over a table that a deployment uses, for whoever has the rights to its items and pictures. */
import { outsideClients } from '../../entry/outside-clients.ts';
import { readSecrets } from '../../entry/secrets.ts';
import { createSystem, type System } from '../../entry/system.ts';
import { createBucketPictures } from '../../goods/pictures/bucket-store.ts';
import { noPictureParts } from '../../goods/pictures/service.ts';
import type { PictureStore } from '../../goods/pictures/store.ts';
import { wechatPatienceBehind } from '../../platform/budgets.ts';
import { systemClock as clock } from '../../platform/clock.ts';
import { configSchema } from '../../platform/config.ts';
import { createLogger } from '../../platform/logger.ts';
import { createTable, type JindianTable } from '../../platform/table.ts';
import { openEnd } from '../copy/end.ts';

export type TableSaid = {
  table: string;
  /** The bucket of its pictures. */
  pictures: string;
  /** Elsewhere than AWS_REGION says. */
  region?: string | undefined;
  /** Another DynamoDB, another S3. */
  endpoint?: string | undefined;
  picturesEndpoint?: string | undefined;
};

/**
 * Nothing outside is asked: no keys are read. What is announced lies in the table's stream, which the deployment's own functions
 * hear; here nobody does anything about it.
 */
export async function systemOnTable(table: JindianTable, pictures: PictureStore): Promise<System> {
  const config = configSchema.parse({
    // As it is deployed: what is due is spread over as many shards as its timers look at.
    stage: 'production',
    tableName: table.getName(),
    publicBaseUrl: 'https://nowhere.invalid',
    wechatAppId: 'none',
  });
  const logger = createLogger('error');
  const secrets = await readSecrets({}, config.patienceTimes);
  return createSystem({
    config,
    secrets,
    table,
    clock,
    logger,
    queues: { send: async () => {}, handOver: async () => {} },
    pictures: { ...noPictureParts, store: pictures },
    ...outsideClients({
      config,
      secrets,
      clock,
      logger,
      patience: wechatPatienceBehind,
      isGiven: () => false,
    }),
  });
}

export async function openTable(
  said: TableSaid,
): Promise<{ system: System; pictures: PictureStore; close(): void }> {
  const { table, region, endpoint, picturesEndpoint } = said;
  const end = openEnd({ table, ...(region ? { region } : {}), ...(endpoint ? { endpoint } : {}) });
  const pictures = createBucketPictures({
    bucket: said.pictures,
    client: {
      ...(region ? { region } : {}),
      ...(picturesEndpoint ? { endpoint: picturesEndpoint, forcePathStyle: true } : {}),
    },
  });
  const system = await systemOnTable(createTable(table, end.client), pictures);
  return { system, pictures, close: () => end.close() };
}
