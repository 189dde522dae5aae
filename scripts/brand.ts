/**
 * Takes a brand along as a folder of files, and makes one of it:
 *
 *     npm run brand -- export <folder> --data .data                               from a stopped system on this machine
 *     npm run brand -- export <folder> --table <table> --pictures <bucket>        from a deployment, while it runs
 *     npm run brand -- import <folder> --table <table> --pictures <bucket>        into a deployment without a brand
 *
 * With the credentials of AWS that the environment has. `--region`: elsewhere than AWS_REGION says; `--endpoint`,
 * `--pictures-endpoint`: another DynamoDB, another S3. On one machine a folder becomes a brand at the first start
 * (`npm start -- --brand <folder>`).
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '@jindian/embedded-dynamodb';
import type { System } from '../functions/src/entry/system.ts';
import { createFolderPictures, type PictureStore } from '../functions/src/goods/pictures/store.ts';
import { exportBrand } from '../functions/src/local/brand-folder/export.ts';
import { importBrand } from '../functions/src/local/brand-folder/import.ts';
import { BrandRefusal } from '../functions/src/local/brand-folder/layout.ts';
import { openTable, systemOnTable } from '../functions/src/local/brand-folder/on-table.ts';
import { openDataFolder } from '../functions/src/local/folder/data-folder.ts';
import { picturesFolder, seedVersion, tableFolder, tableName } from '../functions/src/local/folder/layout.ts';
import { sentenceFor } from '../functions/src/local/folder/sentences.ts';
import { embeddedClient } from '../functions/src/platform/embedded-client.ts';
import { createTable } from '../functions/src/platform/table.ts';

const { values, positionals } = parseArgs({
  options: {
    data: { type: 'string' },
    table: { type: 'string' },
    pictures: { type: 'string' },
    region: { type: 'string' },
    endpoint: { type: 'string' },
    'pictures-endpoint': { type: 'string' },
  },
  allowPositionals: true,
});

type Opened = { system: System; pictures: PictureStore; close(): unknown };

async function openFolder(folder: string): Promise<Opened> {
  const data = openDataFolder(folder, { doing: 'verifying', seedVersion, network: null, keep: true });
  const engine = await createEngine({ path: path.join(folder, tableFolder) });
  const client = embeddedClient(engine);
  const pictures = createFolderPictures({ folder: path.join(folder, picturesFolder), nowMs: Date.now });
  return {
    system: await systemOnTable(createTable(tableName, client), pictures),
    pictures,
    async close() {
      client.destroy();
      await engine.close();
      data.holder.release();
    },
  };
}

function usage(): never {
  console.error(
    'npm run brand -- export <folder> --data <folder of a stopped system>\n' +
      'npm run brand -- export|import <folder> --table <table> --pictures <bucket>',
  );
  process.exit(2);
}

async function main(): Promise<void> {
  const [act, folder] = positionals;
  const { data, table, pictures: bucket, region, endpoint, 'pictures-endpoint': picturesEndpoint } = values;
  if (folder === undefined || (act !== 'export' && act !== 'import')) usage();
  const onTable = table !== undefined && bucket !== undefined && data === undefined;
  if (!onTable && (data === undefined || act === 'import')) usage();
  const { system, pictures, close }: Opened = onTable
    ? await openTable({ table, pictures: bucket, region, endpoint, picturesEndpoint })
    : await openFolder(path.resolve(data as string));
  try {
    const target = path.resolve(folder);
    const told =
      act === 'export'
        ? await exportBrand(system, pictures, target)
        : await importBrand(system, pictures, target, (done, total, what) =>
            console.log(`${done}/${total} ${what}`),
          );
    const { places, products, policies, pictures: count } = told;
    console.log(
      `${target}: ${places} places, ${products} products, ${policies} policies, ${count} files of pictures.`,
    );
  } finally {
    await close();
  }
}

main().catch((error) => {
  console.error(
    error instanceof BrandRefusal ? error.message : sentenceFor(error, path.resolve(values.data ?? '.')),
  );
  process.exit(1);
});
