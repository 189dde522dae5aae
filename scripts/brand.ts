/**
 * Takes a brand along as a folder of files, from a stopped system:
 *
 *     npm run brand -- export <folder> --data .data
 *
 * It begins again where there is none by `npm start -- --brand <folder>`, or `npm start -- --live live.json --brand <folder>`.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '@jindian/embedded-dynamodb';
import { outsideClients } from '../functions/src/entry/outside-clients.ts';
import { createSystem } from '../functions/src/entry/system.ts';
import { createFolderPictures } from '../functions/src/goods/pictures/store.ts';
import { exportBrand } from '../functions/src/local/brand-folder/export.ts';
import { openDataFolder } from '../functions/src/local/folder/data-folder.ts';
import { picturesFolder, seedVersion, tableFolder, tableName } from '../functions/src/local/folder/layout.ts';
import { sentenceFor } from '../functions/src/local/folder/sentences.ts';
import { localSecrets } from '../functions/src/local/secrets.ts';
import { wechatPatienceBehind } from '../functions/src/platform/budgets.ts';
import { systemClock as clock } from '../functions/src/platform/clock.ts';
import { configSchema, type Secrets } from '../functions/src/platform/config.ts';
import { embeddedClient } from '../functions/src/platform/embedded-client.ts';
import { createLogger } from '../functions/src/platform/logger.ts';
import { createTable } from '../functions/src/platform/table.ts';

const { values, positionals } = parseArgs({ options: { data: { type: 'string' } }, allowPositionals: true });
const [act, out] = positionals;
if (act !== 'export' || out === undefined || values.data === undefined) {
  console.error('npm run brand -- export <folder> --data <folder of a stopped system>');
  process.exit(2);
}

async function main(folder: string, target: string): Promise<void> {
  const data = openDataFolder(folder, { doing: 'verifying', seedVersion, network: null, keep: true });
  const engine = await createEngine({ path: path.join(folder, tableFolder) });
  const client = embeddedClient(engine);
  try {
    const config = configSchema.parse({
      stage: 'local',
      tableName,
      publicBaseUrl: 'http://localhost',
      wechatAppId: 'none',
    });
    const logger = createLogger('error');
    // Nothing outside is asked, and nothing is begun.
    const secrets = localSecrets(folder) as Secrets;
    const system = createSystem({
      config,
      secrets,
      table: createTable(tableName, client),
      clock,
      logger,
      queues: { send: async () => {}, handOver: async () => {} },
      ...outsideClients({
        config,
        secrets,
        clock,
        logger,
        patience: wechatPatienceBehind,
        isGiven: () => false,
      }),
    });
    const pictures = createFolderPictures({ folder: path.join(folder, picturesFolder), nowMs: clock.nowMs });
    const { places, products, policies, pictures: count } = await exportBrand(system, pictures, target);
    console.log(
      `${target}: ${places} places, ${products} products, ${policies} policies, ${count} files of pictures.`,
    );
  } finally {
    client.destroy();
    await engine.close();
    data.holder.release();
  }
}

const folder = path.resolve(values.data);
main(folder, path.resolve(out)).catch((error) => {
  console.error(sentenceFor(error, folder));
  process.exit(1);
});
